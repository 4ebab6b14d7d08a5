import { newId } from '../ids.js';
import { InputReader } from '../input.js';
import { joinPhrases, phrases } from '../phrases.js';
import { MOLECULES, type Otu, type Segment } from '../types.js';
import { type Edit, type EditOutcome, unchanged } from './edit.js';

export interface SegmentInput {
  name: string;
  /** One of MOLECULES; "" by default. */
  molecule?: string;
  /** True by default. */
  required?: boolean;
}

export interface OtuInput {
  name: string;
  abbreviation?: string;
  schema?: SegmentInput[];
  taxid?: number | null;
  /** Drawn at random where it is not given. */
  id?: string;
}

export type OtuEditInput = Partial<Omit<OtuInput, 'id'>>;

const NAME = { longest: 500 };
const ABBREVIATION = { longest: 100, empty: true };

/** Makes a new OTU without isolates. Whether its id, name and abbreviation are free is the caller's question. */
export function createOtu(input: OtuInput): { otu: Otu; description: string } {
  const reader = new InputReader(input, ['name', 'abbreviation', 'schema', 'taxid', 'id']);
  const id = reader.otuId('id');
  const name = reader.text('name', { ...NAME, required: true });
  const abbreviation = reader.text('abbreviation', ABBREVIATION) ?? '';
  const schema = readSchema(reader) ?? [];
  const taxid = reader.count('taxid') ?? null;
  reader.check();
  const otu: Otu = { id: id ?? newId(), name: name!, abbreviation, taxid, schema, isolates: [] };
  return { otu, description: phrases.created(otu) };
}

/** How the removal of an OTU is described. */
export function removalDescription(otu: Otu): string {
  return phrases.removed(otu);
}

/** Changes what is given of an OTU's own fields. A segment that a new schema lacks is unset on its sequences. */
export function editOtu(input: OtuEditInput): Edit {
  const reader = new InputReader(input, ['name', 'abbreviation', 'schema', 'taxid']);
  const fields: OtuFields = {
    name: reader.text('name', NAME),
    abbreviation: reader.text('abbreviation', ABBREVIATION),
    schema: readSchema(reader),
    taxid: reader.count('taxid'),
  };
  reader.check();
  return {
    method: 'edit',
    apply: (otu) => {
      // What was given literally as it stands is no change, even where white space was folded in it.
      const names = new Set(otu.schema.map(({ name }) => name));
      return withFields(otu, {
        name: input.name === otu.name ? undefined : fields.name,
        abbreviation: input.abbreviation === otu.abbreviation ? undefined : fields.abbreviation,
        schema: fields.schema?.map((segment, index) => {
          const literal = input.schema![index]!.name;
          return names.has(literal) ? { ...segment, name: literal } : segment;
        }),
        taxid: fields.taxid,
      });
    },
  };
}

interface OtuFields {
  name?: string;
  abbreviation?: string;
  schema?: Segment[];
  taxid?: number | null;
}

/** The OTU with fields that need no more checking. */
export function withFields(otu: Otu, { name, abbreviation, schema, taxid }: OtuFields): EditOutcome {
  const edited = { ...otu };
  const parts: string[] = [];
  if (name !== undefined && name !== otu.name) {
    edited.name = name;
    parts.push(phrases.changedName(name));
  }
  if (abbreviation !== undefined && abbreviation !== otu.abbreviation) {
    edited.abbreviation = abbreviation;
    parts.push(phrases.changedAbbreviation(otu.abbreviation, abbreviation));
  }
  if (schema !== undefined && !sameSchema(schema, otu.schema)) {
    edited.schema = schema;
    edited.isolates = withoutSegments(otu, schema);
    parts.push(phrases.modifiedSchema());
  }
  if (taxid !== undefined && taxid !== otu.taxid) {
    edited.taxid = taxid;
    parts.push(phrases.changedTaxid(otu.taxid, taxid));
  }
  return parts.length === 0 ? unchanged(otu) : { otu: edited, description: joinPhrases(parts) };
}

/** The isolates, with the segments that a new schema no longer has unset. One that was never declared stays. */
function withoutSegments(otu: Otu, schema: Segment[]): Otu['isolates'] {
  const gone = new Set(otu.schema.map(({ name }) => name));
  for (const { name } of schema) gone.delete(name);
  const touched = (segment: string | null) => segment !== null && gone.has(segment);
  return otu.isolates.map((isolate) => {
    if (!isolate.sequences.some(({ segment }) => touched(segment))) return isolate;
    const sequences = isolate.sequences.map((sequence) =>
      touched(sequence.segment) ? { ...sequence, segment: null } : sequence,
    );
    return { ...isolate, sequences };
  });
}

function sameSchema(a: Segment[], b: Segment[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, molecule, required }, index) => {
      const other = b[index]!;
      return name === other.name && molecule === other.molecule && required === other.required;
    })
  );
}

function readSchema(reader: InputReader): Segment[] | undefined {
  const names = new Set<string>();
  return reader.list('schema')?.map((item, index): Segment => {
    const part = new InputReader(item, ['name', 'molecule', 'required'], `schema.${index}.`);
    const name = part.text('name', { longest: 200, required: true }) ?? '';
    const molecule = part.text('molecule', { longest: 20, empty: true }) ?? '';
    if (!(MOLECULES as readonly string[]).includes(molecule)) {
      part.problem('molecule', `unallowed value ${molecule}: must be "" or one of ${MOLECULES.slice(1).join(', ')}`);
    }
    if (name && names.has(name)) part.problem('name', `segment name ${name} is used twice`);
    names.add(name);
    const required = part.boolean('required') ?? true;
    reader.include(part);
    return { name, molecule, required };
  });
}
