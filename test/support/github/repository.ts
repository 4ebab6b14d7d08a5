/** A repository of the stand-in: what a test puts into it, and what clients made of it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Account } from './accounts.js';
import { GitFolder } from './git.js';
import type { GitHubState } from './state.js';
import type { Role } from './types.js';

export interface RepositoryOptions {
  /** A bare repository that git is served from, and that commits and refs are looked up in. */
  gitDir?: string;
  private?: boolean;
  defaultBranch?: string;
  /** The slug of the repository that this one is a fork of. */
  forkOf?: string;
  /** The roles of people, by login; the owner has `admin` in any case. */
  collaborators?: Record<string, Role>;
}

export interface StandInAsset {
  id: number;
  name: string;
  label: string | null;
  content_type: string;
  state: 'uploaded' | 'starter';
  bytes: Buffer;
  /** Of another size than it has, where a test wants it to lie. */
  size: number;
  /** Null as for assets from before GitHub had it. */
  digest: string | null;
  created_at: string;
  download_count: number;
  uploader: Account;
}

export interface StandInRelease {
  id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  created_at: string;
  published_at: string | null;
  /** Whether it may be what `latest` gives. */
  mayBeLatest: boolean;
  author: Account;
  assets: StandInAsset[];
}

export interface ReleaseInput {
  tag: string;
  name?: string;
  body?: string;
  draft?: boolean;
  prerelease?: boolean;
  target?: string;
  published_at?: string;
  /** Content, or the path of a file with it, by name. */
  assets?: Record<string, Buffer | string>;
  /** Whether the API says the digests of the assets; true unless given. */
  digests?: boolean;
}

export interface StandInComment {
  id: number;
  issue: number;
  body: string;
  user: Account;
  created_at: string;
  updated_at: string;
}

export interface StandInIssue {
  number: number;
  title: string;
  body: string | null;
  user: Account;
  labels: string[];
  state: 'open' | 'closed';
  created_at: string;
}

export interface IssueInput {
  title?: string;
  body?: string;
  user?: string;
  labels?: string[];
}

export interface StandInPullRequest extends StandInIssue {
  head: { repository: StandInRepository; ref: string; sha: string };
  base: { ref: string; sha: string };
  draft: boolean;
  merged: boolean;
}

export interface PullRequestInput extends IssueInput {
  /** The branch, in the repository itself or `from` another. */
  head: string;
  from?: StandInRepository;
  base?: string;
  /** Where the branches end, for repositories without a git folder. */
  sha?: string;
  draft?: boolean;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title: string | null;
}

export interface StandInCheckRun {
  id: number;
  name: string;
  head_sha: string;
  external_id: string;
  details_url: string | null;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null;
  started_at: string;
  completed_at: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: Annotation[];
}

export class StandInRepository {
  readonly id: number;
  readonly git: GitFolder | null;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly created_at: string;
  readonly releases: StandInRelease[] = [];
  readonly issues: StandInIssue[] = [];
  readonly pulls: StandInPullRequest[] = [];
  readonly comments: StandInComment[] = [];
  readonly checkRuns: StandInCheckRun[] = [];
  readonly #collaborators: Record<string, Role>;

  constructor(
    readonly github: GitHubState,
    public slug: string,
    readonly options: RepositoryOptions,
  ) {
    this.id = github.newId();
    this.git = options.gitDir === undefined ? null : new GitFolder(options.gitDir);
    this.private = options.private ?? false;
    this.defaultBranch = options.defaultBranch ?? 'main';
    this.created_at = github.now();
    this.#collaborators = options.collaborators ?? {};
  }

  get owner(): Account {
    return this.github.accounts.account(this.slug.split('/')[0]!, 'Organization');
  }

  get name(): string {
    return this.slug.split('/')[1]!;
  }

  /** What this one is a fork of, or null. */
  get parent(): StandInRepository | null {
    return this.options.forkOf === undefined ? null : this.github.find(this.options.forkOf);
  }

  /** The role of somebody; null for no more than everybody has. */
  roleOf(account: Account | null): Role | null {
    if (account === null) return null;
    if (account === this.owner || account.login === this.github.owner) return 'admin';
    return this.#collaborators[account.login] ?? null;
  }

  /** Adds a release, published unless it is a draft. */
  release(input: ReleaseInput): StandInRelease {
    const at = input.published_at ?? this.github.now();
    const release: StandInRelease = {
      id: this.github.newId(),
      tag: input.tag,
      target: input.target ?? this.defaultBranch,
      name: input.name ?? input.tag,
      body: input.body ?? '',
      draft: input.draft ?? false,
      prerelease: input.prerelease ?? false,
      created_at: at,
      published_at: input.draft ? null : at,
      mayBeLatest: true,
      author: this.owner,
      assets: [],
    };
    this.releases.push(release);
    for (const [name, content] of Object.entries(input.assets ?? {})) {
      const bytes = typeof content === 'string' ? readFileSync(content) : content;
      const asset = this.addAsset(release, { name, bytes, content_type: typeOf(name), uploader: this.owner });
      if (input.digests === false) asset.digest = null;
    }
    return release;
  }

  addAsset(
    release: StandInRelease,
    input: Pick<StandInAsset, 'name' | 'bytes' | 'content_type' | 'uploader'> & { complete?: boolean },
  ): StandInAsset {
    const { name, bytes, content_type, uploader, complete = true } = input;
    const asset: StandInAsset = {
      id: this.github.newId(),
      name,
      label: null,
      content_type,
      state: complete ? 'uploaded' : 'starter',
      bytes,
      size: complete ? bytes.length : 0,
      digest: complete ? `sha256:${createHash('sha256').update(bytes).digest('hex')}` : null,
      created_at: this.github.now(),
      download_count: 0,
      uploader,
    };
    release.assets.push(asset);
    return asset;
  }

  issue(input: IssueInput = {}): StandInIssue {
    const issue: StandInIssue = {
      number: this.#nextNumber(),
      title: input.title ?? 'An issue',
      body: input.body ?? null,
      user: this.github.accounts.account(input.user ?? 'octocat'),
      labels: input.labels ?? [],
      state: 'open',
      created_at: this.github.now(),
    };
    this.issues.push(issue);
    return issue;
  }

  /** Adds a pull request. Where both sides have git folders, its commits can be had here, as `refs/pull/N/head`. */
  pullRequest(input: PullRequestInput): StandInPullRequest {
    const from = input.from ?? this;
    const base = input.base ?? this.defaultBranch;
    const sha = input.sha ?? from.git?.commit(input.head);
    if (!sha) throw new Error(`No commit at ${from.slug} ${input.head}`);
    const pull: StandInPullRequest = {
      ...this.issue({ title: 'A pull request', user: from.owner.login, ...input }),
      head: { repository: from, ref: input.head, sha },
      base: { ref: base, sha: this.git?.commit(base) ?? '0'.repeat(40) },
      draft: input.draft ?? false,
      merged: false,
    };
    // One list has both numbers; a pull request is an issue too, but the issues here are those that are nothing else.
    this.issues.pop();
    this.pulls.push(pull);
    if (this.git && from.git)
      this.git.run('fetch', '--quiet', from.git.directory, `+${sha}:refs/pull/${pull.number}/head`);
    return pull;
  }

  #nextNumber(): number {
    return Math.max(0, ...this.issues.map(({ number }) => number), ...this.pulls.map(({ number }) => number)) + 1;
  }
}

function typeOf(name: string): string {
  if (name.endsWith('.gz')) return 'application/gzip';
  return name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
