/** The example in the help of every command works as it stands, on the sample reference of the README's tour. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { written } from '../actions/support/issues.js';
import { startGitHub } from '../support/github/github.js';
import { releaseFile } from '../support/release-file.js';
import { git, temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { makeServed, renameKey, succeed, workspaceWith } from './support/fixture.js';
import { COMMAND_IDS, loadCommand, ROOT, refkit, words } from './support/run.js';

/** A reference with an index, unbuilt changes, a user and a group. */
const prepared = workspaceWith(
  'isolate edit MoMV mnbeanhl --source-type isolate',
  'index build -o ../index-files',
  'otu edit MoMV --taxid 7',
  'otu edit MoMV --taxid 8',
  'users add ben --email ben@example.org',
  'groups add curators --modify-otu',
);

/** What has to be made or undone first, where an example does not fit the state that the others need. */
const BEFORE: Record<string, string> = {
  'users:add': 'users remove ben --yes',
  'groups:add': 'groups remove curators --yes',
  'workspace:users:add': 'workspace users remove ada --yes',
  'workspace:groups:add': 'workspace groups remove curators --yes',
};

/** A workspace with two users, a group and a key. */
async function served(): Promise<string> {
  const folder = temporaryFolder();
  makeServed(folder);
  await succeed(
    folder,
    'workspace users add ada',
    'workspace users add ben --email ben@example.org',
    'workspace groups add curators --add-user ben',
    'workspace keys add ben',
  );
  renameKey(folder, 'k3yb3n00');
  return folder;
}

/** An issue about an OTU of the sample, as GitHub tells a workflow of it. */
const issueOfSample = {
  ...{ action: 'labeled', label: { name: 'propose' } },
  repository: { full_name: 'lab/plants', default_branch: 'main' },
  issue: {
    ...{ number: 3, state: 'open', user: { login: 'octocat', id: 1 } },
    body: written('otu_error', { OTU: 'MoMV', 'What is wrong': 'Taxonomy id of the OTU', 'What is right': '12' }),
  },
};

/** A reference that follows a GitHub with a newer release, and what leads to that. */
async function followed(): Promise<{ cwd: string; env: Record<string, string> }> {
  const github = await startGitHub();
  const repository = github.repository('lab/plants');
  const release = (tag: string, count: number) =>
    repository.release({ tag, assets: { 'reference.json.gz': releaseFile(syntheticOtus({ count })) } });
  release('v1.0.0', 2);
  const folder = temporaryFolder();
  const env = { ...github.env };
  const { code, stderr } = await refkit(words('create plants --remote-from lab/plants'), { cwd: folder, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  release('v1.1.0', 3);
  return { cwd: join(folder, 'plants'), env };
}

/** What leads to a GitHub where a reference can be released: its origin. */
async function releasable(plants: string): Promise<{ cwd: string; env: Record<string, string> }> {
  const github = await startGitHub();
  const gitDir = temporaryFolder();
  git(gitDir, 'init', '--quiet', '--bare');
  github.repository('lab/plants', { gitDir });
  git(plants, 'remote', 'add', 'origin', `${github.serverUrl}/lab/plants.git`);
  return { cwd: plants, env: { ...github.env } };
}
/** What the example of a command needs beside the prepared reference. */
const FILES: Record<string, (plants: string) => void> = {
  'merge-driver': (plants) => {
    for (const name of ['base', 'ours', 'theirs']) {
      cpSync(join(plants, 'otus/mn/mnbeanmv.json'), join(plants, `${name}.json`));
    }
  },
  resolve: (plants) => {
    const file = join(plants, 'otus/mn/mnbeanmv.json');
    const commit = (name: string) => {
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^ {2}"name": ".*"/m, `  "name": "${name}"`));
      git(plants, 'commit', '--quiet', '--all', '-m', name);
    };
    git(plants, 'switch', '--quiet', '--create', 'side');
    commit('Theirs');
    git(plants, 'switch', '--quiet', 'main');
    commit('Ours');
    git(plants, '-c', 'alias.try=!git "$@" || true #', 'try', 'merge', 'side');
    // As if a driver had failed: the markers are made when they are needed.
    git(plants, 'checkout', '--quiet', '--ours', '--', file);
  },
};

/** The words of a command's example, after "refkit". */
async function exampleOf(id: string): Promise<string[]> {
  const { examples } = (await loadCommand(id)) as unknown as { examples: string[] };
  return words(examples[0]!).slice(1);
}

describe('the example of', () => {
  test.each(COMMAND_IDS.filter((id) => id !== 'serve'))('%s', async (id) => {
    const { workspace, plants } = await prepared.copy();
    if (id === 'remove') cpSync(plants, join(workspace, 'old-plants'), { recursive: true });
    if (id === 'index:verify') cpSync(join(workspace, 'index-files'), join(plants, 'index-files'), { recursive: true });
    const elsewhere = { create: temporaryFolder(), list: workspace, remove: workspace }[id];
    const atGitHub: Record<string, () => ReturnType<typeof followed>> = {
      remote: followed,
      release: () => releasable(plants),
    };
    const remote = await atGitHub[id.split(':')[0]!]?.();
    const cwd = remote?.cwd ?? (id.startsWith('workspace:') ? await served() : (elsewhere ?? plants));
    if (id === 'propose') writeFileSync(join(plants, 'event.json'), JSON.stringify(issueOfSample));
    FILES[id]?.(plants);
    if (BEFORE[id]) await succeed(cwd, BEFORE[id]);
    const { code, stdout, stderr } = await refkit(await exampleOf(id), { cwd, env: remote?.env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout !== '' || id === 'format' || id === 'merge-driver').toBe(true);
  });

  test.skipIf(process.platform === 'win32')('serve, which runs until it is told to stop', async () => {
    // Only the port is another one: that of the example may be taken.
    const argv = (await exampleOf('serve')).map((word) => (word === '9950' ? '0' : word));
    const server = spawn(process.execPath, [join(ROOT, 'bin/refkit.js'), ...argv], { cwd: temporaryFolder() });
    const ended = once(server, 'exit');
    let told = '';
    for await (const chunk of server.stderr) {
      told += chunk;
      if (told.includes('at http://') && !server.killed) server.kill('SIGTERM');
    }
    expect(await ended).toEqual([0, null]);
    expect(told).toMatch(/^Serving .*\/lab at http:\/\/127\.0\.0\.1:\d+\n/);
  });
});
