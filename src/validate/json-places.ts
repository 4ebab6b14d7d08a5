import { type JsonPath, type JsonPosition, positionAt } from '../otu/json-text.js';

/**
 * Places in a text that is known to be JSON. Unlike the readers of `otu/json-text.ts`, which have to find what is wrong
 * with a text, these may jump from quote to quote and stop at the first match: they are made for hundreds of findings
 * in megabytes of bases.
 */

const BRACKET_OR_QUOTE = /["{}[\]]/g;
const NO_SPACE = /[^\s]/g;
const END_OF_SCALAR = /[\s,\]}]|$/g;

/** Where the value at a path begins, or the innermost value around it that is there. */
export function placeOf(text: string, path: JsonPath): JsonPosition {
  let at = next(NO_SPACE, text, 0);
  for (const step of path) {
    const inner = typeof step === 'number' ? item(text, at, step) : member(text, at, step);
    if (inner === null) break;
    at = inner;
  }
  return positionAt(text, at);
}

/** The offset behind the string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
}

/** The offset of an object's value for a key; null where it has none, or is no object. */
function member(text: string, start: number, key: string): number | null {
  if (text[start] !== '{') return null;
  let at = next(NO_SPACE, text, start + 1);
  while (text[at] === '"') {
    const end = endOfString(text, at);
    const value = next(NO_SPACE, text, next(NO_SPACE, text, end) + 1);
    if (JSON.parse(text.slice(at, end)) === key) return value;
    at = afterComma(text, value);
  }
  return null;
}

/** The offset of a list's item; null where it has none, or is no list. */
function item(text: string, start: number, index: number): number | null {
  if (text[start] !== '[') return null;
  let at = next(NO_SPACE, text, start + 1);
  for (let place = 0; at < text.length && text[at] !== ']'; place += 1) {
    if (place === index) return at;
    at = afterComma(text, at);
  }
  return null;
}

/** Where what comes behind the value at `start` begins: the next value, the next key, or a closing bracket. */
function afterComma(text: string, start: number): number {
  const at = next(NO_SPACE, text, endOfValue(text, start));
  return text[at] === ',' ? next(NO_SPACE, text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') return next(END_OF_SCALAR, text, start);
  let depth = 0;
  for (let at = start; ; ) {
    at = next(BRACKET_OR_QUOTE, text, at);
    const found = text[at];
    if (found === '"') {
      at = endOfString(text, at);
      continue;
    }
    depth += found === '{' || found === '[' ? 1 : -1;
    at += 1;
    if (depth === 0) return at;
  }
}

/** The offset of the first match at or behind `from`; the end of the text where there is none. */
function next(what: RegExp, text: string, from: number): number {
  what.lastIndex = from;
  return what.exec(text)?.index ?? text.length;
}
