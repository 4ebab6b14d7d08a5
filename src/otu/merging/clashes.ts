import { oneLine } from '../phrases.js';
import type { Arbiter, Side } from './arbiter.js';
import { sequencePlace } from './paths.js';
import type { MergedSequences } from './sequences.js';
import type { Placed, Views } from './views.js';

/**
 * Accessions that each side gave to a sequence of its own: an OTU has a record of GenBank once. Who loses goes back to
 * what it was in the base: not there, or with the accession it had.
 */
export class AccessionClashes {
  constructor(
    private readonly views: Views,
    private readonly sequences: MergedSequences,
    private readonly arbiter: Arbiter,
  ) {}

  settle(): void {
    // Each round takes one sequence back to its base for good, so it ends.
    for (let clash = this.#find(); clash !== null; clash = this.#find()) {
      const side = this.#verdict(clash);
      if (side !== 'ours' && !this.#takeBack(clash.ours)) this.#takeBack(clash.theirs);
      if (side !== 'theirs' && !this.#takeBack(clash.theirs) && side === 'ours') this.#takeBack(clash.ours);
    }
  }

  /** Two sequences of one accession, the one with it from our side alone, the other from theirs. */
  #find(): { ours: string; theirs: string } | null {
    const holders = new Map<string, string[]>();
    for (const [id, { sequence }] of this.sequences) {
      if (sequence.accession === '') continue;
      const ids = holders.get(sequence.accession);
      if (ids) ids.push(id);
      else holders.set(sequence.accession, [id]);
    }
    for (const [accession, ids] of holders) {
      if (ids.length === 1) continue;
      const onlyOn = (side: 'ours' | 'theirs', other: 'ours' | 'theirs') =>
        ids.find((id) => this.#has(side, id, accession) && !this.#has(other, id, accession));
      const ours = onlyOn('ours', 'theirs');
      const theirs = onlyOn('theirs', 'ours');
      if (ours !== undefined && theirs !== undefined) return { ours, theirs };
    }
    return null;
  }

  #has(side: Side, id: string, accession: string): boolean {
    return this.views[side].sequences.get(id)?.sequence.accession === accession;
  }

  #verdict({ ours, theirs }: { ours: string; theirs: string }): Side {
    const placed = { ours: this.views.ours.sequences.get(ours)!, theirs: this.views.theirs.sequences.get(theirs)! };
    const place = (side: 'ours' | 'theirs') =>
      sequencePlace(placed[side].sequence, this.views[side].isolates.get(placed[side].home)!, 'accession');
    const { accession } = placed.ours.sequence;
    return this.arbiter.settle({
      kind: 'clash',
      path: place('theirs').path,
      subject: `accession ${oneLine(accession)}, of sequence ${ours} on one side and of ${theirs} on the other`,
      places: [place('theirs').path, ...[place('ours').path, place('theirs').path].map((path) => parentOf(path))],
      base: null,
      ours: holder(ours, placed.ours),
      theirs: holder(theirs, placed.theirs),
    });
  }

  /** Whether there was anything to take back. */
  #takeBack(id: string): boolean {
    const placed = this.sequences.get(id);
    const before = this.views.base.sequences.get(id)?.sequence.accession;
    if (!placed || placed.sequence.accession === before) return false;
    if (before === undefined) this.sequences.delete(id);
    else this.sequences.set(id, { ...placed, sequence: { ...placed.sequence, accession: before } });
    return true;
  }
}

function holder(id: string, { home }: Placed): { isolate: string; sequence: string } {
  return { isolate: home, sequence: id };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
