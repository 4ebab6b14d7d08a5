import type { Otu } from '../types.js';

/**
 * An OTU whose parts were chosen one by one, put right where the choices don't fit each other: one default isolate, and
 * no segment that the schema has no more.
 *
 * @param states those that the parts were chosen from
 */
export function settled(otu: Otu, states: readonly (Otu | null)[]): Otu {
  const names = new Set(otu.schema.map(({ name }) => name));
  const declared = new Set(states.flatMap((state) => state?.schema.map(({ name }) => name) ?? []));
  const isGone = (segment: string | null) => segment !== null && !names.has(segment) && declared.has(segment);
  const chosen = otu.isolates.filter((isolate) => isolate.default);
  const known = states.flatMap((state) => state?.isolates.filter((isolate) => isolate.default) ?? []);
  const heir = known.map(({ id }) => otu.isolates.find((isolate) => isolate.id === id)).find(Boolean);
  const only = chosen[0] ?? heir ?? otu.isolates[0];
  return {
    ...otu,
    isolates: otu.isolates.map((isolate) => ({
      ...isolate,
      default: isolate === only,
      sequences: isolate.sequences.map((sequence) =>
        isGone(sequence.segment) ? { ...sequence, segment: null } : sequence,
      ),
    })),
  };
}
