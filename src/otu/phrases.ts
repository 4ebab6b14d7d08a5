import type { Isolate, Otu } from './types.js';

/**
 * The words in which changes describe themselves: Virtool's own, as its documents and clients know them. Each phrase
 * is one line. Names come from files that a person may have written, so white space and control characters in them
 * are folded and very long ones cut.
 */

const LONGEST_NAME = 120;

/** What must not stand in a line of talk: white space of all kinds, control characters, direction overrides. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const UNWANTED = /[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g;

/** Folds white space and control characters to single spaces, and cuts what is longer than a subject line can bear. */
export function oneLine(text: string, longest = LONGEST_NAME): string {
  const folded = text.replace(UNWANTED, ' ').trim();
  const short = folded.length > longest ? `${folded.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…` : folded;
  return short.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** "Isolate Q767": source type with an upper-case first letter, and source name; "Unnamed Isolate" without either. */
export function isolateName(isolate: { source_type: string; source_name: string }): string {
  const type = oneLine(isolate.source_type);
  const name = oneLine(isolate.source_name);
  return type && name ? `${upperFirst(type)} ${name}` : 'Unnamed Isolate';
}

/** "Abaca bunchy top virus (ABTV)", or the name alone where there is no abbreviation. */
function otuTitle({ name, abbreviation }: Otu): string {
  return abbreviation ? `${oneLine(name)} (${oneLine(abbreviation)})` : oneLine(name);
}

export const phrases = {
  created: (otu: Otu) => `Created ${otuTitle(otu)}`,
  removed: (otu: Otu) => `Removed ${otuTitle(otu)}`,
  imported: (name: string) => `Imported ${oneLine(name)}`,
  cloned: (name: string) => `Cloned ${oneLine(name)}`,
  updated: (name: string) => `Updated ${oneLine(name)}`,
  reverted: (name: string, version: number) => `Reverted ${oneLine(name)} to version ${version}`,

  changedName: (name: string) => `Changed name to ${oneLine(name)}`,
  changedAbbreviation: (before: string, after: string) => {
    if (!after) return `Removed abbreviation ${oneLine(before)}`;
    return before ? `Changed abbreviation to ${oneLine(after)}` : `Added abbreviation ${oneLine(after)}`;
  },
  modifiedSchema: () => 'Modified schema',
  changedTaxid: (before: number | null, after: number | null) => {
    if (after === null) return `Removed taxid ${before}`;
    return before === null ? `Added taxid ${after}` : `Changed taxid to ${after}`;
  },

  addedIsolate: (isolate: Isolate) => {
    const count = isolate.sequences.length;
    const content = count === 0 ? '' : ` with ${count} ${count === 1 ? 'sequence' : 'sequences'}`;
    return `Added ${isolateName(isolate)}${content}${isolate.default ? ' as default' : ''}`;
  },
  renamedIsolate: (before: Isolate, after: Isolate) => `Renamed ${isolateName(before)} to ${isolateName(after)}`,
  setDefault: (isolate: Isolate) => `Set ${isolateName(isolate)} as default`,
  removedIsolate: (isolate: Isolate, heir: Isolate | null) =>
    `Removed ${isolateName(isolate)}${heir ? ` and set ${isolateName(heir)} as default` : ''}`,

  createdSequence: (accession: string, isolate: Isolate) =>
    `Created new sequence ${oneLine(accession)} in ${isolateName(isolate)}`,
  editedSequence: (id: string, isolate: Isolate) => `Edited sequence ${oneLine(id)} in ${isolateName(isolate)}`,
  removedSequence: (id: string, isolate: Isolate) => `Removed sequence ${oneLine(id)} from ${isolateName(isolate)}`,
  movedSequence: (id: string, from: Isolate, to: Isolate) =>
    `Moved sequence ${oneLine(id)} from ${isolateName(from)} to ${isolateName(to)}`,
};

/** Joins phrases with "and": the first keeps its upper-case letter, the others get a lower-case one. */
export function joinPhrases(parts: readonly string[]): string {
  return parts.map((part, index) => (index === 0 ? part : lowerFirst(part))).join(' and ');
}

function upperFirst(text: string): string {
  const first = String.fromCodePoint(text.codePointAt(0)!);
  return first.toUpperCase() + text.slice(first.length);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
