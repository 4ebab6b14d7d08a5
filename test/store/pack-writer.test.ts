import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectId } from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { OidTable } from '../../src/store/oid-table.js';
import { PackWriter } from '../../src/store/pack-writer.js';
import { git, gitRepository } from '../support/repository.js';

function packFolder(folder: string): string {
  return join(folder, '.git/objects/pack');
}

/** Blobs of many sizes: around the edges of a header byte, of what is gathered before a write, and random bytes. */
function blobs(): Buffer[] {
  const sizes = [0, 1, 15, 16, 17, 2047, 2048, 2049, 65_535, 1_048_575, 1_048_577, 3_000_000];
  const random = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => (i * i * 31 + (i >> 3)) & 255));
  return [...sizes.map((size) => Buffer.alloc(size, 'ACGT')), ...sizes.slice(0, 9).map(random)];
}

describe('a pack writer', () => {
  it('writes a pack that git verifies and reads, and that we read', () => {
    const folder = gitRepository();
    const writer = new PackWriter(join(folder, '.git/objects'));
    const contents = blobs();
    const oids = contents.map((data) => writer.add('blob', data));
    expect(writer.count).toBe(new Set(oids).size);
    const tree = writer.add('tree', Buffer.concat([Buffer.from('100644 a\0'), Buffer.from(oids[3]!, 'hex')]));
    const text = `tree ${tree}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nHello\n`;
    const commit = writer.add('commit', Buffer.from(text));
    const tag = writer.add(
      'tag',
      Buffer.from(`object ${commit}\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nHello\n`),
    );
    writer.finish();
    git(folder, 'update-ref', 'refs/heads/main', commit);
    git(folder, 'update-ref', 'refs/tags/v1', tag);
    const index = readdirSync(packFolder(folder)).find((name) => name.endsWith('.idx'))!;
    git(folder, 'verify-pack', join(packFolder(folder), index));
    git(folder, 'index-pack', '--strict', '--verify', join(packFolder(folder), index.replace(/idx$/, 'pack')));
    expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
    const store = new ObjectStore(join(folder, '.git/objects'));
    contents.forEach((data, i) => {
      expect(git(folder, 'cat-file', '-s', oids[i]!)).toBe(`${data.length}`);
      expect(store.readBlob(oids[i]!).equals(data)).toBe(true);
    });
    expect(store.readTag(tag).target).toBe(commit);
  });

  it('names the pack and sets its permissions as git does', () => {
    const folder = gitRepository();
    const writer = new PackWriter(join(folder, '.git/objects'));
    const oid = writer.add('blob', Buffer.from('content'));
    writer.finish();
    const ours = readdirSync(packFolder(folder)).sort();
    expect(ours.map((name) => name.replace(/^pack-[0-9a-f]{40}/, 'pack'))).toEqual(['pack.idx', 'pack.pack']);
    if (process.platform !== 'win32') {
      for (const name of ours) expect(statSync(join(packFolder(folder), name)).mode & 0o777).toBe(0o444);
    }
    expect(git(folder, 'cat-file', 'blob', oid)).toBe('content');
  });

  it('writes an object once, however often it comes', () => {
    const folder = gitRepository();
    const writer = new PackWriter(join(folder, '.git/objects'));
    const oid = writer.add('blob', Buffer.from('same'));
    for (let i = 0; i < 10; i++) expect(writer.add('blob', Buffer.from('same'))).toBe(oid);
    expect(writer.count).toBe(1);
    writer.finish();
    git(folder, 'fsck', '--strict');
    const again = new PackWriter(join(folder, '.git/objects'));
    again.add('blob', Buffer.from('same'));
    again.finish();
    expect(readdirSync(packFolder(folder)).length).toBe(2);
    expect(git(folder, 'cat-file', 'blob', oid)).toBe('same');
  });

  it('writes only what changed of an object where it is told what that was made from', () => {
    const folder = gitRepository();
    const writer = new PackWriter(join(folder, '.git/objects'), { durable: false });
    const versions = Array.from({ length: 120 }, (_, i) =>
      Buffer.from(`${'ACGT'.repeat(999)} ${i} ${'TGCA'.repeat(99)}`),
    );
    const ids = versions.map((data) => objectId('blob', data));
    versions.forEach((data, i) => {
      writer.put(ids[i]!, 'blob', data, i === 0 ? undefined : { oid: ids[i - 1]!, data: versions[i - 1]! });
    });
    const base = writer.finish()!;
    const listed = git(folder, 'verify-pack', '--verbose', `${base}.pack`);
    const depths = listed
      .split('\n')
      .map((line) => Number(/^[0-9a-f]{40} blob +\d+ \d+ \d+ (\d+)/.exec(line)?.[1] ?? 0));
    expect(Math.max(...depths)).toBe(50);
    expect(depths.filter((depth) => depth > 0).length).toBe(117);
    const store = new ObjectStore(join(folder, '.git/objects'));
    versions.forEach((data, i) => {
      expect(store.readBlob(ids[i]!.toString('hex')).equals(data)).toBe(true);
    });
    git(folder, 'index-pack', '--strict', '--verify', `${base}.pack`);
  });

  it('leaves nothing behind when it is given up, or has nothing to write', () => {
    const folder = gitRepository();
    const writer = new PackWriter(join(folder, '.git/objects'));
    writer.add('blob', Buffer.alloc(2_000_000, 1));
    expect(readdirSync(packFolder(folder)).length).toBe(1);
    writer.abort();
    writer.abort();
    new PackWriter(join(folder, '.git/objects')).finish();
    expect(existsSync(packFolder(folder)) && readdirSync(packFolder(folder))).toEqual([]);
  });
});

describe('a table of object ids', () => {
  const ids = fc.array(fc.uint8Array({ minLength: 20, maxLength: 20 }), { maxLength: 600 });

  it('is a set and a list, and sorts as bytes', () => {
    fc.assert(
      fc.property(ids, ids, (some, others) => {
        const table = new OidTable();
        const expected: string[] = [];
        for (const bytes of [...some, ...some]) {
          const hex = Buffer.from(bytes).toString('hex');
          expect(table.add(Buffer.from(bytes))).toBe(!expected.includes(hex));
          if (!expected.includes(hex)) expected.push(hex);
        }
        expect(table.size).toBe(expected.length);
        expected.forEach((hex, number) => {
          expect(table.find(Buffer.from(hex, 'hex'))).toBe(number);
          expect(table.at(number).toString('hex')).toBe(hex);
        });
        for (const bytes of others) {
          const hex = Buffer.from(bytes).toString('hex');
          expect(table.find(Buffer.from(bytes))).toBe(expected.indexOf(hex));
        }
        expect([...table.sorted()].map((number) => expected[number])).toEqual([...expected].sort());
      }),
      { numRuns: 30 },
    );
  });
});
