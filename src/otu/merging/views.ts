import { sameSequence } from '../edits/sequence.js';
import type { Isolate, Otu, Segment, Sequence } from '../types.js';

/** An OTU as a merge looks at it: everything by its key, and each sequence with the isolate it is in. */
export interface View {
  otu: Pick<Otu, 'schema' | 'isolates'>;
  segments: Map<string, Segment>;
  isolates: Map<string, Isolate>;
  sequences: Map<string, Placed>;
  /** The id of the one default isolate; null where there is none, or several. */
  default: string | null;
}

export interface Placed {
  sequence: Sequence;
  /** The id of its isolate. */
  home: string;
}

export interface Views {
  /** Without anything where both sides added the OTU. */
  base: View;
  ours: View;
  theirs: View;
}

export function viewsOf(base: Otu | null, ours: Otu, theirs: Otu): Views {
  return { base: viewOf(base ?? { schema: [], isolates: [] }), ours: viewOf(ours), theirs: viewOf(theirs) };
}

function viewOf(otu: Pick<Otu, 'schema' | 'isolates'>): View {
  const sequences = new Map<string, Placed>();
  for (const { id: home, sequences: list } of otu.isolates) {
    for (const sequence of list) sequences.set(sequence.id, { sequence, home });
  }
  const defaults = otu.isolates.filter((isolate) => isolate.default);
  return {
    otu,
    segments: new Map(otu.schema.map((segment) => [segment.name, segment])),
    isolates: new Map(otu.isolates.map((isolate) => [isolate.id, isolate])),
    sequences,
    default: defaults.length === 1 ? defaults[0]!.id : null,
  };
}

/** The keys of several maps, each once, in the order in which they first come. */
export function unionOf<K>(...maps: ReadonlyMap<K, unknown>[]): Set<K> {
  return new Set(maps.flatMap((map) => [...map.keys()]));
}

/** Whether each id and each segment's name stands in an OTU once, so that its parts can be told apart. */
export function isMergeable(otu: Otu): boolean {
  const unique = (keys: string[]) => new Set(keys).size === keys.length;
  return (
    unique(otu.schema.map(({ name }) => name)) &&
    unique(otu.isolates.map(({ id }) => id)) &&
    unique(otu.isolates.flatMap(({ sequences }) => sequences.map(({ id }) => id)))
  );
}

/** Whether two OTUs are equal in everything, order included. */
export function sameOtu(a: Otu | null, b: Otu | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    a.id === b.id &&
    a.name === b.name &&
    a.abbreviation === b.abbreviation &&
    a.taxid === b.taxid &&
    sameList(a.schema, b.schema, sameSegment) &&
    sameList(a.isolates, b.isolates, sameIsolate)
  );
}

export function sameSegment(a: Segment, b: Segment): boolean {
  return a.name === b.name && a.molecule === b.molecule && a.required === b.required;
}

function sameIsolate(a: Isolate, b: Isolate): boolean {
  return (
    a.id === b.id && sameSource(a, b) && a.default === b.default && sameList(a.sequences, b.sequences, sameSequence)
  );
}

export function sameSource(a: Isolate, b: Isolate): boolean {
  return a.source_type === b.source_type && a.source_name === b.source_name;
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index]!));
}
