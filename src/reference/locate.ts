/** Finding references on disk. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Repository } from '../store/repository.js';
import { entryAt } from '../store/trees.js';
import { CONFIG_PATH } from './config.js';
import { NotAReferenceError, ReferenceNotFoundError } from './errors.js';

/**
 * The repository of the reference that `directory` lies in: the nearest folder upward that has a `reference.yaml`, or
 * `directory` itself where it is a bare repository that holds one.
 *
 * @throws ReferenceNotFoundError where there is none
 * @throws NotAReferenceError where a reference.yaml is found that is not at the root of a git repository
 */
export function locateReference(directory: string): Repository {
  const start = resolve(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_PATH))) return repositoryAt(folder);
    if (dirname(folder) === folder) break;
  }
  const bare = Repository.discover(start);
  if (bare && bare.workTree === null && holdsConfig(bare)) return bare;
  throw new ReferenceNotFoundError(`There is no reference in ${start} or above it: no ${CONFIG_PATH} was found`, {
    data: { directory: start },
    suggestions: [
      'go to the folder of a reference, or name it with --reference DIR',
      'make a new one with "refkit create DIR"',
    ],
  });
}

/** Where a reference keeps what is local to this clone and may be deleted at any time. @throws as {@link locateReference} */
export function localFolder(directory: string): string {
  return join(locateReference(directory).gitDir, 'refkit');
}

function repositoryAt(folder: string): Repository {
  const repository = Repository.discover(folder);
  if (!repository) {
    throw new NotAReferenceError(`${folder} has a ${CONFIG_PATH} but is not a git repository`, {
      data: { directory: folder },
      suggestions: [`run "git init && git add . && git commit" in ${folder}`],
    });
  }
  if (repository.workTree === null || relative(repository.workTree, folder) !== '') {
    throw new NotAReferenceError(`${join(folder, CONFIG_PATH)} is not at the root of its git repository`, {
      data: { directory: folder, repository: repository.workTree ?? repository.gitDir },
      suggestions: ['a reference is a git repository of its own: give it one with "refkit create"'],
    });
  }
  return repository;
}

function holdsConfig(repository: Repository): boolean {
  const { oid } = repository.head();
  return oid !== null && entryAt(repository.objects, repository.objects.readCommit(oid).tree, CONFIG_PATH) !== null;
}

/** How deep `findReferences` looks below a folder. */
const MAX_DEPTH = 4;

/** The folders of the references below a folder, sorted; a reference's own folders are not searched. */
export function findReferences(directory: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    const entries = readdirSync(folder, { withFileTypes: true });
    const names = new Set(entries.map(({ name }) => name));
    const bare = names.has('HEAD') && names.has('objects') && names.has('refs');
    if (names.has(CONFIG_PATH) || bare) {
      try {
        locateReference(folder);
        found.push(folder);
      } catch {
        // A folder that only looks like a reference is not one.
      }
      return;
    }
    if (depth === MAX_DEPTH) return;
    for (const entry of entries) {
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') {
        try {
          visit(join(folder, entry.name), depth + 1);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
        }
      }
    }
  };
  const start = resolve(directory);
  if (!existsSync(start)) {
    throw new ReferenceNotFoundError(`There is no folder ${start}`, { data: { directory: start } });
  }
  visit(start, 0);
  return found.sort();
}
