/**
 * Places in a JSON text: where its first syntax error is, and where the value at a path stands. JSON.parse tells
 * neither (its messages carry an offset only sometimes, and in words that change with the version of Node). Used only
 * when something is wrong, so it may be slow; it never recurses, so nesting of any depth is safe.
 */

/** Keys and indexes from the root. */
export type JsonPath = readonly (string | number)[];

/** Counted from 1, columns in UTF-16 units. */
export interface JsonPosition {
  line: number;
  column: number;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = ['true', 'false', 'null'];
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** `$.isolates[0].default`; keys that are no plain words are quoted. */
export function formatJsonPath(path: JsonPath): string {
  let text = '$';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += PLAIN_KEY.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): JsonPosition {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

/** The first place where a text stops being JSON, and what is wrong there; null where it is JSON. */
export function findSyntaxError(text: string): { position: JsonPosition; problem: string } | null {
  const fault = scan(text, () => {});
  return fault ? { position: positionAt(text, fault.offset), problem: fault.problem } : null;
}

/**
 * Where the value at a path begins, or the innermost value around it that is there. Of two equal keys the last one
 * counts, as in JSON.parse. The text must be JSON.
 */
export function locateInJson(text: string, path: JsonPath): JsonPosition {
  let found = 0;
  scan(text, (current, offset) => {
    if (current.length <= path.length && current.every((step, index) => step === path[index])) found = offset;
  });
  return positionAt(text, found);
}

interface Fault {
  offset: number;
  problem: string;
}

/** Walks a JSON text, calling `visit` at the start of each value, and stops at the first syntax error. */
function scan(text: string, visit: (path: (string | number)[], offset: number) => void): Fault | null {
  /** Path to the value being read: for each open container its current key or index. */
  const path: (string | number)[] = [];
  const closers: ('}' | ']')[] = [];
  let at = skipSpace(text, 0);

  for (;;) {
    // Here a value must begin.
    visit(path, at);
    const first = text[at];
    if (first === '{' || first === '[') {
      const closer = first === '{' ? '}' : ']';
      at = skipSpace(text, at + 1);
      if (text[at] !== closer) {
        closers.push(closer);
        path.push(0);
        if (closer === '}') {
          const key = readKey(text, at, path);
          if (typeof key !== 'number') return key;
          at = key;
        }
        continue;
      }
      at += 1;
    } else {
      const end = first === '"' ? endOfString(text, at) : endOfScalar(text, at);
      if (typeof end !== 'number') return end;
      at = end;
    }

    // Here a value has ended: a comma brings the next one, a bracket ends the container.
    for (;;) {
      at = skipSpace(text, at);
      const closer = closers.at(-1);
      if (closer === undefined) {
        return at === text.length ? null : { offset: at, problem: `unexpected ${shown(text, at)} after the end` };
      }
      if (text[at] === closer) {
        closers.pop();
        path.pop();
        at += 1;
        continue;
      }
      if (text[at] !== ',') return { offset: at, problem: `expected "," or "${closer}", found ${shown(text, at)}` };
      at = skipSpace(text, at + 1);
      if (closer === '}') {
        const key = readKey(text, at, path);
        if (typeof key !== 'number') return key;
        at = key;
      } else {
        path[path.length - 1] = (path.at(-1) as number) + 1;
      }
      break;
    }
  }
}

/** Reads `"key" :`, puts the key at the end of the path, and gives the offset of the value behind it. */
function readKey(text: string, at: number, path: (string | number)[]): number | Fault {
  if (text[at] !== '"') return { offset: at, problem: `expected a key in double quotes, found ${shown(text, at)}` };
  const end = endOfString(text, at);
  if (typeof end !== 'number') return end;
  path[path.length - 1] = JSON.parse(text.slice(at, end)) as string;
  const colon = skipSpace(text, end);
  if (text[colon] !== ':') return { offset: colon, problem: `expected ":" after a key, found ${shown(text, colon)}` };
  return skipSpace(text, colon + 1);
}

function endOfString(text: string, start: number): number | Fault {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return { offset: at, problem: 'a line break or control character inside a string' };
    if (code === 0x5c) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return { offset: at, problem: 'a backslash that begins no escape' };
      at = ESCAPE.lastIndex - 1;
    }
  }
  return { offset: start, problem: 'a string that is never closed' };
}

function endOfScalar(text: string, start: number): number | Fault {
  for (const word of WORDS) if (text.startsWith(word, start)) return start + word.length;
  NUMBER.lastIndex = start;
  if (NUMBER.test(text)) return NUMBER.lastIndex;
  return { offset: start, problem: `expected a value, found ${shown(text, start)}` };
}

function skipSpace(text: string, start: number): number {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

function shown(text: string, at: number): string {
  return at >= text.length ? 'the end of the file' : JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
}
