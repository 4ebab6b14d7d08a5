import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { git, gitRepository, gitVerdict } from '../support/repository.js';
import { type Child, startChild } from './support/children.js';

/** More rounds for those who want to be surer: REFKIT_TEST_ROUNDS=20. */
const ROUNDS = Number(process.env.REFKIT_TEST_ROUNDS ?? 1);

function counterFiles(count: number): Record<string, unknown> {
  const files: Record<string, unknown> = { 'by-hand.txt': 'nothing yet\n' };
  for (let i = 0; i < count; i++) files[`otus/${i}${i}/file${i}.json`] = {};
  return files;
}

/** Every counter that a child said it raised is as high at HEAD and on disk; or one higher, where it was killed. */
function expectNothingLost(folder: string, children: { id: string; child: Child }[], slack = 0): void {
  for (const { id, child } of children) {
    for (const [path, count] of child.acknowledged) {
      const atHead = JSON.parse(git(folder, 'show', `HEAD:${path}`))[id];
      expect(atHead, `${id} in ${path} at HEAD`).toBeGreaterThanOrEqual(count);
      expect(atHead, `${id} in ${path} at HEAD`).toBeLessThanOrEqual(count + slack);
      expect(JSON.parse(readFileSync(join(folder, path), 'utf8'))[id], `${id} in ${path} on disk`).toBe(atHead);
    }
  }
}

/** What a person's script does: changes a file of their own and commits it, again and again. */
async function commitByHand(folder: string, until: { done: boolean }): Promise<{ made: number; refused: string[] }> {
  const refused: string[] = [];
  let made = 0;
  for (let n = 1; !until.done; n++) {
    writeFileSync(join(folder, 'by-hand.txt'), `by hand ${n}\n`);
    const add = spawnSync('git', ['add', 'by-hand.txt'], { cwd: folder, encoding: 'utf8' });
    const commit = spawnSync('git', ['commit', '--quiet', '-m', `by hand ${n}`], { cwd: folder, encoding: 'utf8' });
    if (commit.status === 0) made++;
    else refused.push(add.stderr + commit.stderr + commit.stdout);
    await sleep(Math.random() * 10);
  }
  return { made, refused };
}

describe('ten processes at once (slow)', () => {
  test.each([
    ['on files of their own', (i: number) => [`otus/${i}${i}/file${i}.json`]],
    ['on the same files', () => ['otus/00/file0.json', 'otus/11/file1.json']],
  ])('lose nothing %s', async (_, pathsOf) => {
    const folder = gitRepository(counterFiles(10));
    const children = await Promise.all(
      Array.from({ length: 10 }, async (_, i) => {
        const id = `writer${i}`;
        return { id, child: await startChild({ dir: folder, id, paths: pathsOf(i), edits: 12, waitSeconds: 30 }) };
      }),
    );
    for (const { child } of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
    expectNothingLost(folder, children);
    expect(git(folder, 'rev-list', '--count', 'HEAD')).toBe('121');
    expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
  });

  test('lose nothing beside a loop of git commit', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const folder = gitRepository(counterFiles(10));
      const until = { done: false };
      const byHand = commitByHand(folder, until);
      const children = await Promise.all(
        Array.from({ length: 10 }, async (_, i) => {
          const id = `writer${i}`;
          const paths = [`otus/${i}${i}/file${i}.json`, 'otus/00/file0.json'];
          return { id, child: await startChild({ dir: folder, id, paths, edits: 12, waitSeconds: 30 }) };
        }),
      );
      for (const { child } of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      until.done = true;
      const { made, refused } = await byHand;
      expectNothingLost(folder, children);
      expect(git(folder, 'log', '--format=%an', '--', 'otus').split('\n').length).toBe(121);
      expect(git(folder, 'log', '--format=%s', '--', 'by-hand.txt').split('\n').length).toBe(made + 1);
      // git gives up where we were at work in the same moment; what it says is its own.
      for (const words of refused)
        expect(words).toMatch(/index\.lock|cannot lock ref|nothing to commit|no changes added/);
      expect(git(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
    }
  });
});
