/** Index builds as the repository knows them: annotated tags `index/<n>`, and the files built from their commits. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OtuSummary } from '../catalog/catalog.js';
import { NotFoundError } from '../otu/errors.js';
import type { Otu } from '../otu/types.js';
import { TagExistsError } from '../store/errors.js';
import { signatureNow } from '../store/identity.js';
import { withWriter } from '../store/writer.js';
import { actorOf, requireRight, signaturesOf } from './actor.js';
import { type IndexDocument, indexDocument, indexId } from './documents.js';
import { type OtuOrder, otusAt } from './otus.js';
import { userOfAddress } from './people.js';
import type { Session } from './session.js';
import { configBlob, loadConfig } from './state.js';

/** An index with what it is made of. */
export interface IndexDetail extends IndexDocument {
  /** OTU id to the version that the index holds. */
  manifest: Record<string, number>;
  contributors: { id: string; count: number }[];
  /** The OTUs that changed since the index before. */
  otus: { id: string; name: string; change_count: number }[];
  files: { name: string; size: number }[];
}

/** What the next index will be, before any of it is made. Plain JSON. */
export interface IndexPlan {
  /** Of the index, as the index will have it: 8 hex digits. */
  id: string;
  version: number;
  /** What it is to be built from: HEAD at the moment of the plan. */
  commit: string;
  /** When it was planned, in whole seconds, ISO 8601 in UTC: the time that its tag will have. */
  created_at: string;
  change_count: number;
  modified_otu_count: number;
}

/** What an index is built from. Everything in it is a function of the commit and of the index tags before it. */
export interface IndexSource {
  /** Of the index: 8 hex digits. */
  id: string;
  /** Of the index: 0, 1, 2 … */
  version: number;
  commit: string;
  /** When the commit was made, ISO 8601 in UTC. */
  created_at: string;
  reference: { id: string; name: string; organism: string; data_type: string };
  change_count: number;
  /** OTU id to version. */
  manifest: Readonly<Record<string, number>>;
  /** Every OTU of the commit, one at a time, in the given order (by path where none is given). */
  otus(order?: OtuOrder): Iterable<Otu>;
}

const TAG = /^refs\/tags\/index\/(0|[1-9]\d{0,8})$/;

export class Indexes {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The tags of all indexes, oldest first. Works in shallow clones too. */
  tags(): string[] {
    return this.#session.repository
      .listRefs('refs/tags/index/')
      .flatMap(({ name }) => TAG.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b)
      .map((n) => `index/${n}`);
  }

  /** Newest first. */
  async list(): Promise<IndexDocument[]> {
    await this.#session.refresh();
    return this.#list();
  }

  #list(): IndexDocument[] {
    const { catalog, config } = this.#session;
    return catalog
      .indexes()
      .map((row) => indexDocument(row, config, this.files(row.n).length > 0))
      .sort((a, b) => b.version - a.version);
  }

  /** @param text a version such as "3", or an id. @throws NotFoundError */
  async get(text: string): Promise<IndexDetail> {
    await this.#session.refresh();
    const { catalog, config } = this.#session;
    const all = this.#list();
    const found = all.find(({ id, version }) => String(version) === text || id === text);
    if (!found) {
      throw new NotFoundError(`There is no index "${text}"`, {
        data: { index: text },
        suggestions: [
          all.length > 0
            ? `the newest is ${all[0]!.version}`
            : 'none has been built: "refkit index build" makes the first',
        ],
      });
    }
    const counts = new Map<string, number>();
    for (const { email, count } of catalog.contributors(found.version)) {
      const id = userOfAddress(config, email);
      counts.set(id, (counts.get(id) ?? 0) + count);
    }
    return {
      ...found,
      manifest: catalog.indexManifest(found.version),
      contributors: [...counts].map(([id, count]) => ({ id, count })),
      otus: catalog.indexOtus(found.version),
      files: this.files(found.version),
    };
  }

  /** Where the files of an index are kept unless told otherwise. */
  directory(n: number): string {
    return join(this.#session.repository.localDir(), 'indexes', String(n));
  }

  /** The files of an index that are kept in this clone; none where it was built elsewhere. */
  files(n: number): { name: string; size: number }[] {
    try {
      const folder = this.directory(n);
      return readdirSync(folder)
        .sort()
        .map((name) => ({ name, size: statSync(join(folder, name)).size }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return [];
    }
  }

  /**
   * What the next index would be if it were built from HEAD as it is now, and the OTUs, by name, that stand in its way.
   * Costs next to nothing where there are none.
   */
  async next(): Promise<{ plan: IndexPlan; unverified: OtuSummary[] }> {
    const { catalog } = this.#session;
    for (;;) {
      await this.#session.refresh();
      const unverified = catalog.unverified();
      const counts = catalog.counts();
      // Both of one moment, though another process may move the catalog on.
      if (counts.unverified !== unverified.length) continue;
      const newest = this.tags().at(-1);
      const version = newest === undefined ? 0 : Number(newest.slice('index/'.length)) + 1;
      const commit = counts.head!;
      const { timestamp } = signatureNow({ name: '', email: '' }, 'COMMITTER');
      const plan = {
        id: indexId(this.#session.config.id, version, commit),
        version,
        commit,
        created_at: new Date(timestamp * 1000).toISOString(),
        change_count: counts.unbuilt_changes,
        modified_otu_count: counts.unbuilt_otus,
      };
      return { plan, unverified };
    }
  }

  /** What an index that was planned is built from, whatever was committed since. */
  async planned({ version, commit }: Pick<IndexPlan, 'version' | 'commit'>): Promise<IndexSource> {
    await this.#session.refresh();
    const { change_count, manifest } = this.#session.catalog.indexContentAt(commit);
    return this.#source(version, commit, change_count, manifest);
  }

  /** What an index was built from. @throws NotFoundError */
  async source(n: number): Promise<IndexSource> {
    const { commit, change_count, manifest } = await this.get(String(n));
    return this.#source(n, commit, change_count, manifest);
  }

  async #source(
    n: number,
    commit: string,
    change_count: number,
    manifest: Record<string, number>,
  ): Promise<IndexSource> {
    const { repository, catalog } = this.#session;
    // As the commit has them: a reference that is renamed later keeps its indexes as they were.
    const config = await loadConfig(repository, catalog, configBlob(repository, commit));
    const { committer } = repository.objects.readCommit(commit);
    return {
      id: indexId(config.id, n, commit),
      version: n,
      commit,
      created_at: new Date(committer.timestamp * 1000).toISOString(),
      reference: { id: config.id, name: config.name, organism: config.organism, data_type: config.data_type },
      change_count,
      manifest,
      otus: (order) => otusAt(this.#session, commit, order),
    };
  }

  /**
   * Makes the tag that declares an index built. The last step of a build.
   *
   * @param place puts the files of the index where they belong; no other build of the clone does so meanwhile
   * @throws TagExistsError where somebody else built that number in the meantime, ForbiddenError; then nothing is placed
   */
  async declare(plan: IndexPlan, place: () => void = () => {}): Promise<IndexDocument> {
    const { repository, config, options } = this.#session;
    const tag = `index/${plan.version}`;
    await withWriter(repository, { waitSeconds: options.waitSeconds ?? 10 }, () => {
      const actor = actorOf(repository, config, options);
      requireRight(config, actor, 'build', options);
      if (this.tags().includes(tag)) {
        throw new TagExistsError(`The tag ${tag} exists already`, { data: { tag } });
      }
      place();
      repository.createTag(tag, {
        target: plan.commit,
        message: `Index ${plan.version}\n`,
        tagger: {
          ...signaturesOf(repository, actor).committer,
          timestamp: Math.floor(Date.parse(plan.created_at) / 1000),
        },
      });
    });
    return (await this.list()).find(({ version }) => version === plan.version)!;
  }
}
