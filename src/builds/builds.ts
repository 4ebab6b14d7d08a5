import { rmSync } from 'node:fs';
import type { IndexDocument } from '../reference/documents.js';
import type { Reference } from '../reference/reference.js';
import { filesOf } from './checksums.js';
import { BuildFailedError, NoUnbuiltChangesError, UnverifiedOtusError } from './errors.js';
import { type BuildProgress, type IndexFile, type Mapper, writeIndexFiles } from './index-files.js';
import { OutputFolder } from './output-folder.js';
import { compareIndex, readIndexFile, type Verification } from './verify.js';

export type { BuildProgress, IndexFile, Mapper } from './index-files.js';
export type { Verification, VerifiedFile } from './verify.js';

export interface BuildOptions {
  /** By default a folder of the clone's own, which `reference.indexes.files` knows. */
  outDir?: string;
  /** Builds without one by default. */
  mapper?: Mapper;
  onProgress?: BuildProgress;
}

export interface IndexBuild {
  index: IndexDocument;
  /** The content of index.json. */
  build: IndexFile;
  /** Absolute. */
  directory: string;
  /** Names, sorted. */
  files: string[];
}

/**
 * Builds the next index from HEAD, and declares it by a tag when its files are in place.
 *
 * @throws UnverifiedOtusError, NoUnbuiltChangesError, OutputExistsError, BowtieNotFoundError, BowtieFailedError,
 *   BuildFailedError, and TagExistsError where somebody else built the same number in the meantime
 */
export async function buildIndex(reference: Reference, options: BuildOptions = {}): Promise<IndexBuild> {
  const unverified = await reference.indexes.unverified();
  if (unverified.length > 0) throw new UnverifiedOtusError(unverified);
  const source = await reference.indexes.next();
  if (source.change_count === 0) throw new NoUnbuiltChangesError();

  // A process that was killed before the tag may have left files of this number: nobody was told of them.
  const own = options.outDir === undefined;
  const directory = options.outDir ?? reference.indexes.directory(source.version);
  let output: OutputFolder | undefined;
  let build: IndexFile;
  try {
    output = new OutputFolder(directory, () => own || holdsIndex(directory, source.id));
    const { mapper = 'none', onProgress } = options;
    build = await writeIndexFiles(source, output.path, { mapper, onProgress });
    output.publish();
  } catch (error) {
    output?.discard();
    throw asBuildError(error);
  }
  try {
    const index = await reference.indexes.declare(source);
    return { index, build, directory: output.target, files: filesOf(output.target) };
  } catch (error) {
    // Files of an index that was never declared would be taken for it.
    rmSync(output.target, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Builds the index in a folder again, from the commit that its tag names, and compares every file.
 *
 * @throws NotFoundError where the folder, or the repository, has no such index; NotAnIndexError; BowtieNotFoundError
 */
export async function verifyIndex(
  reference: Reference,
  folder: string,
  options: { onProgress?: BuildProgress } = {},
): Promise<Verification> {
  const index = readIndexFile(folder);
  return compareIndex(index, await reference.indexes.source(index.version), folder, options.onProgress);
}

/** Errors of the operating system, such as a full disk, in words that say what was being done. */
function asBuildError(error: unknown): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (typeof syscall !== 'string') return error;
  return new BuildFailedError(`The index can't be written: ${message}`, { cause: error });
}

function holdsIndex(folder: string, id: string): boolean {
  try {
    return readIndexFile(folder).id === id;
  } catch {
    return false;
  }
}
