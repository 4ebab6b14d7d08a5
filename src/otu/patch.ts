import jsonpatch, { type Operation } from 'fast-json-patch';
import { type Alignment, align } from './align.js';
import { toOtu } from './canonical.js';
import { InvalidInputError } from './errors.js';
import type { Isolate, Otu } from './types.js';

export { olderDiff, type Versions } from './older-diff.js';

/** What changed in an OTU as an RFC 6902 patch. Import this file lazily: it brings a library along. */
export type Patch = PatchOperation[];

/** An operation of RFC 6902, said here so that programs need not have the library for its types. */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string };

/**
 * The patch that makes `after` of `before`. Isolates, sequences and segments are matched by id or name, so that one put
 * in at the front is one operation and not a rewriting of all that follow; equal members are compared by the library.
 */
export function patchOf(before: Otu, after: Otu): Patch {
  const { schema: oldSchema, isolates: oldIsolates, ...oldFields } = before;
  const { schema, isolates, ...fields } = after;
  return [
    ...compareFields('', oldFields, fields),
    ...compareLists(
      '/schema',
      align(oldSchema, schema, ({ name }) => name),
      compareFields,
    ),
    ...compareLists(
      '/isolates',
      align(oldIsolates, isolates, ({ id }) => id),
      compareIsolates,
    ),
  ];
}

/**
 * Applies a patch to an OTU, which stays as it was.
 *
 * @throws InvalidInputError where the patch does not fit the OTU, InvalidOtuError where the result is no OTU
 */
export function applyPatch(otu: Otu, patch: Patch): Otu {
  let result: unknown;
  try {
    // Cloned as JSON, so that no part of the OTU is there twice as one object, which a change would then hit twice.
    result = jsonpatch.applyPatch(cloneJson(otu), cloneJson(patch) as Operation[], true).newDocument;
  } catch (cause) {
    // The library's messages go on with a dump of the whole document.
    const [reason] = (cause as Error).message.split('\n');
    throw new InvalidInputError({ patch: [`cannot be applied: ${reason}`] }, { cause });
  }
  return toOtu(result, `OTU ${otu.id} with the patch applied`);
}

function cloneJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value));
}

function compareIsolates(path: string, before: Isolate, after: Isolate): Patch {
  const { sequences: oldSequences, ...oldFields } = before;
  const { sequences, ...fields } = after;
  return [
    ...compareFields(path, oldFields, fields),
    ...compareLists(
      `${path}/sequences`,
      align(oldSequences, sequences, ({ id }) => id),
      compareFields,
    ),
  ];
}

function compareFields(path: string, before: object, after: object): Patch {
  // The library's operations have one kind more, of its own, which it never makes here.
  const operations = jsonpatch.compare(before, after) as Patch;
  return operations.map((operation) => ({ ...operation, path: path + operation.path }));
}

/** Removals from the back, then additions and moves from the front, then what changed within the items that stayed. */
function compareLists<T extends object>(
  path: string,
  { removed, added, kept }: Alignment<T>,
  compareItems: (path: string, before: T, after: T) => Patch,
): Patch {
  const patch: Patch = [];
  for (const { index } of removed.toReversed()) patch.push({ op: 'remove', path: `${path}/${index}` });

  // The list as it is after each operation, as positions in the list to come.
  const current = kept.toSorted((a, b) => a.from - b.from).map(({ to }) => to);
  const additions = new Map(added.map(({ index, value }) => [index, value]));
  const moves = new Set(kept.filter(({ moved }) => moved).map(({ to }) => to));
  for (let position = 0; position < additions.size + kept.length; position += 1) {
    if (!additions.has(position) && !moves.has(position)) continue;
    const from = current.indexOf(position);
    if (from !== -1) current.splice(from, 1);
    // What must come before it is in order already, so its place is right behind its predecessor.
    const to = position === 0 ? 0 : current.indexOf(position - 1) + 1;
    current.splice(to, 0, position);
    if (from === -1) patch.push({ op: 'add', path: `${path}/${to}`, value: structuredClone(additions.get(position)) });
    else if (from !== to) patch.push({ op: 'move', from: `${path}/${from}`, path: `${path}/${to}` });
  }

  for (const { before, after, to } of kept) patch.push(...compareItems(`${path}/${to}`, before, after));
  return patch;
}
