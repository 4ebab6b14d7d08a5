import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu, parseOtu } from '../../../src/otu/canonical.js';
import { addIsolate, removeIsolate, removeSequence } from '../../../src/otu/edits.js';
import { isItemId } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { otu as anyOtu, editFor, otuAndEdit } from '../../support/arbitraries.js';
import { frozen } from '../example.js';

/** What refkit's own edits keep true of an OTU that was so before. */
function expectSound(otu: Otu): void {
  expect(otu.isolates.filter((isolate) => isolate.default)).toHaveLength(otu.isolates.length > 0 ? 1 : 0);
  const isolateIds = otu.isolates.map(({ id }) => id);
  const sequences = otu.isolates.flatMap((isolate) => isolate.sequences);
  for (const list of [
    isolateIds,
    sequences.map(({ id }) => id),
    sequences.map(({ accession }) => accession),
    otu.schema.map(({ name }) => name),
  ]) {
    expect(new Set(list).size).toBe(list.length);
  }
  expect([...isolateIds, ...sequences.map(({ id }) => id)].every(isItemId)).toBe(true);
  const segments = [null, ...otu.schema.map(({ name }) => name)];
  for (const { segment } of sequences) expect(segments).toContain(segment);
  expect(parseOtu(canonicalOtu(otu))).toEqual(otu);
}

describe('any edit', () => {
  test('leaves a sound OTU sound, does not touch what it is given, and says in one line what it did', () => {
    fc.assert(
      fc.property(otuAndEdit, ({ otu, edit }) => {
        const before = structuredClone(otu);
        const outcome = edit.apply(frozen(otu));
        expect(otu).toEqual(before);
        expectSound(outcome.otu);
        expect(outcome.description).toMatch(/^[A-Z][^\r\n]*\S$/);
        expect(outcome.otu === otu).toBe(canonicalOtu(outcome.otu) === canonicalOtu(otu));
      }),
      { numRuns: 500 },
    );
  });

  test('that sets fields changes nothing the second time', () => {
    const setting = new Set(['edit', 'edit_isolate', 'set_as_default', 'edit_sequence']);
    fc.assert(
      fc.property(
        otuAndEdit.filter(({ edit }) => setting.has(edit.method)),
        ({ otu, edit }) => {
          const once = edit.apply(otu).otu;
          expect(edit.apply(once).otu).toBe(once);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('after any others leaves the OTU sound', () => {
    fc.assert(
      fc.property(anyOtu, fc.gen(), (otu, draw) => {
        let current = otu;
        for (let count = 0; count < 8; count += 1) current = draw(editFor, current).apply(current).otu;
        expectSound(current);
      }),
    );
  });
});

describe('removal undoes addition', () => {
  test('of an isolate that is not the default', () => {
    fc.assert(
      fc.property(
        anyOtu.filter(({ isolates }) => isolates.length > 0),
        (otu) => {
          const added = addIsolate({ source_name: 'x' }, { restrict: false, allowed: [] }).apply(otu);
          expect(removeIsolate(added.subject!).apply(added.otu).otu).toEqual(otu);
        },
      ),
    );
  });

  test('of a sequence', () => {
    fc.assert(
      fc.property(
        otuAndEdit.filter(({ edit }) => edit.method === 'create_sequence'),
        ({ otu, edit }) => {
          const { otu: added, subject } = edit.apply(otu);
          const home = added.isolates.find(({ sequences }) => sequences.some(({ id }) => id === subject))!;
          expect(removeSequence(home.id, subject!).apply(added).otu).toEqual(otu);
        },
      ),
    );
  });
});
