/** The text of an OTU's file in conflict: which conflicts are open in it, and what it is once they are decided. */
import { canonicalOtu, parseOtu } from '../../otu/canonical.js';
import { InvalidOtuError } from '../../otu/errors.js';
import { type MergeConflict, mergeOtus, type Side } from '../../otu/merge.js';
import { type MarkedBlock, markedPieces, markedText, splitAtMarkers } from '../../otu/merge-markers.js';
import { withCommas } from '../../otu/merging/commas.js';
import { settled } from '../../otu/merging/settled.js';
import { oneLine } from '../../otu/phrases.js';
import { ConflictError } from '../errors.js';
import { type UnmergedOtu, unknownField } from './unmerged-otu.js';

/** A conflict that is still to be decided. */
export interface OpenConflict {
  /** As `--field` takes it; '' for the whole, or where only the text says what it is. */
  path: string;
  subject: string;
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/**
 * The working file's text. One that is just as ours was never merged, since the driver failed: then it is the text that
 * it should have got.
 */
export function withMarkers({ states, texts }: UnmergedOtu, working: Buffer): string {
  const { base, ours, theirs } = states;
  if (!texts.ours?.equals(working) || ours === null || theirs === null) return working.toString();
  const { otu, conflicts } = mergeOtus(base, ours, theirs);
  if (conflicts.length === 0) return canonicalOtu(otu!);
  return markedText(states, conflicts);
}

/** What stands between markers, each conflict once. */
export function openConflicts(otu: UnmergedOtu, text: string): OpenConflict[] {
  const known = knownBlocks(otu);
  const open = new Map<string, OpenConflict>();
  for (const block of blocksOf(text)) {
    for (const conflict of known.get(block.label) ?? [unlabelled(block)]) {
      const { path, subject, base, ours, theirs } = conflict;
      open.set(`${path} ${subject}`, { path, subject, base, ours, theirs });
    }
  }
  return [...open.values()];
}

/** A block that git wrote, or whose label somebody changed. */
function unlabelled({ label, base, ours, theirs }: MarkedBlock): OpenConflict {
  return { path: '', subject: `lines marked ${oneLine(label) || 'without a label'}`, base, ours, theirs };
}

/**
 * Takes one side's part of the blocks that are about a field, or of all.
 *
 * @throws NotFoundError where no block is about the field; ConflictError where the base has nothing to take
 */
export function decideBlocks(
  otu: UnmergedOtu,
  text: string,
  side: Side,
  field: string | undefined,
): { content: string; decided: { path: string; subject: string; side: Side }[] } {
  const known = knownBlocks(otu);
  const about = (block: MarkedBlock): (MergeConflict | OpenConflict)[] => known.get(block.label) ?? [unlabelled(block)];
  const isMeant = (block: MarkedBlock) => field === undefined || about(block).some(({ path }) => path === field);
  const pieces = splitAtMarkers(text);
  const meant = blocksOf(text).filter(isMeant);
  if (meant.length === 0 && field !== undefined) {
    throw unknownField(otu, field, [
      ...new Set(
        blocksOf(text)
          .flatMap(about)
          .map(({ path }) => path),
      ),
    ]);
  }
  if (side === 'base') for (const block of meant) requireBase(otu, block, about(block));
  const content = pieces.map((piece) => takenOf(piece, side, isMeant)).join('');
  const decided = new Map(
    meant.flatMap(about).map(({ path, subject }) => [`${path} ${subject}`, { path, subject, side }]),
  );
  return { content, decided: [...decided.values()] };
}

function takenOf(piece: string | MarkedBlock, side: Side, isMeant: (block: MarkedBlock) => boolean): string {
  if (typeof piece === 'string') return piece;
  return isMeant(piece) ? piece[side]! : piece.text;
}

function requireBase(otu: UnmergedOtu, block: MarkedBlock, about: { subject: string; kind?: string }[]): void {
  const subject = about.map((conflict) => conflict.subject).join(' and ');
  const options = { data: { otu_id: otu.id, subject }, suggestions: ['choose --ours or --theirs for it'] };
  if (about.some(({ kind }) => kind === 'both_added')) {
    throw new ConflictError(`${subject}: both sides added it, so there is nothing it was before`, options);
  }
  if (block.base === null) throw new ConflictError(`${subject}: the markers do not say what it was before`, options);
}

function blocksOf(text: string): MarkedBlock[] {
  return splitAtMarkers(text).filter((piece) => typeof piece !== 'string');
}

/** The conflicts that each label stands for, where refkit wrote the markers. */
function knownBlocks({ states }: UnmergedOtu): Map<string, MergeConflict[]> {
  const { base, ours, theirs } = states;
  if (ours === null || theirs === null) return new Map();
  const { conflicts } = mergeOtus(base, ours, theirs);
  const blocks = markedPieces(states, conflicts).filter((piece) => typeof piece !== 'string');
  return new Map(blocks.map((block) => [block.label, block.conflicts]));
}

/**
 * The bytes of the file when all is decided: in canonical form, with what does not fit together put right.
 *
 * @throws InvalidOtuError where it is not this OTU
 */
export function canonicalBytes({ id, path, states }: UnmergedOtu, text: string): Buffer {
  const otu = parseOtu(withCommas(text), path);
  if (otu.id !== id) throw new InvalidOtuError({ where: path, problem: `holds the OTU ${otu.id}`, jsonPath: '$.id' });
  return Buffer.from(canonicalOtu(settled(otu, Object.values(states))));
}
