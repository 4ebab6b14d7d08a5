import { line } from '../escape.js';
import type { Style, View } from '../style.js';
import {
  differs,
  type Entry,
  otuEntry,
  type ShownComparison,
  settingEntries,
  stateName,
  summaryText,
} from './comparison.js';

const MARKS = { added: '+', removed: '-', changed: '~' } as const;
const COLOURS: Record<Entry['kind'], keyof Style> = { added: 'green', removed: 'red', changed: 'yellow' };

/** A comparison as an outline for a terminal. */
export function comparisonText(comparison: ShownComparison, { style }: View): string {
  const { base, head, otus, unreadable } = comparison;
  const title = `${stateName(base)} → ${stateName(head)}: ${summaryText(comparison)}`;
  if (!differs(comparison)) return `${line(title)}\n`;
  const blocks = [
    ...settingEntries(comparison).map((entry) => draw({ ...entry, title: `setting ${entry.title}` }, style, '')),
    ...otus.map((otu) => draw(otuEntry(otu), style, '')),
    ...unreadable.map(({ path, message }) => `${style.red('!')} ${line(`${path}: ${message}`)}\n`),
  ];
  return `${style.bold(line(title))}\n\n${blocks.join('')}`;
}

function draw({ kind, title, note, entries }: Entry, style: Style, indent: string): string {
  const colour = style[COLOURS[kind]];
  const shownNote = note === '' ? '' : `  ${style.dim(line(note))}`;
  const below = entries.map((entry) => draw(entry, style, `${indent}    `)).join('');
  return `${indent}${colour(`${MARKS[kind]} ${line(title)}`)}${shownNote}\n${below}`;
}
