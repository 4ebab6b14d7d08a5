import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addIsolate, editIsolate, removeIsolate, setDefaultIsolate } from '../../src/otu/edits.js';
import { otuIssues } from '../../src/otu/issues.js';
import { type OlderDiff, olderDiff } from '../../src/otu/older-diff.js';
import type { Isolate, Otu } from '../../src/otu/types.js';
import { otuAndEdit, wildOtu } from '../support/arbitraries.js';
import { example, isolate, sequence } from './example.js';

const rules = { restrict: false, allowed: [] };
const [a, b] = example.isolates as [Isolate, Isolate];

describe("the OTUs document's own example", () => {
  const first = example;
  const second = addIsolate({ id: 'utcvsgwz', source_type: 'isolate', source_name: 'a' }, rules).apply(first).otu;
  const third = editIsolate('utcvsgwz', { source_name: 'b' }, rules).apply(second).otu;
  const fourth = setDefaultIsolate('utcvsgwz').apply(third).otu;

  test('holds the whole OTU for the first change', () => {
    expect(olderDiff(null, first, { before: null, after: 0 })).toEqual({ ...first, verified: true, version: 0 });
  });

  test('lists an isolate that was added, and what that did to the OTU', () => {
    expect(olderDiff(first, second, { before: 0, after: 1 })).toEqual([
      [
        'add',
        'isolates',
        [[2, { id: 'utcvsgwz', source_type: 'isolate', source_name: 'a', default: false, sequences: [] }]],
      ],
      ['change', 'verified', [true, false]],
      ['change', 'version', [0, 1]],
    ]);
  });

  test('gives a path with an index as a list', () => {
    expect(olderDiff(second, third, { before: 1, after: 2 })).toEqual([
      ['change', ['isolates', 2, 'source_name'], ['a', 'b']],
      ['change', 'version', [1, 2]],
    ]);
    expect(olderDiff(third, fourth, { before: 2, after: 3 })).toEqual([
      ['change', ['isolates', 1, 'default'], [true, false]],
      ['change', ['isolates', 2, 'default'], [false, true]],
      ['change', 'version', [2, 3]],
    ]);
  });
});

describe('the older form', () => {
  test('holds the whole OTU, as it last was, for a removal', () => {
    expect(olderDiff(example, null, { before: 4, after: 'removed' })).toEqual({
      ...example,
      verified: true,
      version: 4,
    });
  });

  test('lists an isolate that was removed, and changes by the place after that', () => {
    const after = removeIsolate('a').apply(example).otu;
    expect(olderDiff(example, after, { before: 1, after: 2 })).toEqual([
      ['remove', 'isolates', [[0, a]]],
      ['change', 'version', [1, 2]],
    ]);
    const both = { ...example, isolates: [{ ...b, source_name: 'z', sequences: [...b.sequences, sequence('b3')] }] };
    expect(olderDiff(example, both, { before: 1, after: 2 })).toEqual([
      ['remove', 'isolates', [[0, a]]],
      ['add', ['isolates', 0, 'sequences'], [[2, sequence('b3')]]],
      ['change', ['isolates', 0, 'source_name'], ['B', 'z']],
      ['change', 'version', [1, 2]],
    ]);
  });

  test('tells an isolate that changed places as removed here and added there', () => {
    expect(olderDiff(example, { ...example, isolates: [b, a] }, { before: 1, after: 2 })).toEqual([
      ['remove', 'isolates', [[1, b]]],
      ['add', 'isolates', [[0, b]]],
      ['change', 'version', [1, 2]],
    ]);
  });

  test('lists fields and segments', () => {
    const after: Otu = {
      ...example,
      name: 'New',
      abbreviation: '',
      taxid: null,
      schema: [{ ...example.schema[0]!, molecule: 'dsRNA' }],
    };
    expect(olderDiff(example, after, { before: 0, after: 1 })).toEqual([
      ['change', 'abbreviation', ['EV', '']],
      ['change', 'name', ['Example virus', 'New']],
      ['remove', 'schema', [[1, example.schema[1]]]],
      ['change', ['schema', 0, 'molecule'], ['ssRNA+', 'dsRNA']],
      ['change', 'taxid', [12345, null]],
      ['change', 'version', [0, 1]],
    ]);
  });

  test('leads from what was to what is when its entries are carried out in order', () => {
    const states = fc.oneof(
      otuAndEdit.map(({ otu, edit }) => [otu, edit.apply(otu).otu] as const),
      fc.tuple(wildOtu, wildOtu),
      fc.tuple(wildOtu, wildOtu).map(([before, other]) => {
        const isolates = [...other.isolates, isolate('new'), ...before.isolates.toReversed()];
        return [before, { ...before, isolates }] as const;
      }),
    );
    fc.assert(
      fc.property(states, ([before, after]) => {
        const diff = olderDiff(before, after, { before: 3, after: 4 }) as OlderDiff;
        const whole = (otu: Otu, version: number) => ({ ...otu, verified: otuIssues(otu) === null, version });
        expect(carriedOut(whole(before, 3), diff)).toEqual(whole(after, 4));
      }),
      { numRuns: 300 },
    );
  });
});

/** Carries a diff out as the library does that Virtool made its diffs with. */
function carriedOut(start: object, diff: OlderDiff): unknown {
  const root = structuredClone(start);
  const at = (path: (string | number)[]) =>
    path.reduce((holder, step) => (holder as Record<string | number, unknown>)[step], root as unknown);
  for (const [kind, path, content] of diff) {
    const steps = typeof path === 'string' ? path.split('.') : path;
    if (kind === 'change') {
      const holder = at(steps.slice(0, -1)) as Record<string | number, unknown>;
      const key = steps.at(-1)!;
      expect(holder[key]).toEqual(content[0]);
      holder[key] = content[1];
    } else {
      for (const [index, value] of content) {
        const list = at(steps) as unknown[];
        if (kind === 'add') list.splice(index, 0, value);
        else expect(list.splice(index, 1)).toEqual([value]);
      }
    }
  }
  return root;
}
