/** What happens where two sides want different things: who is asked, what is noted, and what counts meanwhile. */

import type { Place } from './paths.js';

export type Side = 'base' | 'ours' | 'theirs';

export type ConflictKind =
  /** A field that both sides changed, to different values. */
  | 'both_changed'
  /** A field of something that both sides added under one id or name, with different values. `base` cannot be chosen. */
  | 'both_added'
  /** What one side changed and the other removed: null is the side that removed it. */
  | 'changed_and_removed'
  /** What each side may have alone, but not both: an accession, a name, a sequence id. `base` leaves both out. */
  | 'clash'
  /** A file whose parts can't be told apart, since an id or a segment's name stands in it twice. */
  | 'ambiguous';

export interface MergeConflict {
  kind: ConflictKind;
  /**
   * Which part of the OTU: `name`, `default`, `schema/DNA-M`, `schema/DNA-M/molecule`, `isolates/<id>`,
   * `isolates/<id>/source_name`, `isolates/<id>/sequences/<id>/host`; '' is the whole. `/` in a segment's name is `~1`.
   */
  path: string;
  /** In the words of the domain, one line: `host of sequence NC_010317 in Isolate Q767`. */
  subject: string;
  /** The paths of all that hangs on it, `path` the first of them. */
  places: string[];
  /** What it is on each side, null where it is not there. */
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/** Which side's state counts; null for none, and then it is ours for the time being, and stays a conflict. */
export type Decide = (conflict: MergeConflict) => Side | null;

export class Arbiter {
  readonly conflicts: MergeConflict[] = [];

  constructor(private readonly decide: Decide | undefined) {}

  /** Which side counts in a conflict. */
  settle(conflict: MergeConflict): Side {
    const side = this.decide?.(conflict) ?? null;
    if (side !== null && !(side === 'base' && conflict.kind === 'both_added')) return side;
    this.conflicts.push(conflict);
    return 'ours';
  }

  /** Merges one field of something that both sides have. `base` is null where both added it. */
  field<T extends object, K extends keyof T & string>(
    states: { base: T | null; ours: T; theirs: T },
    key: K,
    describe: () => Place,
  ): T[K] {
    const base = states.base?.[key];
    return this.value({ base, ours: states.ours[key], theirs: states.theirs[key] }, describe);
  }

  /** Merges a value; `base` is undefined where both sides added what it belongs to. */
  value<T>(states: { base: T | undefined; ours: T; theirs: T }, describe: () => Place): T {
    const { base, ours, theirs } = states;
    if (ours === theirs || base === theirs) return ours;
    if (base === ours) return theirs;
    const { path, subject, places = [] } = describe();
    const kind = base === undefined ? 'both_added' : 'both_changed';
    const side = this.settle({ kind, path, subject, places: [path, ...places], base: base ?? null, ours, theirs });
    return pick({ base: base as T, ours, theirs }, side);
  }
}

export function pick<T>(states: Record<Side, T>, side: Side): T {
  return states[side];
}
