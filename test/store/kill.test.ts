import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Repository } from '../../src/store/repository.js';
import { withWriter } from '../../src/store/writer.js';
import { git, gitRepository, gitVerdict } from '../support/repository.js';
import type { ChildPlan } from './support/child.js';
import { type Child, startChild } from './support/children.js';

/** More rounds for those who want to be surer: REFKIT_TEST_ROUNDS=20. */
const ROUNDS = Number(process.env.REFKIT_TEST_ROUNDS ?? 1);
/** Every second kill point by default, odd or even by chance; all of them with more rounds. */
const STEP = ROUNDS > 1 ? 1 : 2;
const FIRST = 1 + Math.floor(Math.random() * STEP);
const PATH = 'otus/aa/aaaaaaaa.json';
const TWIN = `twins/${PATH}`;

/** What HEAD says of the writer's counter. Its twin is there while that is odd. */
function countAtHead(folder: string, path = PATH): number {
  const count = JSON.parse(git(folder, 'show', `HEAD:${path}`)).killed ?? 0;
  const twin = git(folder, 'ls-tree', 'HEAD', `twins/${path}`);
  expect(twin !== '', `the twin at HEAD, where the count is ${count}`).toBe(count % 2 === 1);
  return count;
}

/** After a kill: git finds nothing broken, the next refkit works at once, and then all is as HEAD has it. */
async function expectSound(folder: string): Promise<void> {
  expect(git(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
  const started = performance.now();
  await withWriter(Repository.open(folder), { waitSeconds: 5 }, () => {});
  expect(performance.now() - started).toBeLessThan(3000);
  expect(gitVerdict(folder)).toEqual({ fsck: '', status: '' });
  expect(git(folder, 'write-tree')).toBe(git(folder, 'rev-parse', 'HEAD^{tree}'));
  const left = readdirSync(join(folder, '.git', 'refkit'));
  expect(left.filter((name) => !/^(index-log|tmp|stamp\..*|ref-.*|lock\.waiting)$/.test(name))).toEqual([]);
  expect(readdirSync(join(folder, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([]);
}

function plan(dir: string, more: Partial<ChildPlan> & { edits: number }) {
  return { dir, id: 'killed', paths: [PATH], waitSeconds: 5, twins: true, ...more };
}

async function finish(child: Child): Promise<number | string | null> {
  const { code, errors } = await child.ended;
  expect(errors).toBe('');
  return code;
}

describe('a process that is killed (slow)', () => {
  test('before any one of its changes to the disk leaves the old state or the new one', async () => {
    const folder = gitRepository({ [PATH]: {} });
    // One whole edit first, so that the folders are there.
    expect(await finish(await startChild(plan(folder, { edits: 1 })))).toBe(0);
    let dieAt = FIRST;
    for (let survived = false; !survived; dieAt += STEP) {
      const before = countAtHead(folder);
      const child = await startChild(plan(folder, { edits: 1, dieAt }));
      survived = (await finish(child)) === 0;
      // The next one is killed as well, while it settles what the first one left.
      if (!survived && dieAt % 3 === 0) {
        const second = await startChild(plan(folder, { edits: 1, dieAt: 1 + (dieAt % 11) }));
        await finish(second);
        for (const [path, count] of second.acknowledged) child.acknowledged.set(path, count);
      }
      await expectSound(folder);
      const after = countAtHead(folder);
      expect(after - before, `killed at change ${dieAt}`).toBeLessThanOrEqual(2);
      expect(after).toBeGreaterThanOrEqual(child.acknowledged.get(PATH) ?? before);
      expect(existsSync(join(folder, TWIN))).toBe(after % 2 === 1);
      expect(JSON.parse(readFileSync(join(folder, PATH), 'utf8')).killed).toBe(after);
    }
    // A changed edit has other numbers of steps, but it is never as few as this.
    expect(dieAt).toBeGreaterThan(25);
  });

  test('at a random moment loses no edit that it had acknowledged', async () => {
    const folder = gitRepository({ [PATH]: {}, 'otus/bb/bbbbbbbb.json': {} });
    const paths = [PATH, 'otus/bb/bbbbbbbb.json'];
    for (let round = 0; round < 15 * ROUNDS; round++) {
      const before = paths.map((path) => countAtHead(folder, path));
      const child = await startChild(plan(folder, { edits: 0, paths }));
      while (child.acknowledged.size === 0) await sleep(1);
      await sleep(Math.random() * 40);
      child.process.kill('SIGKILL');
      expect(await finish(child)).toBe('SIGKILL');
      await expectSound(folder);
      for (const [i, path] of paths.entries()) {
        const acknowledged = child.acknowledged.get(path) ?? before[i]!;
        const after = countAtHead(folder, path);
        expect(after).toBeGreaterThanOrEqual(acknowledged);
        expect(after).toBeLessThanOrEqual(acknowledged + 1);
      }
    }
  });

  test('among others that go on is not noticed by them', async () => {
    const folder = gitRepository({ [PATH]: {}, 'otus/cc/cccccccc.json': {} });
    const others = await Promise.all(
      ['one', 'two', 'three'].map(async (id) => {
        const paths = ['otus/cc/cccccccc.json'];
        return { id, child: await startChild({ dir: folder, id, paths, edits: 25, waitSeconds: 20 }) };
      }),
    );
    for (let kills = 0; kills < 4; kills++) {
      const child = await startChild(plan(folder, { edits: 0 }));
      while (child.acknowledged.size === 0) await sleep(1);
      await sleep(Math.random() * 30);
      child.process.kill('SIGKILL');
      await child.ended;
    }
    for (const { child } of others) expect(await child.ended).toEqual({ code: 0, errors: '' });
    await expectSound(folder);
    const counters = JSON.parse(git(folder, 'show', 'HEAD:otus/cc/cccccccc.json'));
    expect(counters).toEqual({ one: 25, two: 25, three: 25 });
  });

  test.each([
    ['', 1, {}],
    [', durably', 1, { durable: true }],
    [', of several commits at once', 4, { together: 4 }],
    [', durably of several commits at once', 4, { together: 4, durable: true }],
  ])('in a bare repository leaves the old state or the new one%s', async (_, step, how) => {
    const folder = gitRepository({ [PATH]: {} });
    const bare = join(folder, 'bare.git');
    git(folder, 'clone', '--quiet', '--bare', '.', bare);
    let survived = false;
    for (let dieAt = FIRST; !survived; dieAt += STEP) {
      const before = countAtHead(bare);
      const child = await startChild(plan(bare, { edits: 1, dieAt, ...how }));
      survived = (await finish(child)) === 0;
      expect(git(bare, 'fsck', '--strict', '--no-dangling')).toBe('');
      await withWriter(Repository.open(bare), { waitSeconds: 5 }, () => {});
      const after = countAtHead(bare);
      expect([before, before + step]).toContain(after);
      expect(after).toBeGreaterThanOrEqual(child.acknowledged.get(PATH) ?? 0);
    }
  });
});

test('a process that is killed while it joins packs leaves all that was in them (slow)', async () => {
  const folder = gitRepository({ [PATH]: {} });
  const bare = join(folder, 'bare.git');
  git(folder, 'clone', '--quiet', '--bare', '.', bare);
  // The sixteenth pack of a process is the first after which it looks for small ones.
  const edits = { edits: 16, spared: 15, durable: true };
  let survived = false;
  let most = 0;
  for (let dieAt = 1; !survived; dieAt += STEP * 3) {
    const child = await startChild(plan(bare, { ...edits, dieAt }));
    survived = (await finish(child)) === 0;
    expect(git(bare, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
    expect(countAtHead(bare)).toBeGreaterThanOrEqual(child.acknowledged.get(PATH)!);
    most = Math.max(most, readdirSync(join(bare, 'objects/pack')).length);
  }
  expect(most).toBeGreaterThan(32);
  expect(readdirSync(join(bare, 'objects/pack')).length).toBeLessThan(most / 2);
});

test('a disk that is full from any moment on loses nothing, and is named (slow)', async () => {
  const folder = gitRepository({ [PATH]: {} });
  expect(await finish(await startChild(plan(folder, { edits: 1 })))).toBe(0);
  let done = false;
  for (let fullAt = 1; !done; fullAt += 1 + STEP) {
    const before = countAtHead(folder);
    const { ended, acknowledged } = await startChild(plan(folder, { edits: 1, fullAt }));
    const { code, errors } = await ended;
    done = code === 0;
    if (!done) expect(errors).toMatch(/CannotWriteError: .* the disk is full\./);
    await expectSound(folder);
    expect(countAtHead(folder)).toBe(acknowledged.get(PATH) ?? before);
  }
});
