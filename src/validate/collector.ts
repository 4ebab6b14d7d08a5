import { formatJsonPath, type JsonPosition } from '../otu/json-text.js';
import { oneLine } from '../otu/phrases.js';
import { compareFindings, countBySeverity, type Finding, type Report } from './finding.js';
import { otuLabel } from './labels.js';
import type { Problem, RuleInfo } from './rule.js';

/** How many findings of one rule a file may have; what comes after is counted and said in one more. */
const MOST_PER_RULE_AND_FILE = 100;

/** What a problem was found in. */
export interface Place {
  file: string;
  otu: { id: string; name: string } | null;
  /** Whether a fix may be made there. */
  fixable(): boolean;
  /** Finds the line of the problem; only called for problems that are reported. */
  locate(problem: Problem): JsonPosition | null;
}

/** How many findings of a rule a file has, and what is needed to say so. Nothing here holds on to the file's text. */
interface Tally {
  rule: RuleInfo;
  file: string;
  otu: Finding['otu'];
  count: number;
}

/** Turns problems into findings, and keeps them within bounds whatever a file holds. */
export class Collector {
  readonly #findings: Finding[] = [];
  readonly #tallies = new Map<string, Tally>();

  add(rule: RuleInfo, problem: Problem, place: Place): void {
    const key = `${rule.id} ${place.file}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { rule, file: place.file, otu: place.otu, count: 0 };
      this.#tallies.set(key, tally);
    }
    tally.count += 1;
    if (tally.count <= MOST_PER_RULE_AND_FILE) this.#findings.push(finding(rule, problem, place));
  }

  report(checked: { files: number; otus: number }): Report {
    const rest = [...this.#tallies.values()]
      .filter(({ count }) => count > MOST_PER_RULE_AND_FILE)
      .map(({ rule, file, otu, count }) => {
        const message = `There are ${count - MOST_PER_RULE_AND_FILE} more of these in the file`;
        return finding(rule, { path: [], message }, { file, otu, fixable: () => false, locate: () => null });
      });
    const findings = [...this.#findings, ...rest].sort(compareFindings);
    return {
      findings,
      files_checked: checked.files,
      otus_checked: checked.otus,
      counts: countBySeverity(findings),
    };
  }
}

function finding(rule: RuleInfo, problem: Problem, place: Place): Finding {
  const { otu } = place;
  const position = problem.position ?? place.locate(problem);
  const said = oneLine(problem.message, 1000);
  return {
    rule: rule.id,
    severity: rule.severity,
    title: rule.title,
    message: otu === null ? said : `${otuLabel(otu)}: ${said}`,
    impact: rule.impact,
    recommended_action: rule.recommended_action,
    file: place.file,
    otu,
    json_path: formatJsonPath(problem.path),
    line: position?.line ?? null,
    column: position?.column ?? null,
    fixable: rule.fixes !== null && place.fixable() && problem.fixable !== false,
  };
}
