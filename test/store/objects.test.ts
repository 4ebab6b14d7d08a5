import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefkitError } from '../../src/otu/errors.js';
import { CorruptObjectError, ObjectNotFoundError, WrongObjectTypeError } from '../../src/store/errors.js';
import { objectIdHex } from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

function storeOf(folder: string): ObjectStore {
  return new ObjectStore(join(folder, '.git', 'objects'));
}

/** Every object of a repository as real git knows it: id, type and content. */
function* allObjects(folder: string): Generator<{ oid: string; type: string; data: Buffer }> {
  const output = execFileSync('git', ['cat-file', '--batch', '--batch-all-objects'], {
    cwd: folder,
    maxBuffer: 1 << 30,
  });
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const [oid, type, size] = output.toString('latin1', at, end).split(' ') as [string, string, string];
    const start = end + 1;
    yield { oid, type, data: output.subarray(start, start + Number(size)) };
    at = start + Number(size) + 1;
  }
}

/** A repository with many versions of a few long files, so that git finds plenty of deltas. */
function historyOfEdits(commits = 30): string {
  const folder = gitRepository({ 'a/one.txt': lines(0), 'b/two.txt': lines(1000), 'empty.txt': '' });
  const input: string[] = [];
  for (let i = 0; i < commits; i++) {
    input.push(`commit refs/heads/main\ncommitter Ada <ada@example.org> ${i} +0000\n${data(`Edit ${i}`)}`);
    if (i === 0) input.push('from refs/heads/main^0\n');
    const files = { 'a/one.txt': lines(i + 1), [`b/${i}.txt`]: `${i}\n`, 'c/long.bin': 'x'.repeat(i * 5000) };
    for (const [path, text] of Object.entries(files)) input.push(`M 100644 inline ${path}\n${data(text)}`);
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: folder, input: input.join('') });
  git(folder, 'reset', '--quiet', '--hard');
  git(folder, 'tag', '-a', 'v1', '-m', 'A tag');
  return folder;
}

/** Text as `git fast-import` takes it. */
function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function lines(seed: number): string {
  return Array.from({ length: 400 }, (_, i) => `line ${i} ${i <= seed ? (i * 31) % 977 : (i * 7919) % 1000}\n`).join(
    '',
  );
}

function expectAllAsGit(folder: string, store = storeOf(folder)): number {
  let count = 0;
  for (const { oid, type, data } of allObjects(folder)) {
    const object = store.read(oid);
    expect(object.type).toBe(type);
    expect(object.data.equals(data)).toBe(true);
    expect(store.has(oid)).toBe(true);
    count++;
  }
  return count;
}

describe('an object store reads every object as git does', () => {
  it('loose', () => {
    expect(expectAllAsGit(historyOfEdits(5))).toBeGreaterThan(20);
  });

  it('loose, behind a table of codes that is longer than the header', () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`otus/${(i * 7919) % 97}/${i}.json`, `${i}`]),
    );
    expect(expectAllAsGit(gitRepository(files))).toBeGreaterThan(2000);
  });

  it('packed with deltas', () => {
    const folder = historyOfEdits();
    git(folder, 'gc', '--quiet');
    expect(git(folder, 'count-objects')).toMatch(/^0 objects/);
    expect(expectAllAsGit(folder)).toBeGreaterThan(100);
  });

  it('in long chains of deltas', () => {
    const folder = historyOfEdits(80);
    git(folder, 'repack', '-adfq', '--depth=50', '--window=250');
    const pack = readdirSync(join(folder, '.git/objects/pack')).find((name) => name.endsWith('.idx'))!;
    const depths = git(folder, 'verify-pack', '-v', `.git/objects/pack/${pack}`).match(/chain length = (\d+)/g)!;
    expect(depths.length).toBeGreaterThan(8);
    expectAllAsGit(folder);
  });

  it('in deltas that name their base by its id', () => {
    const folder = historyOfEdits();
    git(folder, '-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq');
    expectAllAsGit(folder);
  });

  it('behind an index of version 1', () => {
    const folder = historyOfEdits();
    git(folder, '-c', 'pack.indexVersion=1', 'repack', '-adfq');
    expectAllAsGit(folder);
  });

  it('behind an index with 64-bit offsets', () => {
    const folder = historyOfEdits();
    git(folder, 'repack', '-adfq');
    const dir = join(folder, '.git/objects/pack');
    const pack = join(dir, readdirSync(dir).find((name) => name.endsWith('.pack'))!);
    chmodSync(pack.replace(/pack$/, 'idx'), 0o644);
    rmSync(pack.replace(/pack$/, 'idx'));
    git(folder, 'index-pack', '--index-version=2,0x40', pack);
    expectAllAsGit(folder);
  });

  it('in several packs, in loose files, and in a repository it borrows from', () => {
    const folder = historyOfEdits(10);
    git(folder, 'repack', '-dq');
    writeFiles(folder, { 'new.txt': 'new\n' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'More');
    git(folder, 'repack', '-dq');
    writeFiles(folder, { 'newer.txt': 'newer\n' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'And more');
    const clone = join(temporaryFolder('refkit with space ü '), 'clone');
    git(folder, 'clone', '--quiet', '--shared', folder, clone);
    writeFiles(clone, { 'own.txt': 'own\n' });
    git(clone, 'add', '.');
    git(clone, 'commit', '--quiet', '-m', 'In the clone');
    expect(expectAllAsGit(folder)).toBeLessThan(expectAllAsGit(clone));
  });
});

describe('an object store beside a git that repacks', () => {
  it('finds objects in packs that came after it looked', () => {
    const folder = historyOfEdits(5);
    const store = storeOf(folder);
    const objects = [...allObjects(folder)];
    for (const { oid } of objects.slice(0, 5)) store.read(oid);
    git(folder, 'gc', '--quiet', '--prune=now');
    for (const { oid, data } of objects) expect(store.read(oid).data.equals(data)).toBe(true);
    git(folder, 'repack', '-adfq', '--depth=3');
    for (const { oid } of objects) expect(store.has(oid)).toBe(true);
    store.close();
    for (const { oid } of objects) store.read(oid);
    store.close();
  });

  it('finds objects when the pack it knew is gone before it read from it', () => {
    const folder = historyOfEdits(5);
    git(folder, 'gc', '--quiet');
    const store = storeOf(folder);
    const [first, ...rest] = [...allObjects(folder)];
    expect(store.has(first!.oid)).toBe(true);
    writeFiles(folder, { 'z.txt': 'z' });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'z');
    git(folder, 'repack', '-adq');
    for (const { oid } of rest) store.read(oid);
  });
});

describe('an object store while git repacks all the time (slow)', () => {
  // Windows does not let git remove packs that are open.
  it.skipIf(process.platform === 'win32')('misses nothing', async () => {
    const folder = historyOfEdits(10);
    const objects = [...allObjects(folder)];
    const repack = 'for i in 1 2 3 4 5 6 7 8; do git repack -adfq --window=$i; done';
    const repacking = spawn('sh', ['-c', repack], { cwd: folder, stdio: 'ignore' });
    let running = true;
    const done = new Promise<number | null>((resolve) =>
      repacking.on('exit', (code) => {
        running = false;
        resolve(code);
      }),
    );
    const store = storeOf(folder);
    let rounds = 0;
    for (; running; rounds++) {
      // With files held open since before, and with none.
      if (rounds % 2 === 1) store.close();
      for (const { oid, data } of objects) expect(store.read(oid).data.equals(data)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await done;
    expect(rounds).toBeGreaterThan(10);
  });
});

describe('an object store refuses', () => {
  it('an object that is not there, and what is no id', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const store = storeOf(folder);
    expect(() => store.read('0'.repeat(40))).toThrow(ObjectNotFoundError);
    expect(() => store.read('../../../../etc/passwd')).toThrow(ObjectNotFoundError);
    expect(store.has('0'.repeat(40))).toBe(false);
    expect(store.has('HEAD')).toBe(false);
  });

  it('an object of another type', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const store = storeOf(folder);
    expect(() => store.readBlob(git(folder, 'rev-parse', 'HEAD'))).toThrow(WrongObjectTypeError);
    expect(() => store.readCommit(git(folder, 'rev-parse', 'HEAD:a.txt'))).toThrow(WrongObjectTypeError);
  });

  it('a damaged loose object, naming it and its file', () => {
    const folder = gitRepository({ 'a.txt': 'a'.repeat(1000) });
    const oid = git(folder, 'rev-parse', 'HEAD:a.txt');
    const file = join(folder, '.git/objects', oid.slice(0, 2), oid.slice(2));
    const sound = readFileSync(file);
    chmodSync(file, 0o644);
    for (const damage of [sound.subarray(0, 10), Buffer.alloc(0), Buffer.from('garbage')]) {
      writeFileSync(file, damage);
      expect(() => storeOf(folder).readBlob(oid)).toThrow(CorruptObjectError);
      expect(() => storeOf(folder).readBlob(oid)).toThrow(oid);
      expect(() => storeOf(folder).readBlob(oid)).toThrow(file);
    }
  });
});

describe('an object store on damaged packs', () => {
  it('gives what git stored, or says what is damaged: never anything else', () => {
    const folder = historyOfEdits(8);
    git(folder, 'repack', '-adfq', '--depth=50');
    git(folder, 'prune-packed');
    const dir = join(folder, '.git/objects/pack');
    const oids = [...allObjects(folder)].map(({ oid }) => oid);
    const files = readdirSync(dir).filter((name) => /\.(pack|idx)$/.test(name));
    const sound = new Map(files.map((name) => [name, readFileSync(join(dir, name))]));
    for (const name of files) chmodSync(join(dir, name), 0o644);
    let damages = 0;
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(255), fc.boolean(), (name, position, byte, cut) => {
        const bytes = Buffer.from(sound.get(name)!);
        const at = position % bytes.length;
        bytes[at] = byte;
        writeFileSync(join(dir, name), cut ? bytes.subarray(0, at) : bytes);
        const store = storeOf(folder);
        try {
          for (const oid of oids) {
            try {
              const { type, data } = store.read(oid);
              // Bytes that still unpack may say something else; whoever must know compares the id.
              if (objectIdHex(type, data) !== oid) throw new CorruptObjectError('other content', { oid });
            } catch (error) {
              expect(error).toBeInstanceOf(RefkitError);
              damages++;
            }
          }
        } finally {
          store.close();
          writeFileSync(join(dir, name), sound.get(name)!);
        }
      }),
      { numRuns: 150 },
    );
    expect(damages).toBeGreaterThan(100);
  });

  it('reads from another place what is damaged in one', () => {
    const folder = historyOfEdits(3);
    git(folder, 'repack', '-adq');
    const objects = [...allObjects(folder)];
    const dir = join(folder, '.git/objects/pack');
    const pack = join(dir, readdirSync(dir).find((name) => name.endsWith('.pack'))!);
    chmodSync(pack, 0o644);
    const bytes = readFileSync(pack);
    writeFileSync(pack, bytes.fill(0, 100, bytes.length - 20));
    const writer = gitRepository();
    const other = storeOf(writer);
    for (const { type, data } of objects) other.write(type as 'blob', data);
    writeFiles(folder, { '.git/objects/info/alternates': join(writer, '.git/objects') });
    const store = storeOf(folder);
    for (const { oid, data } of objects) expect(store.read(oid).data.equals(data)).toBe(true);
  });
});

describe('an object store writes', () => {
  it('loose objects that git reads, once, read-only', () => {
    const folder = gitRepository();
    const store = storeOf(folder);
    const data = Buffer.from('content\n');
    const oid = store.write('blob', data);
    expect(store.write('blob', data)).toBe(oid);
    expect(git(folder, 'cat-file', 'blob', oid)).toBe('content');
    expect(git(folder, 'count-objects')).toMatch(/^1 objects/);
    expect(readdirSync(join(folder, '.git/objects', oid.slice(0, 2)))).toEqual([oid.slice(2)]);
  });
});
