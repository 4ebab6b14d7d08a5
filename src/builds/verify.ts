import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotFoundError } from '../otu/errors.js';
import type { IndexSource } from '../reference/indexes.js';
import { CHECKSUM_FILE, filesOf, parseChecksums, sha256OfFile } from './checksums.js';
import { NotAnIndexError } from './errors.js';
import { inflatedDigest } from './gzip-file.js';
import { type BuildProgress, INDEX_FILE, type IndexFile, writeIndexFiles } from './index-files.js';

export interface VerifiedFile {
  name: string;
  /**
   * `same`: byte for byte what the commit gives. `recompressed`: the same content, compressed otherwise. `extra`: no
   * file of an index, which does no harm.
   */
  status: 'same' | 'changed' | 'recompressed' | 'missing' | 'extra';
  /** SHA-256 of what the commit gives; null for an extra file. */
  expected: string | null;
  /** SHA-256 of what the folder holds; null for a missing file. */
  actual: string | null;
  /** SHA-256 that the folder's SHA256SUMS says; null where it says none. */
  listed: string | null;
}

export interface Verification {
  /** Whether every file of the index is there and the same. */
  ok: boolean;
  id: string;
  version: number;
  commit: string;
  files: VerifiedFile[];
  /** Where a mapper's files were built again: its version then and now. Another version may give other bytes. */
  mapper: { name: 'bowtie2'; expected: string; actual: string } | null;
}

/** Reads a folder's index.json. @throws NotFoundError, NotAnIndexError */
export function readIndexFile(folder: string): IndexFile {
  let text: string;
  try {
    text = readFileSync(join(folder, INDEX_FILE), 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new NotAnIndexError(folder, `index.json can't be read, ${message}`);
    throw new NotFoundError(`There is no index.json in ${folder}`, { cause, data: { folder } });
  }
  let index: IndexFile;
  try {
    index = JSON.parse(text) as IndexFile;
  } catch {
    throw new NotAnIndexError(folder, 'its index.json is not JSON');
  }
  const isIndex =
    typeof index === 'object' &&
    index !== null &&
    typeof index.id === 'string' &&
    Number.isSafeInteger(index.version) &&
    index.version >= 0 &&
    typeof index.commit === 'string' &&
    (index.mapper === null || typeof index.mapper?.version === 'string');
  if (!isIndex) throw new NotAnIndexError(folder, 'its index.json lacks id, version, commit or mapper');
  return index;
}

/** Whether a folder holds the index of that id; nothing is said of its files. */
export function holdsIndex(folder: string, id: string): boolean {
  try {
    return readIndexFile(folder).id === id;
  } catch {
    return false;
  }
}

/**
 * Builds the index again from the repository and compares every file with what the folder holds.
 *
 * @param index the folder's index.json
 * @param source what that index was built from, according to the repository
 */
export async function compareIndex(
  index: IndexFile,
  source: IndexSource,
  folder: string,
  onProgress?: BuildProgress,
): Promise<Verification> {
  const again = mkdtempSync(join(tmpdir(), 'refkit-verify-'));
  try {
    const mapper = index.mapper === null ? 'none' : 'bowtie2';
    const built = await writeIndexFiles(source, again, { mapper, onProgress });
    const files = await compareFiles(again, folder);
    return {
      ok: files.every(({ status }) => status === 'same' || status === 'extra'),
      id: source.id,
      version: source.version,
      commit: source.commit,
      files,
      mapper: index.mapper && { name: 'bowtie2', expected: index.mapper.version, actual: built.mapper!.version },
    };
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
}

async function compareFiles(again: string, folder: string): Promise<VerifiedFile[]> {
  const built = filesOf(again);
  const present = new Set(filesOf(folder));
  const sums = parseChecksums(present.has(CHECKSUM_FILE) ? readFileSync(join(folder, CHECKSUM_FILE), 'utf8') : '');
  const files: VerifiedFile[] = [];
  for (const name of [...new Set([...built, ...present])].sort()) {
    const expected = built.includes(name) ? await sha256OfFile(join(again, name)) : null;
    const actual = present.has(name) ? await sha256OfFile(join(folder, name)) : null;
    let status: VerifiedFile['status'] = 'same';
    if (expected === null) status = 'extra';
    else if (actual === null) status = 'missing';
    else if (actual !== expected) {
      status = (await sameContent(join(again, name), join(folder, name))) ? 'recompressed' : 'changed';
    }
    files.push({ name, status, expected, actual, listed: sums.get(name) ?? null });
  }
  return files;
}

/** Whether two gzip files hold the same. What was given is read no further than it can be the same. */
async function sameContent(built: string, given: string): Promise<boolean> {
  if (!built.endsWith('.gz')) return false;
  const { size, sha256 } = await inflatedDigest(built);
  try {
    return (await inflatedDigest(given, size)).sha256 === sha256;
  } catch {
    return false;
  }
}
