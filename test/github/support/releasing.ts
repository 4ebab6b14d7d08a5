import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { GitHub } from '../../../src/github/access/client.js';
import { type PlanOptions, planRelease } from '../../../src/github/publish/plan.js';
import { type PublishOptions, publishRelease } from '../../../src/github/publish/publish.js';
import { addIsolate, editOtu } from '../../../src/otu/edits.js';
import type { Reference } from '../../../src/reference/reference.js';
import { type StandInGitHub, startGitHub } from '../../support/github/github.js';
import { importedReference, openedReference } from '../../support/reference.js';
import { git, temporaryFolder } from '../../support/repository.js';

export const SLUG = 'octo/plants';

/** The files of a release, in the order in which they are uploaded. */
export const FILES = ['reference.json.gz', 'SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz'];

/** A clone of a reference whose origin is a repository at a GitHub, which is empty unless pushed to. */
export interface Clone {
  github: StandInGitHub;
  /** The bare repository at GitHub. */
  gitDir: string;
  reference: Reference;
}

export async function cloneOfGitHub(): Promise<Clone & { hosted: ReturnType<StandInGitHub['repository']> }> {
  const github = await startGitHub();
  const gitDir = join(temporaryFolder(), 'plants.git');
  mkdirSync(gitDir);
  git(gitDir, 'init', '--quiet', '--bare');
  const hosted = github.repository(SLUG, { gitDir });
  const { directory } = await importedReference(3);
  git(directory, 'remote', 'add', 'origin', `${github.serverUrl}/${SLUG}.git`);
  return { github, gitDir, hosted, reference: await openedReference(directory) };
}

export interface ReleaseOptions extends PlanOptions, PublishOptions {
  /** Who publishes; the account that may do everything unless given. */
  token?: string | null;
}

/** What `refkit release publish` does. */
export async function release({ github, reference }: Clone, { token, ...options }: ReleaseOptions = {}) {
  const client = clientOf(github, token);
  const plan = await planRelease(reference, client, { env: {}, ...options });
  return publishRelease(reference, client, plan, { patienceMs: 1, ...options });
}

/** What `refkit release publish --dry-run` looks at. */
export async function plan({ github, reference }: Clone, { token, ...options }: ReleaseOptions = {}) {
  return planRelease(reference, clientOf(github, token), { env: {}, ...options });
}

export function clientOf(github: StandInGitHub, token: string | null = github.token): GitHub {
  const env = token === null ? github.anonymousEnv : { ...github.anonymousEnv, GH_TOKEN: token };
  const client = GitHub.open({ env, secondMs: 1 });
  onTestFinished(() => client.close());
  return client;
}

/** Real git that speaks with the stand-in, which this process is: it must not be waited for in one go. */
export async function gitAside(cwd: string, ...args: string[]): Promise<string> {
  return (await promisify(execFile)('git', args, { cwd, encoding: 'utf8' })).stdout.trimEnd();
}

export const headOf = ({ reference }: Clone) => git(reference.directory, 'rev-parse', 'HEAD');

/** An edit that makes a patch. */
export async function edited({ reference }: Clone, taxid = 7): Promise<void> {
  await reference.editOtu((await reference.findOtus()).documents[0]!.id, editOtu({ taxid }));
}

/** Another isolate, which has to have a sequence before it can be built. */
export async function withIsolate({ reference }: Clone): Promise<void> {
  const { id } = (await reference.findOtus()).documents[0]!;
  await reference.editOtu(id, addIsolate({ source_type: 'isolate', source_name: 'new' }, reference.sourceRules));
}
