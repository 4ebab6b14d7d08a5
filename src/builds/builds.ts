import { rmSync } from 'node:fs';
import type { IndexDocument } from '../reference/documents.js';
import type { IndexPlan } from '../reference/indexes.js';
import type { Reference } from '../reference/reference.js';
import { filesOf } from './checksums.js';
import { asBuildError, NoUnbuiltChangesError, UnverifiedOtusError } from './errors.js';
import { type BuildProgress, type IndexFile, type Mapper, writeIndexFiles } from './index-files.js';
import { OutputFolder, removeLeftovers } from './output-folder.js';
import { compareIndex, holdsIndex, readIndexFile, type Verification } from './verify.js';

export type { BuildProgress, IndexFile, Mapper } from './index-files.js';
export type { Verification, VerifiedFile } from './verify.js';

export interface BuildOptions {
  /** By default a folder of the clone's own, which `reference.indexes.files` knows. */
  outDir?: string;
  /** What to build; HEAD where it is not given. */
  plan?: IndexPlan;
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
 * What the next index will be: HEAD as it is now. Costs next to nothing, so that it can be answered before it is built.
 *
 * @throws UnverifiedOtusError, NoUnbuiltChangesError
 */
export async function planIndex(reference: Reference): Promise<IndexPlan> {
  const { plan, unverified } = await reference.indexes.next();
  if (unverified.length > 0) throw new UnverifiedOtusError(unverified);
  if (plan.change_count === 0) throw new NoUnbuiltChangesError();
  return plan;
}

/**
 * Builds the next index from HEAD, or the one that was planned from the commit of its plan, and declares it by a tag
 * when its files are in place.
 *
 * @throws UnverifiedOtusError, NoUnbuiltChangesError where there is no plan; OutputExistsError, BowtieNotFoundError,
 *   BowtieFailedError, BuildFailedError, and TagExistsError where somebody else built the same number in the meantime
 */
export async function buildIndex(reference: Reference, options: BuildOptions = {}): Promise<IndexBuild> {
  const { plan = await planIndex(reference), outDir, mapper = 'none', onProgress } = options;
  const source = await reference.indexes.planned(plan);

  // A process that was killed before the tag may have left files of this number: nobody was told of them.
  const own = outDir === undefined;
  const directory = outDir ?? reference.indexes.directory(plan.version);
  let output: OutputFolder | undefined;
  let placed = false;
  try {
    const place = new OutputFolder(directory, () => own || holdsIndex(directory, plan.id));
    output = place;
    const build = await writeIndexFiles(source, place.path, { mapper, onProgress });
    const index = await reference.indexes.declare(plan, () => {
      place.publish();
      placed = true;
    });
    return { index, build, directory: place.target, files: filesOf(place.target) };
  } catch (error) {
    output?.discard();
    // Files of an index that was never declared would be taken for it.
    if (placed) rmSync(output!.target, { recursive: true, force: true });
    throw asBuildError(error);
  }
}

/**
 * Removes what a build that was cut off left in the clone; the process that did it has to be gone. Nothing is left of
 * an index that was not declared.
 *
 * @returns the index, where it was declared: the build had come to its end
 */
export async function settleBuild(
  reference: Reference,
  plan: Pick<IndexPlan, 'version' | 'commit'>,
): Promise<IndexDocument | null> {
  const directory = reference.indexes.directory(plan.version);
  removeLeftovers(directory);
  const index = (await reference.indexes.list()).find(({ version }) => version === plan.version);
  if (index?.commit === plan.commit) return index;
  if (index === undefined) rmSync(directory, { recursive: true, force: true });
  return null;
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
