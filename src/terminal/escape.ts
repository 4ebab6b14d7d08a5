/**
 * Text from data, made safe to show. A name in a reference could hold an escape sequence that clears the screen,
 * retitles the window or types into the shell, or a mark that reverses the direction of what follows it.
 */

/** Control characters (C0, DEL, C1), line and paragraph separators, and marks that change the direction of text. */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: to find these is what it is for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  return NAMED[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

const hex = (code: number, width: number) => code.toString(16).padStart(width, '0');

/** One line of text; line breaks and tabs become `\n` and `\t`. */
export function line(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** Text of several lines; line breaks and tabs stay. */
export function lines(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}
