/** What publishing a release would do: looked up and decided, and nothing done. */
import { planIndex } from '../../builds/builds.js';
import { NoUnbuiltChangesError } from '../../builds/errors.js';
import type { Mapper } from '../../builds/index-files.js';
import { Checkout } from '../../reference/checkout.js';
import type { IndexPlan } from '../../reference/indexes.js';
import type { RemoteRefs } from '../../reference/publication.js';
import type { Reference } from '../../reference/reference.js';
import type { Report } from '../../validate/finding.js';
import { validate } from '../../validate/validate.js';
import type { GitHub } from '../access/client.js';
import { InvalidSlugError } from '../access/errors.js';
import {
  BehindRemoteError,
  CannotPublishError,
  InvalidReleaseError,
  NoRepositoryError,
  NothingToReleaseError,
  TagElsewhereError,
  UncommittedReleaseError,
} from './errors.js';
import { type HostRelease, ReleaseHost } from './host.js';
import type { ReleaseNotes } from './notes.js';
import { chooseTag, type TagChoice, type Tags } from './tags.js';
import { type Bump, compareVersions, isPrerelease, newestVersion, tagOfVersion, versionOfTag } from './version.js';

export interface PlanOptions {
  /** `owner/name`; the one that `origin` names unless given, else GITHUB_REPOSITORY. */
  repository?: string;
  /** An index that is there; the newest unless given, built first where there are changes since. */
  index?: number;
  tag?: string;
  /** Leaves the release a draft. */
  draft?: boolean;
  mapper?: Mapper;
  /** The plan is only to be looked at: it can be made without a token, though drafts are not seen then. */
  readOnly?: boolean;
  env?: NodeJS.ProcessEnv;
  onProgress?: (progress: { step: string; done: number; total: number | null }) => void;
}

/** Everything that publishing will do; plain JSON. */
export interface ReleasePlan {
  /** `owner/name`. */
  repository: string;
  tag: string;
  version: string;
  /** The tag of the release before; null for the first. */
  previous: string | null;
  bump: Bump | null;
  reasons: string[];
  prerelease: boolean;
  /** Whether it is the newest of all, as GitHub's page of the repository then says. */
  latest: boolean;
  draft: boolean;
  /** What it is of, and whether the index of that has to be built first. */
  index: { version: number; id: string; commit: string; plan: IndexPlan | null };
  mapper: Mapper | null;
  branch: { name: string; commit: string };
  /** The tag is to be made in this clone. */
  makesTag: boolean;
  /** Full names of refs that GitHub lacks, or has at an older commit, in the order they are pushed in. */
  pushes: string[];
  /** What there is of the release at GitHub. */
  release: { id: number; state: 'draft' | 'published'; url: string } | null;
  /** How many findings validation had; none are errors. */
  findings: Report['counts'];
  notes: ReleaseNotes;
  warnings: string[];
}

/**
 * Looks at the reference and at GitHub, and says what publishing would do. Only reads.
 *
 * @throws what stands in the way, before anything was done: see errors.ts; UnverifiedOtusError,
 *   DetachedHeadError, ShallowCloneError, and what the client throws
 */
export async function planRelease(
  reference: Reference,
  github: GitHub,
  options: PlanOptions = {},
): Promise<ReleasePlan> {
  const { publication } = reference;
  const { readOnly = false, draft = false, mapper, onProgress } = options;
  if (!github.hasToken && !readOnly) {
    throw new CannotPublishError('Publishing takes a token, and there is none', {
      suggestions: [
        'put one that may write contents of the repository into GH_TOKEN; "gh auth token" prints that of the GitHub CLI',
        'to see what would be done, say --dry-run',
      ],
    });
  }
  const branch = publication.branch();
  if (options.index === undefined) refuseUncommitted(publication.uncommitted());
  const index = await chooseIndex(reference, options.index);
  const { commit } = index;

  onProgress?.({ step: 'Asking GitHub', done: 0, total: null });
  const host = await ReleaseHost.open(github, repositoryOf(reference, github, options));
  const remote = await publication.remoteRefs(github.gitRemote(host.slug));
  refuseBehind(reference, branch, remote, host.slug);
  const pushes = [...branchPush(branch, remote), ...indexPushes(reference, index, remote)];

  const report = await validate(Checkout.open(reference.directory).at(commit));
  if (report.counts.error > 0) throw new InvalidReleaseError(report, commit);

  const here: Tags = new Map(publication.tags('v').map((tag) => [tag.name, tag.commit]));
  const choice = await chooseTag({
    here,
    there: remote.tags,
    commit,
    requested: options.tag,
    reaches: (other) => publication.has(other) && publication.reaches(commit, other),
    changesSince: (base) => reference.compare(base, commit),
  });
  const { tag, version } = choice;
  const known = await host.releasesOf(tag);
  const found = known[0];
  const previous = choice.previous === null ? null : tagOfVersion(choice.previous);
  return {
    repository: host.slug,
    tag,
    version,
    previous,
    bump: choice.bump,
    reasons: choice.reasons,
    prerelease: isPrerelease(version),
    latest: isLatest(version, remote.tags),
    draft,
    index,
    mapper: mapper ?? mapperOf(found),
    branch,
    makesTag: !here.has(tag) && !remote.tags.has(tag),
    pushes: remote.tags.has(tag) ? pushes : [...pushes, `refs/tags/${tag}`],
    release: found ? { id: found.id, state: found.draft ? 'draft' : 'published', url: found.html_url } : null,
    findings: report.counts,
    notes: {
      name: reference.config.name,
      tag,
      previous,
      changes: notedChanges(choice),
      contents: null,
      contributors: publication.contributors(choice.base, commit),
      index: { version: index.version, id: index.id, commit },
      files: null,
    },
    warnings: warningsOf(choice, github.hasToken),
  };
}

function repositoryOf(reference: Reference, github: GitHub, { repository, env = process.env }: PlanOptions): string {
  if (repository !== undefined) return github.parseSlug(repository);
  const origin = reference.publication.originUrl();
  const found = (origin && slugOf(github, origin)) || env.GITHUB_REPOSITORY;
  if (!found) throw new NoRepositoryError(origin);
  return github.parseSlug(found);
}

/** The repository that an address is of; null where it is of another server. */
function slugOf(github: GitHub, address: string): string | null {
  try {
    return github.parseSlug(address);
  } catch (error) {
    if (error instanceof InvalidSlugError) return null;
    throw error;
  }
}

function refuseUncommitted(files: string[]): void {
  if (files.length > 0) throw new UncommittedReleaseError(files);
}

/** The index that is asked for; else the next one where there are changes to build, else the newest. */
async function chooseIndex(reference: Reference, asked: number | undefined): Promise<ReleasePlan['index']> {
  if (asked !== undefined) {
    const { version, id, commit } = await reference.indexes.get(String(asked));
    return { version, id, commit, plan: null };
  }
  try {
    const plan = await planIndex(reference);
    return { version: plan.version, id: plan.id, commit: plan.commit, plan };
  } catch (error) {
    if (!(error instanceof NoUnbuiltChangesError)) throw error;
    const newest = (await reference.indexes.list())[0];
    if (!newest) throw new NothingToReleaseError();
    return { version: newest.version, id: newest.id, commit: newest.commit, plan: null };
  }
}

function refuseBehind(
  { publication }: Reference,
  { name, commit }: ReleasePlan['branch'],
  { branches }: RemoteRefs,
  slug: string,
): void {
  const there = branches.get(name);
  if (there === undefined || (publication.has(there) && publication.reaches(commit, there))) return;
  throw new BehindRemoteError(name, slug);
}

function branchPush({ name, commit }: ReleasePlan['branch'], { branches }: RemoteRefs): string[] {
  return branches.get(name) === commit ? [] : [`refs/heads/${name}`];
}

/**
 * The tags of indexes that GitHub lacks, up to the one that is released: an index counts the changes since the one
 * before it, so that other clones need them all to build it again.
 */
function indexPushes({ publication }: Reference, index: ReleasePlan['index'], { tags }: RemoteRefs): string[] {
  const here = new Map(publication.tags('index/').map(({ name, commit }) => [name, commit]));
  here.set(`index/${index.version}`, index.commit);
  const pushes: [number, string][] = [];
  for (const name of new Set([...here.keys(), ...tags.keys()])) {
    const number = Number(/^index\/(0|[1-9]\d*)$/.exec(name)?.[1] ?? Number.NaN);
    if (!(number <= index.version)) continue;
    const [mine, theirs] = [here.get(name), tags.get(name)];
    if (theirs === undefined) pushes.push([number, `refs/tags/${name}`]);
    else if (mine !== theirs) throw indexElsewhere(name, mine);
  }
  return pushes.sort(([a], [b]) => a - b).map(([, ref]) => ref);
}

function indexElsewhere(name: string, mine: string | undefined): TagElsewhereError {
  const what = mine === undefined ? 'is at GitHub and not in this clone' : 'was built from another commit at GitHub';
  return new TagElsewhereError(`The tag ${name} ${what}`, {
    data: { tag: name },
    suggestions: [
      mine === undefined
        ? 'get it with "git fetch --tags", then publish again'
        : `give up your own with "git tag -d ${name}", get theirs with "git fetch --tags", then publish again`,
    ],
  });
}

/** Whether no version that GitHub has a tag of is greater, prereleases aside. */
function isLatest(version: string, tags: Tags): boolean {
  if (isPrerelease(version)) return false;
  const newest = newestVersion(
    [...tags.keys()].map(versionOfTag).filter((each) => each !== null),
    { prereleases: false },
  );
  return newest === null || compareVersions(version, newest) >= 0;
}

/** The mapper whose files a release that was begun has already. */
function mapperOf(release: HostRelease | undefined): Mapper | null {
  return release?.assets.some(({ name }) => /\.bt2l?$/.test(name)) ? 'bowtie2' : null;
}

/** A first release has no changes that would tell anybody anything. */
function notedChanges({ changes }: TagChoice): ReleaseNotes['changes'] {
  return changes ?? { otus: [], settings: [], summary: { added: 0, removed: 0, changed: 0 } };
}

function warningsOf({ version, previous, proposed, reasons }: TagChoice, hasToken: boolean): string[] {
  const warnings: string[] = [];
  if (previous !== null && compareVersions(version.replace(/-.*/, ''), proposed) < 0) {
    warnings.push(
      `${tagOfVersion(version)} promises less than what changed: ${reasons.join(', ')}; the next version would be ${tagOfVersion(proposed)}`,
    );
  }
  if (!hasToken) warnings.push('without a token (GH_TOKEN) drafts at GitHub are not seen');
  return warnings;
}
