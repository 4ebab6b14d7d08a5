import { rmSync } from 'node:fs';
import type { Otu } from '../otu/types.js';
import { Sqlite } from '../sqlite/sqlite.js';
import type { Commit } from '../store/object-format.js';
import type { Repository } from '../store/repository.js';
import { diffTrees } from '../store/trees.js';
import { BlobReader } from './blob-reader.js';
import { catalogFile } from './connection.js';
import { OtuTable } from './otu-table.js';
import { listOtuBlobs } from './path-history.js';
import { Recorder } from './recorder.js';
import { createIndexes, resetTables } from './schema.js';
import { emptyState, writeState } from './state.js';
import { momentOf } from './update.js';
import type { OtuFiles } from './words.js';

/**
 * Makes the catalog of a new repository from its OTUs while they are written, so that Catalog.open() need not read and
 * parse them all again: what an import has in hand anyway. It is kept in memory, some 400 bytes for an OTU and 150 for
 * a sequence, until the repository is there.
 */
export class CatalogBuilder {
  readonly #db = new Sqlite(':memory:', 0);
  readonly #otus: OtuTable;
  readonly #names = new Map<string, string>();

  constructor() {
    this.#db.exec('BEGIN');
    resetTables(this.#db);
    this.#otus = new OtuTable(this.#db, true);
  }

  /** Takes in an OTU, exactly as its file in the first commit has it. Ids must not come twice. */
  add(otu: Otu): void {
    const entry = this.#otus.entry(otu.id);
    this.#otus.put(entry, '', { otu });
    this.#names.set(otu.id, otu.name);
  }

  /**
   * Puts the catalog into a repository whose HEAD is the commit that brought in the OTUs, and no others, or one more that
   * changed none of them. Where anything is otherwise it leaves nothing behind, and Catalog.open() makes the catalog from git.
   */
  finish(repo: Repository): void {
    try {
      if (this.#describe(repo)) this.#write(catalogFile(repo));
    } finally {
      this.close();
    }
  }

  /** Lets go of everything. */
  close(): void {
    this.#names.clear();
    this.#db.close();
  }

  #describe(repo: Repository): boolean {
    const { head, tags } = momentOf(repo);
    if (head === null || tags.refs.length > 0) return false;
    const commit = repo.objects.readCommit(head);
    const blobs = listOtuBlobs(repo.objects, commit.tree);
    const commits = startOf(repo, commit);
    if (commits === null || blobs.size !== this.#names.size) return false;
    for (const id of blobs.keys()) if (!this.#names.has(id)) return false;

    const state = emptyState();
    const recorder = new Recorder(this.#db, this.#otus, state);
    const reader = new BlobReader(repo.objects);
    const files: OtuFiles = {
      read: (otuId, blob) => reader.read(otuId, blob),
      nameIn: (otuId, blob) => (blob === null ? null : this.#names.get(otuId)!),
    };
    const differences = [...blobs].map(([otuId, after]) => ({ otuId, before: null, after }));
    for (const each of commits) {
      recorder.record(each, each === commits[0] ? differences : [], files, (entry, blob) => {
        this.#db.run('UPDATE otus SET blob = ? WHERE key = ?', blob, entry.key);
      });
    }
    recorder.finish();
    state.otus = this.#otus.listed;
    state.unverified = this.#otus.unverified;
    createIndexes(this.#db, state.otus);
    writeState(this.#db, { ...state, head, tags: tags.digest });
    this.#db.exec('COMMIT');
    return true;
  }

  #write(path: string): void {
    try {
      this.#db.run('VACUUM INTO ?', path);
    } catch {
      // Half a catalog would be taken for a damaged one; none is simply made.
      rmSync(path, { force: true });
    }
  }
}

/** A root commit, or one and its root with the same OTUs, oldest first; null for any other. */
function startOf({ objects }: Repository, commit: Commit): Commit[] | null {
  const [parent, ...others] = commit.parents;
  if (parent === undefined) return [commit];
  const root = objects.readCommit(parent);
  const [difference] = diffTrees(objects, root.tree, commit.tree, 'otus');
  return others.length > 0 || root.parents.length > 0 || difference ? null : [root, commit];
}
