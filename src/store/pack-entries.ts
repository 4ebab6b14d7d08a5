/** What a pack's index tells of the objects in it, gathered while the pack is made: 36 bytes an object. */
import { createHash } from 'node:crypto';
import { OidTable } from './oid-table.js';

export interface EncodedIndex {
  bytes: Buffer;
  /** What git calls the pack: the checksum over the sorted ids. */
  name: string;
}

export class PackEntries {
  /** The ids, numbered in the order they came. */
  readonly ids = new OidTable();
  #offsets = new Float64Array(1024);
  #checksums = new Uint32Array(1024);

  /** Adds an object by where its entry begins, and that entry's CRC-32. False, and nothing done, where it is there. */
  add(oid: Buffer, offset: number, checksum: number): boolean {
    if (!this.ids.add(oid)) return false;
    const number = this.ids.size - 1;
    if (number >= this.#offsets.length) this.#grow();
    this.#offsets[number] = offset;
    this.#checksums[number] = checksum;
    return true;
  }

  /** Where the entry of a number begins. */
  offset(number: number): number {
    return this.#offsets[number]!;
  }

  /** The index (version 2) of the pack that has this checksum. */
  index(packChecksum: Buffer): EncodedIndex {
    const count = this.ids.size;
    const order = this.ids.sorted();
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
      this.ids.at(number).copy(index, names + i * 20);
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
    return { bytes: index, name };
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
