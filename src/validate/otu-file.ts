import { isUtf8 } from 'node:buffer';
import { MAX_OTU_BYTES, toOtu } from '../otu/canonical.js';
import { InvalidOtuError } from '../otu/errors.js';
import { otuIdOfPath } from '../otu/ids.js';
import type { Otu } from '../otu/types.js';
import { type SchemaProblem, valueAt } from '../schemas/problems.js';
import { checkOtu } from '../schemas/validators.js';
import { isCanonical } from './canonical-form.js';
import { type DuplicateKey, duplicateKeys } from './duplicate-keys.js';

/**
 * A file below otus/. What can be known of it is worked out when a rule asks, once. Where a step is impossible, what
 * stands on it is null: a file that is not UTF-8 has no text, one that is not JSON no OTU.
 */
export class OtuFile {
  /** The OTU id that the path stands for; null where no OTU file belongs. */
  readonly pathId: string | null;
  readonly tooLarge: boolean;

  #text: string | null | undefined;
  #value: { json: unknown } | null | undefined;
  #problems: SchemaProblem[] | undefined;
  #otu: Otu | null | undefined;
  #canonical: boolean | undefined;
  #duplicates: DuplicateKey[] | undefined;

  constructor(
    readonly path: string,
    private readonly bytes: Buffer,
    readonly symlink = false,
  ) {
    this.pathId = otuIdOfPath(path);
    this.tooLarge = bytes.length > MAX_OTU_BYTES;
  }

  /** Whether the file may hold an OTU at all: a regular file, of a size that can be read, where OTUs belong. */
  get readable(): boolean {
    return this.pathId !== null && !this.symlink && !this.tooLarge;
  }

  get byteOrderMark(): boolean {
    return this.bytes[0] === 0xef && this.bytes[1] === 0xbb && this.bytes[2] === 0xbf;
  }

  /** The text without its byte order mark; null where it is not UTF-8. */
  get text(): string | null {
    if (this.#text === undefined) {
      const readable = this.readable && isUtf8(this.bytes);
      this.#text = readable ? this.bytes.toString('utf8', this.byteOrderMark ? 3 : 0) : null;
    }
    return this.#text;
  }

  /** The value of the text, wrapped, since it may be null itself; null where the text is not JSON. */
  get value(): { json: unknown } | null {
    if (this.#value === undefined) this.#value = this.text === null ? null : parseJson(this.text);
    return this.#value;
  }

  /** What the schema has against the value. */
  get schemaProblems(): SchemaProblem[] {
    this.#problems ??= this.value === null ? [] : checkOtu(this.value.json);
    return this.#problems;
  }

  /** The OTU, defaults filled in; null where the value is none. It may well break rules. */
  get otu(): Otu | null {
    if (this.#otu === undefined) this.#otu = this.value === null ? null : otuOf(this.value.json);
    return this.#otu;
  }

  /** Which OTU the file is, as far as its content and its path tell; null where no OTU belongs. The name may be "". */
  get identity(): { id: string; name: string } | null {
    if (this.otu !== null) return { id: this.otu.id, name: this.otu.name };
    if (this.pathId === null) return null;
    const name = this.value === null ? null : valueAt(this.value.json, ['name']);
    return { id: this.pathId, name: typeof name === 'string' ? name : '' };
  }

  /** Whether a sequence is not made of upper-case IUPAC codes alone. */
  get oddBases(): boolean {
    return this.schemaProblems.some(isAboutBases);
  }

  /** Whether the text is the one that the OTU ought to have. */
  get canonical(): boolean {
    this.#canonical ??= this.otu !== null && isCanonical(this.text!, this.otu);
    return this.#canonical;
  }

  /** Keys that stand more than once in one object: JSON.parse keeps the last and says nothing. */
  get duplicateKeys(): DuplicateKey[] {
    // A text that comes out of its value as it went in has said nothing twice.
    this.#duplicates ??= this.value === null || this.canonical ? [] : duplicateKeys(this.text!);
    return this.#duplicates;
  }

  /** Whether writing the OTU anew loses nothing that a person wrote. */
  get rewritable(): boolean {
    return this.otu !== null && this.schemaProblems.every(isAboutBases) && this.duplicateKeys.length === 0;
  }
}

/** Whether a schema's problem is that a sequence holds other letters than it may: rules of their own say more of it. */
export function isAboutBases({ keyword, parts }: SchemaProblem): boolean {
  return keyword === 'pattern' && parts.at(-1) === 'sequence';
}

function parseJson(text: string): { json: unknown } | null {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return null;
  }
}

function otuOf(value: unknown): Otu | null {
  try {
    return toOtu(value);
  } catch (error) {
    if (error instanceof InvalidOtuError) return null;
    throw error;
  }
}
