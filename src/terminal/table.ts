/** Lists: an aligned table with a header on a terminal, header-free tab-separated lines for other programs. */
import { line } from './escape.js';
import type { Style, View } from './style.js';

export interface Column<Row> {
  header: string;
  /** What other programs get, whole and exact. */
  value(row: Row): string | number | boolean | null;
  /** What people see, where that is not the value. */
  shown?(row: Row): string;
  align?: 'right';
  /** This column may be cut where the table is wider than the terminal; of several, the widest is. */
  cut?: true;
  style?: keyof Style;
}

/** No column is cut to less than this. */
const NARROWEST = 12;

/** The lines of a table, each ended by a line break. No rows make no lines, and no header either. */
export async function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], view: View): Promise<string> {
  if (!view.terminal) {
    return rows.map((row) => `${columns.map((column) => plain(column.value(row))).join('\t')}\n`).join('');
  }
  if (rows.length === 0) return '';
  const cells = rows.map((row) => columns.map((column) => line(column.shown?.(row) ?? plain(column.value(row)))));
  const headers = columns.map(({ header }) => header.toUpperCase());
  const measure = await measureFor(cells);
  const widths = headers.map((header, at) =>
    cells.reduce((most, row) => Math.max(most, measure(row[at]!)), header.length),
  );
  cutToFit(widths, columns, view.columns);

  const drawn = (row: string[], style: (text: string, at: number) => string): string => {
    const parts = row.map((text, at) => {
      const fitted = shorten(text, widths[at]!, measure);
      const padding = ' '.repeat(widths[at]! - measure(fitted));
      const styled = style(fitted, at);
      return columns[at]!.align === 'right' ? padding + styled : styled + padding;
    });
    return `${parts.join('  ').trimEnd()}\n`;
  };
  const body = cells.map((row) =>
    drawn(row, (text, at) => {
      const style = columns[at]!.style;
      return style ? view.style[style](text) : text;
    }),
  );
  return drawn(headers, (text) => view.style.dim(text)) + body.join('');
}

/** Narrows the widths of the columns that may be cut, the widest first, until the table fits or they are narrow. */
function cutToFit(widths: number[], columns: readonly { cut?: true }[], room: number): void {
  let excess = widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)) - room;
  for (; excess > 0; excess -= 1) {
    const widest = widths.reduce(
      (best, width, at) => (columns[at]!.cut && width > (widths[best] ?? NARROWEST) ? at : best),
      -1,
    );
    if (widest < 0) return;
    widths[widest]! -= 1;
  }
}

/** Names and values, one a line, the names aligned. Values are escaped; those that are null are left out. */
export function fields(pairs: readonly (readonly [name: string, value: string | number | null])[], view: View): string {
  const shown = pairs.filter(([, value]) => value !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown
    .map(([name, value]) => `${view.style.dim(name.padEnd(width))}  ${line(String(value))}`.trimEnd())
    .map((text) => `${text}\n`)
    .join('');
}

function plain(value: string | number | boolean | null): string {
  return value === null ? '' : line(String(value));
}

/** How many columns of a terminal a text takes. What is plain ASCII, nearly all text, needs no library for that. */
async function measureFor(cells: readonly string[][]): Promise<(text: string) => number> {
  const ascii = /^[\x20-\x7e]*$/;
  if (cells.every((row) => row.every((text) => ascii.test(text)))) return (text) => text.length;
  const { default: stringWidth } = await import('string-width');
  return (text) => (ascii.test(text) ? text.length : stringWidth(text));
}

function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let fitted = '';
  let taken = 0;
  for (const character of text) {
    taken += measure(character);
    if (taken > width - 1) break;
    fitted += character;
  }
  return `${fitted}…`;
}
