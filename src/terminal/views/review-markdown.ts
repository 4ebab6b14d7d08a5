import { markdownCode, markdownHtml } from '../../otu/markdown.js';
import { line } from '../escape.js';
import { brief, count, grouped } from '../words.js';
import { type Entry, otuEntry, settingEntries } from './comparison.js';
import { item, shown, TABLE_HEAD, tableRow } from './comparison-markdown.js';
import {
  comparisonOf,
  conflictText,
  directionText,
  factsOf,
  problemsOf,
  type ShownProblem,
  type ShownReview,
  verdictText,
} from './review.js';

/** GitHub ends a comment at 65,536 characters; counted in bytes, so that it holds however they are counted. */
const LIMIT = 65_000;
/** No text of the data is longer than this here. */
const MOST_OF_A_TEXT = 400;
/** Of one OTU's outline. */
const MOST_OF_AN_OTU = 4_000;
/** What every page has room for at its end. */
const CLOSING = 300;

export interface MarkdownOptions {
  /** In bytes. */
  limit?: number;
  /** Said before anything else: what is known of the review from elsewhere. */
  notes?: readonly string[];
}

/**
 * A review as Markdown for a comment or a summary, of a bounded size. Where not everything fits: what is wrong comes
 * first and may take half of what there is, then conflicts with the base, a table of the OTUs, half of what is left then,
 * and last the details of as many OTUs as fit. What was left out is counted.
 */
export function reviewMarkdown(review: ShownReview, { limit = LIMIT, notes = [] }: MarkdownOptions = {}): string {
  const page = new Page(limit - CLOSING);
  page.put(`## Review: ${shown(verdictText(review))}\n\n${text(directionText(review))}\n`);
  for (const note of notes) page.put(`\n> ${text(note)}\n`);
  page.section(
    '',
    factsOf(review).map(([name, value]) => `- **${text(name)}**: ${text(value)}\n`),
    page.left,
  );

  const problems = problemsOf(review);
  page.section('### Errors, warnings and notices', problems.map(problemItem), page.left / 2);
  page.section('### Conflicts with the base', conflictItems(review), page.left / 2);
  page.section(
    '### Settings',
    settingEntries(comparisonOf(review)).map((entry) => item(entry, '')),
    page.left / 2,
  );
  page.section(
    '### Other files',
    review.files.map(({ path, kind }) => `- ${kind} ${pathCode(path)}\n`),
    page.left / 4,
  );

  const rows = review.changes.otus.map((otu) => ({ otu, entry: otuEntry(otu) }));
  const table = rows.map(({ otu, entry }) => tableRow({ otu, title: text(entry.title), id: markdownCode(entry.note) }));
  page.section('### OTUs', table, page.left / 2, TABLE_HEAD);
  page.section(
    '### Details',
    rows.filter(({ entry }) => entry.entries.length > 0).map(({ entry }) => details(entry)),
    page.left,
  );
  if (page.cut) page.close('\nThis is not all: see the full report, which is an HTML page.\n');
  return page.text;
}

/** Text that grows up to a limit. */
class Page {
  readonly #parts: string[] = [];
  #bytes = 0;
  /** Whether something was left out. */
  cut = false;

  constructor(private readonly limit: number) {}

  get left(): number {
    return Math.max(0, this.limit - this.#bytes);
  }

  get text(): string {
    return this.#parts.join('');
  }

  put(part: string): void {
    const size = Buffer.byteLength(part);
    if (size > this.left) {
      this.cut = true;
      return;
    }
    this.close(part);
  }

  /** Puts what has to be there, in the room that was kept for it. */
  close(part: string): void {
    this.#parts.push(part);
    this.#bytes += Buffer.byteLength(part);
  }

  /** As many items as fit into so many bytes, in their order, and how many there are more. */
  section(title: string, items: readonly string[], bytes: number, head = ''): void {
    if (items.length === 0) return;
    const start = `\n${title === '' ? '' : `${title}\n\n`}${head}`;
    const room = Math.min(bytes, this.left) - Buffer.byteLength(start) - REST;
    const taken: string[] = [];
    let used = 0;
    for (const each of items) {
      const size = Buffer.byteLength(each);
      if (used + size > room) continue;
      taken.push(each);
      used += size;
    }
    const missing = items.length - taken.length;
    if (missing > 0) this.cut = true;
    if (taken.length > 0) this.put(start + taken.join(''));
    if (missing > 0) this.put(taken.length === 0 ? '' : `\nand ${grouped(missing)} more\n`);
  }
}

/** Room for saying how much was left out. */
const REST = 40;

function problemItem({ level, title, message, file, line: row, isNew }: ShownProblem): string {
  const place = file === null ? '' : ` (${pathCode(file)}${row === null ? '' : `, line ${row}`})`;
  return `- **${level}**${isNew ? '' : ', not new'}: ${text(title)}: ${text(message)}${place}\n`;
}

function conflictItems({ merge }: ShownReview): string[] {
  return [
    ...merge.conflicts.flatMap(({ otu, conflicts }) =>
      conflicts.map(
        (conflict) =>
          `- ${text(otu.name || otu.id)} ${markdownCode(otu.id)}: ${text(conflict.subject)} ${text(conflictText(conflict))}\n`,
      ),
    ),
    ...merge.other.map(({ file, message }) => `- ${pathCode(file)}: ${text(message)}\n`),
    ...merge.by_lines.map(
      ({ otu, outcome }) =>
        `- ${text(otu.name || otu.id)} ${markdownCode(otu.id)}: merges cleanly by refkit; GitHub's merge button ${
          outcome === 'conflict' ? 'finds a conflict' : 'makes something else of it'
        }\n`,
    ),
  ];
}

function details({ title, note, entries }: Entry): string {
  const summary = `${markdownHtml(line(brief(title, MOST_OF_A_TEXT)))} <code>${markdownHtml(line(note))}</code>`;
  const outline = entries.map((entry) => item(entry, '')).join('');
  return `<details><summary>${summary}</summary>\n\n${beginning(outline)}\n</details>\n`;
}

/** As many lines as one OTU may have. */
function beginning(outline: string): string {
  const rows = outline.split(/(?<=\n)/);
  let bytes = 0;
  let fitting = 0;
  for (const row of rows) {
    bytes += Buffer.byteLength(row);
    if (bytes > MOST_OF_AN_OTU) break;
    fitting += 1;
  }
  if (fitting === rows.length) return outline;
  return `${rows.slice(0, fitting).join('')}- and ${count(rows.length - fitting, 'line')} more\n`;
}

function text(value: string): string {
  return shown(brief(value, MOST_OF_A_TEXT));
}

/** A path as code, in which nothing can be escaped. */
function pathCode(path: string): string {
  return `\`${brief(path, MOST_OF_A_TEXT).replace(/[^\w./ -]/g, '?')}\``;
}
