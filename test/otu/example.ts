import type { Isolate, Otu, Sequence } from '../../src/otu/types.js';

/** The OTU that the tests of this folder edit: two isolates, the second the default, and a schema of two segments. */

export const sequence = (id: string, fields: Partial<Sequence> = {}): Sequence => ({
  id,
  accession: `ACC_${id}`,
  definition: `Sequence ${id}`,
  host: 'Musa sp.',
  segment: null,
  sequence: 'ATGC',
  ...fields,
});

export const isolate = (id: string, fields: Partial<Isolate> = {}): Isolate => ({
  id,
  source_type: 'isolate',
  source_name: id.toUpperCase(),
  default: false,
  sequences: [],
  ...fields,
});

export const example: Otu = {
  id: 'c93ec9a9',
  name: 'Example virus',
  abbreviation: 'EV',
  taxid: 12345,
  schema: [
    { name: 'RNA1', molecule: 'ssRNA+', required: true },
    { name: 'RNA2', molecule: 'ssRNA+', required: false },
  ],
  isolates: [
    isolate('a', { sequences: [sequence('a1', { segment: 'RNA1' }), sequence('a2', { segment: 'RNA2' })] }),
    isolate('b', {
      default: true,
      sequences: [sequence('b1', { segment: 'RNA1' }), sequence('b2', { segment: 'RNA2' })],
    }),
  ],
};

/** The same with everything below it frozen, so that an edit that changes its input fails. */
export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
frozen(example);

/** The error that a function throws; fails where it throws none. */
export function thrownBy<T extends Error>(work: () => unknown, type: new (...args: never[]) => T): T {
  try {
    work();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error(`expected ${type.name}, and nothing was thrown`);
}
