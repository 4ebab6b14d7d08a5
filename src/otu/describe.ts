import { align } from './align.js';
import { withDefault, withIsolate, withoutIsolate, withSource } from './edits/isolate.js';
import { withFields } from './edits/otu.js';
import { sameSequence } from './edits/sequence.js';
import { isolateName, joinPhrases, oneLine, phrases } from './phrases.js';
import type { Isolate, Method, Otu } from './types.js';

/**
 * What to call a change that refkit did not make itself. A commit made by hand is read as the edits that would have
 * had the same result, so that it gets the method and the words that refkit's own edits have.
 */

export interface ChangeWords {
  method: Method;
  /** One line. */
  description: string;
}

/** A long description is cut at a whole phrase once it has passed this many characters. */
const LONGEST_DESCRIPTION = 200;

/** How a change is described that brings in an OTU from elsewhere. */
export function describeMethod(method: 'import' | 'clone' | 'remote', name: string): string {
  return { import: phrases.imported, clone: phrases.cloned, remote: phrases.updated }[method](name);
}

/** How a revert is described, with the version whose state is there again. */
export function describeRevert(name: string, version: number): string {
  return phrases.reverted(name, version);
}

/** The method and description of a change, from the OTU before and after it; null where it does not exist. */
export function inferChange(before: Otu | null, after: Otu | null): ChangeWords {
  if (!before) {
    return after
      ? { method: 'create', description: phrases.created(after) }
      : { method: 'edit', description: 'Changed nothing' };
  }
  if (!after) return { method: 'remove', description: phrases.removed(before) };
  const edits = inferEdits(before, after);
  const [first] = edits;
  if (!first) return { method: 'edit', description: `Reformatted ${oneLine(after.name)}` };
  const method = edits.every((edit) => edit.method === first.method) ? first.method : 'edit';
  return { method, description: joinBounded(edits.map(({ description }) => description)) };
}

/** The edits that lead from one state to the other, played through one after the other. */
function inferEdits(before: Otu, after: Otu): ChangeWords[] {
  const edits: ChangeWords[] = [];
  let otu = before;
  const play = (method: Method, outcome: { otu: Otu; description: string }) => {
    if (outcome.otu !== otu) edits.push({ method, description: outcome.description });
    otu = outcome.otu;
  };
  const note = (method: Method, description: string) => edits.push({ method, description });

  if (before.id !== after.id) note('edit', `Changed id to ${oneLine(after.id)}`);
  play('edit', withFields(otu, after));

  const { removed, added, kept } = align(otu.isolates, after.isolates, ({ id }) => id);
  for (const { before, after } of kept) play('edit_isolate', withSource(otu, before, after));
  for (const { method, description } of inferSequenceEdits(kept)) note(method, description);
  // Who is the default in the end became so when the default went, unless it was only added after that.
  const heirId = kept.find(({ after }) => after.default)?.after.id;
  for (const { value } of removed.toSorted((a, b) => Number(a.value.default) - Number(b.value.default))) {
    play(
      'remove_isolate',
      withoutIsolate(otu, value, (left) => left.find(({ id }) => id === heirId)),
    );
  }
  for (const { value } of added) play('add_isolate', withIsolate(otu, value));

  const [only, ...others] = after.isolates.filter((isolate) => isolate.default);
  const candidate = only && others.length === 0 ? otu.isolates.find(({ id }) => id === only.id) : undefined;
  if (candidate) play('set_as_default', withDefault(otu, candidate));
  else if (!sameDefaults(otu, after)) note('edit', 'Changed default isolates');

  if (kept.some(({ moved }) => moved)) note('edit', 'Reordered isolates');
  return edits;
}

interface Pair<T> {
  before: T;
  after: T;
}

/** Edits to the sequences of isolates that are on both sides. */
function inferSequenceEdits(isolates: Pair<Isolate>[]): ChangeWords[] {
  const edits: ChangeWords[] = [];
  const aligned = isolates.map(({ before, after }) => ({
    isolate: after,
    ...align(before.sequences, after.sequences, ({ id }) => id),
  }));
  const destinations = new Map(aligned.flatMap(({ isolate, added }) => added.map(({ value }) => [value.id, isolate])));
  const moved = new Set<string>();
  for (const { isolate, removed, kept } of aligned) {
    for (const { value } of removed) {
      const home = destinations.get(value.id);
      if (home) moved.add(value.id);
      edits.push(
        home
          ? { method: 'edit_sequence', description: phrases.movedSequence(value.id, isolate, home) }
          : { method: 'remove_sequence', description: phrases.removedSequence(value.id, isolate) },
      );
    }
    for (const { before, after } of kept) {
      if (sameSequence(before, after)) continue;
      edits.push({ method: 'edit_sequence', description: phrases.editedSequence(after.id, isolate) });
    }
    if (kept.some((pair) => pair.moved)) {
      edits.push({ method: 'edit', description: `Reordered sequences of ${isolateName(isolate)}` });
    }
  }
  for (const { isolate, added } of aligned) {
    for (const { value } of added) {
      if (moved.has(value.id)) continue;
      edits.push({ method: 'create_sequence', description: phrases.createdSequence(value.accession, isolate) });
    }
  }
  return edits;
}

function sameDefaults(a: Otu, b: Otu): boolean {
  const defaults = (otu: Otu) =>
    otu.isolates
      .filter((isolate) => isolate.default)
      .map(({ id }) => id)
      .sort()
      .join();
  return defaults(a) === defaults(b);
}

function joinBounded(parts: string[]): string {
  let count = 1;
  let length = parts[0]!.length;
  while (count < parts.length && length + parts[count]!.length <= LONGEST_DESCRIPTION) {
    length += parts[count]!.length + ' and '.length;
    count += 1;
  }
  const rest = parts.length - count;
  const shown = joinPhrases(parts.slice(0, count));
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
