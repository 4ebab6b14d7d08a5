import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LockedError } from '../../src/store/errors.js';
import { RepositoryLock } from '../../src/store/lock.js';
import { LockFile } from '../../src/store/lock-file.js';
import { newStamp, parseStamp, type Stamp, vitality } from '../../src/store/process-stamp.js';
import { GitLockedError } from '../../src/store/write-errors.js';
import { temporaryFolder } from '../support/repository.js';

/** The number of a process that has just ended. */
function deadPid(): number {
  return Number(execFileSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' }));
}

function lockFile(folder: string): string {
  return join(folder, 'refkit', 'lock');
}

function leave(file: string, stamp: Partial<Stamp>): Stamp {
  const whole = { ...newStamp(), ...stamp };
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, JSON.stringify(whole));
  return whole;
}

function makeOld(file: string, minutes: number): void {
  const then = new Date(Date.now() - minutes * 60_000);
  utimesSync(file, then, then);
}

describe('the lock of a repository', () => {
  test('says who has it, and is gone when it is released', async () => {
    const folder = temporaryFolder();
    const lock = await RepositoryLock.acquire(folder, { waitSeconds: 0 });
    expect(parseStamp(readFileSync(lockFile(folder), 'utf8'))).toMatchObject({ pid: process.pid, holder: 'refkit' });
    expect(lock.isOurs()).toBe(true);
    lock.release();
    expect(readdirSync(join(folder, 'refkit'))).toEqual([]);
  });

  test('is waited for, and after that refused with its owner named', async () => {
    const folder = temporaryFolder();
    const owner = leave(lockFile(folder), { token: 'f00d' });
    let waited = 0;
    const acquired = RepositoryLock.acquire(folder, { waitSeconds: 0.1, onWait: () => waited++ });
    await expect(acquired).rejects.toThrow(LockedError);
    await expect(acquired).rejects.toMatchObject({
      data: { pid: owner.pid, host: owner.host, file: lockFile(folder) },
      message: expect.stringContaining(`process ${owner.pid} on ${owner.host}`),
    });
    expect(waited).toBe(1);
    // The refused one leaves nothing but the word that it waited.
    expect(readdirSync(join(folder, 'refkit')).sort()).toEqual(['lock', 'lock.waiting']);
  });

  test('goes to callers in one process in the order in which they came', async () => {
    const folder = temporaryFolder();
    const order: number[] = [];
    const callers = Array.from({ length: 20 }, async (_, i) => {
      const lock = await RepositoryLock.acquire(folder, { waitSeconds: 10 });
      order.push(i);
      await new Promise((resolve) => setTimeout(resolve, 1));
      lock.release();
    });
    await Promise.all(callers);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('is refused within one process as well, without harm to those who go on waiting', async () => {
    const folder = temporaryFolder();
    const first = await RepositoryLock.acquire(folder, { waitSeconds: 0 });
    await expect(RepositoryLock.acquire(folder, { waitSeconds: 0 })).rejects.toThrow('This process is changing');
    const patient = RepositoryLock.acquire(folder, { waitSeconds: 10 });
    await expect(RepositoryLock.acquire(folder, { waitSeconds: 0.02 })).rejects.toThrow(LockedError);
    first.release();
    (await patient).release();
    (await RepositoryLock.acquire(folder, { waitSeconds: 0 })).release();
  });

  test('of a dead process is taken over at once', async () => {
    const folder = temporaryFolder();
    leave(lockFile(folder), { pid: deadPid() });
    const lock = await RepositoryLock.acquire(folder, { waitSeconds: 0 });
    expect(lock.isOurs()).toBe(true);
    expect(readdirSync(join(folder, 'refkit'))).toEqual(['lock']);
    lock.release();
  });

  test.runIf(process.platform === 'linux')(
    'of a dead process whose number is in use again is taken over at once',
    async () => {
      const folder = temporaryFolder();
      leave(lockFile(folder), { pid: process.pid, started: '1' });
      (await RepositoryLock.acquire(folder, { waitSeconds: 0 })).release();
    },
  );

  test.each([
    ['another machine', { host: 'elsewhere' }],
    ['another container, or before a restart of the machine', { world: 'another' }],
  ])('of %s is respected while it shows signs of life', async (_, stamp) => {
    const folder = temporaryFolder();
    leave(lockFile(folder), { ...stamp, pid: deadPid() });
    makeOld(lockFile(folder), 4);
    await expect(RepositoryLock.acquire(folder, { waitSeconds: 0 })).rejects.toThrow(LockedError);
    makeOld(lockFile(folder), 6);
    (await RepositoryLock.acquire(folder, { waitSeconds: 0 })).release();
  });

  test('that its maker did not come to sign is taken over after some seconds', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'refkit'));
    writeFileSync(lockFile(folder), '');
    await expect(RepositoryLock.acquire(folder, { waitSeconds: 0 })).rejects.toThrow(LockedError);
    makeOld(lockFile(folder), 1);
    (await RepositoryLock.acquire(folder, { waitSeconds: 0 })).release();
  });

  test('of a dead process has one heir: while that lives, nobody else takes it', async () => {
    const folder = temporaryFolder();
    const dead = leave(lockFile(folder), { pid: deadPid() });
    leave(join(folder, 'refkit', `claim.${dead.token}`), {});
    await expect(RepositoryLock.acquire(folder, { waitSeconds: 0 })).rejects.toThrow(LockedError);
  });

  test('is inherited from heirs that were killed themselves', async () => {
    const folder = temporaryFolder();
    const dead = leave(lockFile(folder), { pid: deadPid() });
    const heir = leave(join(folder, 'refkit', `claim.${dead.token}`), { pid: deadPid() });
    leave(join(folder, 'refkit', `claim.${heir.token}`), { pid: deadPid() });
    const lock = await RepositoryLock.acquire(folder, { waitSeconds: 0 });
    expect(readdirSync(join(folder, 'refkit'))).toEqual(['lock']);
    lock.release();
  });

  test('that was lost is not released for its new owner', async () => {
    const folder = temporaryFolder();
    const lock = await RepositoryLock.acquire(folder, { waitSeconds: 0 });
    leave(lockFile(folder), { token: 'new' });
    expect(lock.isOurs()).toBe(false);
    lock.release();
    expect(existsSync(lockFile(folder))).toBe(true);
  });
});

describe('the sign of life of a process', () => {
  test('is seen for ourselves, and not for one that ended', () => {
    expect(vitality(newStamp())).toBe(process.platform === 'linux' ? 'alive' : 'unknown');
    expect(vitality({ ...newStamp(), pid: deadPid() })).toBe('dead');
    expect(vitality({ ...newStamp(), host: 'elsewhere' })).toBe('unknown');
  });

  test.each(['', '{}', 'not refkit', '{"holder":"refkit"', '{"holder":"refkit","pid":"1","token":"x"}'])(
    'is not read out of %j',
    (text) => {
      expect(parseStamp(text)).toBeNull();
    },
  );
});

describe('index.lock', () => {
  test('is taken and given back', () => {
    const folder = temporaryFolder();
    leave(lockFile(folder), {});
    const lock = LockFile.acquire(join(folder, 'index'), lockFile(folder), 0);
    expect(existsSync(join(folder, 'index.lock'))).toBe(true);
    lock.release();
    expect(existsSync(join(folder, 'index.lock'))).toBe(false);
    // The second time it may be git's.
    writeFileSync(join(folder, 'index.lock'), '');
    lock.release();
    expect(existsSync(join(folder, 'index.lock'))).toBe(true);
  });

  test('of a real git is waited for, and never removed', () => {
    const folder = temporaryFolder();
    leave(lockFile(folder), {});
    writeFileSync(join(folder, 'index.lock'), 'DIRC');
    const acquire = () => LockFile.acquire(join(folder, 'index'), lockFile(folder), 0);
    expect(acquire).toThrow(GitLockedError);
    expect(acquire).toThrow(join(folder, 'index.lock'));
    expect(readFileSync(join(folder, 'index.lock'), 'utf8')).toBe('DIRC');
  });

  test('that a killed refkit left is removed', () => {
    const folder = temporaryFolder();
    leave(join(folder, 'refkit', 'old'), { pid: deadPid() });
    linkSync(join(folder, 'refkit', 'old'), join(folder, 'index.lock'));
    leave(lockFile(folder), {});
    LockFile.acquire(join(folder, 'index'), lockFile(folder), 0).release();
  });
});
