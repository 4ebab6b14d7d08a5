import type { OtuIssues } from '../otu/issues.js';
import type { JsonPath, JsonPosition } from '../otu/json-text.js';
import type { Otu } from '../otu/types.js';
import type { ClaimKind } from './claims.js';
import type { Severity } from './finding.js';
import type { OtuFile } from './otu-file.js';

/** What every rule says of itself. docs/rules.md and the help texts in reports are made of it. */
export interface RuleInfo {
  /** Kebab-case, unique, stable: people write it in scripts. */
  id: string;
  severity: Severity;
  /** A few words without a full stop. */
  title: string;
  /** What the rule looks for and why, and where its facts come from. Markdown. */
  description: string;
  /** What goes wrong while the finding stands. */
  impact: string;
  recommended_action: string;
  /** What the safe fix does; null where a person has to decide. */
  fixes: string | null;
}

/** What a rule has found at one place of what it looked at. */
export interface Problem {
  path: JsonPath;
  /** What is wrong there: a sentence without a full stop. The OTU's name is put before it. */
  message: string;
  /** Only where the place is no JSON value. */
  position?: JsonPosition;
  /** Where the rule has a fix: whether it helps here. Absent means that it does. */
  fixable?: boolean;
}

/** The settings of a reference that rules over OTUs need. */
export interface ReferenceSettings {
  source_types: readonly string[];
  restrict_source_types: boolean;
}

/** Takes what a rule finds. Rules call it rather than give lists, since nearly all of them find nothing in nearly all files. */
export type ReportProblem = (problem: Problem) => void;

export interface OtuContext {
  /** Null where reference.yaml cannot be read. */
  settings: ReferenceSettings | null;
  /** The OTU's issues as the API shows them; null where it is verified. */
  issues: OtuIssues | null;
  /** Whether any sequence is not made of upper-case IUPAC codes alone. Where this is false nobody need look at bases. */
  oddBases: boolean;
}

/** Looks at a file as a file: its path, its bytes, its JSON. */
export interface FileRule extends RuleInfo {
  scope: 'file';
  check(file: OtuFile, report: ReportProblem): void;
}

/** Looks at one OTU by itself. */
export interface OtuRule extends RuleInfo {
  scope: 'otu';
  check(otu: Otu, report: ReportProblem, context: OtuContext): void;
  /** The OTU without the problems that are safe to take away; the very same object where there are none. */
  fix?(otu: Otu, context: OtuContext): Otu;
}

/** Looks at a value that no two places in the reference may have. */
export interface UniqueRule extends RuleInfo {
  scope: 'reference';
  kind: ClaimKind;
  /** What is wrong with a value; the places where else it stands come behind it. */
  say(value: string): string;
}

/** What is known of a reference.yaml whose form is right. */
export interface ReferenceView {
  config: ReferenceYaml;
  hasOtu(id: string): boolean;
}

/** reference.yaml as schemas/reference.schema.json describes it, with its defaults filled in. */
export interface ReferenceYaml extends ReferenceSettings {
  internal_control: string | null;
  user: { id: string };
  users: { id: string; emails: string[]; modify: boolean }[];
  groups: { id: string; members?: string[]; modify: boolean }[];
}

/** Looks at reference.yaml. */
export interface ConfigRule extends RuleInfo {
  scope: 'config';
  check(reference: ReferenceView, report: ReportProblem): void;
}

export type Rule = FileRule | OtuRule | UniqueRule | ConfigRule;
