/**
 * Conflict markers in an OTU's file, as git's own look: around the lines that conflict and no others, with a label that
 * says in words what they are about. And the way back: which parts of a text stand between markers.
 */
import { align } from './align.js';
import { mergeOtus, type Side } from './merge.js';
import type { MergeConflict } from './merging/arbiter.js';
import { type KeyedLine, keyedLines } from './merging/lines.js';
import { oneLine } from './phrases.js';
import type { Otu } from './types.js';

export interface Sides<T> {
  base: T;
  ours: T;
  theirs: T;
}

/** What stands between markers. Each part is lines with their line breaks. */
export interface MarkedBlock {
  /** The whole of it, markers included. */
  text: string;
  /** What stands behind the first marker; "" where there is nothing. */
  label: string;
  ours: string;
  /** null where the markers have no part for it, as git writes them unless told otherwise. */
  base: string | null;
  theirs: string;
}

/** A block that a merge writes, and the conflicts that it is about. */
export interface OwnedBlock extends Omit<MarkedBlock, 'text'> {
  conflicts: MergeConflict[];
}

export const MARKER_SIZE = 7;

/** Above that of any path of ids, in characters. */
const LONGEST_PATH = 400;

const SIDES = ['theirs', 'ours', 'base'] as const;

/** What a conflict is called behind a marker: in words, and as `refkit resolve --field` takes it. */
export function conflictLabel({ subject, path }: MergeConflict): string {
  return `${subject}${path === '' ? '' : ` [${oneLine(path, LONGEST_PATH)}]`}`;
}

/**
 * The text of a merge that has conflicts: all that could be merged, in canonical form, with markers around the rest.
 *
 * @param conflicts as `mergeOtus` gave them, undecided, for these three
 */
export function markedText(states: Sides<Otu | null>, conflicts: MergeConflict[], size = MARKER_SIZE): string {
  return markedPieces(states, conflicts)
    .map((piece) => (typeof piece === 'string' ? piece : markedBlock(piece, size)))
    .join('');
}

/** The same in pieces: what could be merged as texts, the rest as blocks. */
export function markedPieces(states: Sides<Otu | null>, conflicts: MergeConflict[]): (string | OwnedBlock)[] {
  const variants = { ours: variant(states, 'ours'), base: variant(states, 'base'), theirs: variant(states, 'theirs') };
  const pieces: (string | OwnedBlock)[] = [];
  let from = { ours: 0, base: 0, theirs: 0 };
  const gap = (to: typeof from) => {
    const lines = {
      ours: variants.ours.slice(from.ours, to.ours),
      base: variants.base.slice(from.base, to.base),
      theirs: variants.theirs.slice(from.theirs, to.theirs),
    };
    pieces.push(...blocksOf(lines, conflicts));
  };
  for (const anchor of sharedLines(variants)) {
    gap(anchor);
    pieces.push(`${variants.ours[anchor.ours]!.text}\n`);
    from = { ours: anchor.ours + 1, base: anchor.base + 1, theirs: anchor.theirs + 1 };
  }
  gap({ ours: variants.ours.length, base: variants.base.length, theirs: variants.theirs.length });
  return pieces;
}

/** Two files with markers around the whole of each, for what cannot be merged. */
export function markedWhole(texts: Sides<string>, label: string, size = MARKER_SIZE): string {
  const whole = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  const { ours, base, theirs } = texts;
  return markedBlock({ label, ours: whole(ours), base: whole(base), theirs: whole(theirs) }, size);
}

function markedBlock({ label, ours, base, theirs }: Omit<MarkedBlock, 'text'>, size: number): string {
  const line = (sign: string, text = '') => `${sign.repeat(size)}${text && ` ${text}`}\n`;
  const middle = base === null ? '' : `${line('|', 'base')}${base}`;
  return `${line('<', label)}${ours}${middle}${line('=')}${theirs}${line('>', 'theirs')}`;
}

/** The merge as it is where every conflict is decided for one side. What the base has nothing of, it has no line of. */
function variant({ base, ours, theirs }: Sides<Otu | null>, side: Side): KeyedLine[] {
  const { otu, conflicts } = mergeOtus(base, ours, theirs, () => side);
  if (otu === null) return [];
  const without = new Set(conflicts.flatMap(({ places }) => places));
  return keyedLines(otu).filter(({ key }) => !without.has(key));
}

interface Anchor {
  ours: number;
  base: number;
  theirs: number;
}

/** The lines that all three have alike, in an order that all three agree on. */
function sharedLines({ ours, base, theirs }: Sides<KeyedLine[]>): Anchor[] {
  const shared = (other: KeyedLine[]) => {
    const { kept } = align(ours, other, ({ key, text }) => `${key}\n${text}`);
    return new Map(kept.filter(({ moved }) => !moved).map(({ from, to }) => [from, to]));
  };
  const [inBase, inTheirs] = [shared(base), shared(theirs)];
  const anchors: Anchor[] = [];
  for (const [at, theirsAt] of inTheirs) {
    const baseAt = inBase.get(at);
    if (baseAt !== undefined) anchors.push({ ours: at, base: baseAt, theirs: theirsAt });
  }
  return anchors.sort((a, b) => a.ours - b.ours);
}

/**
 * The lines between two shared ones, as a block for each conflict that they are about; as one for all of them where the
 * conflicts lie in each other.
 */
function blocksOf(lines: Sides<KeyedLine[]>, conflicts: MergeConflict[]): OwnedBlock[] {
  const only = conflicts.length === 1 ? conflicts[0]! : null;
  const owners = {
    ours: ownersOf(lines.ours, conflicts),
    base: ownersOf(lines.base, conflicts),
    theirs: ownersOf(lines.theirs, conflicts),
  };
  const sequence: (MergeConflict | null)[] = [...new Set([...owners.theirs, ...owners.ours, ...owners.base])]
    .map((owner) => owner ?? null)
    .filter((owner) => owner !== null);
  // A line that is nobody's, where all are, belongs to what is beside it.
  if (sequence.length === 0 && SIDES.some((side) => lines[side].length > 0)) sequence.push(only);
  const placeOf = (owner: MergeConflict | undefined) => Math.max(0, sequence.indexOf(owner ?? null));
  const isInOrder = SIDES.every((side) => {
    const places = owners[side].map(placeOf);
    return places.every((place, at) => at === 0 || places[at - 1]! <= place);
  });
  const textOf = (side: Side, isIn: (place: number) => boolean) =>
    lines[side].map(({ text }, at) => (isIn(placeOf(owners[side][at])) ? `${text}\n` : '')).join('');
  const block = (about: (MergeConflict | null)[], isIn: (place: number) => boolean): OwnedBlock => {
    const known = about.filter((owner) => owner !== null);
    const label = known.map(conflictLabel).join(' and ') || 'of both sides';
    const parts = { ours: textOf('ours', isIn), base: textOf('base', isIn), theirs: textOf('theirs', isIn) };
    return { label: `ours: ${label}`, conflicts: known, ...parts };
  };
  if (!isInOrder) return [block(sequence, () => true)];
  return sequence.map((owner, at) => block([owner], (place) => place === at));
}

/** For each line the conflict that it is about: its own, or else that of the next line that has one, or the one before. */
function ownersOf(lines: KeyedLine[], conflicts: MergeConflict[]): (MergeConflict | undefined)[] {
  const owners = lines.map(({ key }) => ownerOf(key, conflicts));
  for (let at = owners.length - 2; at >= 0; at -= 1) owners[at] ??= owners[at + 1];
  for (let at = 1; at < owners.length; at += 1) owners[at] ??= owners[at - 1];
  return owners;
}

/** The conflict that has the nearest place around a line. */
function ownerOf(key: string, conflicts: MergeConflict[]): MergeConflict | undefined {
  let nearest = -1;
  let owner: MergeConflict | undefined;
  for (const conflict of conflicts) {
    for (const place of conflict.places) {
      const isIn = place === '' || key === place || key.startsWith(`${place}/`) || key.startsWith(`${place} `);
      if (!isIn || place.length <= nearest) continue;
      nearest = place.length;
      owner = conflict;
    }
  }
  return owner;
}

/**
 * Splits a text at its markers, whoever wrote them: what stands outside as strings, what stands between as blocks. Parts
 * of markers that don't belong together are text like any other.
 */
export function splitAtMarkers(text: string): (string | MarkedBlock)[] {
  const pieces: (string | MarkedBlock)[] = [];
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let plain = '';
  for (let at = 0; at < lines.length; at += 1) {
    const found = blockAt(lines, at);
    if (found === null) {
      plain += lines[at]!;
      continue;
    }
    if (plain !== '') pieces.push(plain);
    plain = '';
    pieces.push(found.block);
    at = found.last;
  }
  if (plain !== '') pieces.push(plain);
  return pieces;
}

/** The block that begins at a line, and the line that it ends with. */
function blockAt(lines: string[], first: number): { block: MarkedBlock; last: number } | null {
  const [, opening, label = ''] = /^(<{4,})(?: (.*?))?\r?\n?$/.exec(lines[first]!) ?? [];
  if (opening === undefined) return null;
  const size = opening.length;
  const isMarker = (line: string, sign: string) => {
    const marker = sign.repeat(size);
    return line.startsWith(marker) && /^(?: .*)?\r?\n?$/.test(line.slice(size));
  };
  const parts = { ours: '', base: null as string | null, theirs: '' };
  let part: keyof typeof parts = 'ours';
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (part === 'ours' && isMarker(line, '|')) {
      part = 'base';
      parts.base = '';
    } else if (part !== 'theirs' && isMarker(line, '=')) part = 'theirs';
    else if (part === 'theirs' && isMarker(line, '>')) {
      return { block: { text: lines.slice(first, at + 1).join(''), label, ...parts }, last: at };
    } else parts[part] += line;
  }
  return null;
}
