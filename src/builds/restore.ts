import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RefkitError } from '../otu/errors.js';
import type { Reference } from '../reference/reference.js';
import { CHECKSUM_FILE, filesOf, parseChecksums, sha256OfFile } from './checksums.js';
import { asBuildError } from './errors.js';
import { type BuildProgress, type IndexFile, type Mapper, writeIndexFiles } from './index-files.js';
import { OutputFolder } from './output-folder.js';
import { holdsIndex, readIndexFile } from './verify.js';

/** The files of an index that are in this clone. */
export interface RestoredIndex {
  /** The content of index.json. */
  build: IndexFile;
  /** Absolute. */
  directory: string;
  /** By name. */
  files: { name: string; size: number; sha256: string }[];
}

export interface RestoreOptions {
  /** The files as they are where it is not given; without a mapper's where there are none. */
  mapper?: Mapper;
  onProgress?: BuildProgress;
}

/**
 * The files of a declared index: those that this clone keeps where they are whole, else built again from its commit, as
 * for one that was built elsewhere.
 *
 * @throws NotFoundError where there is no such index; BowtieNotFoundError, BowtieFailedError, BuildFailedError
 */
export async function restoreIndex(
  reference: Reference,
  n: number,
  { mapper, onProgress }: RestoreOptions = {},
): Promise<RestoredIndex> {
  const source = await reference.indexes.source(n);
  const directory = reference.indexes.directory(n);
  const kept = await wholeIndex(directory);
  if (kept?.build.id === source.id && (mapper === undefined || mapperOf(kept.build) === mapper)) return kept;
  let output: OutputFolder | undefined;
  try {
    output = new OutputFolder(directory, () => true);
    await writeIndexFiles(source, output.path, { mapper: mapper ?? 'none', onProgress });
    output.publish();
    return (await wholeIndex(directory))!;
  } catch (error) {
    output?.discard();
    throw asBuildError(error);
  }
}

/**
 * Puts copies of an index's files into a folder, whole or not at all.
 *
 * @returns the folder, absolute
 * @throws OutputExistsError where it holds something other than that index
 */
export function copyIndex({ build, directory, files }: RestoredIndex, target: string): string {
  const output = new OutputFolder(target, () => holdsIndex(target, build.id));
  try {
    for (const { name } of files) copyFileSync(join(directory, name), join(output.path, name));
    output.publish();
    return output.target;
  } catch (error) {
    output.discard();
    throw asBuildError(error);
  }
}

const mapperOf = ({ mapper }: IndexFile): Mapper => mapper?.name ?? 'none';

/** The files of a folder, where they are those that its SHA256SUMS lists; null where anything is missing or differs. */
async function wholeIndex(directory: string): Promise<RestoredIndex | null> {
  if (!existsSync(join(directory, CHECKSUM_FILE))) return null;
  const sums = parseChecksums(readFileSync(join(directory, CHECKSUM_FILE), 'utf8'));
  const names = filesOf(directory);
  if ([...sums.keys()].some((name) => !names.includes(name))) return null;
  const files = [];
  for (const name of names) {
    const sha256 = await sha256OfFile(join(directory, name));
    if (name !== CHECKSUM_FILE && sums.get(name) !== sha256) return null;
    files.push({ name, size: statSync(join(directory, name)).size, sha256 });
  }
  try {
    return { build: readIndexFile(directory), directory, files };
  } catch (error) {
    if (error instanceof RefkitError) return null;
    throw error;
  }
}
