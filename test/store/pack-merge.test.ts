import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectId } from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { mergeSmallPacks } from '../../src/store/pack-merge.js';
import { PackWriter } from '../../src/store/pack-writer.js';
import { git, gitRepository } from '../support/repository.js';

const objectsOf = (folder: string) => join(folder, '.git/objects');
const packsIn = (folder: string) =>
  readdirSync(join(objectsOf(folder), 'pack')).filter((name) => name.endsWith('.pack'));

/** A pack of two versions of a blob, the second as a delta of the first. Gives its path and what is in it. */
function smallPack(folder: string, serial: number): { base: string; contents: Buffer[] } {
  const contents = ['one', 'two'].map((word) => Buffer.from(`${'ACGT'.repeat(200)} ${word} ${serial}`));
  const [first, second] = contents.map((data) => ({ oid: objectId('blob', data), data }));
  const writer = new PackWriter(objectsOf(folder), { durable: false });
  writer.put(first!.oid, 'blob', first!.data);
  writer.put(second!.oid, 'blob', second!.data, first);
  return { base: writer.finish()!, contents };
}

function smallPacks(folder: string, count: number): { base: string; contents: Buffer[] }[] {
  return Array.from({ length: count }, (_, serial) => smallPack(folder, serial));
}

function expectAll(folder: string, packs: { contents: Buffer[] }[]): void {
  const store = new ObjectStore(objectsOf(folder));
  for (const { contents } of packs) {
    for (const data of contents) {
      const oid = objectId('blob', data).toString('hex');
      expect(store.readBlob(oid).equals(data)).toBe(true);
      expect(git(folder, 'cat-file', '-p', oid)).toBe(data.toString());
    }
  }
  store.close();
  expect(git(folder, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
}

describe('small packs', () => {
  it('become one where there are many, and all that was in them is found', () => {
    const folder = gitRepository();
    const packs = smallPacks(folder, 20);
    expect(mergeSmallPacks(objectsOf(folder))).toBe(true);
    const [merged, ...others] = packsIn(folder);
    expect(others).toEqual([]);
    git(folder, 'index-pack', '--strict', '--verify', join(objectsOf(folder), 'pack', merged!));
    expectAll(folder, packs);
  });

  it('are left alone where there are few', () => {
    const folder = gitRepository();
    smallPacks(folder, 15);
    expect(mergeSmallPacks(objectsOf(folder))).toBe(false);
    expect(packsIn(folder).length).toBe(15);
  });

  it('are found by a store that has them open while they become one', () => {
    const folder = gitRepository();
    const packs = smallPacks(folder, 20);
    const store = new ObjectStore(objectsOf(folder));
    const read = ({ contents }: { contents: Buffer[] }) =>
      store.readBlob(objectId('blob', contents[1]!).toString('hex')).equals(contents[1]!);
    expect(packs.slice(0, 10).every(read)).toBe(true);
    mergeSmallPacks(objectsOf(folder));
    expect(packs.every(read)).toBe(true);
    store.close();
  });

  it('are left alone where somebody wants to keep them, as are large ones', () => {
    const folder = gitRepository();
    const packs = smallPacks(folder, 18);
    writeFileSync(`${packs[0]!.base}.keep`, '');
    const large = new PackWriter(objectsOf(folder), { durable: false });
    const noise = Buffer.from(Uint32Array.from({ length: 1_500_000 }, (_, i) => Math.imul(i, 0x9e3779b1)).buffer);
    large.add('blob', noise);
    const base = large.finish()!;
    expect(statSync(`${base}.pack`).size).toBeGreaterThan(4 << 20);
    mergeSmallPacks(objectsOf(folder));
    expect(packsIn(folder).length).toBe(3);
    expect(packsIn(folder)).toEqual(
      expect.arrayContaining([packs[0]!.base, base].map((path) => `${path.slice(-45)}.pack`)),
    );
  });

  it('become one without those that are damaged', () => {
    const folder = gitRepository();
    const packs = smallPacks(folder, 20);
    const file = `${packs[7]!.base}.pack`;
    const bytes = readFileSync(file);
    bytes[40]! ^= 1;
    rmSync(file);
    writeFileSync(file, bytes);
    expect(mergeSmallPacks(objectsOf(folder))).toBe(true);
    expect(packsIn(folder).length).toBe(2);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('become one without those that have an object once more', () => {
    const folder = gitRepository();
    const packs = smallPacks(folder, 16);
    const writer = new PackWriter(objectsOf(folder), { durable: false });
    writer.add('blob', packs[3]!.contents[0]!);
    writer.add('blob', Buffer.from('another'));
    writer.finish();
    expect(mergeSmallPacks(objectsOf(folder))).toBe(true);
    expect(packsIn(folder).length).toBe(2);
    expectAll(folder, packs);
  });
});
