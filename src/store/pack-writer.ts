/** Writes many objects as one pack and its index (version 2, gitformat-pack(5)), streaming. */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { deflateFast } from './compression.js';
import { type ObjectType, objectId } from './object-format.js';
import { OidTable } from './oid-table.js';

const TYPE_NUMBERS: Record<ObjectType, number> = { commit: 1, tree: 2, blob: 3, tag: 4 };
/** Bytes that are gathered before they are written. */
const CHUNK = 1 << 20;

/**
 * A pack in the making, under a temporary name that `git gc` cleans up when a killed process leaves it. Objects can
 * be read from the repository only after `finish`. It holds 36 bytes per object in memory, not the objects.
 */
export class PackWriter {
  readonly #folder: string;
  readonly #temporary: string;
  #fd: number;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #chunkLength = 0;
  /** Bytes given to the file so far, those in the chunk included. */
  #position = 0;
  readonly #ids = new OidTable();
  #offsets = new Float64Array(1024);
  #checksums = new Uint32Array(1024);

  /** `objectsDir` is a repository's `objects` folder. */
  constructor(objectsDir: string) {
    this.#folder = join(objectsDir, 'pack');
    mkdirSync(this.#folder, { recursive: true });
    this.#temporary = join(this.#folder, `tmp_pack_${randomBytes(6).toString('hex')}`);
    this.#fd = openSync(this.#temporary, 'wx+', 0o644);
    // The number of objects is known, and put in, at the end.
    this.#append(packHeader(0));
  }

  /** How many different objects it has. */
  get count(): number {
    return this.#ids.size;
  }

  /** Adds an object, unless it has it already, and gives its id. */
  add(type: ObjectType, data: Buffer): string {
    const oid = objectId(type, data);
    if (this.#ids.add(oid)) {
      const number = this.#ids.size - 1;
      if (number >= this.#offsets.length) this.#grow();
      const header = entryHeader(TYPE_NUMBERS[type], data.length);
      const packed = deflateFast(data);
      this.#offsets[number] = this.#position;
      this.#checksums[number] = crc32(packed, crc32(header, 0));
      this.#append(header);
      this.#append(packed);
    }
    return oid.toString('hex');
  }

  /** Puts the pack into place; nothing when it is empty. Once this returns, its objects survive a power cut. */
  finish(): void {
    if (this.#ids.size === 0) {
      this.abort();
      return;
    }
    this.#flush();
    writeAll(this.#fd, packHeader(this.#ids.size), 0);
    // The count is in the first bytes, so the checksum can only be taken now: one pass over what is still in the
    // page cache, at a tenth of what compressing cost.
    const checksum = this.#checksumOfFile();
    writeAll(this.#fd, checksum, this.#position);
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    this.#fd = -1;
    const { index, name } = this.#index(checksum);
    const temporaryIndex = `${this.#temporary}.idx`;
    const fd = openSync(temporaryIndex, 'wx', 0o444);
    writeAll(fd, index, 0);
    fsyncSync(fd);
    closeSync(fd);
    chmodSync(this.#temporary, 0o444);
    const target = join(this.#folder, `pack-${name}`);
    if (existsSync(`${target}.pack`) && existsSync(`${target}.idx`)) {
      rmSync(this.#temporary, { force: true });
      rmSync(temporaryIndex, { force: true });
      return;
    }
    // Readers look for the index, so it comes last.
    renameSync(this.#temporary, `${target}.pack`);
    renameSync(temporaryIndex, `${target}.idx`);
    syncFolder(this.#folder);
  }

  /** Throws everything away. Does nothing after `finish`. */
  abort(): void {
    if (this.#fd >= 0) closeSync(this.#fd);
    this.#fd = -1;
    rmSync(this.#temporary, { force: true });
    rmSync(`${this.#temporary}.idx`, { force: true });
  }

  /** The index's bytes, and the name git gives the pack: the checksum over the sorted ids. */
  #index(packChecksum: Buffer): { index: Buffer; name: string } {
    const count = this.#ids.size;
    const order = this.#ids.sorted();
    const large = order.reduce((n, number) => n + (this.#offsets[number]! >= 0x80000000 ? 1 : 0), 0);
    const index = Buffer.alloc(8 + 1024 + count * 28 + large * 8 + 40);
    index.writeUInt32BE(0xff744f63, 0);
    index.writeUInt32BE(2, 4);
    const names = 1032;
    const checksums = names + count * 20;
    const offsets = checksums + count * 4;
    const largeOffsets = offsets + count * 4;
    let nextLarge = 0;
    order.forEach((number, i) => {
      this.#ids.at(number).copy(index, names + i * 20);
      index.writeUInt32BE(this.#checksums[number]!, checksums + i * 4);
      const offset = this.#offsets[number]!;
      if (offset < 0x80000000) {
        index.writeUInt32BE(offset, offsets + i * 4);
      } else {
        index.writeUInt32BE(0x80000000 + nextLarge, offsets + i * 4);
        index.writeBigUInt64BE(BigInt(offset), largeOffsets + nextLarge * 8);
        nextLarge++;
      }
    });
    // The fan-out: how many ids have a first byte up to and including each value.
    for (let byte = 0, i = 0; byte < 256; byte++) {
      while (i < count && index[names + i * 20]! <= byte) i++;
      index.writeUInt32BE(i, 8 + byte * 4);
    }
    const name = createHash('sha1').update(index.subarray(names, checksums)).digest('hex');
    const end = index.length - 40;
    packChecksum.copy(index, end);
    createHash('sha1')
      .update(index.subarray(0, end + 20))
      .digest()
      .copy(index, end + 20);
    return { index, name };
  }

  #checksumOfFile(): Buffer {
    const sha = createHash('sha1');
    let position = 0;
    while (position < this.#position) {
      const got = readSync(this.#fd, this.#chunk, 0, Math.min(CHUNK, this.#position - position), position);
      sha.update(this.#chunk.subarray(0, got));
      position += got;
    }
    return sha.digest();
  }

  #append(bytes: Buffer): void {
    if (this.#chunkLength + bytes.length > CHUNK) this.#flush();
    if (bytes.length >= CHUNK) {
      writeAll(this.#fd, bytes, this.#position);
    } else {
      bytes.copy(this.#chunk, this.#chunkLength);
      this.#chunkLength += bytes.length;
    }
    this.#position += bytes.length;
  }

  #flush(): void {
    writeAll(this.#fd, this.#chunk.subarray(0, this.#chunkLength), this.#position - this.#chunkLength);
    this.#chunkLength = 0;
  }

  #grow(): void {
    const offsets = new Float64Array(this.#offsets.length * 2);
    offsets.set(this.#offsets);
    this.#offsets = offsets;
    const checksums = new Uint32Array(offsets.length);
    checksums.set(this.#checksums);
    this.#checksums = checksums;
  }
}

function packHeader(count: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  return header;
}

/** An entry's type and unpacked size: four bits of size beside the type, then seven in each byte. */
function entryHeader(type: number, size: number): Buffer {
  const bytes: number[] = [];
  let byte = (type << 4) | (size & 15);
  let rest = Math.floor(size / 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest & 0x7f;
    rest = Math.floor(rest / 128);
  }
  bytes.push(byte);
  return Buffer.from(bytes);
}

function writeAll(fd: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** Makes renames in a folder survive a power cut, where the system can. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
