/**
 * The one door to a reference. Front ends open one, call it, and show what it answers; git, SQLite and files are its
 * business. Every edit is one commit, made under the repository's lock: read, edit, check, write, append to the catalog.
 */
import type { OtuSummary, Page } from '../catalog/catalog.js';
import type { Turn } from '../files/turn.js';
import { canonicalOtu } from '../otu/canonical.js';
import { newClaims } from '../otu/claims.js';
import { createWholeOtu, type Edit, removalDescription, type SourceRules, type WholeOtuInput } from '../otu/edits.js';
import { newId, otuPath } from '../otu/ids.js';
import type { Isolate, Otu, Sequence } from '../otu/types.js';
import { type Account, requireGrants } from './actor.js';
import { compareStates, type ReferenceComparison, WORKTREE } from './comparison.js';
import type { ReferenceConfig } from './config.js';
import { type CreatePlan, createReference, type OtuSource } from './creation.js';
import { describe } from './describe.js';
import { type Check, examine } from './doctor.js';
import type { ChangeDetail, ChangeDocument, OtuDocument, ReferenceDocument } from './documents.js';
import { addressesOf, changeDetail, changeOf, type RevertResult, revertChange } from './history.js';
import { Indexes } from './indexes.js';
import { findChange, isolateOf, resolveOtu, sequenceOf } from './lookup.js';
import {
  type EditResult,
  newestChange,
  type OtuOrder,
  otuDocumentOf,
  otusAt,
  readOtu,
  removalOf,
  resultOf,
  taggedOtuOf,
} from './otus.js';
import { Publication } from './publication.js';
import type { HistoryQuery, OtuQuery } from './queries.js';
import { type OpenOptions, Session } from './session.js';
import {
  addMember,
  editMember,
  editSettings,
  type MemberInput,
  type MemberKind,
  memberOf,
  removeMember,
  type SettingsInput,
} from './settings.js';
import { blobTag, type EditOptions, isolateTag, requireMatch } from './tags.js';
import { refuseClashes } from './uniqueness.js';
import type { Upstream } from './upstream/upstream.js';

export type { OtuSummary } from '../catalog/catalog.js';
export type { Account } from './actor.js';
export type { RevertResult } from './history.js';
export type { EditResult, OtuOrder } from './otus.js';
export type { HistoryQuery, OtuQuery } from './queries.js';
export type { OpenOptions, Progress, ProgressListener } from './session.js';
export type { EditOptions } from './tags.js';

export class Reference {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /**
   * Opens the reference that `directory` lies in. Call {@link close} when done.
   *
   * @throws ReferenceNotFoundError, NotAReferenceError, InvalidConfigError
   */
  static async open(directory: string, options: OpenOptions = {}): Promise<Reference> {
    return new Reference(await Session.open(directory, options));
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

  /**
   * The same open reference, as an account acts on it: what it has no right to is refused, and OTUs are named by their
   * ids alone. Not to be closed.
   */
  as(account: Account): Reference {
    return new Reference(this.#session.as(account));
  }

  /**
   * The same open reference, for reads that answer as of the last look at what others have committed, and take none of
   * their own: for whoever has just looked, with {@link state}. Not to be closed.
   */
  asSeen(): Reference {
    return new Reference(this.#session.asSeen());
  }

  /** This reference's OTUs as the source of a new one. */
  asSource(): OtuSource {
    const { id, name, organism, restrict_source_types, source_types } = this.#session.config;
    return {
      method: 'clone',
      label: name,
      otus: this.otus(),
      total: this.#session.catalogIfAny?.counts().otus,
      settings: () => ({ organism, restrict_source_types, source_types }),
      provenance: { cloned_from: { id, name } },
    };
  }

  close(): void {
    this.#session.close();
  }

  /** The folder of the working tree; of the repository itself where it is bare. */
  get directory(): string {
    const { workTree, gitDir } = this.#session.repository;
    return workTree ?? gitDir;
  }

  /** The settings at HEAD, as of the last read or edit. */
  get config(): ReferenceConfig {
    return this.#session.config;
  }

  /** What edits have to respect about source types. */
  get sourceRules(): SourceRules {
    return { restrict: this.#session.config.restrict_source_types, allowed: this.#session.config.source_types };
  }

  /** Index builds: what they were made of, and what the next one would be. */
  get indexes(): Indexes {
    return new Indexes(this.#session);
  }

  /** What publishing a release needs of the repository. */
  get publication(): Publication {
    return new Publication(this.#session);
  }

  /** The remote that it follows. @throws NotFollowingError */
  async upstream(): Promise<Upstream> {
    const { Upstream } = await import('./upstream/upstream.js');
    return new Upstream(this.#session);
  }

  /** A look at this clone; see {@link examine}. */
  examine(): AsyncGenerator<Check> {
    return examine(this.#session);
  }

  /**
   * What all reads answer from, HEAD and the index tags, as one word: while it is the same, so are the answers.
   *
   * @param turn who asks several times in a turn is told of one look
   */
  async state(turn?: Turn): Promise<string> {
    await this.#session.refresh(turn);
    return this.stateSeen;
  }

  /** The same as of the last read or edit. */
  get stateSeen(): string {
    return this.#session.catalog.state;
  }

  // The reference itself

  /** The tag of the settings at HEAD, as of the last read or edit; see tags.ts. */
  get tag(): string {
    return this.#session.configOid;
  }

  /** @throws StaleError where the settings are not as somebody has seen them */
  requireTag(options: EditOptions): void {
    requireMatch(options, () => [this.tag]);
  }

  async describe(): Promise<ReferenceDocument> {
    await this.#session.refresh();
    return describe(this.#session);
  }

  /** Changes settings. @throws NotFoundError where the internal control is no OTU of this reference */
  async editSettings(input: SettingsInput, options: EditOptions = {}): Promise<ReferenceDocument> {
    await this.#session.editConfig((config) => {
      this.requireTag(options);
      const { internal_control } = input;
      const control = internal_control ? this.#resolve(internal_control) : internal_control;
      return editSettings(config, { ...input, internal_control: control });
    });
    return this.describe();
  }

  async addMember<K extends MemberKind>(
    kind: K,
    input: MemberInput,
    options: EditOptions = {},
  ): Promise<ReferenceConfig[K][number]> {
    await this.#session.editConfig((config, actor) => {
      this.requireTag(options);
      requireGrants(config, actor, input, this.#session.options);
      return addMember(config, kind, input, new Date());
    });
    return memberOf(this.#session.config, kind, input.id);
  }

  async editMember<K extends MemberKind>(
    kind: K,
    input: MemberInput,
    options: EditOptions = {},
  ): Promise<ReferenceConfig[K][number]> {
    await this.#session.editConfig((config, actor) => {
      this.requireTag(options);
      requireGrants(config, actor, input, this.#session.options);
      return editMember(config, kind, input);
    });
    return memberOf(this.#session.config, kind, input.id);
  }

  async removeMember(kind: MemberKind, id: string, options: EditOptions = {}): Promise<void> {
    await this.#session.editConfig((config) => {
      this.requireTag(options);
      return removeMember(config, kind, id);
    });
  }

  // OTUs

  async findOtus(query: OtuQuery = {}): Promise<Page<OtuSummary> & { modified_count: number }> {
    await this.#session.refresh();
    return this.#session.catalog.findOtus(
      query,
      query.all ? 'all' : { page: query.page ?? 1, per_page: query.perPage ?? 15 },
    );
  }

  /** @param text an id, or an exact name or abbreviation. @throws NotFoundError, AmbiguousOtuError */
  async otu(text: string): Promise<OtuDocument> {
    await this.#session.refresh();
    return otuDocumentOf(this.#session, this.#resolve(text));
  }

  /** An OTU by its id, with the tag that an edit can be made to depend on. @throws NotFoundError */
  async taggedOtu(id: string): Promise<{ document: OtuDocument; tag: string }> {
    await this.#session.refresh();
    return taggedOtuOf(this.#session, id);
  }

  /** Whether an id is an OTU's at HEAD (`now`), or was one's before it was removed (`once`); null where neither. */
  async holdsOtu(id: string): Promise<'now' | 'once' | null> {
    await this.#session.refresh();
    const detail = this.#session.catalog.otuDetail(id);
    return detail && (detail === 'gone' ? 'once' : 'now');
  }

  /** @param isolate an id, or an exact name such as "Isolate Q767" or "Q767". @throws NotFoundError */
  async isolate(otu: string, isolate: string): Promise<Isolate> {
    return isolateOf(await this.otu(otu), isolate);
  }

  /** @param sequence an id or an accession. @throws NotFoundError */
  async sequence(otu: string, isolate: string, sequence: string): Promise<Sequence> {
    return sequenceOf(await this.isolate(otu, isolate), sequence);
  }

  /** Whether an id is, or ever was, an OTU's; case ignored. As of the last read or edit. */
  otuIdTaken(id: string): boolean {
    return this.#session.catalog.otuIdTaken(id);
  }

  /** Makes an OTU with all that is in it, as one commit. @throws InvalidInputError, BadRequestError, AlreadyExistsError */
  async createOtu(input: Omit<WholeOtuInput, 'id'>): Promise<EditResult> {
    return this.#session.write('modify_otu', (writer, actor) => {
      const id = newId((candidate) => this.#session.catalog.otuIdTaken(candidate));
      const { otu, description } = createWholeOtu({ ...input, id }, this.sourceRules);
      refuseClashes(this.#session.catalog, newClaims(null, otu), null, this.#session.options);
      const files = [{ path: otuPath(otu.id), content: canonicalOtu(otu) }];
      this.#session.commit(writer, actor, { files, subject: description, method: 'create' });
      return resultOf(this.#session, otu.id, true);
    });
  }

  /**
   * Applies an edit to an OTU, as one commit; an edit that changes nothing makes none.
   *
   * @param options.isolate the id of the isolate that the edit is about, whose tag then is as good as the OTU's
   * @throws NotFoundError, InvalidInputError, BadRequestError, AlreadyExistsError, StaleError, and what the store
   *   refuses: LockedError, UncommittedChangesError
   */
  async editOtu(text: string, edit: Edit, options: EditOptions & { isolate?: string } = {}): Promise<EditResult> {
    return this.#session.write('modify_otu', (writer, actor) => {
      const id = this.#resolve(text);
      const before = readOtu(writer, id);
      requireMatch(options, () => [
        blobTag(writer.read(otuPath(id))!),
        ...before.isolates.filter((isolate) => isolate.id === options.isolate).map(isolateTag),
      ]);
      const { otu, description, subject } = edit.apply(before);
      if (otu === before) return { ...resultOf(this.#session, id, false), subject };
      refuseClashes(this.#session.catalog, newClaims(before, otu), id, this.#session.options);
      const files = [{ path: otuPath(id), content: canonicalOtu(otu) }];
      this.#session.commit(writer, actor, { files, subject: description, method: edit.method });
      return { ...resultOf(this.#session, id, true), subject };
    });
  }

  /** Removes an OTU with all its isolates and sequences; as internal control it is unset in the same commit. */
  async removeOtu(text: string, options: EditOptions = {}): Promise<ChangeDocument> {
    return this.#session.writeAlone('modify_otu', async (writer, actor) => {
      const id = this.#resolve(text);
      requireMatch(options, () => [blobTag(writer.read(otuPath(id))!)]);
      const subject = removalDescription(readOtu(writer, id));
      this.#session.commit(writer, actor, {
        files: await removalOf(this.#session, writer, id),
        subject,
        method: 'remove',
      });
      return newestChange(this.#session, id);
    });
  }

  // History

  async history(query: HistoryQuery = {}): Promise<Page<ChangeDocument>> {
    await this.#session.refresh();
    const page = this.#session.catalog.changes({
      otu: query.otu === undefined ? undefined : this.#resolve(query.otu, { removed: true }),
      unbuilt: query.unbuilt,
      index: query.index,
      emails: query.user === undefined ? undefined : addressesOf(this.#session, query.user),
      since: query.since,
      page: query.page ?? 1,
      per_page: query.perPage ?? 15,
    });
    return { ...page, documents: page.documents.map((row) => changeOf(this.#session, row)) };
  }

  /** All changes of an OTU, removed ones included, oldest first, each with what it did. */
  async otuHistory(text: string): Promise<ChangeDetail[]> {
    await this.#session.refresh();
    const rows = this.#session.catalog.otuChanges(this.#resolve(text, { removed: true }));
    return Promise.all(rows.map((row) => changeDetail(this.#session, row)));
  }

  /** @param id `<otu id>.<version>` or `<otu id>.removed`. @throws NotFoundError */
  async change(id: string): Promise<ChangeDetail> {
    await this.#session.refresh();
    return changeDetail(this.#session, findChange(this.#session.catalog, id));
  }

  /**
   * Undoes a change and all later ones of its OTU, by a new commit that restores the OTU as it was before. Reverting
   * an OTU's first change removes it; reverting its removal brings it back.
   *
   * @throws NotFoundError, ConflictError ("Not unbuilt") where an index holds the change
   */
  async revert(changeId: string): Promise<RevertResult> {
    return revertChange(this.#session, changeId);
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
    const fallback = this.#session.repository.workTree === null ? 'HEAD' : WORKTREE;
    return compareStates(this.#session.repository, base ?? newest ?? null, head ?? fallback);
  }

  /**
   * Every OTU of a revision, read one by one.
   *
   * @param order by path where none is given; another one needs the names of all first
   * @throws RevisionNotFoundError, InvalidOtuError
   */
  *otus(revision = 'HEAD', order?: OtuOrder): Generator<Otu> {
    yield* otusAt(this.#session, revision, order);
  }

  /** The id of the OTU that a text stands for. Accounts name OTUs by their ids, and mean no other of such a name. */
  #resolve(text: string, { removed = false } = {}): string {
    const { catalog, options } = this.#session;
    return resolveOtu(catalog, text, { removed, byName: options.account === undefined });
  }
}
