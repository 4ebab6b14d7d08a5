/**
 * The files of a reference as they lie on disk, committed or not (at HEAD, where there is no working tree): what
 * validation and formatting look at. Unlike `Reference`, it opens whatever state the files are in.
 */

import { Catalog, type ClaimKind, type Holder } from '../catalog/catalog.js';
import type { Repository } from '../store/repository.js';
import { resolveRevision } from '../store/revisions.js';
import { entryAt, listTree } from '../store/trees.js';
import { readWorkingFile, writeWorkingFile } from '../store/working-file.js';
import { readListedFile, workingFiles } from '../store/working-tree.js';
import { changedPaths, WORKTREE } from './comparison.js';
import { CONFIG_PATH } from './config.js';
import { BareRepositoryError } from './errors.js';
import { locateReference } from './locate.js';

export interface CheckoutFile {
  /** Relative to the root, with `/`. */
  path: string;
  text: Buffer;
  symlink: boolean;
}

/** What `validate` takes. */
export interface ValidationSubject {
  referenceYaml: CheckoutFile | null;
  files: Iterable<CheckoutFile>;
  changed?: ReadonlySet<string>;
  elsewhere?: { holders(kind: ClaimKind, key: string): Holder[] };
}

export class Checkout {
  readonly repository: Repository;

  private constructor(repository: Repository) {
    this.repository = repository;
  }

  /** @throws ReferenceNotFoundError, NotAReferenceError */
  static open(directory: string): Checkout {
    return new Checkout(locateReference(directory));
  }

  /** null where there is none. */
  configFile(): CheckoutFile | null {
    const text = this.#read(CONFIG_PATH);
    return text === null ? null : { path: CONFIG_PATH, text, symlink: false };
  }

  /** Every file below `otus/`, or those of them that are named, in the order of their paths. */
  *files(only?: ReadonlySet<string>): Generator<CheckoutFile> {
    if (this.repository.workTree !== null) {
      for (const file of workingFiles(this.repository, 'otus')) {
        const { path, symlink } = file;
        if (only && !only.has(path)) continue;
        const text = symlink ? Buffer.alloc(0) : readListedFile(this.repository, file);
        // A file that went away since the folder was listed is not there.
        if (text !== null) yield { path, text, symlink };
      }
      return;
    }
    const tree = this.#headTree();
    if (tree === null) return;
    for (const file of this.#filesOf(tree)) if (!only || only.has(file.path)) yield file;
  }

  /** What validation looks at of a commit, whatever the files on disk are. @throws RevisionNotFoundError */
  at(revision: string): ValidationSubject {
    const { objects } = this.repository;
    const { tree } = objects.readCommit(resolveRevision(this.repository, revision));
    const config = entryAt(objects, tree, CONFIG_PATH);
    const referenceYaml = config && { path: CONFIG_PATH, text: objects.readBlob(config.oid), symlink: false };
    return { referenceYaml, files: this.#filesOf(tree) };
  }

  /** Paths of files that differ from a revision. @throws RevisionNotFoundError */
  changedSince(revision: string): Set<string> {
    return changedPaths(this.repository, revision, this.repository.workTree === null ? 'HEAD' : WORKTREE);
  }

  /**
   * What validation looks at: everything, or only what differs from a revision. Then the catalog, where there can be
   * one, stands for the files that are as they are at HEAD, so that they need not be read.
   */
  subject(since?: string): ValidationSubject {
    const all = { referenceYaml: this.configFile(), files: this.files() };
    if (since === undefined) return all;
    const changed = this.changedSince(since);
    if (this.repository.isShallow() || this.repository.head().oid === null) return { ...all, changed };
    const uncommitted = this.changedSince('HEAD');
    const read = new Set([...changed, ...uncommitted]);
    const catalog = Catalog.open(this.repository);
    // A file that is read speaks for itself, or is gone.
    const holders = (kind: ClaimKind, key: string) => catalog.holders(kind, key).filter(({ path }) => !read.has(path));
    return { ...all, files: this.files(read), changed, elsewhere: { holders } };
  }

  /** Writes a file of the working tree, whole or not at all. @throws BareRepositoryError */
  write(path: string, text: string): void {
    if (this.repository.workTree === null) throw new BareRepositoryError('A bare repository has no files to write to');
    writeWorkingFile(this.repository, path, text);
  }

  *#filesOf(tree: string): Generator<CheckoutFile> {
    const { objects } = this.repository;
    for (const { path, oid, mode } of listTree(objects, tree, 'otus')) {
      const symlink = mode === '120000';
      yield { path, symlink, text: symlink ? Buffer.alloc(0) : objects.readBlob(oid) };
    }
  }

  #read(path: string): Buffer | null {
    if (this.repository.workTree !== null) return readWorkingFile(this.repository, path);
    const tree = this.#headTree();
    const entry = tree === null ? null : entryAt(this.repository.objects, tree, path);
    return entry === null ? null : this.repository.objects.readBlob(entry.oid);
  }

  #headTree(): string | null {
    const { oid } = this.repository.head();
    return oid === null ? null : this.repository.objects.readCommit(oid).tree;
  }
}
