/**
 * The files of a reference as they lie on disk, committed or not (at HEAD, where there is no working tree): what
 * validation and formatting look at. Unlike `Reference`, it opens whatever state the files are in.
 */

import { Catalog, type ClaimKind, type Holder } from '../catalog/catalog.js';
import { canonicalOtu, parseOtu } from '../otu/canonical.js';
import { RefkitError } from '../otu/errors.js';
import { otuIdOfPath } from '../otu/ids.js';
import type { Repository } from '../store/repository.js';
import { entryAt, listTree } from '../store/trees.js';
import { readWorkingFile, writeWorkingFile } from '../store/working-file.js';
import { workingFiles } from '../store/working-tree.js';
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

export interface FormatResult {
  /** Paths of files that were not in canonical form. */
  changed: string[];
  /** Files that are no OTUs one could format. */
  unreadable: { path: string; message: string }[];
  checked: number;
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
      for (const { path, symlink } of workingFiles(this.repository, 'otus')) {
        if (only && !only.has(path)) continue;
        const text = symlink ? Buffer.alloc(0) : this.#read(path);
        // A file that went away since the folder was listed is not there.
        if (text !== null) yield { path, text, symlink };
      }
      return;
    }
    const tree = this.#headTree();
    if (tree === null) return;
    for (const { path, oid, mode } of listTree(this.repository.objects, tree, 'otus')) {
      if (only && !only.has(path)) continue;
      const symlink = mode === '120000';
      yield { path, text: symlink ? Buffer.alloc(0) : this.repository.objects.readBlob(oid), symlink };
    }
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
    const holders = (kind: ClaimKind, key: string) => catalog.holders(kind, key);
    return { ...all, files: this.files(read), changed, elsewhere: { holders } };
  }

  /** Writes a file of the working tree, whole or not at all. @throws BareRepositoryError */
  write(path: string, text: string): void {
    if (this.repository.workTree === null) throw new BareRepositoryError('A bare repository has no files to write to');
    writeWorkingFile(this.repository, path, text);
  }

  /** Brings every OTU file into canonical form; with `check` it only says which are not. Nothing is committed. */
  format({ check = false } = {}): FormatResult {
    const result: FormatResult = { changed: [], unreadable: [], checked: 0 };
    for (const { path, text, symlink } of this.files()) {
      if (symlink || otuIdOfPath(path) === null) continue;
      result.checked += 1;
      try {
        const canonical = canonicalOtu(parseOtu(text, path));
        if (text.equals(Buffer.from(canonical))) continue;
        if (!check) this.write(path, canonical);
        result.changed.push(path);
      } catch (error) {
        if (!(error instanceof RefkitError) || error.kind !== 'invalid') throw error;
        result.unreadable.push({ path, message: error.message });
      }
    }
    return result;
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
