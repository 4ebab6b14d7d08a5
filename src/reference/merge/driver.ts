/** What git calls to merge an OTU's file (gitattributes(5), "Defining a custom merge driver"). */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { canonicalOtu, parseOtu } from '../../otu/canonical.js';
import { InvalidOtuError, NotFoundError } from '../../otu/errors.js';
import { type MergeConflict, mergeOtus } from '../../otu/merge.js';
import { MARKER_SIZE, markedText, markedWhole } from '../../otu/merge-markers.js';
import { oneLine } from '../../otu/phrases.js';
import type { Otu } from '../../otu/types.js';

export interface DriverFiles {
  /** Where git put the three states; empty where there is none. The result goes into `ours`. */
  base: string;
  ours: string;
  theirs: string;
  /** The file's path in the repository. */
  path: string;
}

export interface DriverOptions {
  /** How long markers are, in characters. */
  markerSize?: number;
  /**
   * Whether git makes one base of several common ancestors: then the result has no markers, since it is to be merged
   * again; where the two collide, it is what their own base has.
   */
  ancestor?: boolean;
}

export interface DriverResult {
  path: string;
  otu: { id: string; name: string } | null;
  /** What is left to decide; it stands between markers. */
  conflicts: MergeConflict[];
  /** Why the files could not be merged as OTUs; null where they could. Then markers are around the whole of both. */
  problem: string | null;
}

/**
 * Merges three files, and writes the result over `ours`, whole or not at all.
 *
 * @throws NotFoundError where a file is missing
 */
export function mergeFiles(files: DriverFiles, options: DriverOptions = {}): DriverResult {
  const { path } = files;
  const { markerSize = MARKER_SIZE, ancestor = false } = options;
  const texts = { base: read(files.base), ours: read(files.ours), theirs: read(files.theirs) };
  try {
    const states = {
      base: texts.base.length === 0 ? null : parseOtu(texts.base, path),
      ours: parseOtu(texts.ours, path),
      theirs: parseOtu(texts.theirs, path),
    };
    const { base, ours, theirs } = states;
    const { otu, conflicts } = mergeOtus(base, ours, theirs, ancestor ? () => 'base' : undefined);
    const left = ancestor ? [] : conflicts;
    write(files.ours, left.length === 0 ? canonicalOtu(otu!) : conflictText(states, left, texts, markerSize));
    return { path, otu: { id: otu!.id, name: otu!.name }, conflicts: left, problem: null };
  } catch (error) {
    if (!(error instanceof InvalidOtuError)) throw error;
    // For a base any of the two does: what is in it is only compared with.
    if (!ancestor) write(files.ours, wholeText(texts, error.message, markerSize));
    return { path, otu: null, conflicts: [], problem: error.message };
  }
}

interface Texts {
  base: Buffer;
  ours: Buffer;
  theirs: Buffer;
}

function conflictText(
  states: { base: Otu | null; ours: Otu; theirs: Otu },
  conflicts: MergeConflict[],
  texts: Texts,
  size: number,
): string | Buffer {
  const whole = conflicts.find(({ path }) => path === '');
  return whole ? wholeText(texts, whole.subject, size) : markedText(states, conflicts, size);
}

/** The bytes of the files as they are, which need not be text. */
function wholeText({ base, ours, theirs }: Texts, reason: string, size: number): Buffer {
  const bytes = (content: Buffer) => content.toString('latin1');
  const label = Buffer.from(`ours: ${oneLine(reason, 400)}`).toString('latin1');
  return Buffer.from(
    markedWhole({ base: bytes(base), ours: bytes(ours), theirs: bytes(theirs) }, label, size),
    'latin1',
  );
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new NotFoundError(`There is no file ${file}`, { cause, data: { file } });
  }
}

function write(file: string, content: string | Buffer): void {
  const beside = `${file}.refkit-tmp`;
  try {
    writeFileSync(beside, content, { mode: statSync(file).mode });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
