/**
 * A new repository with one commit, or two, streamed: each file goes into one pack, onto the disk and into the git index
 * as it comes, so that memory does not grow with the content. It is built beside its place and renamed at the end.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidPathError } from './errors.js';
import { IndexBuilder } from './index-builder.js';
import { writeNewFile } from './new-file.js';
import { NewFolder } from './new-folder.js';
import { encodeCommit, type ObjectType, type Signature } from './object-format.js';
import { PackWriter } from './pack-writer.js';
import { updateRef } from './refs.js';
import { Repository } from './repository.js';
import { encodeEntry, parseTree } from './tree-format.js';
import { checkPath } from './trees.js';
import { diskPath } from './working-file.js';
import { explainWriteError } from './write-errors.js';

export { removeCutOff } from './new-folder.js';

export interface BuilderOptions {
  bare: boolean;
  /** By default as git is configured, else `main`. */
  branch?: string;
}

export interface FirstCommit {
  message: string;
  author: Signature;
  committer: Signature;
}

/** A commit that comes before the first one of the branch that HEAD names, on a branch of its own. */
export interface Forerunner extends FirstCommit {
  /** Without `refs/heads/`. */
  branch: string;
  /** What of the root it holds: names of files and folders. */
  names: readonly string[];
  /** Commits that are in the repository already; none where it is a root. */
  parents: readonly string[];
}

export class RepositoryBuilder {
  readonly #dir: string;
  readonly #folder: NewFolder;
  readonly #repo: Repository;
  readonly #pack: PackWriter;
  readonly #index = new IndexBuilder();
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();
  #over = false;

  /**
   * Begins. What a killed process left of a creation in the same place is removed.
   *
   * @throws DirectoryNotEmptyError, CannotWriteError
   */
  constructor(dir: string, { bare, branch }: BuilderOptions) {
    this.#dir = resolve(dir);
    this.#folder = new NewFolder(dir, bare ? '' : '.git');
    try {
      this.#repo = Repository.init(this.#folder.site, { bare, branch });
      this.#pack = new PackWriter(this.#repo.objects.objectsDir);
    } catch (error) {
      this.#folder.remove();
      throw explainWriteError(error, this.#dir);
    }
  }

  /** The repository as far as it is made: to put objects into that others have. */
  get repository(): Repository {
    return this.#repo;
  }

  /**
   * Adds a file.
   *
   * @param path relative to the root, with `/`
   * @returns the blob's object id
   * @throws InvalidPathError for a path that git refuses or that is there already, UnsafePathError, CannotWriteError
   */
  add(path: string, content: Buffer | string): string {
    this.#register(path);
    const data = typeof content === 'string' ? Buffer.from(content) : content;
    try {
      const oid = this.#pack.add('blob', data);
      const stat = this.#repo.workTree === null ? null : writeNewFile(diskPath(this.#repo.workTree, path), data);
      this.#index.add(path, { mode: '100644', oid, stat });
      return oid;
    } catch (error) {
      throw explainWriteError(error, join(this.#dir, path));
    }
  }

  /**
   * Makes the commit and puts the repository into its place. On an error `abort` is still to be called.
   *
   * @param forerunner the commit's parent, where it has one
   */
  finish({ message, author, committer }: FirstCommit, forerunner?: Forerunner): Repository {
    const repo = this.#repo;
    try {
      let root: Buffer = Buffer.alloc(0);
      // The root's tree is the last to be written.
      const write = (type: ObjectType, data: Buffer) => {
        root = data;
        return this.#pack.add(type, data);
      };
      const { tree, pieces } = this.#index.finish(write);
      const before = forerunner && this.#commitBefore(forerunner, root);
      const parents = before === undefined ? [] : [before];
      const commit = this.#pack.add('commit', encodeCommit({ tree, parents, author, committer, message }));
      this.#pack.finish();
      repo.objects.refresh();
      if (repo.workTree !== null) writeFileSync(join(repo.gitDir, 'index'), Buffer.concat(pieces));
      if (forerunner && before) putRef(repo, `refs/heads/${forerunner.branch}`, before, forerunner);
      putRef(repo, 'HEAD', commit, { message, committer });
      repo.objects.close();
      rmSync(join(repo.gitDir, 'refkit'), { recursive: true, force: true });
      this.#folder.place();
    } catch (error) {
      throw explainWriteError(error, this.#dir);
    }
    this.#over = true;
    return Repository.open(this.#dir);
  }

  /** Removes everything that was made. Does nothing after `finish` returned. */
  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#pack.abort();
    this.#repo.objects.close();
    this.#folder.remove();
  }

  #commitBefore({ names, parents, author, committer, message }: Forerunner, root: Buffer): string {
    const entries = parseTree(root).filter(({ path }) => names.includes(path));
    const bytes = Buffer.concat(entries.map(({ mode, path, oid }) => encodeEntry(mode, path, oid)));
    const tree = this.#pack.add('tree', bytes);
    return this.#pack.add('commit', encodeCommit({ tree, parents: [...parents], author, committer, message }));
  }

  #register(path: string): void {
    checkPath(path);
    const clash = (what: string): never => {
      throw new InvalidPathError(`${what} is there twice`, { data: { path } });
    };
    if (this.#files.has(path) || this.#folders.has(path)) clash(path);
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const folder = path.slice(0, slash);
      if (this.#folders.has(folder)) break;
      if (this.#files.has(folder)) clash(folder);
      this.#folders.add(folder);
    }
    this.#files.add(path);
  }
}

/** Makes a ref that is not there yet. */
function putRef(repo: Repository, ref: string, to: string, made: Pick<FirstCommit, 'message' | 'committer'>): void {
  const reflog = { signature: made.committer, message: `commit (initial): ${made.message.split('\n', 1)[0]}` };
  updateRef(repo, ref, { from: null, to, reflog });
}
