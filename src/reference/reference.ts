/**
 * The one door to a reference. Front ends open one, call it, and show what it answers; git, SQLite and files are its
 * business. Every edit is one commit, made under the repository's lock: read, edit, check, write, append to the catalog.
 */
import { Catalog, type ChangeRow, type OtuSummary, type Page } from '../catalog/catalog.js';
import { canonicalOtu, parseOtu } from '../otu/canonical.js';
import { newClaims } from '../otu/claims.js';
import { describeRevert } from '../otu/describe.js';
import { createOtu, type Edit, removalDescription, type SourceRules } from '../otu/edits.js';
import { NotFoundError } from '../otu/errors.js';
import { newId, otuIdOfPath, otuPath } from '../otu/ids.js';
import { otuIssues } from '../otu/issues.js';
import type { Isolate, Method, Otu, Sequence } from '../otu/types.js';
import type { Repository } from '../store/repository.js';
import { resolveRevision } from '../store/revisions.js';
import { listTree } from '../store/trees.js';
import { type FileChange, type Writer, withWriter } from '../store/writer.js';
import { type Actor, actorOf, signaturesOf, warnWithoutRight } from './actor.js';
import { compareStates, type ReferenceComparison, WORKTREE } from './comparison.js';
import { CONFIG_PATH, editConfigText, type ReferenceConfig, type Right } from './config.js';
import { type CreatePlan, createReference, type OtuSource } from './creation.js';
import {
  type ChangeDetail,
  type ChangeDocument,
  changeDocument,
  type OtuDocument,
  otuDocument,
  type ReferenceDocument,
  referenceDocument,
} from './documents.js';
import { ConflictError } from './errors.js';
import { Indexes } from './indexes.js';
import { locateReference } from './locate.js';
import { findChange, isolateOf, resolveOtu, sequenceOf } from './lookup.js';
import { rightsOf, userOfAddress } from './people.js';
import {
  addMember,
  type ConfigEdit,
  editMember,
  editSettings,
  type MemberInput,
  type MemberKind,
  memberOf,
  removeMember,
  type SettingsInput,
} from './settings.js';
import { configBlob, loadConfig } from './state.js';
import { refuseClashes } from './uniqueness.js';

export interface Progress {
  /** What is being done, as a person would say it. */
  step: string;
  done: number;
  /** null where it is not known. */
  total: number | null;
}
export type ProgressListener = (progress: Progress) => void;

export interface OpenOptions {
  /** Acts as this user of the reference instead of the one that git's identity stands for. */
  user?: string;
  /** How long to wait for the lock, in seconds (default 10). */
  waitSeconds?: number;
  onWarning?: (message: string) => void;
  onProgress?: ProgressListener;
}

export interface HistoryQuery {
  /** An OTU, as an id or a name; all of them where it is not given. */
  otu?: string;
  unbuilt?: boolean;
  /** The id of a user. */
  user?: string;
  since?: Date;
  page?: number;
  perPage?: number;
}

export interface OtuQuery {
  /** Any part of a name or an abbreviation, case ignored. */
  find?: string;
  verified?: boolean;
  /** Everything on one page. */
  all?: boolean;
  page?: number;
  perPage?: number;
}

export interface EditResult {
  document: OtuDocument;
  /** False where everything already was as the edit wanted it; then there is no commit. */
  changed: boolean;
  change: ChangeDocument | null;
  /** The id of the isolate or sequence that the edit made or touched. */
  subject?: string;
}

export type OtuOrder = (a: Pick<Otu, 'id' | 'name'>, b: Pick<Otu, 'id' | 'name'>) => number;

export interface RevertResult {
  /** null where the OTU is gone, since its first change was reverted. */
  document: OtuDocument | null;
  change: ChangeDocument;
}

interface CommitPlan {
  files: FileChange[];
  /** One line. */
  subject: string;
  /** Left out for commits that touch no OTU. */
  method?: Method;
}

export class Reference {
  readonly repository: Repository;
  readonly options: OpenOptions;
  #config: ReferenceConfig;
  #configOid: string;
  #catalog: Catalog | null;

  private constructor(
    repository: Repository,
    options: OpenOptions,
    catalog: Catalog | null,
    config: ReferenceConfig,
    configOid: string,
  ) {
    this.repository = repository;
    this.options = options;
    this.#catalog = catalog;
    this.#config = config;
    this.#configOid = configOid;
  }

  /**
   * Opens the reference that `directory` lies in. Call {@link close} when done.
   *
   * @throws ReferenceNotFoundError, NotAReferenceError, InvalidConfigError
   */
  static async open(directory: string, options: OpenOptions = {}): Promise<Reference> {
    const repository = locateReference(directory);
    const catalog = repository.isShallow() ? null : openCatalog(repository, options);
    const oid = configBlob(repository);
    return new Reference(repository, options, catalog, await loadConfig(repository, catalog, oid), oid);
  }

  /**
   * Makes a new reference and opens it.
   *
   * @throws InvalidInputError, DirectoryNotEmptyError, and whatever the plan's source throws; then nothing is on disk
   */
  static async create(plan: CreatePlan, options: OpenOptions = {}): Promise<Reference> {
    await createReference(plan, options);
    return Reference.open(plan.directory, options);
  }

  /** This reference's OTUs as the source of a new one. */
  asSource(): OtuSource {
    const { id, name, organism, restrict_source_types, source_types } = this.#config;
    return {
      method: 'clone',
      label: name,
      otus: this.otus(),
      total: this.#catalog?.counts().otus,
      settings: () => ({ organism, restrict_source_types, source_types }),
      provenance: { cloned_from: { id, name } },
    };
  }

  close(): void {
    this.#catalog?.close();
    this.repository.objects.close();
  }

  /** The folder of the working tree; of the repository itself where it is bare. */
  get directory(): string {
    return this.repository.workTree ?? this.repository.gitDir;
  }

  /** The settings at HEAD. */
  get config(): ReferenceConfig {
    return this.#config;
  }

  /** What edits have to respect about source types. */
  get sourceRules(): SourceRules {
    return { restrict: this.#config.restrict_source_types, allowed: this.#config.source_types };
  }

  /** The catalog, up to date with HEAD. @throws ShallowCloneError where the history is cut off */
  get catalog(): Catalog {
    this.#catalog ??= openCatalog(this.repository, this.options);
    return this.#catalog;
  }

  /** Index builds: what they were made of, and what the next one would be. */
  get indexes(): Indexes {
    return new Indexes(this);
  }

  /** Takes in what others have committed since: a `git pull`, another process. Every read begins with it. */
  async refresh(): Promise<void> {
    this.catalog.sync();
    const oid = configBlob(this.repository);
    if (oid === this.#configOid) return;
    this.#config = await loadConfig(this.repository, this.catalog, oid);
    this.#configOid = oid;
  }

  // The reference itself

  async describe(): Promise<ReferenceDocument> {
    await this.refresh();
    const { internal_control: id } = this.#config;
    return referenceDocument(this.#config, {
      counts: this.catalog.counts(),
      contributors: this.catalog.contributors(),
      latestBuild: this.indexes.list()[0] ?? null,
      internalControl: id === null ? null : { id, name: this.catalog.otu(id)?.name ?? '' },
    });
  }

  /** Changes settings. @throws NotFoundError where the internal control is no OTU of this reference */
  async editSettings(input: SettingsInput): Promise<ReferenceDocument> {
    await this.#editConfig((config) => {
      const { internal_control } = input;
      const control = internal_control ? resolveOtu(this.catalog, internal_control) : internal_control;
      return editSettings(config, { ...input, internal_control: control });
    });
    return this.describe();
  }

  async addMember<K extends MemberKind>(kind: K, input: MemberInput): Promise<ReferenceConfig[K][number]> {
    await this.#editConfig((config, actor) => {
      this.#warnOfGrants(config, actor, input);
      return addMember(config, kind, input, new Date());
    });
    return memberOf(this.#config, kind, input.id);
  }

  async editMember<K extends MemberKind>(kind: K, input: MemberInput): Promise<ReferenceConfig[K][number]> {
    await this.#editConfig((config, actor) => {
      this.#warnOfGrants(config, actor, input);
      return editMember(config, kind, input);
    });
    return memberOf(this.#config, kind, input.id);
  }

  async removeMember(kind: MemberKind, id: string): Promise<void> {
    await this.#editConfig((config) => removeMember(config, kind, id));
  }

  // OTUs

  async findOtus(query: OtuQuery = {}): Promise<Page<OtuSummary> & { modified_count: number }> {
    await this.refresh();
    return this.catalog.findOtus(query, query.all ? 'all' : { page: query.page ?? 1, per_page: query.perPage ?? 15 });
  }

  /** @param text an id, or an exact name or abbreviation. @throws NotFoundError, AmbiguousOtuError */
  async otu(text: string): Promise<OtuDocument> {
    await this.refresh();
    return this.#document(resolveOtu(this.catalog, text));
  }

  /** @param isolate an id, or an exact name such as "Isolate Q767" or "Q767". @throws NotFoundError */
  async isolate(otu: string, isolate: string): Promise<Isolate> {
    return isolateOf(await this.otu(otu), isolate);
  }

  /** @param sequence an id or an accession. @throws NotFoundError */
  async sequence(otu: string, isolate: string, sequence: string): Promise<Sequence> {
    return sequenceOf(await this.isolate(otu, isolate), sequence);
  }

  /** @throws InvalidInputError, AlreadyExistsError */
  async createOtu(input: Omit<Parameters<typeof createOtu>[0], 'id'>): Promise<EditResult> {
    return this.#write('modify_otu', (writer, actor) => {
      const id = newId((candidate) => this.catalog.otuIdTaken(candidate));
      const { otu, description } = createOtu({ ...input, id });
      refuseClashes(this.catalog, newClaims(null, otu), null);
      const files = [{ path: otuPath(otu.id), content: canonicalOtu(otu) }];
      this.#commit(writer, actor, { files, subject: description, method: 'create' });
      return this.#result(otu.id, true);
    });
  }

  /**
   * Applies an edit to an OTU, as one commit; an edit that changes nothing makes none.
   *
   * @throws NotFoundError, InvalidInputError, BadRequestError, AlreadyExistsError, and what the store refuses:
   *   LockedError, UncommittedChangesError
   */
  async editOtu(text: string, edit: Edit): Promise<EditResult> {
    return this.#write('modify_otu', (writer, actor) => {
      const id = resolveOtu(this.catalog, text);
      const before = this.#read(writer, id);
      const { otu, description, subject } = edit.apply(before);
      if (otu === before) return { ...this.#result(id, false), subject };
      refuseClashes(this.catalog, newClaims(before, otu), id);
      const files = [{ path: otuPath(id), content: canonicalOtu(otu) }];
      this.#commit(writer, actor, { files, subject: description, method: edit.method });
      return { ...this.#result(id, true), subject };
    });
  }

  /** Removes an OTU with all its isolates and sequences; as internal control it is unset in the same commit. */
  async removeOtu(text: string): Promise<ChangeDocument> {
    return this.#write('modify_otu', async (writer, actor) => {
      const id = resolveOtu(this.catalog, text);
      const subject = removalDescription(this.#read(writer, id));
      this.#commit(writer, actor, { files: await this.#removal(writer, id), subject, method: 'remove' });
      return this.#newestChange(id);
    });
  }

  // History

  async history(query: HistoryQuery = {}): Promise<Page<ChangeDocument>> {
    await this.refresh();
    const page = this.catalog.changes({
      otu: query.otu === undefined ? undefined : resolveOtu(this.catalog, query.otu, { removed: true }),
      unbuilt: query.unbuilt,
      emails: query.user === undefined ? undefined : this.#addressesOf(query.user),
      since: query.since,
      page: query.page ?? 1,
      per_page: query.perPage ?? 15,
    });
    return { ...page, documents: page.documents.map((row) => changeDocument(row, this.#config)) };
  }

  /** All changes of an OTU, removed ones included, oldest first, each with what it did. */
  async otuHistory(text: string): Promise<ChangeDetail[]> {
    await this.refresh();
    const rows = this.catalog.otuChanges(resolveOtu(this.catalog, text, { removed: true }));
    return Promise.all(rows.map((row) => this.#detail(row)));
  }

  /** @param id `<otu id>.<version>` or `<otu id>.removed`. @throws NotFoundError */
  async change(id: string): Promise<ChangeDetail> {
    await this.refresh();
    return this.#detail(findChange(this.catalog, id));
  }

  /**
   * Undoes a change and all later ones of its OTU, by a new commit that restores the OTU as it was before. Reverting
   * an OTU's first change removes it; reverting its removal brings it back.
   *
   * @throws NotFoundError, ConflictError ("Not unbuilt") where an index holds the change
   */
  async revert(changeId: string): Promise<RevertResult> {
    return this.#write('modify_otu', async (writer, actor) => {
      const row = findChange(this.catalog, changeId);
      const id = row.otu_id;
      if (row.index) {
        throw new ConflictError('Not unbuilt', {
          data: { change: row.id, index: row.index.n },
          suggestions: [`change ${row.id} is part of index ${row.index.n}: make a new edit instead`],
        });
      }
      const rows = this.catalog.otuChanges(id);
      const target =
        rows[rows.findIndex(({ position, commit }) => position === row.position && commit === row.commit) - 1];
      const current = writer.read(otuPath(id));
      if (!target?.after) {
        if (!current) throw new ConflictError(`OTU ${id} did not exist before change ${row.id}, and does not now`);
        const subject = removalDescription(parseOtu(current, otuPath(id)));
        this.#commit(writer, actor, { files: await this.#removal(writer, id), subject, method: 'remove' });
        return { document: null, change: this.#newestChange(id) };
      }
      const content = this.repository.objects.readBlob(target.after);
      const restored = parseOtu(content, `${otuPath(id)} at version ${target.version}`);
      if (current?.equals(content)) {
        throw new ConflictError(`OTU ${id} already is as it was at version ${target.version}`, {
          data: { change: row.id },
        });
      }
      refuseClashes(this.catalog, newClaims(current && parseOtu(current, otuPath(id)), restored), id);
      const subject = describeRevert(restored.name, target.version);
      this.#commit(writer, actor, { files: [{ path: otuPath(id), content }], subject, method: 'revert' });
      return { document: this.#document(id), change: this.#newestChange(id) };
    });
  }

  // Comparison and contents

  /**
   * What differs between two states: revisions, `staged`, or `worktree`.
   *
   * @param base the newest index where it is not given; where there is none, a reference without anything
   * @param head the working tree where it is not given; HEAD in a bare repository
   */
  async compare(base?: string, head?: string): Promise<ReferenceComparison> {
    const newest = base === undefined ? this.indexes.tags().at(-1) : undefined;
    const fallback = this.repository.workTree === null ? 'HEAD' : WORKTREE;
    return compareStates(this.repository, base ?? newest ?? null, head ?? fallback);
  }

  /**
   * Every OTU of a revision, read one by one.
   *
   * @param order by path where none is given; another one needs the names of all first
   * @throws RevisionNotFoundError, InvalidOtuError
   */
  *otus(revision = 'HEAD', order?: OtuOrder): Generator<Otu> {
    const { objects } = this.repository;
    const { tree } = objects.readCommit(resolveRevision(this.repository, revision));
    const files: { id: string; name: string; path: string; oid: string }[] = [];
    for (const { path, oid } of listTree(objects, tree, 'otus')) {
      const id = otuIdOfPath(path);
      if (id === null) continue;
      if (order) files.push({ id, name: this.#nameAt(id, path, oid), path, oid });
      else yield parseOtu(objects.readBlob(oid), path);
    }
    for (const { path, oid } of order ? files.sort(order) : []) yield parseOtu(objects.readBlob(oid), path);
  }

  // What the edits share

  async #write<T>(right: Right, work: (writer: Writer, actor: Actor) => T | Promise<T>): Promise<T> {
    const options = { waitSeconds: this.options.waitSeconds ?? 10 };
    return withWriter(this.repository, options, async (writer) => {
      await this.refresh();
      const actor = actorOf(this.repository, this.#config, this.options);
      warnWithoutRight(this.#config, actor, right, this.options);
      return work(writer, actor);
    });
  }

  #commit(writer: Writer, actor: Actor, { files, subject, method }: CommitPlan): void {
    const message = method === undefined ? `${subject}\n` : `${subject}\n\nRefkit-Method: ${method}\n`;
    writer.commit({ files, message, ...signaturesOf(this.repository, actor) });
    this.catalog.sync();
  }

  async #editConfig(plan: (config: ReferenceConfig, actor: Actor) => ConfigEdit | null): Promise<void> {
    await this.#write('modify', async (writer, actor) => {
      const edit = plan(this.#config, actor);
      if (edit === null) return;
      const text = (writer.read(CONFIG_PATH) ?? '').toString();
      const content = await editConfigText(text, edit.apply);
      this.#commit(writer, actor, { files: [{ path: CONFIG_PATH, content }], subject: edit.description });
      await this.refresh();
    });
  }

  async #removal(writer: Writer, id: string): Promise<FileChange[]> {
    const files: FileChange[] = [{ path: otuPath(id), content: null }];
    if (this.#config.internal_control === id) {
      const text = (writer.read(CONFIG_PATH) ?? '').toString();
      const content = await editConfigText(text, (config) => {
        config.internal_control = null;
      });
      files.push({ path: CONFIG_PATH, content });
    }
    return files;
  }

  #warnOfGrants(config: ReferenceConfig, actor: Actor, input: MemberInput): void {
    const held = rightsOf(config, actor.id);
    for (const [right, has] of Object.entries(held)) {
      if (!has && input[right as Right]) {
        this.options.onWarning?.(`${actor.id} gives the right "${right}" without holding it`);
      }
    }
  }

  // What the reads share

  #read(writer: Writer, id: string): Otu {
    const path = otuPath(id);
    const bytes = writer.read(path);
    if (bytes === null) throw new NotFoundError(`There is no OTU ${id}`, { data: { otu: id } });
    return parseOtu(bytes, path);
  }

  #document(id: string): OtuDocument {
    const row = this.catalog.otu(id)!;
    const otu = parseOtu(this.repository.objects.readBlob(row.blob), otuPath(id));
    const recent = this.catalog.mostRecentUnbuiltChange(id);
    return otuDocument(otu, row, otuIssues(otu), recent, this.#config);
  }

  #result(id: string, changed: boolean): EditResult {
    return { document: this.#document(id), changed, change: changed ? this.#newestChange(id) : null };
  }

  #nameAt(id: string, path: string, oid: string): string {
    const row = this.#catalog?.otu(id);
    return row?.blob === oid ? row.name : parseOtu(this.repository.objects.readBlob(oid), path).name;
  }

  #newestChange(id: string): ChangeDocument {
    return changeDocument(this.catalog.changes({ otu: id, page: 1, per_page: 1 }).documents[0]!, this.#config);
  }

  async #detail(row: ChangeRow): Promise<ChangeDetail> {
    const { olderDiff, patchOf } = await import('../otu/patch.js');
    const { objects } = this.repository;
    const at = (oid: string | null): Otu | null =>
      oid === null ? null : parseOtu(objects.readBlob(oid), `${otuPath(row.otu_id)} (blob ${oid})`);
    const before = at(row.before);
    const after = at(row.after);
    const versions = {
      before: before ? row.version - 1 : null,
      after: row.removed ? ('removed' as const) : row.version,
    };
    return {
      ...changeDocument(row, this.#config),
      commit: row.commit,
      diff: olderDiff(before, after, versions),
      patch: before && after ? patchOf(before, after) : null,
    };
  }

  /** The addresses in the history that stand for a user. */
  #addressesOf(userId: string): string[] {
    const addresses = this.catalog.contributors().map(({ email }) => email);
    return addresses.filter((address) => userOfAddress(this.#config, address) === userId);
  }
}

function openCatalog(repository: Repository, { onProgress, onWarning }: OpenOptions): Catalog {
  return Catalog.open(repository, {
    onProgress: onProgress && ((done, total, what) => onProgress({ step: what, done, total })),
    onWarning,
  });
}
