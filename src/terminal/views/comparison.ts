/**
 * What differs between two states of a reference, as an outline in words: a tree of short sentences that text, markdown
 * and HTML draw in their own ways. Pure functions of the comparison (src/otu/compare.ts).
 */
import type {
  BasesChange,
  ComparisonKind,
  FieldChange,
  IsolateComparison,
  OtuComparison,
  SegmentComparison,
  SequenceComparison,
} from '../../otu/compare.js';
import { brief, count } from '../words.js';

export interface ShownState {
  name: string;
  commit: string | null;
}

export interface ShownComparison {
  base: ShownState;
  head: ShownState;
  settings: FieldChange[];
  otus: OtuComparison[];
  unreadable: { path: string; message: string }[];
  summary: { added: number; removed: number; changed: number };
}

/** A thing that was added, removed or changed, with what about it. Texts are raw: whoever draws them escapes them. */
export interface Entry {
  kind: ComparisonKind;
  /** What it is: "Isolate a", "NC_010317". */
  title: string;
  /** What is worth knowing of it beside its title: ids, lengths. */
  note: string;
  entries: Entry[];
}

/** Long texts are cut: a comparison says what changed, `refkit history show` says all of it. */
const MOST_OF_A_VALUE = 120;

const STATE_NAMES: Record<string, string> = {
  worktree: 'the working tree',
  staged: 'the staging area',
  empty: 'an empty reference',
};

export function stateName({ name, commit }: ShownState): string {
  const known = STATE_NAMES[name];
  if (known) return known;
  return commit && !commit.startsWith(name) ? `${name} (${commit.slice(0, 8)})` : name;
}

/** `1 OTU added, 2 removed, 3 changed`. */
export function summaryText({ summary, settings, unreadable }: ShownComparison): string {
  const { added, removed, changed } = summary;
  const parts = [
    added > 0 ? `${count(added, 'OTU')} added` : '',
    removed > 0 ? `${count(removed, 'OTU')} removed` : '',
    changed > 0 ? `${count(changed, 'OTU')} changed` : '',
    settings.length > 0 ? `${count(settings.length, 'setting')} changed` : '',
    unreadable.length > 0 ? `${count(unreadable.length, 'file')} unreadable` : '',
  ];
  return parts.filter(Boolean).join(', ') || 'nothing differs';
}

export function differs({ otus, settings, unreadable }: ShownComparison): boolean {
  return otus.length > 0 || settings.length > 0 || unreadable.length > 0;
}

export function settingEntries({ settings }: ShownComparison): Entry[] {
  return settings.map((change) => fieldEntry(change));
}

export function otuEntry(otu: OtuComparison): Entry {
  const title = otu.abbreviation ? `${otu.name} (${otu.abbreviation})` : otu.name;
  const entries = [
    ...changedFields(otu.kind, otu.fields),
    ...otu.schema.map(segmentEntry),
    ...(otu.schema_reordered ? [changed('segments stand in another order')] : []),
    ...otu.isolates.map(isolateEntry),
    ...(otu.isolates_reordered ? [changed('isolates stand in another order')] : []),
  ];
  return { kind: otu.kind, title, note: otu.id, entries };
}

function segmentEntry({ kind, name, fields }: SegmentComparison): Entry {
  const molecule = fields.find(({ field }) => field === 'molecule')?.after;
  const note = kind === 'added' && molecule ? String(molecule) : '';
  return { kind, title: `segment ${name}`, note, entries: changedFields(kind, fields) };
}

function isolateEntry({ kind, id, name, fields, sequences, sequences_reordered }: IsolateComparison): Entry {
  const isDefault = kind === 'added' && fields.some(({ field, after }) => field === 'default' && after === true);
  const entries = [
    ...changedFields(kind, fields),
    ...sequences.map(sequenceEntry),
    ...(sequences_reordered ? [changed('sequences stand in another order')] : []),
  ];
  return { kind, title: name, note: isDefault ? `${id}, default` : id, entries };
}

function sequenceEntry({ kind, id, accession, segment, length, fields, bases }: SequenceComparison): Entry {
  const size = length.after ?? length.before;
  const note = [id, segment, size === null || kind === 'changed' ? null : count(size, 'base')];
  const entries = changedFields(kind, fields);
  if (bases) entries.push(changed(`sequence: ${basesText(bases, length)}`));
  return { kind, title: accession || id, note: note.filter(Boolean).join(', '), entries };
}

/** Where bases differ, in words. */
export function basesText(bases: BasesChange, length: SequenceComparison['length']): string {
  const { first, last_before, last_after, substitutions } = bases;
  if (substitutions !== null) {
    const where = first === last_after ? `at ${first}` : `between ${first} and ${last_after}`;
    return `${count(substitutions, 'base')} of ${length.after} changed, ${where}`;
  }
  const [taken, put] = [last_before - first + 1, last_after - first + 1];
  const sizes = `${length.before} → ${count(length.after ?? 0, 'base')}`;
  if (taken <= 0) return `${sizes}, ${put} put in at ${first}`;
  if (put <= 0) return `${sizes}, ${taken} taken out at ${first}`;
  return `${sizes}, ${first} to ${last_before} replaced by ${count(put, 'base')}`;
}

/** Of something added or removed, its fields are known from its title and note. */
function changedFields(kind: ComparisonKind, fields: FieldChange[]): Entry[] {
  return kind === 'changed' ? fields.map(fieldEntry) : [];
}

function fieldEntry({ field, before, after }: FieldChange): Entry {
  return changed(`${field.replaceAll('_', ' ')}: ${valueText(before)} → ${valueText(after)}`);
}

const changed = (title: string): Entry => ({ kind: 'changed', title, note: '', entries: [] });

function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return brief(typeof value === 'string' ? `“${value}”` : JSON.stringify(value), MOST_OF_A_VALUE);
}
