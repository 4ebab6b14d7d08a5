import { IMPORT_LIMITS, type ImportLimits } from './limits.js';

/** One element of the array, as the bytes it was written in. */
export interface JsonElement {
  /** Counted from 1. */
  number: number;
  /** Of its first byte, in the whole document. */
  offset: number;
  bytes: Buffer;
}

/** What is wrong with the document, and where. Callers turn it into an error that names the file. */
export class JsonSplitError extends Error {
  constructor(
    readonly reason: string,
    readonly offset: number,
  ) {
    super(reason);
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** What the reader stands before, outside of any value. */
type Expectation = 'start' | 'key-or-end' | 'key' | 'colon' | 'value' | 'comma' | 'element-or-end' | 'element' | 'end';

/**
 * Cuts the elements of one array at the top level of a JSON object out of a stream of bytes, without building the
 * document. Only strings and brackets are looked at: what is inside an element is for JSON.parse to judge. Between the
 * values every byte is checked. Holds no more than one value and one chunk in memory.
 */
export class JsonSplitter {
  /** The object's other members, each as bytes to parse; complete when `finish` has returned. */
  readonly members = new Map<string, JsonElement>();
  /** How many elements have begun so far. */
  count = 0;
  /** The name of the array that was found. */
  arrayKey: string | null = null;

  readonly #arrayKeys: ReadonlySet<string>;
  readonly #limits: ImportLimits;
  #expect: Expectation = 'start';
  #inArray = false;
  #key = '';
  /** Bytes that came before the present chunk. */
  #before = 0;
  #memberBytes = 0;

  // The value being read, which may have begun in an earlier chunk.
  #reading: 'key' | 'member' | 'element' | null = null;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #offset = 0;
  #depth = 0;
  #containers = 0;
  #inString = false;
  /** The last byte of the chunk before was a backslash that escapes the first byte of this one. */
  #escaped = false;
  #scalar = false;

  constructor(arrayKeys: Iterable<string>, limits: ImportLimits = IMPORT_LIMITS) {
    this.#arrayKeys = new Set(arrayKeys);
    this.#limits = limits;
  }

  /** The position that was reached, in bytes from the beginning of the document. */
  get position(): number {
    return this.#before;
  }

  /** Takes the next bytes and gives the elements that end in them. Throws JsonSplitError. */
  *push(chunk: Buffer): Generator<JsonElement> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#reading !== null) {
        const start = at;
        at = this.#scan(chunk, at);
        const value = this.#take(chunk, start, at < 0 ? chunk.length : at, at >= 0);
        if (value === null) break;
        if (this.#reading === 'element') yield value;
        else this.#keep(value);
        this.#expect = this.#reading === 'key' ? 'colon' : 'comma';
        this.#reading = null;
      } else {
        const byte = chunk[at]!;
        if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) this.#meet(byte, this.#before + at);
        if (this.#reading === null) at += 1;
      }
    }
    this.#before += chunk.length;
  }

  /** Says that no bytes follow. Throws JsonSplitError where the document is not complete. */
  finish(): void {
    if (this.#expect === 'start') throw new JsonSplitError('the JSON is empty', this.#before);
    if (this.#expect !== 'end' || this.#reading !== null) {
      throw new JsonSplitError('the JSON ends too early', this.#before);
    }
  }

  /** Meets a byte that is no white space, between values. Begins a value, or goes on to the next expectation. */
  #meet(byte: number, offset: number): void {
    switch (this.#expect) {
      case 'start':
        if (byte !== OPEN_BRACE) this.#unexpected('a JSON object ("{")', byte, offset);
        this.#expect = 'key-or-end';
        return;
      case 'key-or-end':
      case 'key':
        if (byte === CLOSE_BRACE && this.#expect === 'key-or-end') this.#expect = 'end';
        else if (byte === QUOTE) this.#begin('key', byte, offset);
        else this.#unexpected('a name in double quotes', byte, offset);
        return;
      case 'colon':
        if (byte !== COLON) this.#unexpected('":"', byte, offset);
        this.#expect = 'value';
        return;
      case 'value':
        if (byte === OPEN_BRACKET && this.#arrayKeys.has(this.#key)) this.#beginArray(offset);
        else this.#begin('member', byte, offset);
        return;
      case 'element-or-end':
      case 'element':
        if (byte === CLOSE_BRACKET && this.#expect === 'element-or-end') this.#endArray();
        else this.#begin('element', byte, offset);
        return;
      case 'comma':
        if (byte === COMMA) this.#expect = this.#inArray ? 'element' : 'key';
        else if (this.#inArray && byte === CLOSE_BRACKET) this.#endArray();
        else if (!this.#inArray && byte === CLOSE_BRACE) this.#expect = 'end';
        else this.#unexpected(this.#inArray ? '"," or "]"' : '"," or "}"', byte, offset);
        return;
      case 'end':
        this.#unexpected('nothing more after the JSON object', byte, offset);
    }
  }

  #beginArray(offset: number): void {
    if (this.arrayKey !== null) {
      throw new JsonSplitError(`a second list of OTUs, "${this.#key}" after "${this.arrayKey}"`, offset);
    }
    this.arrayKey = this.#key;
    this.#inArray = true;
    this.#expect = 'element-or-end';
  }

  #endArray(): void {
    this.#inArray = false;
    this.#expect = 'comma';
  }

  #begin(kind: 'key' | 'member' | 'element', byte: number, offset: number): void {
    if (byte === COMMA || byte === COLON || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#unexpected('a value', byte, offset);
    }
    if (kind === 'element') this.count += 1;
    this.#reading = kind;
    this.#offset = offset;
    this.#depth = 0;
    this.#containers = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#scalar = byte !== QUOTE && byte !== OPEN_BRACE && byte !== OPEN_BRACKET;
  }

  /** Reads on in the present value. Gives the position after its end, or -1 where the chunk ends before it does. */
  #scan(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#scalar) {
      for (; at < chunk.length; at += 1) {
        const byte = chunk[at]!;
        if (byte <= 0x20 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return at;
      }
      return -1;
    }
    let depth = this.#depth;
    const { length } = chunk;
    while (at < length) {
      if (this.#inString) {
        at = this.#stringEnd(chunk, at) + 1;
        if (at === 0) break;
        this.#inString = false;
        if (depth === 0) return at;
      }
      // Outside strings: brackets differ from braces by one bit, and JSON.parse tells them apart later.
      for (; at < length; at += 1) {
        const byte = chunk[at]!;
        if (byte === QUOTE) {
          this.#inString = true;
          at += 1;
          break;
        }
        const bracket = byte | 0x20;
        if (bracket === OPEN_BRACE) {
          depth += 1;
          this.#containers += 1;
          if (depth > this.#limits.depth || this.#containers > this.#limits.containers) {
            const problem =
              depth > this.#limits.depth
                ? `nested more than ${this.#limits.depth} levels deep`
                : `one value with more than ${this.#limits.containers} lists and objects`;
            throw new JsonSplitError(problem, this.#before + at);
          }
        } else if (bracket === CLOSE_BRACE) {
          depth -= 1;
          if (depth <= 0) return at + 1;
        }
      }
    }
    this.#depth = depth;
    return -1;
  }

  /** The position of the quote that ends the present string, or -1. Long strings are searched by `indexOf`. */
  #stringEnd(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at += 1;
    }
    const near = Math.min(chunk.length, at + 24);
    while (at < near) {
      const byte = chunk[at]!;
      if (byte === QUOTE) return at;
      at += byte === BACKSLASH ? 2 : 1;
    }
    while (at < chunk.length) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote < 0 ? chunk.length : quote;
      let backslashes = 0;
      while (end - backslashes > at && chunk[end - backslashes - 1] === BACKSLASH) backslashes += 1;
      const escapes = backslashes % 2 === 1;
      if (quote >= 0 && !escapes) return quote;
      at = escapes ? end + 1 : end;
    }
    // A step over an escaped byte may have gone past the end.
    this.#escaped = at > chunk.length;
    return -1;
  }

  /** Puts the chunk's part of the value aside, and gives the whole value when it is complete. */
  #take(chunk: Buffer, start: number, end: number, complete: boolean): JsonElement | null {
    const part = chunk.subarray(start, end);
    this.#partBytes += part.length;
    if (this.#partBytes > this.#limits.valueBytes) {
      throw new JsonSplitError(`one value is larger than ${this.#limits.valueBytes} bytes`, this.#offset);
    }
    if (!complete) {
      this.#parts.push(part);
      return null;
    }
    const bytes = this.#parts.length === 0 ? part : Buffer.concat([...this.#parts, part]);
    this.#parts = [];
    this.#partBytes = 0;
    return { number: this.count, offset: this.#offset, bytes };
  }

  /** Remembers a member's name, or its value. */
  #keep(value: JsonElement): void {
    this.#memberBytes += value.bytes.length;
    if (this.#memberBytes > this.#limits.valueBytes) {
      throw new JsonSplitError(
        `what stands beside the OTUs is larger than ${this.#limits.valueBytes} bytes`,
        value.offset,
      );
    }
    if (this.#reading === 'member') {
      // A copy: the bytes would keep their whole chunk in memory.
      this.members.set(this.#key, { ...value, bytes: Buffer.from(value.bytes) });
      return;
    }
    try {
      this.#key = JSON.parse(value.bytes.toString()) as string;
    } catch {
      throw new JsonSplitError('a name is not valid JSON', value.offset);
    }
  }

  #unexpected(expected: string, byte: number, offset: number): never {
    const found =
      byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
    throw new JsonSplitError(`not valid JSON: expected ${expected}, found ${found}`, offset);
  }
}
