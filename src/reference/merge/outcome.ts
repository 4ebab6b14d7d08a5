import type { MergeConflict } from '../../otu/merge.js';
import type { Otu } from '../../otu/types.js';
import type { Repository } from '../../store/repository.js';
import type { TreeEntry } from '../../store/trees.js';
import { type ClaimedValues, claimsIn, claimsOf } from './claims.js';

type Side = 'base' | 'ours' | 'theirs';

/** What becomes of an OTU in a merge. Read only as far as somebody asks. */
export class OtuOutcome {
  /** Whose file it is in the end; null for one that was made of both. */
  from: 'ours' | 'theirs' | null;
  /** The merged OTU where it is neither side's. */
  merged: Otu | null = null;
  /** Whether both sides edited it. */
  readonly both: boolean;
  readonly conflicts: MergeConflict[] = [];
  readonly #claims = new Map<Side, ClaimedValues | null>();

  constructor(
    private readonly repository: Repository,
    readonly id: string,
    readonly path: string,
    readonly entries: Record<Side, TreeEntry | null>,
  ) {
    const { base, ours, theirs } = entries;
    this.from = ours?.oid === base?.oid ? 'theirs' : 'ours';
    this.both = this.from === 'ours' && theirs?.oid !== base?.oid;
  }

  /** Each side's file, read in some way; null where there is none. */
  read<T>(parse: (bytes: Buffer) => T): Record<Side, T | null> {
    const { base, ours, theirs } = this.entries;
    const read = (entry: TreeEntry | null) =>
      entry === null ? null : parse(this.repository.objects.readBlob(entry.oid));
    return { base: read(base), ours: read(ours), theirs: read(theirs) };
  }

  /** Takes the merged OTU, which may be the very object that a side has. */
  settle(otu: Otu | null, { ours, theirs }: { ours: Otu | null; theirs: Otu | null }): void {
    if (otu === ours) this.take('ours');
    else if (otu === theirs || otu === null) this.take('theirs');
    else {
      this.from = null;
      this.merged = otu;
    }
  }

  /** Takes one side's file, whatever the merge gave. */
  take(side: 'ours' | 'theirs'): void {
    this.from = side;
    this.merged = null;
  }

  get changesOurs(): boolean {
    return this.merged !== null || this.from === 'theirs';
  }

  /** Whether it is there in the end. */
  get exists(): boolean {
    return this.from === null || this.entries[this.from] !== null;
  }

  /** What it claims in the end. Null where it is not there or cannot be read. */
  get claims(): ClaimedValues | null {
    return this.merged !== null ? claimsOf(this.merged) : this.claimsOn(this.from!);
  }

  /** What a side's file claims. */
  claimsOn(side: Side): ClaimedValues | null {
    let claims = this.#claims.get(side);
    if (claims === undefined) {
      const entry = this.entries[side];
      claims = entry === null ? null : claimsIn(this.repository.objects.readBlob(entry.oid));
      this.#claims.set(side, claims);
    }
    return claims;
  }

  get name(): string {
    return (this.claims ?? this.claimsOn('ours') ?? this.claimsOn('theirs'))?.name ?? this.id;
  }
}
