/**
 * What the catalog should say, told slowly and by other means: real git lists commits, trees and reachability, and plain
 * recursion over them does the rest.
 */
import { execFileSync } from 'node:child_process';
import { parseOtu } from '../../../src/otu/canonical.js';
import { describeMethod, inferChange } from '../../../src/otu/describe.js';
import { otuIdOfPath, otuPath } from '../../../src/otu/ids.js';
import { otuIssues } from '../../../src/otu/issues.js';
import type { Otu } from '../../../src/otu/types.js';
import { git } from '../../support/repository.js';

interface OracleCommit {
  oid: string;
  parents: string[];
  author: { name: string; email: string };
  date: string;
  subject: string;
  message: string;
  trailers: string[];
  /** Blobs by OTU id. */
  files: Map<string, string>;
}

export interface OracleChange {
  id: string;
  otu_id: string;
  version: number;
  removed: boolean;
  otu_name: string;
  commit: string;
  position: number;
  method_name: string;
  description: string;
  created_at: string;
  author: { name: string; email: string };
  before: string | null;
  after: string | null;
  index: { n: number; commit: string } | null;
}

export class Oracle {
  readonly #folder: string;
  readonly #commits = new Map<string, OracleCommit>();
  readonly #otus = new Map<string, Otu | null>();
  readonly head: string | null;
  /** Oldest first. */
  readonly changes: OracleChange[] = [];
  readonly indexes: { n: number; commit: string; reaches: Set<string> }[];

  constructor(folder: string) {
    this.#folder = folder;
    this.head = gitOrNull(folder, 'rev-parse', '--verify', '--quiet', 'HEAD');
    this.indexes = gitLines(
      folder,
      'for-each-ref',
      '--format=%(refname) %(*objectname) %(objectname)',
      'refs/tags/index',
    )
      .map((line) => /^refs\/tags\/index\/(\d+) (\w*) (\w+)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, n, peeled, oid]) => ({ n: Number(n), commit: peeled || oid! }))
      .sort((a, b) => a.n - b.n)
      .map((index) => ({ ...index, reaches: new Set(gitLines(folder, 'rev-list', index.commit)) }));
    for (const [position, commit] of this.#mainline(this.head).entries()) this.#tell(commit, position);
  }

  /** The OTUs at HEAD, by name. */
  otus() {
    const files = this.head === null ? new Map<string, string>() : this.#commit(this.head).files;
    const readable = [...files].flatMap(([id, blob]) => {
      const otu = this.#otu(blob);
      return otu?.id === id ? [{ id, blob, otu }] : [];
    });
    const documents = readable.map(({ id, blob, otu }) => {
      const own = this.changes.filter((change) => change.otu_id === id);
      return {
        id,
        name: otu.name,
        abbreviation: otu.abbreviation,
        taxid: otu.taxid,
        verified: otuIssues(otu) === null,
        version: own.at(-1)!.version,
        isolate_count: otu.isolates.length,
        sequence_count: otu.isolates.flatMap((isolate) => isolate.sequences).length,
        blob,
        created_at: own[0]!.created_at,
        last_indexed_version: this.#lastIndexedVersion(id),
      };
    });
    const key = ({ name }: { name: string }) => Buffer.from(name.normalize('NFC').toLowerCase());
    return documents.sort((a, b) => Buffer.compare(key(a), key(b)) || (a.id < b.id ? -1 : 1));
  }

  /** The versions of the OTUs in an index, counted in its own history. */
  manifest(n: number): Record<string, number> {
    const { commit } = this.indexes.find((index) => index.n === n)!;
    const counts = new Map<string, number>();
    for (const step of this.#mainline(commit)) {
      for (const id of this.#changed(step)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    const ids = [...this.#commit(commit).files.keys()].sort();
    return Object.fromEntries(ids.map((id) => [id, counts.get(id)! - 1]));
  }

  #lastIndexedVersion(id: string): number | null {
    for (const { n } of [...this.indexes].reverse()) {
      const version = this.manifest(n)[id];
      if (version !== undefined) return version;
    }
    return null;
  }

  #tell(commit: OracleCommit, position: number): void {
    const changed = this.#changed(commit);
    for (const id of changed) {
      const own = this.changes.filter((change) => change.otu_id === id);
      const before = this.#parents(commit)[0]?.files.get(id) ?? null;
      const after = commit.files.get(id) ?? null;
      const old = before === null ? null : this.#otu(before);
      const current = after === null ? null : this.#otu(after);
      const name = current?.name ?? old?.name ?? id;
      const built = this.indexes.find(({ reaches }) => reaches.has(commit.oid));
      this.changes.push({
        id: `${id}.${after === null ? 'removed' : own.length}`,
        otu_id: id,
        version: own.length,
        removed: after === null,
        otu_name: name,
        commit: commit.oid,
        position,
        ...words(commit, changed.length, id, { before, after, old, current }, name),
        created_at: commit.date,
        author: commit.author,
        before,
        after,
        index: built ? { n: built.n, commit: built.commit } : null,
      });
    }
  }

  #changed(commit: OracleCommit): string[] {
    const parents = this.#parents(commit);
    const ids = new Set([commit, ...parents].flatMap(({ files }) => [...files.keys()]));
    const differs = (id: string) =>
      parents.length === 0 || parents.every(({ files }) => files.get(id) !== commit.files.get(id));
    return [...ids].filter(differs).sort((a, b) => (otuPath(a) < otuPath(b) ? -1 : 1));
  }

  /** Depth first, parents before their children and the first parent first. */
  #mainline(head: string | null): OracleCommit[] {
    const order: OracleCommit[] = [];
    const seen = new Set<string>();
    const visit = (oid: string) => {
      if (seen.has(oid)) return;
      seen.add(oid);
      for (const parent of this.#commit(oid).parents) visit(parent);
      order.push(this.#commit(oid));
    };
    if (head !== null) visit(head);
    return order;
  }

  #parents(commit: OracleCommit): OracleCommit[] {
    return commit.parents.map((oid) => this.#commit(oid));
  }

  #commit(oid: string): OracleCommit {
    let commit = this.#commits.get(oid);
    if (!commit) {
      const format = '%P%x00%an%x00%ae%x00%at%x00%s%x00%B%x00%(trailers:key=Refkit-Method,valueonly)';
      const [parents, name, email, time, subject, message, trailers] = git(
        this.#folder,
        ...['show', '--no-patch', `--format=${format}`, oid],
      ).split('\0') as [string, string, string, string, string, string, string];
      const files = new Map<string, string>();
      for (const line of gitLines(this.#folder, 'ls-tree', '-r', oid, 'otus/')) {
        const [, mode, blob, path] = /^(\d+) \w+ (\w+)\t(.*)$/.exec(line)!;
        const id = otuIdOfPath(path!);
        if (id !== null && mode!.startsWith('100')) files.set(id, blob!);
      }
      commit = {
        oid,
        parents: parents.split(' ').filter(Boolean),
        author: { name, email },
        date: new Date(Number(time) * 1000).toISOString(),
        subject,
        message,
        trailers: trailers.split('\n').filter(Boolean),
        files,
      };
      this.#commits.set(oid, commit);
    }
    return commit;
  }

  #otu(blob: string): Otu | null {
    if (!this.#otus.has(blob)) this.#otus.set(blob, readOtu(this.#folder, blob));
    return this.#otus.get(blob)!;
  }
}

interface Sides {
  /** Blobs, null where there is no file, and the OTUs in them, null where that is none. */
  before: string | null;
  after: string | null;
  old: Otu | null;
  current: Otu | null;
}

/** Commits of refkit speak for themselves; the others are told by what they did. */
function words(commit: OracleCommit, count: number, id: string, sides: Sides, name: string) {
  const { before, after, old, current } = sides;
  const mentions = commit.message.split('\n').filter((line) => line.trim().startsWith('Refkit-Method:')).length;
  const [method] = commit.trailers;
  if (method !== undefined && mentions === 1 && commit.parents.length < 2) {
    if (method === 'import' || method === 'clone' || method === 'remote') {
      if (after) return { method_name: method as string, description: describeMethod(method, name) };
    } else if (count === 1 && (method === 'revert' || (method === 'remove') === (after === null))) {
      return { method_name: method, description: commit.subject };
    }
  }
  if (before && !old && !after) {
    return { method_name: 'remove', description: `Removed ${id}, whose file was not readable` };
  }
  if (after && !current) {
    const verb = before ? 'Edited' : 'Created';
    return { method_name: before ? 'edit' : 'create', description: `${verb} ${id} by hand (not readable)` };
  }
  if (before && !old) return { method_name: 'edit', description: `Made ${name} readable` };
  const { method: method_name, description } = inferChange(old, current);
  return { method_name: method_name as string, description };
}

function readOtu(folder: string, blob: string): Otu | null {
  try {
    return parseOtu(execFileSync('git', ['cat-file', 'blob', blob], { cwd: folder, maxBuffer: 1 << 30 }));
  } catch {
    return null;
  }
}

function gitLines(folder: string, ...args: string[]): string[] {
  return git(folder, ...args)
    .split('\n')
    .filter(Boolean);
}

function gitOrNull(folder: string, ...args: string[]): string | null {
  try {
    return git(folder, ...args);
  } catch {
    return null;
  }
}
