import fc from 'fast-check';
import {
  addIsolate,
  addSequence,
  type Edit,
  editIsolate,
  editOtu,
  editSequence,
  removeIsolate,
  removeSequence,
  setDefaultIsolate,
} from '../../src/otu/edits.js';
import { type Isolate, MOLECULES, type Otu, type Segment, type Sequence } from '../../src/otu/types.js';

/** Arbitrary OTUs and edits for property tests. */

const alphanumeric = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');

/** An id as refkit draws it. */
export const freshId = fc.string({ unit: alphanumeric, minLength: 8, maxLength: 8 });

/** One printable line without white space at its ends or twice in a row: what an edit stores just as it is given. */
export const line = fc
  .string({ unit: fc.oneof(alphanumeric, fc.constantFrom(' ', '-', '.', '(', 'é', 'ß', '"', '\\', '𝛼', '/', '~')) })
  .map((text) => text.trim().replace(/\s+/g, ' '));

/** Like `line`, and not empty. */
export const name = line.map((text) => text || 'x');

/** Text of any kind, as only a file written elsewhere holds it: control characters, halves of surrogate pairs. */
export const wildText = fc.oneof(
  line,
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', '\u2028\n', '\ud800', ' '),
);

export const bases = fc.string({ unit: fc.constantFrom(...'ACGTRYSWKMBDHVN'), minLength: 1, maxLength: 60 });

interface Texts {
  text: fc.Arbitrary<string>;
  filled: fc.Arbitrary<string>;
  bases: fc.Arbitrary<string>;
  molecule: fc.Arbitrary<string>;
  sourceType: fc.Arbitrary<string>;
}

function otuOf({ text, filled, bases: letters, molecule, sourceType }: Texts): fc.Arbitrary<Otu> {
  const segment: fc.Arbitrary<Segment> = fc.record({ name: filled, molecule, required: fc.boolean() });
  const schemas = fc.uniqueArray(segment, { selector: ({ name }) => name, maxLength: 4 });
  return schemas.chain((schema) => {
    const sequence: fc.Arbitrary<Sequence> = fc.record({
      id: freshId,
      accession: filled,
      definition: filled,
      host: fc.option(text),
      segment: schema.length === 0 ? fc.constant(null) : fc.option(fc.constantFrom(...schema.map(({ name }) => name))),
      sequence: letters,
    });
    const isolate: fc.Arbitrary<Isolate> = fc.record({
      id: freshId,
      source_type: sourceType,
      source_name: text,
      default: fc.constant(false),
      sequences: fc.array(sequence, { maxLength: 4 }),
    });
    return fc
      .record({
        id: freshId,
        name: filled,
        abbreviation: text,
        taxid: fc.option(fc.integer({ min: 1, max: 3_000_000 })),
        schema: fc.constant(schema),
        isolates: fc.uniqueArray(isolate, { selector: ({ id }) => id, maxLength: 5 }),
      })
      .chain((otu) =>
        fc.nat(Math.max(0, otu.isolates.length - 1)).map((chosen) => withUniqueSequences(withOneDefault(otu, chosen))),
      );
  });
}

function withOneDefault(otu: Otu, chosen: number): Otu {
  return { ...otu, isolates: otu.isolates.map((isolate, index) => ({ ...isolate, default: index === chosen })) };
}

/** Gives each sequence an id and an accession that no other has. */
function withUniqueSequences(otu: Otu): Otu {
  let count = 0;
  const isolates = otu.isolates.map((isolate) => ({
    ...isolate,
    sequences: isolate.sequences.map((sequence) => {
      count += 1;
      return { ...sequence, id: `${sequence.id}.${count}`, accession: `${sequence.accession}${count}` };
    }),
  }));
  return { ...otu, isolates };
}

/** An OTU as refkit's own edits leave it: one default, declared segments, tidy text, unique ids. */
export const otu: fc.Arbitrary<Otu> = otuOf({
  text: line,
  filled: name,
  bases,
  molecule: fc.constantFrom(...MOLECULES),
  sourceType: fc.constantFrom('isolate', 'strain', 'clone', ''),
});

/** An OTU as an import or a person may leave it: any text anywhere, no default or many, the same id or segment twice. */
export const wildOtu: fc.Arbitrary<Otu> = otuOf({
  text: wildText,
  filled: wildText,
  bases: fc.oneof(bases, wildText),
  molecule: fc.oneof(fc.constantFrom<string>(...MOLECULES), wildText),
  sourceType: fc.oneof(fc.constantFrom('isolate', 'Islaote', ''), wildText),
}).chain((otu) =>
  fc.record({ defaults: fc.array(fc.boolean()), twin: fc.boolean(), undeclared: fc.option(name) }).map((mess) => {
    const isolates = otu.isolates.map((isolate, index) => ({
      ...isolate,
      default: mess.defaults[index] ?? isolate.default,
      sequences: isolate.sequences.map((sequence, at) =>
        at === 0 && mess.undeclared !== null ? { ...sequence, segment: mess.undeclared } : sequence,
      ),
    }));
    const first = isolates[0];
    return { ...otu, isolates: mess.twin && first ? [...isolates, { ...first, source_name: 'twin' }] : isolates };
  }),
);

export const segments: fc.Arbitrary<Segment[]> = fc.uniqueArray(
  fc.record({ name, molecule: fc.constantFrom<string>(...MOLECULES), required: fc.boolean() }),
  { selector: ({ name }) => name, maxLength: 4 },
);

/** An edit that an OTU takes (some change nothing), of every kind that is possible on it. */
export function editFor(otu: Otu): fc.Arbitrary<Edit> {
  const rules = { restrict: false, allowed: [] };
  const sourceType = fc.constantFrom('isolate', 'strain', '');
  const schema = fc.oneof(segments, fc.shuffledSubarray(otu.schema), fc.constant(otu.schema));
  const edits: fc.Arbitrary<Edit>[] = [
    fc
      .record(
        { name, abbreviation: line, schema, taxid: fc.option(fc.integer({ min: 1, max: 99 })) },
        { requiredKeys: [] },
      )
      .map(editOtu),
    fc
      .record({ source_type: sourceType, source_name: line, default: fc.boolean() }, { requiredKeys: [] })
      .map((input) => addIsolate(input, rules)),
  ];
  const used = new Set(otu.isolates.flatMap(({ sequences }) => sequences.map(({ accession }) => accession)));
  const freshAccession = freshId.map((id) => `new ${id}`).filter((accession) => !used.has(accession));
  if (otu.isolates.length > 0) {
    const isolateId = fc.constantFrom(...otu.isolates.map(({ id }) => id));
    edits.push(
      fc
        .tuple(isolateId, fc.record({ source_type: sourceType, source_name: line }, { requiredKeys: [] }))
        .map(([id, input]) => editIsolate(id, input, rules)),
      isolateId.map(setDefaultIsolate),
      isolateId.map(removeIsolate),
    );
    const fields = {
      definition: name,
      sequence: bases,
      host: fc.option(line),
      segment: fc.option(fc.constantFrom('', ...otu.schema.map(({ name }) => name))),
    };
    edits.push(
      fc
        .tuple(isolateId, freshAccession, fc.record(fields, { requiredKeys: ['definition', 'sequence'] }))
        .map(([id, accession, input]) => addSequence(id, { ...input, accession })),
    );
    const places = otu.isolates.flatMap(({ id, sequences }) => sequences.map((sequence) => [id, sequence.id] as const));
    if (places.length > 0) {
      const place = fc.constantFrom(...places);
      edits.push(
        fc
          .tuple(place, fc.record({ ...fields, accession: freshAccession }, { requiredKeys: [] }))
          .map(([[isolate, sequence], input]) => editSequence(isolate, sequence, input)),
        place.map(([isolate, sequence]) => removeSequence(isolate, sequence)),
      );
    }
  }
  return fc.oneof(...edits);
}

/** An OTU and an edit that it takes. */
export const otuAndEdit: fc.Arbitrary<{ otu: Otu; edit: Edit }> = otu.chain((otu) =>
  editFor(otu).map((edit) => ({ otu, edit })),
);

/** A change that a person may make by hand and no edit makes: it keeps the OTU valid. */
function handEditFor(otu: Otu): fc.Arbitrary<Otu> {
  const isolates = otu.isolates;
  const changes: fc.Arbitrary<Otu>[] = [
    fc.shuffledSubarray(isolates, { minLength: isolates.length }).map((shuffled) => ({ ...otu, isolates: shuffled })),
    fc.shuffledSubarray(otu.schema, { minLength: otu.schema.length }).map((schema): Otu => ({ ...otu, schema })),
  ];
  if (isolates.length > 0) {
    const accessions = new Set(isolates.flatMap(({ sequences }) => sequences.map(({ accession }) => accession)));
    const ids = new Set(isolates.flatMap(({ sequences }) => sequences.map(({ id }) => id)));
    const home = fc.nat(isolates.length - 1);
    const replaced = (at: number, change: (sequences: Sequence[]) => Sequence[]): Isolate[] =>
      isolates.map((isolate, index) => (index === at ? { ...isolate, sequences: change(isolate.sequences) } : isolate));
    // From a small stock, so that two sides hit upon the same ids and accessions.
    const added = fc.record({
      id: fc.constantFrom('new1', 'new2', 'new3'),
      accession: fc.constantFrom('NEW_1', 'NEW_2', 'NEW_3'),
      definition: fc.constantFrom('One', 'Two'),
      host: fc.constantFrom(null, 'Musa sp.'),
      segment: fc.constantFrom(null, ...otu.schema.map((segment) => segment.name)),
      sequence: fc.constantFrom('ATGC', 'GGCC'),
    });
    changes.push(
      fc.tuple(home, added).map(([at, sequence]) => {
        const isTaken = ids.has(sequence.id) || accessions.has(sequence.accession);
        return isTaken ? otu : { ...otu, isolates: replaced(at, (list) => [sequence, ...list]) };
      }),
    );
    if (ids.size > 0) {
      changes.push(
        fc.tuple(fc.constantFrom(...ids), home).map(([id, at]) => {
          const moved = isolates.flatMap(({ sequences }) => sequences).find((sequence) => sequence.id === id)!;
          const without = isolates.map((isolate) => ({
            ...isolate,
            sequences: isolate.sequences.filter((sequence) => sequence !== moved),
          }));
          return {
            ...otu,
            isolates: without.map((isolate, index) =>
              index === at ? { ...isolate, sequences: [...isolate.sequences, moved] } : isolate,
            ),
          };
        }),
      );
    }
  }
  // An isolate of the same id on both sides.
  if (isolates.every(({ id }) => id !== 'same')) {
    changes.push(
      line.map((source_name) => ({
        ...otu,
        isolates: [
          ...isolates,
          { id: 'same', source_type: 'isolate', source_name, default: isolates.length === 0, sequences: [] },
        ],
      })),
    );
  }
  return fc.oneof(...changes);
}

/** What some work makes of an OTU: edits of every kind and changes by hand, one after the other. The result is valid. */
export function workOn(otu: Otu, most = 5): fc.Arbitrary<Otu> {
  if (most === 0) return fc.constant(otu);
  const step = fc.oneof(
    { weight: 3, arbitrary: editFor(otu).map((edit) => edit.apply(otu).otu) },
    { weight: 2, arbitrary: handEditFor(otu) },
  );
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(otu) },
    { weight: 4, arbitrary: step.chain((next) => workOn(next, most - 1)) },
  );
}

/** An OTU, and what two sides made of it. */
export const twoSides: fc.Arbitrary<{ base: Otu; ours: Otu; theirs: Otu }> = otu.chain((base) =>
  fc.record({ base: fc.constant(base), ours: workOn(base), theirs: workOn(base) }),
);
