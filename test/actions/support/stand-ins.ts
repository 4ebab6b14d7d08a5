/** What the actions of others do that workflows here use, as far as it matters. */
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { git, temporaryFolder } from '../../support/repository.js';
import type { Run } from './runner.js';

/** What a stand-in answers: its outputs. It throws where the action would fail. */
export type StandIn = (run: Run, inputs: Record<string, string>) => Record<string, string>;

export const STAND_INS: Record<string, StandIn> = {
  'actions/checkout': checkout,
  'actions/setup-node': () => ({}),
  'actions/upload-artifact': uploadArtifact,
  'actions/download-artifact': downloadArtifact,
  'actions/attest-build-provenance': attest,
};

/** A clean clone of what the workflow runs for, by real git; `origin` is where GitHub has it. */
function checkout(
  run: Run,
  { path = '', ref, 'fetch-depth': depth = '1', 'persist-credentials': keep }: Record<string, string>,
) {
  if (keep !== 'false') throw new Error('the token would stay in .git/config');
  const folder = resolve(run.workspace, path);
  const wanted = ref || run.ref;
  const source = run.repository.git!.directory;
  git(dirname(folder), 'init', '--quiet', folder);
  git(folder, 'remote', 'add', 'origin', `${run.github.serverUrl}/${run.repository.slug}`);
  const range = depth === '0' ? ['--tags', '+refs/heads/*:refs/remotes/origin/*'] : [`--depth=${depth}`, '--no-tags'];
  git(folder, 'fetch', '--quiet', `file://${source}`, ...range, `+${wanted}:refs/remotes/${remoteName(wanted)}`);
  const branch = /^refs\/heads\/(.+)$/.exec(wanted)?.[1];
  const start = `refs/remotes/${remoteName(wanted)}`;
  if (branch) git(folder, 'checkout', '--quiet', '-B', branch, start);
  else git(folder, 'checkout', '--quiet', '--detach', start);
  return {};
}

const remoteName = (ref: string) => ref.replace(/^refs\/heads\//, 'origin/').replace(/^refs\//, '');

function uploadArtifact(run: Run, inputs: Record<string, string>): Record<string, string> {
  const { name = 'artifact', path = '', 'if-no-files-found': missing = 'warn' } = inputs;
  const found = path
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => matching(run.workspace, line));
  if (found.length === 0) {
    if (missing === 'error') throw new Error(`No files were found with the provided path: ${path}`);
    return {};
  }
  const target = temporaryFolder('refkit-artifact-');
  const single = found.length === 1 && statSync(found[0]!).isDirectory();
  const root = single ? found[0]! : found.map(dirname).reduce(commonFolder);
  for (const file of found) cpSync(file, join(target, relative(root, file)), { recursive: true });
  if (run.artifacts.has(name)) throw new Error(`an artifact ${name} is there already`);
  run.artifacts.set(name, target);
  return { 'artifact-id': '1' };
}

/** A path, or all in a folder by `folder/*`. */
function matching(cwd: string, pattern: string): string[] {
  const path = resolve(cwd, pattern.replace(/\/\*$/, ''));
  if (!existsSync(path)) return [];
  return pattern.endsWith('/*') ? readdirSync(path).map((name) => join(path, name)) : [path];
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (relative(folder, b).startsWith('..')) folder = dirname(folder);
  return folder;
}

function downloadArtifact(run: Run, inputs: Record<string, string>) {
  const { name = '', path = '.', 'run-id': id = run.id, 'github-token': token } = inputs;
  if (id !== run.id && !token) throw new Error('an artifact of another run needs a token');
  const source = run.runs.get(id)?.get(name);
  if (!source) throw new Error(`Artifact not found for name: ${name}`);
  const target = resolve(run.workspace, path);
  mkdirSync(target, { recursive: true });
  cpSync(source, target, { recursive: true });
  return { 'download-path': target };
}

/** The files have to be there, and the job has to be allowed to sign. */
function attest(run: Run, { 'subject-path': pattern = '' }: Record<string, string>) {
  for (const permission of ['id-token', 'attestations']) {
    if (run.permissions[permission] !== 'write') throw new Error(`attesting needs ${permission}: write`);
  }
  const files = matching(run.workspace, pattern).filter((file) => statSync(file).isFile());
  if (files.length === 0) throw new Error(`Could not find subject at path ${pattern}`);
  run.attested.push(...files.map((file) => basename(file)).sort());
  return {};
}
