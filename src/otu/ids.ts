import { randomBytes } from 'node:crypto';
import { InvalidInputError } from './errors.js';

/** What an OTU's id looks like. It becomes a file name, so it is safe as one on every system. */
export const OTU_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/;

/** What the id of an isolate or a sequence looks like. Accessions with a version, such as NC_010317.1, fit. */
export const ITEM_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

/** Names that Windows keeps for devices, whatever their case or extension. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const ID_LENGTH = 8;

export function isOtuId(text: string): boolean {
  return OTU_ID.test(text) && !DEVICE_NAME.test(text);
}

export function isItemId(text: string): boolean {
  return ITEM_ID.test(text);
}

/** A fresh id: 8 characters of a-z and 0-9 from a secure random source, drawn again while `taken` says it is in use. */
export function newId(taken: (id: string) => boolean = () => false): string {
  for (;;) {
    const id = randomText(ALPHABET, ID_LENGTH);
    if (!taken(id)) return id;
  }
}

/** Characters of an alphabet, each as likely as any other, from a secure random source. */
export function randomText(alphabet: string, length: number): string {
  // The largest multiple of the alphabet's size that a byte can hold: bytes above it would favour some characters.
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < fair && text.length < length) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** The path of an OTU's file from the root of the reference, with `/` on every system. Throws InvalidInputError. */
export function otuPath(id: string): string {
  if (!isOtuId(id)) throw new InvalidInputError({ id: [`${JSON.stringify(id)} is not an OTU id`] });
  return `otus/${id.slice(0, 2)}/${id}.json`;
}

/** The OTU id that a path from the root of the reference stands for; null where it is no OTU file's path. */
export function otuIdOfPath(path: string): string | null {
  if (!path.startsWith('otus/') || !path.endsWith('.json') || path[7] !== '/') return null;
  const id = path.slice(8, -5);
  return path.startsWith(id.slice(0, 2), 5) && isOtuId(id) ? id : null;
}
