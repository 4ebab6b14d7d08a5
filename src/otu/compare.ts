import { align } from './align.js';
import { isolateName } from './phrases.js';
import type { Isolate, Otu, Segment, Sequence } from './types.js';

/**
 * What differs between two states of an OTU, in the words of the domain, as data to be drawn or printed. Isolates and
 * sequences are matched by id, segments by name; bases are summed up, never repeated.
 */

export type ComparisonKind = 'added' | 'removed' | 'changed';

/** A field that differs. Of something added or removed: a field that is not empty, and null on the other side. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** Where two runs of bases differ. Positions count from 1. */
export interface BasesChange {
  /** The first base that differs. */
  first: number;
  /** The last base that differs before; less than `first` where bases were only put in. */
  last_before: number;
  /** The last base that differs after; less than `first` where bases were only taken out. */
  last_after: number;
  /** How many positions differ; null where the lengths differ. */
  substitutions: number | null;
}

export interface SequenceComparison {
  kind: ComparisonKind;
  id: string;
  accession: string;
  segment: string | null;
  /** In bases; null on the side where it does not exist. */
  length: { before: number | null; after: number | null };
  /** All but the bases. */
  fields: FieldChange[];
  /** null where the bases are the same, or the sequence is not on both sides. */
  bases: BasesChange | null;
}

export interface IsolateComparison {
  kind: ComparisonKind;
  id: string;
  name: string;
  fields: FieldChange[];
  sequences: SequenceComparison[];
  /** Whether sequences that are on both sides stand in another order. */
  sequences_reordered: boolean;
}

export interface SegmentComparison {
  kind: ComparisonKind;
  name: string;
  fields: FieldChange[];
}

export interface OtuComparison {
  kind: ComparisonKind;
  id: string;
  name: string;
  abbreviation: string;
  fields: FieldChange[];
  schema: SegmentComparison[];
  schema_reordered: boolean;
  isolates: IsolateComparison[];
  isolates_reordered: boolean;
}

/** Compares two states of an OTU, null where it does not exist. Null where nothing differs. */
export function compareOtus(before: Otu | null, after: Otu | null): OtuComparison | null {
  const subject = after ?? before;
  if (!subject) return null;
  const schema = compareLists(before?.schema, after?.schema, ({ name }) => name, compareSegments);
  const isolates = compareLists(before?.isolates, after?.isolates, ({ id }) => id, compareIsolates);
  const comparison: OtuComparison = {
    kind: kindOf(before, after),
    id: subject.id,
    name: subject.name,
    abbreviation: subject.abbreviation,
    fields: compareFields(before, after, ['id', 'name', 'abbreviation', 'taxid']),
    schema: schema.differences,
    schema_reordered: schema.reordered,
    isolates: isolates.differences,
    isolates_reordered: isolates.reordered,
  };
  const { fields, schema_reordered, isolates_reordered } = comparison;
  const differs =
    fields.length + schema.differences.length + isolates.differences.length > 0 ||
    schema_reordered ||
    isolates_reordered;
  return comparison.kind !== 'changed' || differs ? comparison : null;
}

/** In the order of names, by code unit, and of ids where those are the same. */
export function byName(a: Pick<OtuComparison, 'id' | 'name'>, b: Pick<OtuComparison, 'id' | 'name'>): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1;
}

function compareSegments(before: Segment | null, after: Segment | null): SegmentComparison | null {
  const fields = compareFields(before, after, ['molecule', 'required']);
  const kind = kindOf(before, after);
  return kind === 'changed' && fields.length === 0 ? null : { kind, name: (after ?? before!).name, fields };
}

function compareIsolates(before: Isolate | null, after: Isolate | null): IsolateComparison | null {
  const subject = after ?? before!;
  const kind = kindOf(before, after);
  const fields = compareFields(before, after, ['source_type', 'source_name', 'default']);
  const sequences = compareLists(before?.sequences, after?.sequences, ({ id }) => id, compareSequences);
  const same = fields.length === 0 && sequences.differences.length === 0 && !sequences.reordered;
  if (kind === 'changed' && same) return null;
  return {
    kind,
    id: subject.id,
    name: isolateName(subject),
    fields,
    sequences: sequences.differences,
    sequences_reordered: sequences.reordered,
  };
}

function compareSequences(before: Sequence | null, after: Sequence | null): SequenceComparison | null {
  const subject = after ?? before!;
  const kind = kindOf(before, after);
  const fields = compareFields(before, after, ['accession', 'definition', 'host', 'segment']);
  const bases = before && after ? compareBases(before.sequence, after.sequence) : null;
  if (kind === 'changed' && fields.length === 0 && !bases) return null;
  return {
    kind,
    id: subject.id,
    accession: subject.accession,
    segment: subject.segment,
    length: { before: before?.sequence.length ?? null, after: after?.sequence.length ?? null },
    fields,
    bases,
  };
}

function compareBases(before: string, after: string): BasesChange | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  let substitutions: number | null = null;
  if (before.length === after.length) {
    substitutions = 0;
    for (let at = start; at < before.length - end; at += 1) {
      if (before.charCodeAt(at) !== after.charCodeAt(at)) substitutions += 1;
    }
  }
  return { first: start + 1, last_before: before.length - end, last_after: after.length - end, substitutions };
}

function compareFields<T extends object>(before: T | null, after: T | null, fields: (keyof T & string)[]) {
  const changes: FieldChange[] = [];
  for (const field of fields) {
    const [old, current] = [before?.[field] ?? null, after?.[field] ?? null];
    const both = before !== null && after !== null;
    if (both ? old !== current : !isEmpty(old) || !isEmpty(current))
      changes.push({ field, before: old, after: current });
  }
  return changes;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || value === false;
}

/** What differs in a list: what was removed first, then what is there now, in its order. */
function compareLists<T, C>(
  before: readonly T[] = [],
  after: readonly T[] = [],
  keyOf: (item: T) => string,
  compare: (before: T | null, after: T | null) => C | null,
): { differences: C[]; reordered: boolean } {
  const { removed, added, kept } = align(before, after, keyOf);
  const present = [
    ...kept.map(({ before, after, to }) => ({ index: to, difference: compare(before, after) })),
    ...added.map(({ value, index }) => ({ index, difference: compare(null, value) })),
  ].sort((a, b) => a.index - b.index);
  const differences = [...removed.map(({ value }) => compare(value, null)), ...present.map((item) => item.difference)];
  return { differences: differences.filter((item) => item !== null), reordered: kept.some(({ moved }) => moved) };
}

function kindOf(before: unknown, after: unknown): ComparisonKind {
  if (before === null) return 'added';
  return after === null ? 'removed' : 'changed';
}
