/** What keeps an update from being merged, in words. */
import { RefkitError } from '../../otu/errors.js';
import { oneLine } from '../../otu/phrases.js';

/** Two OTUs whose ids differ in the case of letters only: no side decides that. */
export const ID_CLASH = 'id_clash';

export interface UpdateConflict {
  /** null where it is about a file that is no OTU. */
  otu: { id: string; name: string } | null;
  /** As a merge calls it, or {@link ID_CLASH}. */
  kind: string;
  /** Which field of the OTU, as `refkit resolve --field` takes it; '' is the whole. */
  path: string;
  /** One line: `host of sequence NC_010317 in Isolate Q767`. */
  subject: string;
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/** A conflict with one line that says it all, and values that are no longer than one can read. */
export interface WordedConflict extends UpdateConflict {
  text: string;
}

export function worded(conflicts: readonly UpdateConflict[]): WordedConflict[] {
  return conflicts.map((conflict) => {
    const { base, ours, theirs } = conflict;
    const sides = { base: readable(base), ours: readable(ours), theirs: readable(theirs) };
    return { ...conflict, ...sides, text: conflictText(conflict) };
  });
}

/** A value as it is where it is short, else in a few words. */
function readable(value: unknown): unknown {
  const isShort = typeof value === 'string' ? value.length <= LONGEST_VALUE : typeof value !== 'object';
  return value === null || value === undefined ? null : isShort ? value : shortValue(value);
}

/** An update was not merged, since both sides changed the same, differently. The release waits on its branch. */
export class UpdateConflictError extends RefkitError {
  readonly code = 'UPDATE_CONFLICT';
  readonly kind = 'conflict';
  readonly conflicts: readonly WordedConflict[];

  /**
   * @param release as a person would name it: "release v1.5.0 of owner/name"
   * @param branch that the release is on
   */
  constructor(release: string, branch: string, conflicts: readonly WordedConflict[]) {
    const lines = conflicts.slice(0, SHOWN).map(({ text }) => `  ${text}`);
    if (conflicts.length > SHOWN) lines.push(`  … and ${conflicts.length - SHOWN} more`);
    const count = conflicts.length === 1 ? 'one conflict' : `${conflicts.length} conflicts`;
    super(`The ${release} was not merged: ${count} with what was changed here:\n${lines.join('\n')}`, {
      data: { branch, conflict_count: conflicts.length, conflicts: conflicts.slice(0, KEPT) },
      suggestions: waysOut(branch, conflicts),
    });
    this.conflicts = conflicts;
  }
}

const SHOWN = 20;
const KEPT = 1000;
/** As much of a value as is shown, in characters: some are whole genomes. */
const LONGEST_VALUE = 60;

function waysOut(branch: string, conflicts: readonly UpdateConflict[]): string[] {
  const has = (...kinds: string[]) => conflicts.some(({ kind }) => kinds.includes(kind));
  const ways: string[] = [];
  if (has('clash', ID_CLASH)) {
    ways.push('change or remove here what stands twice, and run "refkit remote update" again');
  }
  if (conflicts.some(({ kind }) => kind !== ID_CLASH)) {
    ways.push(
      'take one side of each: "refkit remote update --ours" keeps what was changed here, "--theirs" the release',
    );
    ways.push(`or decide one by one: "refkit setup", "git merge ${branch}", then "refkit resolve" and "git commit"`);
  }
  return ways;
}

/** One line: which OTU, which field, and what it is on each side. */
function conflictText({ otu, kind, subject, base, ours, theirs }: UpdateConflict): string {
  const where = otu === null ? '' : `${oneLine(otu.name)} (${otu.id}): `;
  if (kind === 'clash' || kind === ID_CLASH || otu === null) return `${where}${oneLine(subject, 300)}`;
  const sides = [`was ${shortValue(base)}`, `here ${shortValue(ours)}`, `in the release ${shortValue(theirs)}`];
  return `${where}${oneLine(subject, 300)}: ${sides.join(', ')}`;
}

/** A value of any size in a few words. */
export function shortValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${oneLine(value, LONGEST_VALUE)}"`;
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? 'item' : 'items'}`;
  if (typeof value !== 'object') return oneLine(String(value), LONGEST_VALUE);
  const { name, accession, id } = value as { name?: unknown; accession?: unknown; id?: unknown };
  const label = [name, accession, id].find((each) => typeof each === 'string');
  return label === undefined ? 'something' : `"${oneLine(String(label), LONGEST_VALUE)}"`;
}
