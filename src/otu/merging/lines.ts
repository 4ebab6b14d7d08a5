import { canonicalOtu } from '../canonical.js';
import type { Otu } from '../types.js';
import { segmentPlace } from './paths.js';

/** A line of an OTU's file, and what it says: `name`, `isolates/<id>/source_name`, `isolates/<id> {`. */
export interface KeyedLine {
  key: string;
  /** Without the line break. */
  text: string;
}

/** The lines of the canonical text of an OTU, each with a key that no other line has. */
export function keyedLines(otu: Otu): KeyedLine[] {
  const keys = [...keysOf(otu)];
  const lines = canonicalOtu(otu).split('\n');
  return keys.map((key, at) => ({ key, text: lines[at]! }));
}

/** In the order of canonicalOtu. Brackets have keys that no path looks like: what a field is called never ends so. */
function* keysOf(otu: Otu): Generator<string> {
  yield '{';
  yield* ['id', 'name', 'abbreviation', 'taxid'];
  yield* list('schema', otu.schema, function* (segment) {
    const { path } = segmentPlace(segment.name);
    yield* item(path, [`${path}/name`, `${path}/molecule`, `${path}/required`]);
  });
  yield* list('isolates', otu.isolates, function* (isolate) {
    const path = `isolates/${isolate.id}`;
    const fields = ['id', 'source_type', 'source_name', 'default'].map((field) => `${path}/${field}`);
    const sequences = list(`${path}/sequences`, isolate.sequences, function* ({ id }) {
      const place = `${path}/sequences/${id}`;
      const names = ['id', 'accession', 'definition', 'host', 'segment', 'sequence'];
      yield* item(
        place,
        names.map((field) => `${place}/${field}`),
      );
    });
    yield* item(path, [...fields, ...sequences]);
  });
  yield '}';
}

function* item(path: string, keys: Iterable<string>): Generator<string> {
  yield `${path} {`;
  yield* keys;
  yield `${path} }`;
}

/** An empty list is written on one line. */
function* list<T>(key: string, items: readonly T[], keysOfItem: (item: T) => Iterable<string>): Generator<string> {
  yield `${key} [`;
  for (const each of items) yield* keysOfItem(each);
  if (items.length > 0) yield `${key} ]`;
}
