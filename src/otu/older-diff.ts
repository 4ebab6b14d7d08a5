import { align } from './align.js';
import { otuIssues } from './issues.js';
import type { Isolate, Otu, Segment, Sequence } from './types.js';

/**
 * The older form of a change's diff, as the OTUs document shows it: `["change", path, [old, new]]`,
 * `["add", path, [[key, value], …]]`, `["remove", path, [[key, value], …]]`. A path is a string where it is keys only,
 * a list where an index is in it. Applied in order, each entry finds the OTU as the ones before it left it.
 */
export type OlderDiff = OlderChange[];
export type OlderChange =
  | ['change', Path, [unknown, unknown]]
  | ['add', Path, [number, unknown][]]
  | ['remove', Path, [number, unknown][]];
type Path = string | (string | number)[];

/** The OTU as the older form holds it whole: with what is not stored in its file. */
export interface WholeOtu extends Otu {
  verified: boolean;
  version: number | null;
}

export interface Versions {
  /** null where there was no OTU before. */
  before: number | null;
  after: number | 'removed';
}

/** The diff of a change: the whole OTU for the first change (or a return) and for a removal, else a list of entries. */
export function olderDiff(before: Otu | null, after: Otu | null, versions: Versions): WholeOtu | OlderDiff {
  if (before && after) {
    return [...diffOtus(before, after), ...diffValues([], 'version', versions.before, versions.after)];
  }
  const whole = after ?? before;
  const version = after ? versions.after : versions.before;
  return whole ? { ...whole, verified: isVerified(whole), version: version === 'removed' ? null : version } : [];
}

type Steps = (string | number)[];

// Keys are taken in alphabetical order, as the documents have them.

function diffOtus(before: Otu, after: Otu): OlderDiff {
  return [
    ...diffValues([], 'abbreviation', before.abbreviation, after.abbreviation),
    ...diffValues([], 'id', before.id, after.id),
    ...diffLists(['isolates'], before.isolates, after.isolates, ({ id }) => id, diffIsolates),
    ...diffValues([], 'name', before.name, after.name),
    ...diffLists(['schema'], before.schema, after.schema, ({ name }) => name, diffSegments),
    ...diffValues([], 'taxid', before.taxid, after.taxid),
    ...diffValues([], 'verified', isVerified(before), isVerified(after)),
  ];
}

function diffIsolates(path: Steps, before: Isolate, after: Isolate): OlderDiff {
  return [
    ...diffValues(path, 'default', before.default, after.default),
    ...diffLists([...path, 'sequences'], before.sequences, after.sequences, ({ id }) => id, diffSequences),
    ...diffValues(path, 'source_name', before.source_name, after.source_name),
    ...diffValues(path, 'source_type', before.source_type, after.source_type),
  ];
}

function diffSequences(path: Steps, before: Sequence, after: Sequence): OlderDiff {
  const keys = ['accession', 'definition', 'host', 'segment', 'sequence'] as const;
  return keys.flatMap((key) => diffValues(path, key, before[key], after[key]));
}

function diffSegments(path: Steps, before: Segment, after: Segment): OlderDiff {
  const keys = ['molecule', 'required'] as const;
  return keys.flatMap((key) => diffValues(path, key, before[key], after[key]));
}

function diffValues(path: Steps, key: string, before: unknown, after: unknown): OlderDiff {
  return before === after ? [] : [['change', pathOf([...path, key]), [before, after]]];
}

/** Removals from the back, additions from the front (an item that moved is in both), then what changed within items. */
function diffLists<T>(
  path: Steps,
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
  diffItems: (path: Steps, before: T, after: T) => OlderDiff,
): OlderDiff {
  const { removed, added, kept } = align(before, after, keyOf);
  const moved = kept.filter((item) => item.moved);
  const out: [number, T][] = [
    ...removed.map(({ index, value }): [number, T] => [index, value]),
    ...moved.map(({ from, before }): [number, T] => [from, before]),
  ];
  const into: [number, T][] = [
    ...added.map(({ index, value }): [number, T] => [index, value]),
    ...moved.map(({ to, after }): [number, T] => [to, after]),
  ];
  const diff: OlderDiff = [];
  if (out.length > 0) diff.push(['remove', pathOf(path), out.sort(([a], [b]) => b - a)]);
  if (into.length > 0) diff.push(['add', pathOf(path), into.sort(([a], [b]) => a - b)]);
  for (const item of kept) if (!item.moved) diff.push(...diffItems([...path, item.to], item.before, item.after));
  return diff;
}

function pathOf(steps: Steps): Path {
  return steps.some((step) => typeof step === 'number') ? steps : steps.join('.');
}

function isVerified(otu: Otu): boolean {
  return otuIssues(otu) === null;
}
