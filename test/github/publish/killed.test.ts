/** `refkit release publish` as a process that is killed at every step, and then run again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { git, gitVerdict } from '../../support/repository.js';
import { cloneOfGitHub, FILES, headOf } from '../support/releasing.js';

const PROGRAM = resolve(import.meta.dirname, '../../../bin/refkit.js');

function start({ github, reference }: Awaited<ReturnType<typeof cloneOfGitHub>>) {
  const child = spawn(process.execPath, [PROGRAM, 'release', 'publish', '--json', '-C', reference.directory], {
    env: { ...process.env, ...github.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, said }));
  return { child, ended };
}

/** What GitHub has not answered yet when the process is killed: all before it is done, and this perhaps. */
const MOMENTS: [string, { method: string; path: RegExp }][] = [
  ['before anything', { method: 'GET', path: /^\/repos\/octo\/plants$/ }],
  ['while it pushes', { method: 'POST', path: /git-receive-pack/ }],
  ['while it makes the draft', { method: 'POST', path: /\/releases$/ }],
  ['while it uploads the first file', { method: 'POST', path: /\?name=reference\.json\.gz/ }],
  ['while it uploads the last file', { method: 'POST', path: /\?name=reference\.fa\.gz/ }],
  ['while it publishes', { method: 'PATCH', path: /\/releases\/\d+$/ }],
  ['while it looks at what it published', { method: 'GET', path: /\/releases\/\d+$/ }],
];

test.each(MOMENTS)('killed %s, it is finished by the next run (slow)', async (_, moment) => {
  const clone = await cloneOfGitHub();
  clone.github.fail({ ...moment, how: 'stall' });
  const { child, ended } = start(clone);
  await eventually(() => clone.github.failuresLeft === 0);
  child.kill('SIGKILL');
  expect((await ended).said).toBe('');

  const { code, said } = await start(clone).ended;
  expect(code).toBe(0);
  expect(JSON.parse(said)).toMatchObject({ tag: 'v1.0.0', draft: false });
  expect(clone.hosted.releases.map(({ tag, draft }) => [tag, draft])).toEqual([['v1.0.0', false]]);
  expect(clone.hosted.releases[0]!.assets.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
    FILES.map((name) => `${name} uploaded`).sort(),
  );
  const commits = git(clone.gitDir, 'rev-parse', 'main', 'v1.0.0^{commit}', 'index/0^{commit}').split('\n');
  expect(commits).toEqual(Array(3).fill(headOf(clone)));
  expect(git(join(clone.gitDir), 'fsck', '--strict')).toBe('');
  expect(gitVerdict(clone.reference.directory)).toEqual({ fsck: '', status: '' });
});
