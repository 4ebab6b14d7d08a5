import { InvalidInputError } from '../errors.js';
import type { Otu } from '../types.js';
import { addIsolate, type IsolateInput, type SourceRules } from './isolate.js';
import { createOtu, type OtuInput } from './otu.js';
import { addSequence, type SequenceInput } from './sequence.js';

/** An isolate with what belongs to it. */
export interface WholeIsolateInput extends IsolateInput {
  sequences: SequenceInput[];
}

export interface WholeOtuInput extends OtuInput {
  /** None by default. The first is the default unless another one says that it is. */
  isolates?: WholeIsolateInput[];
}

/**
 * Makes a new OTU with all that is in it, each part as the edit that adds it would. Whether what it claims is free in
 * the reference is the caller's question.
 *
 * @throws InvalidInputError, whose fields are paths such as `isolates.0.sequences.1.host`; BadRequestError;
 *   AlreadyExistsError
 */
export function createWholeOtu(
  { isolates = [], ...own }: WholeOtuInput,
  rules: SourceRules,
): { otu: Otu; description: string } {
  const created = createOtu(own);
  let { otu } = created;
  for (const [at, { sequences, ...source }] of isolates.entries()) {
    const added = within(`isolates.${at}.`, () => addIsolate(source, rules)).apply(otu);
    otu = added.otu;
    for (const [s, sequence] of sequences.entries()) {
      otu = within(`isolates.${at}.sequences.${s}.`, () => addSequence(added.subject!, sequence)).apply(otu).otu;
    }
  }
  return { otu, description: created.description };
}

/** What the work gives; fields that it finds wrong get a prefix. */
function within<T>(prefix: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const errors = Object.entries(error.errors).map(([field, problems]) => [prefix + field, problems]);
    throw new InvalidInputError(Object.fromEntries(errors), { cause: error });
  }
}
