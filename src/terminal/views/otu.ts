/** OTUs, isolates and sequences as text. */
import { isolateName } from '../../otu/canonical.js';
import type { OtuIssues } from '../../otu/issues.js';
import type { Isolate, Segment, Sequence } from '../../otu/types.js';
import { line } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { count, shortTime } from '../words.js';
import type { ShownOtu, ShownOtuSummary } from './shapes.js';

export function otuTable(otus: readonly ShownOtuSummary[], view: View): Promise<string> {
  const columns: Column<ShownOtuSummary>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'name', value: ({ name }) => name, cut: true },
    { header: 'abbreviation', value: ({ abbreviation }) => abbreviation },
    { header: 'version', value: ({ version }) => version, align: 'right' },
    { header: 'verified', value: ({ verified }) => verified, shown: ({ verified }) => (verified ? 'yes' : 'no') },
  ];
  return table(otus, columns, view);
}

export function otuText(otu: ShownOtu, view: View): string {
  const { style } = view;
  const title = otu.abbreviation ? `${otu.name} (${otu.abbreviation})` : otu.name;
  const facts = fields(
    [
      ['id', otu.id],
      ['taxid', otu.taxid],
      ['version', `${otu.version}, ${indexed(otu)}`],
      ['verified', otu.issues === null ? 'yes' : `no: ${issueTexts(otu.issues).join('; ')}`],
      ['created', shortTime(otu.created_at)],
      ['last change', otu.most_recent_change?.description ?? null],
      ['schema', otu.schema.length > 0 ? otu.schema.map(segmentText).join(', ') : 'none'],
    ],
    view,
  );
  const isolates = otu.isolates.map((isolate) => {
    const heading = `${style.bold(line(isolateName(isolate)))}  ${style.cyan(line(isolate.id))}`;
    const mark = isolate.default ? style.green('  default') : '';
    return `\n${heading}${mark}\n${isolate.sequences.map((sequence) => `  ${sequenceLine(sequence, view)}\n`).join('')}`;
  });
  return `${style.bold(line(title))}\n${facts}${isolates.join('')}`;
}

/** What keeps an OTU from being verified, in words. */
export function issueTexts(issues: OtuIssues): string[] {
  const texts: string[] = [];
  if (issues.empty_otu) texts.push('it has no isolates');
  if (issues.empty_isolate) texts.push(`isolates without sequences: ${issues.empty_isolate.join(', ')}`);
  if (issues.empty_sequence) {
    texts.push(`sequences without bases: ${issues.empty_sequence.map(({ id }) => id).join(', ')}`);
  }
  if (issues.isolate_inconsistency) texts.push('its isolates have different numbers of sequences');
  return texts;
}

export function isolateTable(isolates: readonly Isolate[], view: View): Promise<string> {
  const columns: Column<Isolate>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'source type', value: ({ source_type }) => source_type },
    { header: 'source name', value: ({ source_name }) => source_name, cut: true },
    { header: 'default', value: (isolate) => isolate.default, shown: (isolate) => (isolate.default ? 'yes' : '') },
    { header: 'sequences', value: ({ sequences }) => sequences.length, align: 'right' },
  ];
  return table(isolates, columns, view);
}

export function isolateText(isolate: Isolate, view: View): string {
  const facts = fields(
    [
      ['id', isolate.id],
      ['source type', isolate.source_type || null],
      ['source name', isolate.source_name || null],
      ['default', isolate.default ? 'yes' : 'no'],
      ['sequences', isolate.sequences.length],
    ],
    view,
  );
  const sequences = isolate.sequences.map((sequence) => `  ${sequenceLine(sequence, view)}\n`).join('');
  return `${view.style.bold(line(isolateName(isolate)))}\n${facts}${sequences}`;
}

export function sequenceTable(sequences: readonly Sequence[], view: View): Promise<string> {
  const columns: Column<Sequence>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'accession', value: ({ accession }) => accession },
    { header: 'segment', value: ({ segment }) => segment },
    { header: 'length', value: ({ sequence }) => sequence.length, align: 'right' },
    { header: 'host', value: ({ host }) => host },
    { header: 'definition', value: ({ definition }) => definition, cut: true },
  ];
  return table(sequences, columns, view);
}

export function sequenceText(sequence: Sequence, view: View): string {
  const facts = fields(
    [
      ['id', sequence.id],
      ['accession', sequence.accession],
      ['definition', sequence.definition],
      ['host', sequence.host],
      ['segment', sequence.segment],
      ['length', count(sequence.sequence.length, 'base')],
    ],
    view,
  );
  return `${facts}\n${line(sequence.sequence).replace(/.{1,70}/g, '$&\n')}`;
}

function sequenceLine({ id, accession, segment, sequence, definition }: Sequence, { style }: View): string {
  const parts = [accession, segment, count(sequence.length, 'base'), definition];
  const text = parts.filter((part) => part !== null && part !== '').join('  ');
  return `${style.cyan(line(id))}  ${line(text)}`;
}

function segmentText({ name, molecule, required }: Segment): string {
  return [name, molecule, required ? '' : '(optional)'].filter(Boolean).join(' ');
}

function indexed({ last_indexed_version: last, version }: ShownOtu): string {
  if (last === null) return 'not in any index yet';
  return last === version ? 'as in the newest index' : `version ${last} in the newest index`;
}
