import type { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import { readCache, writeCache } from './cache.js';
import {
  type ChangeQuery,
  type ChangeRow,
  type Contributor,
  changesOfOtu,
  contributors,
  findChange,
  findChanges,
  newestUnbuiltChange,
} from './change-queries.js';
import { differencesFromGit } from './check.js';
import { Connection } from './connection.js';
import { ShallowCloneError } from './errors.js';
import {
  type IndexContent,
  type IndexRow,
  indexContentAt,
  indexManifest,
  indexOtus,
  listIndexes,
} from './index-queries.js';
import { lagBehind } from './lag.js';
import { findOtu, type OtuDetail } from './otu-detail.js';
import {
  brokenOtus,
  type CatalogIsolate,
  type CatalogOtu,
  type ClaimKind,
  type Holder,
  holdersOf,
  isolatesOf,
  type OtuPage,
  type OtuQuery,
  type OtuSummary,
  otuIdsNamed,
  otuIdUsed,
  otuWithAbbreviation,
  otuWithName,
  type SequenceLocation,
  sequencesWithAccession,
  sequencesWithId,
} from './otu-queries.js';
import { OtuSearch } from './otu-search.js';
import type { Page, PageRequest } from './pages.js';
import type { OnProgress } from './progress.js';
import { hasCurrentSchema, resetTables } from './schema.js';
import { type Counts, readState, type State } from './state.js';
import { bringTo, describes, momentOf } from './update.js';

export type { ChangeQuery, ChangeRow, Contributor } from './change-queries.js';
export type { IndexContent, IndexRow } from './index-queries.js';
export type { OtuDetail } from './otu-detail.js';
export type {
  CatalogIsolate,
  CatalogOtu,
  ClaimKind,
  Holder,
  OtuPage,
  OtuQuery,
  OtuSummary,
  SequenceLocation,
} from './otu-queries.js';
export type { Page, PageRequest } from './pages.js';
export type { OnProgress } from './progress.js';
export type { Counts } from './state.js';

export interface CatalogOptions {
  /** Told how far an update is that takes a while. */
  onProgress?: OnProgress;
  /** Told when the catalog cannot be kept in a file. */
  onWarning?: (message: string) => void;
}

/**
 * What a repository's history says of OTUs, changes and indexes, in a form that answers at once. It is derived from git
 * alone and lies in `<git folder>/refkit/catalog.db`; it may be deleted at any time.
 *
 * Several processes may use it at once. Its answers are those of the HEAD and tags that it was last brought to, by
 * open() or sync() of any of them.
 */
export class Catalog {
  readonly #repo: Repository;
  readonly #connection: Connection;
  readonly #onProgress: OnProgress;
  #head: string | null = null;
  #tags = '';
  /** What {@link otuDetail} last answered, until the catalog may be elsewhere. */
  #last: { id: string; detail: OtuDetail | 'gone' | null } | null = null;
  readonly #search = new OtuSearch();

  private constructor(repo: Repository, { onProgress = () => {}, onWarning = () => {} }: CatalogOptions) {
    this.#repo = repo;
    this.#onProgress = onProgress;
    this.#connection = new Connection(repo, onWarning);
  }

  /**
   * Opens a repository's catalog and brings it to HEAD, making it where it is missing, damaged or of another version.
   *
   * @throws ShallowCloneError
   */
  static open(repo: Repository, options: CatalogOptions = {}): Catalog {
    if (repo.isShallow()) throw new ShallowCloneError(repo.workTree ?? repo.gitDir);
    const catalog = new Catalog(repo, options);
    catalog.sync();
    return catalog;
  }

  /**
   * How much {@link sync} would have to take in, commits and files, counted up to a limit.
   *
   * @param repo whose catalog, which need not be there yet
   */
  static lag(repo: Repository, limit: number): number {
    // Where somebody took the repository away, looking for its catalog would make a folder in its place.
    if (repo.head().oid === null) return 0;
    const connection = new Connection(repo, () => {});
    try {
      return connection.use(
        (db) => lagBehind(db, repo, limit),
        () => {},
      );
    } finally {
      connection.close();
    }
  }

  /** Brings the catalog to where HEAD and the index tags are now. Costs next to nothing where they have not moved. */
  sync(): void {
    this.#last = null;
    this.#head = this.#repo.head().oid;
    if (this.isCurrent()) return;
    const isDone = (db: Sqlite) => this.#isCurrent(db);
    this.#connection.write((db) => {
      // Once more, now that nobody else can write: somebody may have done it, or HEAD have moved on.
      if (isDone(db)) return;
      this.#forget();
      const moment = momentOf(this.#repo);
      bringTo(db, this.#repo, moment, this.#onProgress);
      this.#head = moment.head;
    }, isDone);
  }

  /** Whether {@link sync} has nothing to do. */
  isCurrent(): boolean {
    return this.#connection.use(
      (db) => this.#isCurrent(db),
      () => {},
    );
  }

  /**
   * Runs `work` in one transaction. With the function that it is given it brings the catalog to commits that HEAD is not
   * at yet, and has to have moved HEAD to the last of them when it returns. When it throws, the catalog is as it was.
   * In between the catalog answers for those commits: so `work` must not give way to anything else.
   *
   * @throws what `work` throws, and SQLite's error where the file cannot be written
   */
  ahead<T>(work: (follow: (commit: string) => void) => T): T {
    let described = { head: this.#head, tags: this.#tags };
    try {
      return this.#connection.writeOnce((db) => {
        const { tags } = momentOf(this.#repo);
        let followed = described;
        const result = work((head) => {
          this.#forget();
          bringTo(db, this.#repo, { head, tags }, this.#onProgress);
          followed = { head, tags: tags.digest };
        });
        described = followed;
        return result;
      });
    } finally {
      this.#forget();
      this.#describe(described);
    }
  }

  /** To be called with every change. */
  #forget(): void {
    this.#last = null;
    this.#search.forget();
  }

  /** Takes note of what the answers describe: another process may have brought the catalog on since it was asked to. */
  #describe({ head, tags }: { head: string | null; tags: string }): void {
    this.#head = head;
    this.#tags = tags;
  }

  /** The commit that the catalog was last brought to here; null before the first commit. */
  get head(): string | null {
    return this.#head;
  }

  /** What the answers depend on, as one word: HEAD and the index tags. */
  get state(): string {
    return `${this.#head} ${this.#tags}`;
  }

  /** Lets go of the file. On Windows it can only be deleted some time after. */
  close(): void {
    this.#connection.close();
  }

  /** The OTU of an id; null where there is none at HEAD. */
  otu(id: string): CatalogOtu | null {
    const detail = this.otuDetail(id);
    return detail === null || detail === 'gone' ? null : detail.otu;
  }

  /**
   * All that is known of the OTU of an id; `gone` where it was removed, or its file is none by now; null where there
   * never was one. Asking twice in a row costs as much as once.
   */
  otuDetail(id: string): OtuDetail | 'gone' | null {
    if (this.#last?.id !== id) {
      const { detail, at } = this.#read((db) => findOtu(db, this.#repo, id));
      if (at) this.#describe(at);
      this.#last = { id, detail };
    }
    return this.#last.detail;
  }

  /** The OTUs that a text names: the one with that id, else by name (case ignored), else by abbreviation. */
  resolveOtu(text: string): CatalogOtu[] {
    return this.#read((db) => otuIdsNamed(db, text).map((id) => (findOtu(db, this.#repo, id).detail as OtuDetail).otu));
  }

  /** The OTUs with a part of their name or abbreviation, by name. */
  findOtus(query: OtuQuery, request: PageRequest | 'all'): OtuPage {
    return this.#readAsNow((db, state) => this.#search.find(db, state, query, request));
  }

  /** The OTUs with issues, by name. */
  unverified(): OtuSummary[] {
    return this.findOtus({ verified: false }, 'all').documents;
  }

  /** The isolates of an OTU without the bases of their sequences. */
  isolates(otuId: string): CatalogIsolate[] {
    return this.#read((db) => isolatesOf(db, otuId));
  }

  /** The files at HEAD that stand where an OTU should be and are none; they are in no list of OTUs. */
  broken(): { id: string; path: string; message: string }[] {
    return this.#read(brokenOtus);
  }

  /** The id of another OTU that has the name, case ignored, or null. */
  nameTaken(name: string, exceptOtuId = ''): string | null {
    return this.#read((db) => otuWithName(db, name, exceptOtuId));
  }

  /** The id of another OTU that has exactly the abbreviation, or null; null for the empty one. */
  abbreviationTaken(abbreviation: string, exceptOtuId = ''): string | null {
    return this.#read((db) => otuWithAbbreviation(db, abbreviation, exceptOtuId));
  }

  /** The OTUs that hold something no two may hold; see {@link ClaimKind} for what counts as the same. */
  holders(kind: ClaimKind, value: string): Holder[] {
    return this.#read((db) => holdersOf(db, kind, value));
  }

  /** Whether an id is, or ever was, an OTU's; case ignored, as file systems do. */
  otuIdTaken(id: string): boolean {
    return this.#read((db) => otuIdUsed(db, id));
  }

  /** The id of an OTU with another sequence of exactly this accession, or null; null for the empty one. */
  accessionTaken(accession: string, exceptSequenceId?: string): string | null {
    if (accession === '') return null;
    const others = this.accessionHolders(accession).filter(
      (sequence) => sequence.accession === accession && sequence.sequence_id !== exceptSequenceId,
    );
    return others[0]?.otu_id ?? null;
  }

  /** The sequences with this accession, whatever the version behind its dot. */
  accessionHolders(accession: string): SequenceLocation[] {
    return this.#read((db) => sequencesWithAccession(db, accession));
  }

  /** The id of the OTU that has a sequence of this id, or null. */
  sequenceIdTaken(id: string): string | null {
    return this.#read((db) => sequencesWithId(db, id))[0]?.otu_id ?? null;
  }

  /** The changes that a query finds, newest first. */
  changes(query: ChangeQuery & PageRequest): Page<ChangeRow> {
    return this.#readAsNow((db, state) => findChanges(db, state, query, query));
  }

  /** The change of an id, `<otu id>.<version>` or `<otu id>.removed`; null where there is none. */
  change(id: string): ChangeRow | null {
    return this.#read((db) => findChange(db, id));
  }

  /** All changes of an OTU, oldest first, also where it is removed by now. */
  otuChanges(otuId: string): ChangeRow[] {
    return this.#read((db) => changesOfOtu(db, otuId));
  }

  /** The newest unbuilt change of an OTU, or null. */
  mostRecentUnbuiltChange(otuId: string): ChangeRow | null {
    return this.#read((db) => newestUnbuiltChange(db, otuId));
  }

  /** The authors of all changes, or of those that one index was the first to build; most changes first. */
  contributors(index?: number): Contributor[] {
    return this.#read((db) => contributors(db, index));
  }

  /** The indexes, newest first. */
  indexes(): IndexRow[] {
    return this.#read(listIndexes);
  }

  /** The versions of the OTUs in an index, by OTU id. Throws NotFoundError. */
  indexManifest(n: number): Record<string, number> {
    return this.#read((db) => indexManifest(db, this.#repo, n));
  }

  /** What an index of a commit would be made of, whatever was committed after it. */
  indexContentAt(commit: string): IndexContent {
    return this.#read((db) => indexContentAt(db, this.#repo, commit));
  }

  /** The OTUs with changes that an index was the first to build, by name. Throws NotFoundError. */
  indexOtus(n: number): { id: string; name: string; change_count: number }[] {
    return this.#read((db) => indexOtus(db, n));
  }

  counts(): Counts {
    const { head, otus, unverified, changes, unbuilt_changes, unbuilt_otus } = this.#read(readState);
    return { head, otus, unverified, changes, unbuilt_changes, unbuilt_otus };
  }

  /** Where the catalog differs from what git says, a line for each part; it is wrong where there is any. Takes long. */
  differences(): string[] {
    this.sync();
    return this.#read((db) => differencesFromGit(db, this.#repo, this.#onProgress));
  }

  /** Makes the catalog anew, whatever it says. */
  rebuild(): void {
    this.#connection.write(
      (db) => {
        this.#forget();
        resetTables(db);
        bringTo(db, this.#repo, momentOf(this.#repo), this.#onProgress);
      },
      () => false,
    );
  }

  /** What was kept under a key, or null. It may be gone at any time. */
  cached(key: string): string | null {
    return this.#read((db) => readCache(db, key));
  }

  /** Keeps a value under a key, if it can be done at once. Only the last few are kept. */
  cache(key: string, value: string): void {
    this.#connection.use(
      (db) => writeCache(db, key, value),
      () => this.sync(),
    );
  }

  #isCurrent(db: Sqlite): boolean {
    const moment = momentOf(this.#repo);
    this.#tags = moment.tags.digest;
    return hasCurrentSchema(db) && describes(readState(db), moment);
  }

  /** As {@link #read}, and afterwards {@link state} is what the answer depends on, without a doubt. */
  #readAsNow<T>(work: (db: Sqlite, state: State) => T): T {
    return this.#read((db) => {
      const state = readState(db);
      this.#describe(state);
      return work(db, state);
    });
  }

  #read<T>(work: (db: Sqlite) => T): T {
    return this.#connection.use(
      (db) => db.reading(() => work(db)),
      () => this.sync(),
    );
  }
}
