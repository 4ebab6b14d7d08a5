/** Removing a reference from disk. */
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { newId } from '../otu/ids.js';
import { status } from '../store/working-tree.js';
import { ConflictError, ReferenceNotFoundError } from './errors.js';
import { locateReference } from './locate.js';

/**
 * Removes a reference: working tree, history, catalog, index files. The folder vanishes at once, and is then emptied.
 *
 * @param force also where files have changes that are not committed
 * @throws ReferenceNotFoundError where the folder is not a reference itself; ConflictError
 */
export function removeReference(directory: string, { force = false } = {}): void {
  const folder = resolve(directory);
  const repository = locateReference(folder);
  const root = repository.workTree ?? repository.gitDir;
  if (relative(root, folder) !== '') {
    throw new ReferenceNotFoundError(`${folder} is not a reference, but lies in one: ${root}`, {
      data: { directory: folder },
      suggestions: [`name the whole reference to remove it: "refkit remove ${root}"`],
    });
  }
  if (repository.workTree !== null && !force) {
    const changes = status(repository);
    if (changes.length > 0) {
      throw new ConflictError(`${root} has ${changes.length} files with changes that are not committed`, {
        data: { files: changes.slice(0, 100).map(({ path }) => path) },
        suggestions: ['commit them, or say --force to lose them'],
      });
    }
  }
  if (repository.gitDir !== repository.commonDir) {
    throw new ConflictError(`${root} is a linked worktree of ${repository.commonDir}`, {
      suggestions: [`run "git worktree remove ${root}" instead`],
    });
  }
  repository.objects.close();
  const doomed = join(dirname(root), `.${basename(root)}.removed-${newId()}`);
  renameSync(root, doomed);
  rmSync(doomed, { recursive: true, force: true, maxRetries: 5 });
}
