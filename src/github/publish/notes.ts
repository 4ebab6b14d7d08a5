/**
 * What a release says of itself: the domain diff since the one before, as Markdown for GitHub. A function of the changes
 * alone; whatever stands in the data shows as it is, and is neither markup nor a mention.
 */
import type { IsolateComparison, OtuComparison, SegmentComparison, SequenceComparison } from '../../otu/compare.js';
import { markdownCode, markdownText } from '../../otu/markdown.js';
import { oneLine } from '../../otu/phrases.js';
import { count, grouped } from '../../otu/words.js';
import type { ReferenceComparison } from '../../reference/comparison.js';

export interface ReleaseNotes {
  /** The name of the reference. */
  name: string;
  /** The tags of this release and of the one before; null where this is the first. */
  tag: string;
  previous: string | null;
  changes: Pick<ReferenceComparison, 'otus' | 'settings' | 'summary'>;
  /** What the release holds; null while it is not built. */
  contents: { otus: number; isolates: number; sequences: number } | null;
  /** Who made the commits since then, by how many each made. */
  contributors: { name: string; count: number }[];
  index: { version: number; id: string; commit: string };
  /** The files of the release; null while they are not built. */
  files: { name: string; size: number; sha256: string }[] | null;
}

/** GitHub takes no more than 125,000 characters of a release's text. */
export const MOST_CHARACTERS = 125_000;
const MOST_CONTRIBUTORS = 50;
/** Of what changed in one OTU. */
const MOST_PHRASES = 6;
const LONGEST_NAME = 100;

/**
 * The text of a release. Where it would pass the limit, lists are cut and end in "and N more": changed OTUs first, then
 * added ones, and removed ones, which break what others built on them, last. Everything else is whole.
 */
export function releaseNotes(notes: ReleaseNotes, limit: number = MOST_CHARACTERS): string {
  const { changes, previous } = notes;
  const of = (kind: OtuComparison['kind']) => changes.otus.filter((otu) => otu.kind === kind);
  const lists = [
    {
      heading: '## Breaking changes',
      text: 'The ids of these OTUs are gone: what refers to them has to be looked after.',
      items: of('removed').map(otuTitle),
    },
    { heading: '## Added OTUs', items: previous === null ? [] : of('added').map(addedLine) },
    { heading: '## Changed OTUs', items: of('changed').map(changedLine) },
  ].filter(({ items }) => items.length > 0);

  const before = [summary(notes)];
  const after = [settings(notes), contributors(notes), checksums(notes)].filter((part) => part !== '');
  // What can't be cut: the fixed parts, each list's heading and the line that says how many are missing.
  const frames = lists.map(({ heading, text = '' }) => heading.length + text.length + MORE_LENGTH);
  let room = limit - [...before, ...after].reduce((sum, part) => sum + part.length + 2, 0);
  room -= frames.reduce((sum, length) => sum + length, 0);
  const shown = lists.map(({ heading, text, items }) => {
    const { lines, length } = fitting(items, room);
    room -= length;
    return [heading, '', ...(text ? [text, ''] : []), ...lines].join('\n');
  });
  return `${[...before, ...shown, ...after].join('\n\n')}\n`;
}

/** Line breaks around a list, and the longest "- and 100,000 more". */
const MORE_LENGTH = 40;

/** As many items as there is room for, and how many there are beside them. */
function fitting(items: readonly string[], room: number): { lines: string[]; length: number } {
  const lines: string[] = [];
  let length = 0;
  for (const item of items) {
    const line = `- ${item}`;
    if (length + line.length + 1 > room) break;
    lines.push(line);
    length += line.length + 1;
  }
  const left = items.length - lines.length;
  if (left > 0) lines.push(lines.length > 0 ? `- and ${grouped(left)} more` : `- ${grouped(left)}, too many to name`);
  return { lines, length };
}

function summary({ name, tag, previous, changes, contents }: ReleaseNotes): string {
  const holds = contents && [
    count(contents.otus, 'OTU'),
    count(contents.isolates, 'isolate'),
    count(contents.sequences, 'sequence'),
  ];
  const title = `**${shown(name)} ${shown(tag)}**${holds ? `: ${holds.join(', ')}` : ''}.`;
  if (previous === null) return `${title}\n\nThis is the first release.`;
  const { added, removed, changed } = changes.summary;
  const parts = [
    removed > 0 ? `${count(removed, 'OTU')} removed` : '',
    added > 0 ? `${count(added, 'OTU')} added` : '',
    changed > 0 ? `${count(changed, 'OTU')} changed` : '',
    changes.settings.length > 0 ? `${count(changes.settings.length, 'setting')} changed` : '',
  ].filter(Boolean);
  return `${title}\n\nSince ${shown(previous)}: ${parts.join(', ') || 'no OTU differs'}.`;
}

function otuTitle({ id, name, abbreviation }: Pick<OtuComparison, 'id' | 'name' | 'abbreviation'>): string {
  const short = abbreviation === '' ? '' : ` (${shown(abbreviation)})`;
  return `**${shown(name)}**${short} ${markdownCode(id)}`;
}

function addedLine(otu: OtuComparison): string {
  const sequences = otu.isolates.reduce((sum, isolate) => sum + isolate.sequences.length, 0);
  return `${otuTitle(otu)}: ${count(otu.isolates.length, 'isolate')}, ${count(sequences, 'sequence')}`;
}

function changedLine(otu: OtuComparison): string {
  const phrases = otuPhrases(otu);
  const left = phrases.length - MOST_PHRASES;
  // One more takes no more room than to say that there is one.
  const named = left > 1 ? [...phrases.slice(0, MOST_PHRASES), `and ${grouped(left)} more`] : phrases;
  return `${otuTitle(otu)}: ${named.join('; ')}`;
}

/** What changed in an OTU: of itself, its schema, its isolates. */
function otuPhrases(otu: OtuComparison): string[] {
  return [
    ...otu.fields.map(({ field, before, after }) => `${field} ${value(before)} → ${value(after)}`),
    ...listed('segment', otu.schema, segmentName),
    ...otu.schema.filter(isChanged).map((segment) => `segment ${segmentName(segment)}: ${fieldNames(segment)}`),
    ...(otu.schema_reordered ? ['segments in another order'] : []),
    ...listed('', otu.isolates, ({ name }) => shown(name)),
    ...otu.isolates.filter(isChanged).flatMap(isolatePhrases),
    ...(otu.isolates_reordered ? ['isolates in another order'] : []),
  ];
}

const isChanged = ({ kind }: { kind: OtuComparison['kind'] }) => kind === 'changed';
const segmentName = ({ name }: SegmentComparison) => shown(name) || 'without a name';

/** "added Isolate A and Isolate B", "removed segment RNA1": one phrase each for what was added and removed. */
function listed<T extends { kind: OtuComparison['kind'] }>(
  noun: string,
  items: readonly T[],
  nameOf: (item: T) => string,
): string[] {
  return (['removed', 'added'] as const).flatMap((kind) => {
    const names = items.filter((item) => item.kind === kind).map(nameOf);
    return names.length === 0 ? [] : [`${kind} ${noun === '' ? '' : `${noun} `}${joined(names)}`];
  });
}

function isolatePhrases({ name, fields, sequences, sequences_reordered }: IsolateComparison): string[] {
  const renamed = fields.some(({ field }) => field === 'source_type' || field === 'source_name');
  const isDefault = fields.find(({ field }) => field === 'default')?.after;
  const phrases = [
    ...(renamed ? ['renamed'] : []),
    ...(isDefault === undefined ? [] : [isDefault ? 'is now the default' : 'is no longer the default']),
    ...listed('', sequences, sequenceName),
    ...(sequences.some(isChanged) ? [joined(sequences.filter(isChanged).map(sequenceChange))] : []),
    ...(sequences_reordered ? ['sequences in another order'] : []),
  ];
  return phrases.map((phrase) => `${shown(name)}: ${phrase}`);
}

const sequenceName = ({ accession, id }: SequenceComparison) => shown(accession || id);

function sequenceChange(sequence: SequenceComparison): string {
  const { fields, bases, length } = sequence;
  const size = length.before === length.after ? '' : ` ${length.before} → ${length.after}`;
  const parts = [fieldNames({ fields }), bases === null ? '' : `bases${size}`].filter(Boolean);
  return `${sequenceName(sequence)} (${parts.join(', ')})`;
}

function fieldNames({ fields }: { fields: { field: string }[] }): string {
  return fields.map(({ field }) => field.replaceAll('_', ' ')).join(', ');
}

function settings({ changes, previous }: ReleaseNotes): string {
  if (changes.settings.length === 0 || previous === null) return '';
  return `## Settings\n\nChanged: ${shown(fieldNames({ fields: changes.settings }))}.`;
}

function contributors({ contributors: people }: ReleaseNotes): string {
  if (people.length === 0) return '';
  const named = people
    .slice(0, MOST_CONTRIBUTORS)
    .map((each) => `${shown(each.name)} (${count(each.count, 'commit')})`);
  const left = people.length - named.length;
  return `## Contributors\n\n${named.join(', ')}${left > 0 ? ` and ${grouped(left)} more` : ''}.`;
}

function checksums({ index, files }: ReleaseNotes): string {
  const origin = `Index ${index.version} (${markdownCode(index.id)}), built from commit ${markdownCode(index.commit)}.`;
  if (files === null) return `## Files\n\n${origin}`;
  const rows = files.map(({ name, size, sha256 }) => `| ${shown(name)} | ${grouped(size)} | ${markdownCode(sha256)} |`);
  return `## Files\n\n${origin}\n\n| file | bytes | SHA-256 |\n| --- | ---: | --- |\n${rows.join('\n')}`;
}

/** "a", "a and b", "a, b and 3 more". */
function joined(names: readonly string[]): string {
  const most = 4;
  const named = names.length > most ? names.slice(0, most - 1) : names;
  const left = names.length - named.length;
  const last = left > 0 ? `${grouped(left)} more` : named.at(-1)!;
  const first = left > 0 ? named : named.slice(0, -1);
  return first.length === 0 ? last : `${first.join(', ')} and ${last}`;
}

function value(of: unknown): string {
  if (of === null || of === '') return 'none';
  return shown(typeof of === 'string' ? `“${oneLine(of, LONGEST_NAME)}”` : String(of));
}

const shown = (text: string) => markdownText(oneLine(text, LONGEST_NAME));
