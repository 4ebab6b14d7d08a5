/**
 * Makes few packs of many small ones. A server that writes a pack with each step would leave thousands, and a look-up
 * asks one after the other. An entry of a pack depends on others of that pack only, by how far before it they begin: so
 * packs are joined by copying what they have, byte by byte, one behind the other, and only the index is made anew.
 *
 * It is no `git gc`: it makes nothing smaller.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeNew } from '../files/disk.js';
import { PackEntries } from './pack-entries.js';
import { placePack, removePack } from './pack-files.js';
import { packHeader } from './pack-writer.js';

/** So many packs of about one size become one. */
const MANY = 16;
/** What counts as one size, in bytes: below the first bound, or between the two. Larger ones are left to git. */
const SIZES = [256 << 10, 4 << 20];
/** No more than this, in bytes, is joined at once: others wait meanwhile. */
const MOST = 8 << 20;

const HEADER = 12;
const CHECKSUM = 20;
/** What says that a pack is not to be touched, or that more than its own index knows of it. */
const SPECIAL = ['keep', 'promisor', 'mtimes', 'bitmap'];

/**
 * Joins small packs of an `objects` folder where there are many. Whether it did. For the owner of the repository's lock:
 * readers of any program, and a `git gc`, may be at work meanwhile, since they look again for what they miss.
 */
export function mergeSmallPacks(objectsDir: string): boolean {
  const folder = join(objectsDir, 'pack');
  const names = new Set(readdirSync(folder));
  if (names.has('multi-pack-index') || names.has('multi-pack-index.d')) return false;
  const packs = [...names]
    .filter((name) => name.endsWith('.idx') && names.has(name.replace(/idx$/, 'pack')))
    .map((name) => name.slice(0, -4))
    .filter((name) => !SPECIAL.some((ending) => names.has(`${name}.${ending}`)))
    .map((name) => ({ base: join(folder, name), size: sizeOf(join(folder, `${name}.pack`)) }))
    .sort((a, b) => b.size - a.size);
  return SIZES.map((below, i) => {
    const alike = packs.filter(({ size }) => size < below && size >= (SIZES[i - 1] ?? 1));
    return alike.length >= MANY && merge(folder, upTo(MOST, alike));
  }).includes(true);
}

/** 0 where it is gone. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The first packs that together have no more bytes than that. */
function upTo(most: number, packs: { base: string; size: number }[]): string[] {
  const bases: string[] = [];
  let sum = 0;
  for (const { base, size } of packs) {
    sum += size;
    if (sum > most) break;
    bases.push(base);
  }
  return bases;
}

/** Joins packs, except those that can't be, and removes them when that is on the disk. Whether it did. */
function merge(folder: string, bases: string[]): boolean {
  const entries = new PackEntries();
  const bodies: Buffer[] = [];
  const joined: string[] = [];
  const needless: string[] = [];
  let position = HEADER;
  for (const base of bases) {
    const pack = readFileSync(`${base}.pack`);
    const found = readEntries(readFileSync(`${base}.idx`), pack);
    if (found === null) continue;
    const known = found.filter(({ oid }) => entries.ids.find(oid) >= 0).length;
    // Somebody was killed after all had been joined and before all had been removed.
    if (known === found.length) needless.push(base);
    if (known > 0) continue;
    for (const { oid, offset, checksum } of found) entries.add(oid, position - HEADER + offset, checksum);
    joined.push(base);
    bodies.push(pack.subarray(HEADER, -CHECKSUM));
    position += pack.length - HEADER - CHECKSUM;
  }
  if (joined.length < 2) return false;
  const target = write(folder, entries, bodies);
  for (const base of [...joined, ...needless]) if (base !== target) removePack(base);
  return true;
}

/** Writes a pack of what is in others. Gives its path without `.pack`, once it is on the disk. */
function write(folder: string, entries: PackEntries, bodies: Buffer[]): string {
  const content = Buffer.concat([packHeader(entries.ids.size), ...bodies]);
  const checksum = createHash('sha1').update(content).digest();
  const temporary = join(folder, `tmp_pack_${randomBytes(6).toString('hex')}`);
  try {
    writeNew(temporary, Buffer.concat([content, checksum]), { mode: 0o644, durable: true });
    return placePack(temporary, entries.index(checksum), { durable: true });
  } catch (error) {
    for (const file of [temporary, `${temporary}.idx`]) rmSync(file, { force: true });
    throw error;
  }
}

interface Entry {
  oid: Buffer;
  offset: number;
  checksum: number;
}

/** What is in a pack; null where it is damaged, empty, or its index is of another version or size than ours. */
function readEntries(index: Buffer, pack: Buffer): Entry[] | null {
  const count = pack.readUInt32BE(8);
  const names = 8 + 1024;
  const checksums = names + count * 20;
  const offsets = checksums + count * 4;
  const end = offsets + count * 4;
  if (count === 0 || index.length !== end + 2 * CHECKSUM || index.readUInt32BE(0) !== 0xff744f63) return null;
  const checksum = createHash('sha1').update(pack.subarray(0, -CHECKSUM)).digest();
  if (!checksum.equals(pack.subarray(-CHECKSUM)) || !checksum.equals(index.subarray(end, end + CHECKSUM))) return null;
  return Array.from({ length: count }, (_, i) => ({
    oid: index.subarray(names + i * 20, names + i * 20 + 20),
    offset: index.readUInt32BE(offsets + i * 4),
    checksum: index.readUInt32BE(checksums + i * 4),
  }));
}
