import { markdownCode, markdownText } from '../../otu/markdown.js';
import { line } from '../escape.js';
import { type Entry, otuEntry, type ShownComparison, settingEntries, stateName, summaryText } from './comparison.js';

const VERBS = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

/** Of the table of OTUs. */
export const TABLE_HEAD = '| OTU | id | | isolates | sequences |\n| --- | --- | --- | --- | --- |\n';

/** A comparison as markdown that GitHub and others render; nothing in the data can become markup, a link or a mention. */
export function comparisonMarkdown(comparison: ShownComparison): string {
  const { base, head, otus, unreadable } = comparison;
  const settings = settingEntries(comparison);
  const rows = otus.map((otu) => {
    const { title, note, entries } = otuEntry(otu);
    return { otu, title: shown(title), id: markdownCode(note), entries };
  });
  const parts = [
    `**${shown(stateName(base))} → ${shown(stateName(head))}**: ${shown(summaryText(comparison))}\n`,
    rows.length > 0 ? `${TABLE_HEAD}${rows.map(tableRow).join('')}` : '',
    settings.length > 0 ? `### Settings\n\n${settings.map((entry) => item(entry, '')).join('')}` : '',
    ...rows
      .filter(({ entries }) => entries.length > 0)
      .map(({ title, id, entries }) => `### ${title} ${id}\n\n${entries.map((entry) => item(entry, '')).join('')}`),
    unreadable.length > 0
      ? `### Unreadable files\n\n${unreadable.map(({ path, message }) => `- ${shown(path)}: ${shown(message)}\n`).join('')}`
      : '',
  ];
  return parts.filter(Boolean).join('\n');
}

/** What changed in an OTU, in a row of a table. */
export function tableRow({
  otu,
  title,
  id,
}: {
  otu: ShownComparison['otus'][number];
  title: string;
  id: string;
}): string {
  const sequences = otu.isolates.flatMap((isolate) => isolate.sequences);
  return `| ${title} | ${id} | ${otu.kind} | ${tally(otu.isolates)} | ${tally(sequences)} |\n`;
}

/** `+1 −2 ~3`. */
function tally(items: readonly { kind: Entry['kind'] }[]): string {
  const amount = (kind: Entry['kind']) => items.filter((item) => item.kind === kind).length;
  const parts = [['+', amount('added')] as const, ['−', amount('removed')] as const, ['~', amount('changed')] as const];
  return parts
    .filter(([, many]) => many > 0)
    .map(([sign, many]) => `${sign}${many}`)
    .join(' ');
}

/** An entry and what is below it, as a list. */
export function item({ kind, title, note, entries }: Entry, indent: string): string {
  const isField = kind === 'changed' && note === '' && entries.length === 0;
  const text = isField ? shown(title) : `${VERBS[kind]} **${shown(title)}**${note === '' ? '' : ` (${shown(note)})`}`;
  return `${indent}- ${text}\n${entries.map((entry) => item(entry, `${indent}  `)).join('')}`;
}

/** Text that shows as it is, whatever is in it. */
export const shown = (text: string) => markdownText(line(text));
