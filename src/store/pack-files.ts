/** The files of a pack: putting them into place, and taking them away. */
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder, writeNew } from '../files/disk.js';
import type { EncodedIndex } from './pack-entries.js';

/**
 * Gives a pack that was written under a temporary name its index and its name. Where there is such a pack already, that
 * one stays.
 *
 * @param durable whether it is to survive a power cut; the pack itself has been flushed to the disk by then
 * @returns the pack's path without `.pack`
 */
export function placePack(temporary: string, { bytes, name }: EncodedIndex, { durable }: { durable: boolean }): string {
  const folder = dirname(temporary);
  const temporaryIndex = `${temporary}.idx`;
  writeNew(temporaryIndex, bytes, { mode: 0o444, durable });
  chmodSync(temporary, 0o444);
  const target = join(folder, `pack-${name}`);
  if (existsSync(`${target}.pack`) && existsSync(`${target}.idx`)) {
    rmSync(temporary, { force: true });
    rmSync(temporaryIndex, { force: true });
    return target;
  }
  // Readers look for the index, so it comes last.
  renameSync(temporary, `${target}.pack`);
  renameSync(temporaryIndex, `${target}.idx`);
  if (durable) syncFolder(folder);
  return target;
}

/** Removes a pack whose objects are elsewhere by now. The index goes first: without it nobody looks for the pack. */
export function removePack(base: string): void {
  for (const ending of ['idx', 'rev', 'pack']) rmSync(`${base}.${ending}`, { force: true });
}
