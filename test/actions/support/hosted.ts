/** References on the stand-in for GitHub, and the pull requests that people make there. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe } from 'vitest';
import { parse } from 'yaml';
import type { CreatePlan } from '../../../src/reference/creation.js';
import { type StandInGitHub, startGitHub } from '../../support/github/github.js';
import type { StandInPullRequest, StandInRepository } from '../../support/github/repository.js';
import { newReference } from '../../support/reference.js';
import { git, temporaryFolder, writeFiles } from '../../support/repository.js';
import { BOT, Runner, type Start } from './runner.js';
import type { Workflow } from './workflow.js';

/** GitHub runs the workflows of references on Linux, and so do these tests wherever there is a bash of that kind. */
export const describeRuns = describe.skipIf(process.platform === 'win32');

export const SLUG = 'plants/viruses';

export class Hosted {
  readonly runner = new Runner();

  constructor(
    readonly github: StandInGitHub,
    readonly repository: StandInRepository,
    /** A clone with a working tree, whose commits {@link push} brings there. */
    readonly clone: string,
  ) {}

  /** A workflow as the reference has it on its default branch. */
  workflow(name: string): Workflow {
    return parse(this.repository.git!.run('show', `main:.github/workflows/${name}.yml`)) as Workflow;
  }

  /** The text of a workflow on the default branch, with a comment more. */
  templateText(name: string): string {
    return `${this.repository.git!.run('show', `main:.github/workflows/${name}.yml`)}\n# And more.\n`;
  }

  /** Commits files on the default branch. @returns the commit */
  push(files: Record<string, unknown>, message = 'Edit'): string {
    commitFiles(this.clone, files, message);
    git(this.clone, 'push', '--quiet', this.repository.git!.directory, 'HEAD:main');
    return git(this.clone, 'rev-parse', 'HEAD');
  }

  /** What every event says of its repository. */
  get facts() {
    return { repository: { full_name: SLUG, default_branch: 'main', fork: false } };
  }

  /** Runs a workflow of the default branch for an event on that branch. */
  run(name: string, start: Partial<Start> & Pick<Start, 'event_name'>) {
    return this.runner.run({
      github: this.github,
      repository: this.repository,
      workflow: this.workflow(name),
      ref: 'refs/heads/main',
      ...start,
      event: { ...this.facts, ...start.event },
    });
  }

  /** Makes a fork with a branch of somebody's, and a pull request from it. */
  fork(login: string, files: Record<string, unknown>, branch = 'proposal'): StandInPullRequest {
    const folder = temporaryFolder();
    const gitDir = join(folder, 'fork.git');
    git(folder, 'clone', '--quiet', '--bare', this.repository.git!.directory, gitDir);
    git(folder, 'clone', '--quiet', gitDir, 'clone');
    git(join(folder, 'clone'), 'checkout', '--quiet', '-b', branch);
    commitFiles(join(folder, 'clone'), files, 'Propose');
    git(join(folder, 'clone'), 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    const fork = this.github.repository(`${login}/viruses`, { gitDir, forkOf: SLUG });
    return this.repository.pullRequest({ title: 'A proposal', user: login, head: branch, from: fork });
  }

  /** Pushes another commit to the branch of a pull request. */
  pushTo(pull: StandInPullRequest, files: Record<string, unknown>): void {
    const clone = temporaryFolder();
    const { directory } = pull.head.repository.git!;
    git(clone, 'clone', '--quiet', '--branch', pull.head.ref, directory, '.');
    commitFiles(clone, files, 'Propose more');
    git(clone, 'push', '--quiet', directory, `HEAD:refs/heads/${pull.head.ref}`);
    pull.head.sha = git(clone, 'rev-parse', 'HEAD');
    this.repository.git!.run('fetch', '--quiet', directory, `+${pull.head.sha}:refs/pull/${pull.number}/head`);
  }

  /** Runs a workflow for a pull request, as the commit that it would be merged as: that has the workflow's text too. */
  pullRequest(name: string, pull: StandInPullRequest) {
    const ref = `refs/pull/${pull.number}/merge`;
    mergeRef(this.repository, pull, ref);
    const workflow = parse(this.repository.git!.run('show', `${ref}:.github/workflows/${name}.yml`)) as Workflow;
    const event = { action: 'opened', number: pull.number, pull_request: pullRequestFacts(pull) };
    return this.run(name, { event_name: 'pull_request', event, ref, workflow, actor: pull.user.login });
  }
}

/** A new reference on a GitHub of its own. */
export async function hostedReference(plan: Partial<CreatePlan> = {}): Promise<Hosted> {
  const github = await startGitHub();
  const reference = await newReference(plan);
  const gitDir = join(temporaryFolder(), 'viruses.git');
  git(reference.directory, 'clone', '--quiet', '--bare', reference.directory, gitDir);
  github.state.accounts.account(BOT, 'Bot');
  const repository = github.repository(SLUG, { gitDir, collaborators: { [BOT]: 'write' } });
  return new Hosted(github, repository, reference.directory);
}

export function pullRequestFacts(pull: StandInPullRequest) {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body,
    user: { login: pull.user.login },
    head: { ref: pull.head.ref, sha: pull.head.sha, repo: { full_name: pull.head.repository.slug, fork: true } },
    base: { ref: pull.base.ref, sha: pull.base.sha, repo: { full_name: SLUG } },
  };
}

function commitFiles(clone: string, files: Record<string, unknown>, message: string): void {
  writeFiles(clone, files);
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '-m', message);
}

/** The commit that GitHub makes of a pull request, to try it. */
function mergeRef({ git: folder }: StandInRepository, pull: StandInPullRequest, ref: string): void {
  const clone = temporaryFolder();
  git(clone, 'clone', '--quiet', folder!.directory, '.');
  git(clone, 'fetch', '--quiet', 'origin', pull.head.sha);
  git(clone, 'merge', '--quiet', '--no-ff', '-m', `Merge ${pull.head.sha} into ${pull.base.sha}`, pull.head.sha);
  const directory = folder!.directory;
  execFileSync('git', ['push', '--quiet', '--force', directory, `HEAD:${ref}`], { cwd: clone });
}
