import { AlreadyExistsError, BadRequestError } from '../errors.js';
import { newId } from '../ids.js';
import { InputReader } from '../input.js';
import { oneLine, phrases } from '../phrases.js';
import type { Isolate, Otu, Sequence } from '../types.js';
import { type Edit, findIsolate, findSequence, replaceIsolate, unchanged } from './edit.js';

export interface SequenceEditInput {
  accession?: string;
  definition?: string;
  /** Bases in IUPAC codes; white space is taken out of them. */
  sequence?: string;
  host?: string | null;
  /** The name of a segment of the OTU's schema; null or "" for none. */
  segment?: string | null;
}

export interface SequenceInput extends SequenceEditInput {
  /** Drawn at random where it is not given. Without an accession it stands for that too. */
  id?: string;
  definition: string;
  sequence: string;
}

const ACCESSION = { longest: 100 };
const DEFINITION = { longest: 5000, lines: true };
const HOST = { longest: 1000, lines: true, empty: true, nullable: true } as const;
const SEGMENT = { longest: 200, empty: true, nullable: true } as const;

/** Adds a sequence at the end of an isolate. */
export function addSequence(isolateId: string, input: SequenceInput): Edit {
  const reader = new InputReader(input, ['id', 'accession', 'definition', 'sequence', 'host', 'segment']);
  const givenId = reader.itemId('id');
  const accession = reader.text('accession', { ...ACCESSION, required: input?.id === undefined }) ?? givenId;
  const definition = reader.text('definition', { ...DEFINITION, required: true });
  const bases = reader.bases('sequence', true);
  const host = reader.text('host', HOST);
  const segment = reader.text('segment', SEGMENT);
  reader.check();
  return {
    method: 'create_sequence',
    apply: (otu) => {
      const isolate = findIsolate(otu, isolateId);
      if (givenId !== undefined) checkFree(otu, 'id', givenId);
      checkFree(otu, 'accession', accession!);
      const sequence: Sequence = {
        id: givenId ?? newId((id) => inUse(otu, 'id', id) !== undefined),
        accession: accession!,
        definition: definition!,
        host: host === undefined ? '' : host,
        segment: segmentOf(otu, segment, input.segment),
        sequence: bases!,
      };
      return {
        otu: replaceIsolate(otu, isolate, { ...isolate, sequences: [...isolate.sequences, sequence] }),
        description: phrases.createdSequence(sequence.accession, isolate),
        subject: sequence.id,
      };
    },
  };
}

/** Changes what is given of a sequence. */
export function editSequence(isolateId: string, sequenceId: string, input: SequenceEditInput): Edit {
  const reader = new InputReader(input, ['accession', 'definition', 'sequence', 'host', 'segment']);
  const given: SequenceEditInput = {
    accession: reader.text('accession', ACCESSION),
    definition: reader.text('definition', DEFINITION),
    sequence: reader.bases('sequence'),
    host: reader.text('host', HOST),
    segment: reader.text('segment', SEGMENT),
  };
  reader.check();
  return {
    method: 'edit_sequence',
    apply: (otu) => {
      const isolate = findIsolate(otu, isolateId);
      const sequence = findSequence(otu, isolate, sequenceId);
      const edited: Sequence = { ...sequence };
      for (const field of ['accession', 'definition', 'sequence', 'host', 'segment'] as const) {
        // What was given literally as it stands is no change, even where the checks above would have tidied it.
        if (given[field] === undefined || input[field] === sequence[field]) continue;
        if (field === 'segment') edited.segment = segmentOf(otu, given.segment, input.segment);
        else Object.assign(edited, { [field]: given[field] });
      }
      if (edited.accession !== sequence.accession) checkFree(otu, 'accession', edited.accession);
      if (sameSequence(edited, sequence)) return unchanged(otu, sequenceId);
      const sequences = isolate.sequences.map((other) => (other === sequence ? edited : other));
      return {
        otu: replaceIsolate(otu, isolate, { ...isolate, sequences }),
        description: phrases.editedSequence(sequenceId, isolate),
        subject: sequenceId,
      };
    },
  };
}

/** Removes a sequence from an isolate. */
export function removeSequence(isolateId: string, sequenceId: string): Edit {
  return {
    method: 'remove_sequence',
    apply: (otu) => {
      const isolate = findIsolate(otu, isolateId);
      const sequence = findSequence(otu, isolate, sequenceId);
      const sequences = isolate.sequences.filter((other) => other !== sequence);
      return {
        otu: replaceIsolate(otu, isolate, { ...isolate, sequences }),
        description: phrases.removedSequence(sequenceId, isolate),
        subject: sequenceId,
      };
    },
  };
}

/** Whether two sequences are equal in every field. */
export function sameSequence(a: Sequence, b: Sequence): boolean {
  return (
    a.id === b.id &&
    a.accession === b.accession &&
    a.definition === b.definition &&
    a.host === b.host &&
    a.segment === b.segment &&
    a.sequence === b.sequence
  );
}

type Given = string | null | undefined;

/** The segment as it is stored: null without a schema, and otherwise one that the schema has. */
function segmentOf(otu: Otu, segment: Given, literal: Given): string | null {
  if (!segment || otu.schema.length === 0) return null;
  const names = otu.schema.map(({ name }) => name);
  for (const name of [literal, segment]) if (name && names.includes(name)) return name;
  throw new BadRequestError('Segment does not exist', {
    data: { otu_id: otu.id, segment, segments: names },
    suggestions: [`the segments of ${oneLine(otu.name)} are ${names.map((name) => oneLine(name)).join(', ')}`],
  });
}

function inUse(otu: Otu, key: 'id' | 'accession', value: string): Isolate | undefined {
  return otu.isolates.find(({ sequences }) => sequences.some((sequence) => sequence[key] === value));
}

/** Uniqueness within the OTU; within the reference it is the caller's question (claims.ts). */
function checkFree(otu: Otu, key: 'id' | 'accession', value: string): void {
  const holder = inUse(otu, key, value);
  if (!holder) return;
  throw new AlreadyExistsError(key === 'id' ? 'Sequence id already exists' : 'Accession already exists', {
    data: { otu_id: otu.id, isolate_id: holder.id, [key]: value },
  });
}
