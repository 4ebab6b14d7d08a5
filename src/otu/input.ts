import { InvalidInputError } from './errors.js';
import { isItemId, isOtuId } from './ids.js';

/**
 * Checks the input of an edit, which comes from flags or from a request and may be anything. All problems are gathered
 * and thrown together, in the words that Virtool's API uses for them.
 */

/** Bases may be written in either case; they are stored in upper case. */
export const NUCLEOTIDES = /^[ACGTURYSWKMBDHVN]+$/;

/** The longest sequence that an edit takes, in bases. */
const LONGEST_SEQUENCE = 64 * 1024 * 1024;

/** No control characters, no halves of surrogate pairs, nothing that turns the direction of the text around it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u;

export interface TextRule {
  required?: boolean;
  /** Whether "" is a value. */
  empty?: boolean;
  /** Whether null is a value. */
  nullable?: boolean;
  /** The most UTF-16 units, white space at the ends not counted. */
  longest: number;
  /** Whether the text may run over several lines, which are then folded to one; otherwise it is refused. */
  lines?: boolean;
}

export class InputReader {
  private readonly values = new Map<string, unknown>();
  private readonly problems = new Map<string, string[]>();

  /** @param prefix put before each field's name in errors: `schema.0.` */
  constructor(
    input: unknown,
    known: readonly string[],
    private readonly prefix = '',
  ) {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new InvalidInputError({ [prefix.slice(0, -1) || 'input']: ['must be of dict type'] });
    }
    for (const [field, value] of Object.entries(input)) {
      if (value === undefined) continue;
      if (known.includes(field)) this.values.set(field, value);
      else this.problem(field, 'unknown field');
    }
  }

  /** One line of text: white space at the ends is stripped and folded within. Undefined where it is not given. */
  text(field: string, rule: TextRule & { nullable: true }): string | null | undefined;
  text(field: string, rule: TextRule): string | undefined;
  text(field: string, { required, empty, nullable, longest, lines }: TextRule): string | null | undefined {
    const value = this.value(field, required);
    if (value === undefined || (nullable && value === null)) return value as null | undefined;
    if (typeof value !== 'string') return this.problem(field, 'must be of string type');
    const stripped = value.trim();
    if (stripped === '' && !empty) return this.problem(field, 'empty values not allowed');
    if (stripped.length > longest) return this.problem(field, `max length is ${longest}`);
    if (!lines && /[\n\r]/.test(stripped)) return this.problem(field, 'must be a single line');
    const folded = stripped.replace(/\s+/g, ' ');
    if (UNPRINTABLE.test(folded)) return this.problem(field, 'must not hold control characters');
    return folded;
  }

  boolean(field: string): boolean | undefined {
    const value = this.value(field);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.problem(field, 'must be of boolean type');
  }

  /** A whole number above 0, or null. */
  count(field: string): number | null | undefined {
    const value = this.value(field);
    if (value === undefined || value === null) return value;
    if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
    return this.problem(field, 'must be a whole number above 0, or null');
  }

  otuId(field: string): string | undefined {
    return this.id(field, isOtuId, '2 to 64 letters, digits, "-" and "_"');
  }

  itemId(field: string): string | undefined {
    return this.id(field, isItemId, '1 to 64 letters, digits, "-", "_" and "."');
  }

  /** Bases: white space is taken out, letters become upper case, anything but IUPAC nucleotide codes is refused. */
  bases(field: string, required = false): string | undefined {
    const value = this.value(field, required);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.problem(field, 'must be of string type');
    const bases = value.replace(/\s+/g, '').toUpperCase();
    if (bases === '') return this.problem(field, 'empty values not allowed');
    if (bases.length > LONGEST_SEQUENCE) return this.problem(field, `max length is ${LONGEST_SEQUENCE}`);
    if (NUCLEOTIDES.test(bases)) return bases;
    if (bases.startsWith('>')) {
      return this.problem(field, 'must be plain text, not FASTA: leave out the line that begins with ">"');
    }
    const offset = bases.search(/[^ACGTURYSWKMBDHVN]/);
    const found = String.fromCodePoint(bases.codePointAt(offset)!);
    return this.problem(
      field,
      `must hold IUPAC nucleotide codes only: ${JSON.stringify(found)} at base ${offset + 1} is none`,
    );
  }

  list(field: string): unknown[] | undefined {
    const value = this.value(field);
    if (value === undefined || Array.isArray(value)) return value;
    return this.problem(field, 'must be of list type');
  }

  problem(field: string, text: string): undefined {
    const name = this.prefix + field;
    this.problems.set(name, [...(this.problems.get(name) ?? []), text]);
    return undefined;
  }

  /** Takes over the problems of a part of the input that has a reader of its own. */
  include(part: InputReader): void {
    for (const [field, problems] of part.problems) this.problems.set(field, problems);
  }

  /** Throws InvalidInputError where anything was wrong. */
  check(): void {
    if (this.problems.size > 0) throw new InvalidInputError(Object.fromEntries(this.problems));
  }

  private value(field: string, required = false): unknown {
    const value = this.values.get(field);
    if (value === undefined && required) this.problem(field, 'required field');
    return value;
  }

  private id(field: string, valid: (id: string) => boolean, alphabet: string): string | undefined {
    const value = this.text(field, { longest: 64 });
    if (value === undefined || valid(value)) return value;
    return this.problem(field, `must be ${alphabet}, the first a letter or digit`);
  }
}
