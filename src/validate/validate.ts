import { otuIdOfPath, otuPath } from '../otu/ids.js';
import { otuIssues } from '../otu/issues.js';
import type { JsonPosition } from '../otu/json-text.js';
import type { Otu } from '../otu/types.js';
import { type Claim, type Claimant, ClaimIndex, type ClaimKind, comparable, eachClaim, pathOfClaim } from './claims.js';
import { clashesIn } from './clashes.js';
import { Collector, type Place } from './collector.js';
import { type ConfigFile, readConfig } from './config-file.js';
import type { Report } from './finding.js';
import { placeOf } from './json-places.js';
import { OtuFile } from './otu-file.js';
import type { OtuContext, Problem, ReferenceSettings, RuleInfo } from './rule.js';
import { CONFIG_RULES, configSyntax, internalControl } from './rules/config.js';
import { FILE_RULES, OTU_RULES } from './rules/index.js';
import { contentOf, type Subject, type SubjectFile } from './subject.js';

const NOTHING = Buffer.alloc(0);
const CONFIG_PATH = 'reference.yaml';
/** Of a value that very many places hold, only some are located in their files. */
const MOST_LOCATED = 20;

/**
 * Checks a reference by every rule. Reads nothing but what it is given, and throws for no content whatever: what is
 * wrong is in the report. Files are taken one by one and forgotten, all but what they claim.
 */
export async function validate(subject: Subject): Promise<Report> {
  const yaml = subject.referenceYaml;
  const config = yaml && (await readConfig(yaml.text));
  const validation = new Validation(subject, config?.config ?? null);
  for (const file of subject.files) validation.takeFile(file);
  validation.takeClashes();
  validation.takeConfig(yaml?.path ?? CONFIG_PATH, config);
  return validation.report();
}

/** A reference on its way through the rules. */
class Validation {
  readonly #collector = new Collector();
  readonly #claims = new ClaimIndex();
  readonly #paths = new Set<string>();
  readonly #changedFiles = new Map<string, SubjectFile>();
  readonly #claimedElsewhere: { kind: ClaimKind; mine: Claim; theirs: Claim }[] = [];
  #files = 0;
  #otus = 0;

  constructor(
    private readonly subject: Subject,
    private readonly settings: ReferenceSettings | null,
  ) {}

  takeFile(given: SubjectFile): void {
    const { changed, elsewhere } = this.subject;
    const { path, symlink = false } = given;
    const reported = changed === undefined || changed.has(path);
    const isOtu = !symlink && otuIdOfPath(path) !== null;
    if (!reported && !isOtu) return;

    const file = new OtuFile(path, isOtu ? contentOf(given) : NOTHING, symlink);
    const { otu } = file;
    if (reported) {
      this.#files += 1;
      this.#check(file, otu);
    }
    if (elsewhere) this.#paths.add(path);
    if (otu === null) return;
    if (reported) this.#otus += 1;
    if (reported && changed && !elsewhere) this.#changedFiles.set(path, given);
    this.#claim(file, otu, { id: otu.id, name: otu.name, path, reported });
  }

  #check(file: OtuFile, otu: Otu | null): void {
    const place = placeIn(file);
    let rule: RuleInfo;
    const report = (problem: Problem) => this.#collector.add(rule, problem, place);
    for (const each of FILE_RULES) {
      rule = each;
      each.check(file, report);
    }
    if (otu === null) return;
    const context: OtuContext = {
      settings: this.settings,
      issues: otuIssues(otu),
      oddBases: file.oddBases,
    };
    for (const each of OTU_RULES) {
      rule = each;
      each.check(otu, report, context);
    }
  }

  #claim(file: OtuFile, otu: Otu, claimant: Claimant): void {
    const { elsewhere } = this.subject;
    eachClaim(otu, claimant, (kind, claim) => {
      const holders = this.#claims.add(kind, claim);
      if (holders !== null && claimant.reported && holders.length <= MOST_LOCATED) {
        claim.position = placeOf(file.text!, pathOfClaim(kind, claim));
      }
      if (elsewhere && claimant.reported && this.#askElsewhere(kind, claim)) {
        claim.position ??= placeOf(file.text!, pathOfClaim(kind, claim));
      }
    });
  }

  /** Whether somebody else seems to claim the same. */
  #askElsewhere(kind: ClaimKind, mine: Claim): boolean {
    const before = this.#claimedElsewhere.length;
    const key = comparable(kind, mine.value);
    for (const { path, otu, value } of this.subject.elsewhere!.holders(kind, key)) {
      if (path === mine.claimant.path || this.subject.changed?.has(path)) continue;
      if (comparable(kind, value) !== key) continue;
      const theirs = { claimant: { ...otu, path, reported: false }, value, isolate: -1, sequence: -1 };
      this.#claimedElsewhere.push({ kind, mine, theirs });
    }
    return this.#claimedElsewhere.length > before;
  }

  /** To be called when all files were taken: only then is it known who is among them. */
  takeClashes(): void {
    for (const { kind, mine, theirs } of this.#claimedElsewhere) {
      if (this.#paths.has(theirs.claimant.path)) continue;
      this.#claims.addHolder(kind, mine, theirs);
    }
    for (const { rule, at, problem } of clashesIn(this.#claims)) {
      const { id, name, path } = at.claimant;
      const locate = () => at.position ?? this.#locateAgain(path, problem);
      this.#collector.add(rule, problem, { file: path, otu: { id, name }, fixable: () => false, locate });
    }
  }

  /** Where a problem stands in a changed file whose text was forgotten. */
  #locateAgain(path: string, problem: Problem): JsonPosition | null {
    const file = this.#changedFiles.get(path);
    return file ? locateIn(new OtuFile(path, contentOf(file)), problem) : null;
  }

  takeConfig(path: string, file: ConfigFile | null): void {
    const { changed } = this.subject;
    const reported = changed === undefined || changed.has(path);
    if (reported && file) this.#files += 1;
    const place: Place = {
      file: path,
      otu: null,
      fixable: () => false,
      locate: ({ path }) => file?.locate(path) ?? null,
    };
    if (file === null) {
      const problem = { path: [], message: 'There is no reference.yaml, so the folder is no reference' };
      this.#collector.add(configSyntax, problem, place);
      return;
    }
    if (reported) for (const { rule, problem } of file.problems) this.#collector.add(rule, problem, place);
    const { config } = file;
    if (config === null) return;
    const view = { config, hasOtu: (id: string) => this.#hasOtu(id) };
    for (const rule of CONFIG_RULES) {
      // Removing the internal control breaks reference.yaml without touching it.
      const concerned = reported || (rule === internalControl && this.#isChangedOtu(config.internal_control));
      if (!concerned) continue;
      rule.check(view, (problem) => this.#collector.add(rule, problem, place));
    }
  }

  #isChangedOtu(id: string | null): boolean {
    return id !== null && this.subject.changed!.has(otuPath(id));
  }

  #hasOtu(id: string): boolean {
    if (this.#claims.has('otu_id', id)) return true;
    const { elsewhere, changed } = this.subject;
    if (!elsewhere) return false;
    const holders = [...elsewhere.holders('otu_id', comparable('otu_id', id))];
    return holders.some(({ path, value }) => value === id && !changed?.has(path));
  }

  report(): Report {
    return this.#collector.report({ files: this.#files, otus: this.#otus });
  }
}

function placeIn(file: OtuFile): Place {
  return {
    file: file.path,
    otu: file.identity,
    fixable: () => file.otu === null || file.rewritable,
    locate: (problem) => locateIn(file, problem),
  };
}

/** The place of a problem in a file's text; null where the file has none that can be read. */
function locateIn(file: OtuFile, { path }: Problem): JsonPosition | null {
  if (file.text === null) return null;
  return path.length === 0 || file.value === null ? { line: 1, column: 1 } : placeOf(file.text, path);
}
