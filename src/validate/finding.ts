/** How much a finding matters; docs/rules.md explains the three to users. */
export const SEVERITIES = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** One problem of a reference, as data. Every report is drawn from these. */
export interface Finding {
  /** The id of the rule that found it. */
  rule: string;
  severity: Severity;
  /** The rule's title. */
  title: string;
  /** What is wrong, in a sentence that names the OTU and the field. One line. */
  message: string;
  impact: string;
  recommended_action: string;
  /** Path from the root of the reference, with `/`. */
  file: string;
  otu: { id: string; name: string } | null;
  /** `$.isolates[0].sequences[2].host`; `$` is the whole file. */
  json_path: string;
  /** Counted from 1; null where there is no place in the file. */
  line: number | null;
  /** Counted from 1, in UTF-16 units. */
  column: number | null;
  /** Whether `fixFile` takes it away. */
  fixable: boolean;
}

export interface Report {
  /** Sorted by file, then by place in it. */
  findings: Finding[];
  /** How many files were looked at, reference.yaml among them. With `changed`, how many of those changed. */
  files_checked: number;
  otus_checked: number;
  counts: Record<Severity, number>;
}

/** How many findings there are of each severity. */
export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, notice: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** By file, then by place in the file, then by rule: the same findings always stand in the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
