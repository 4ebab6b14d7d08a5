/**
 * Publishing a release. Each step looks first whether it is done, so that a run which was cut off anywhere is finished by
 * the next: index, tag, push, draft, files, and last, when all is there and the same, the draft is published.
 */
import { randomUUID } from 'node:crypto';
import { buildIndex } from '../../builds/builds.js';
import { copyIndex, type RestoredIndex, restoreIndex } from '../../builds/restore.js';
import { RefkitError } from '../../otu/errors.js';
import type { Reference } from '../../reference/reference.js';
import type { GitHub } from '../access/client.js';
import { PublishedOtherwiseError, ReleaseInProgressError, UploadFailedError } from './errors.js';
import { type HostRelease, ReleaseHost } from './host.js';
import { releaseNotes } from './notes.js';
import type { ReleasePlan } from './plan.js';
import { commonReport, filesText, type ReleaseAsset, type ReleaseReport, StepList } from './report.js';
import { isWhole, type UploadOptions, uploadFiles } from './upload.js';

export interface PublishOptions extends Pick<UploadOptions, 'onProgress' | 'patienceMs'> {
  /** A folder for copies of the files. */
  outDir?: string;
}

/**
 * Does what was planned.
 *
 * @throws PublishedOtherwiseError, ReleaseInProgressError, UploadFailedError; OutputExistsError and what a build throws;
 *   what a push and the client throw. Whatever was done by then stays, and the next run goes on from there
 */
export async function publishRelease(
  reference: Reference,
  github: GitHub,
  plan: ReleasePlan,
  options: PublishOptions = {},
): Promise<ReleaseReport> {
  try {
    return await new Publishing(reference, github, plan, options).run();
  } catch (error) {
    if (error instanceof RefkitError && error.kind === 'network') {
      error.suggestions.push('what was done until then stays: publish again to go on from there');
    }
    throw error;
  }
}

class Publishing {
  readonly #steps: StepList;

  constructor(
    private readonly reference: Reference,
    private readonly github: GitHub,
    private readonly plan: ReleasePlan,
    private readonly options: PublishOptions,
  ) {
    this.#steps = new StepList(plan);
  }

  async run(): Promise<ReleaseReport> {
    const { plan, options } = this;
    const index = await this.#build();
    const directory = options.outDir === undefined ? null : copyIndex(index, options.outDir);
    const host = await ReleaseHost.open(this.github, plan.repository);
    const published = (await host.releasesOf(plan.tag)).find(({ draft }) => !draft);
    if (published) {
      const assets = await requireSame(host, published, filesOf(index), plan.tag);
      return this.#report(published, assets, { directory, published: false });
    }
    await this.#tag();
    await this.#push();
    const draft = await this.#draft(host);
    const assets = await uploadFiles(host, draft, filesOf(index), { ...options, directory: index.directory });
    const kept = assets.filter(({ state }) => state === 'kept').length;
    this.#steps.end('upload', kept === assets.length ? 'kept' : 'done', filesText(assets.length, kept));
    const release = await this.#publish(host, draft, index);
    return this.#report(release, assets, { directory, published: !release.draft });
  }

  /** The files of the index, built where they are not there. */
  async #build(): Promise<RestoredIndex> {
    const { reference, plan, options } = this;
    const mapper = plan.mapper ?? undefined;
    const { onProgress } = options;
    if (plan.index.plan !== null) {
      await buildIndex(reference, { plan: plan.index.plan, mapper, onProgress });
      this.#steps.end('build', 'done');
    }
    return restoreIndex(reference, plan.index.version, { mapper, onProgress });
  }

  async #tag(): Promise<void> {
    const { plan, reference } = this;
    if (!plan.makesTag) return;
    await reference.publication.tag(plan.tag, plan.index.commit, `${plan.notes.name} ${plan.version}`);
    this.#steps.end('tag', 'done');
  }

  async #push(): Promise<void> {
    const { plan, reference, github, options } = this;
    if (plan.pushes.length === 0) return;
    options.onProgress?.({ step: 'Pushing', done: 0, total: null });
    await reference.publication.push(github.gitRemote(plan.repository), plan.pushes, plan.branch);
    this.#steps.end('push', 'done');
  }

  /**
   * The draft to work on. Of two that are made at once for one tag, the older one counts, and whoever made the other one
   * removes it again.
   */
  async #draft(host: ReleaseHost): Promise<HostRelease> {
    const { plan } = this;
    const [there] = await host.releasesOf(plan.tag);
    if (there?.draft) return there;
    const mark = `${MARK}${randomUUID()} -->`;
    const fields = { name: plan.tag, body: mark, prerelease: plan.prerelease };
    const made = there ?? (await host.createDraft(plan.tag, plan.index.commit, fields));
    // One that was made twice, since the first answer was lost, is ours both times.
    const all = await host.releasesOf(plan.tag);
    const [first = made] = all;
    const mine = all.filter(({ body }) => body === mark);
    for (const { id } of mine) if (id !== first.id) await host.remove(id);
    if (first.body !== mark) throw new ReleaseInProgressError(plan.tag, plan.repository);
    this.#steps.end('draft', 'done');
    return first;
  }

  /** Publishes the draft, unless it is to stay one, when all files are there; then looks at what GitHub says now. */
  async #publish(host: ReleaseHost, draft: HostRelease, index: RestoredIndex): Promise<HostRelease> {
    const { plan } = this;
    const missing = await differingFiles(host, draft, filesOf(index));
    if (missing.length > 0) throw incomplete(plan, missing);
    const notes = notesOf(plan, index);
    // What somebody wrote into a draft is theirs.
    const body = draft.body && !draft.body.startsWith(MARK) ? draft.body : notes;
    const fields = plan.draft
      ? { body }
      : {
          body,
          draft: false,
          prerelease: plan.prerelease,
          make_latest: plan.latest ? ('true' as const) : ('false' as const),
        };
    await host.update(draft.id, fields);
    const release = await host.release(draft.id);
    const { tags } = await this.reference.publication.remoteRefs(this.github.gitRemote(plan.repository));
    const wrong = [
      ...(release.draft === plan.draft ? [] : ['whether it is a draft']),
      ...(release.tag_name === plan.tag && tags.get(plan.tag) === plan.index.commit ? [] : ['its tag']),
      ...(await differingFiles(host, release, filesOf(index))),
    ];
    if (wrong.length > 0) throw incomplete(plan, wrong);
    this.#steps.end('publish', 'done');
    return release;
  }

  #report(
    release: HostRelease,
    assets: ReleaseAsset[],
    { directory, published }: Pick<ReleaseReport, 'directory' | 'published'>,
  ): ReleaseReport {
    return {
      ...commonReport(this.plan),
      planned: false,
      published,
      draft: release.draft,
      url: release.html_url,
      assets,
      directory,
      notes: release.body ?? '',
      steps: this.#steps.steps,
    };
  }
}

/** How the text of a draft begins that waits for its notes. */
const MARK = '<!-- refkit ';

function notesOf(plan: ReleasePlan, { build, files }: RestoredIndex): string {
  const { otu_count: otus, isolate_count: isolates, sequence_count: sequences } = build;
  return releaseNotes({ ...plan.notes, contents: { otus, isolates, sequences }, files });
}

/** In the order of the uploads: what others follow the release for first. */
function filesOf({ files }: RestoredIndex): RestoredIndex['files'] {
  const first = 'reference.json.gz';
  return [...files.filter(({ name }) => name === first), ...files.filter(({ name }) => name !== first)];
}

async function differingFiles(
  host: ReleaseHost,
  release: HostRelease,
  files: RestoredIndex['files'],
): Promise<string[]> {
  const there = new Map((await host.assets(release.id)).map((asset) => [asset.name, asset]));
  const differing: string[] = [];
  for (const file of files) {
    const asset = there.get(file.name);
    if (!asset || !(await isWhole(host, asset, file))) differing.push(file.name);
  }
  return differing;
}

/** The files of a release that is published already. @throws PublishedOtherwiseError where they are not these */
async function requireSame(
  host: ReleaseHost,
  release: HostRelease,
  files: RestoredIndex['files'],
  tag: string,
): Promise<ReleaseAsset[]> {
  const differing = await differingFiles(host, release, files);
  if (differing.length > 0) {
    throw new PublishedOtherwiseError(`${tag} is published, and its files are others: ${differing.join(', ')}`, {
      data: { tag, files: differing, url: release.html_url },
      suggestions: [
        'a published release never changes: name a later version with --tag',
        'where another version of refkit or of the mapper made it, use that one to compare',
      ],
    });
  }
  return files.map((file) => ({ ...file, state: 'kept' }));
}

function incomplete({ tag, repository }: ReleasePlan, what: string[]): UploadFailedError {
  return new UploadFailedError(`What GitHub has of ${tag} of ${repository} is not what was sent: ${what.join(', ')}`, {
    data: { tag, repository, differing: what },
  });
}
