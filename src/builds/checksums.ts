import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export const CHECKSUM_FILE = 'SHA256SUMS';

/** SHA-256 of a file, hex, read in pieces. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The text of SHA256SUMS for all files of a folder, as `sha256sum` writes and `sha256sum --check` reads it. */
export async function checksumsOf(folder: string): Promise<string> {
  let text = '';
  for (const name of filesOf(folder)) {
    if (name !== CHECKSUM_FILE) text += `${await sha256OfFile(join(folder, name))}  ${name}\n`;
  }
  return text;
}

/** File name to SHA-256, of the lines of SHA256SUMS that are well formed. */
export function parseChecksums(text: string): Map<string, string> {
  const sums = new Map<string, string>();
  for (const [, sum, name] of text.matchAll(/^([0-9a-f]{64}) [ *](.+?)\r?$/gm)) sums.set(name!, sum!);
  return sums;
}

/** The names of a folder's files, sorted; symbolic links and folders are none. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}
