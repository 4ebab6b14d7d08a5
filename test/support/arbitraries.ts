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
