/**
 * Parts of hand-written pages that programs write: between `<!-- NAME: begin … -->` and `<!-- NAME: end -->`. The pages
 * stay readable where they are edited, and a test can say when a part is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** The text of a page with a new body for one of its parts. @throws Error where the page has no such part */
function withSection(text, name, body, file) {
  const marks = new RegExp(`(<!-- ${name}: begin[^>]*-->\\n)[\\s\\S]*?(<!-- ${name}: end -->)`);
  if (!marks.test(text)) throw new Error(`${file} has no part <!-- ${name}: begin --> … <!-- ${name}: end -->`);
  return text.replace(marks, (_, begin, end) => `${begin}\n${body.trim()}\n\n${end}`);
}

/** Writes a part of a page. */
export function writeSection(file, name, body) {
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), name, body, file));
}

/** Whether a part of a page says what it should. */
export function isCurrent(file, name, body) {
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  return withSection(text, name, body, file) === text;
}
