/** Changes as text: lists of them, one with what it did, and the change that an edit made. */
import { line } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { brief, count, shortDate, shortTime } from '../words.js';
import type { ShownChange, ShownChangeDetail, ShownEdit, ShownOperation } from './shapes.js';

const indexNumber = ({ index }: ShownChange): string => (index.version === 'unbuilt' ? '-' : String(index.version));
const built = ({ index }: ShownChange): string => (index.version === 'unbuilt' ? 'unbuilt' : `index ${index.version}`);

const what = ({ description, release }: ShownChange): string =>
  release === undefined ? description : `${description} (release ${release})`;

/** @param options.ofOneOtu whether the changes are of one OTU, which need not be named in each line that people read */
export function historyTable(changes: readonly ShownChange[], view: View, { ofOneOtu = false } = {}): Promise<string> {
  const columns: Column<ShownChange>[] = [
    { header: 'change', value: ({ id }) => id, style: 'cyan' },
    { header: 'when', value: ({ created_at }) => created_at, shown: ({ created_at }) => shortDate(created_at) },
    { header: 'who', value: ({ user }) => user.id },
    { header: 'index', value: ({ index }) => index.version, shown: indexNumber },
    { header: 'OTU', value: ({ otu }) => otu.name, cut: true },
    { header: 'what', value: what, cut: true },
  ];
  const kept = ofOneOtu && view.terminal ? columns.filter(({ header }) => header !== 'OTU') : columns;
  return table(changes, kept, view);
}

export function changeText(change: ShownChangeDetail, view: View): string {
  const facts = fields(
    [
      ['change', change.id],
      ['OTU', `${change.otu.name} (${change.otu.id})`],
      ['method', change.method_name],
      ['who', change.user.id],
      ['when', shortTime(change.created_at)],
      ['built', built(change)],
      ['release', change.release ?? null],
      ['commit', change.commit],
    ],
    view,
  );
  return `${view.style.bold(line(change.description))}\n${facts}\n${whatItDid(change, view)}`;
}

function whatItDid({ patch, diff, otu }: ShownChangeDetail, { style }: View): string {
  if (patch === null) {
    const whole = diff as { isolates?: { sequences?: unknown[] }[] };
    const isolates = whole.isolates ?? [];
    const sequences = isolates.reduce((sum, isolate) => sum + (isolate.sequences?.length ?? 0), 0);
    const verb = otu.version === 'removed' ? 'Removes' : 'Brings';
    return `${verb} the whole OTU: ${count(isolates.length, 'isolate')}, ${count(sequences, 'sequence')}.\n`;
  }
  return patch.map((operation) => `${operationText(operation, style)}\n`).join('');
}

function operationText({ op, path, from, value }: ShownOperation, style: View['style']): string {
  const shown = value === undefined ? '' : ` ${line(brief(JSON.stringify(value), 160))}`;
  switch (op) {
    case 'add':
      return style.green(`+ ${line(path)}${shown}`);
    case 'remove':
      return style.red(`- ${line(path)}`);
    case 'move':
    case 'copy':
      return style.yellow(`~ ${line(path)} (${op === 'move' ? 'moved' : 'copied'} from ${line(from ?? '')})`);
    default:
      return style.yellow(`~ ${line(path)}${shown}`);
  }
}

/**
 * What an edit did. For people a sentence; for programs the id of what was made or touched, the id of the change (empty
 * where nothing had to change) and the sentence.
 */
export function editText({ document, change, subject }: ShownEdit, view: View): string {
  const description = change?.description ?? 'Nothing changed: everything already is so';
  const id = subject ?? document.id;
  if (!view.terminal) return `${[id, change?.id ?? '', description].map(line).join('\t')}\n`;
  const ids = [id, change && `change ${change.id}`].filter(Boolean).join(', ');
  return `${line(description)}  ${view.style.dim(line(ids))}\n`;
}
