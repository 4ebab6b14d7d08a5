import { compareOtus, type OtuComparison } from '../../../src/otu/compare.js';
import type { Otu } from '../../../src/otu/types.js';
import type { ReferenceComparison } from '../../../src/reference/comparison.js';

/** What differs between two lists of OTUs, as if they were two commits. */
export function comparisonOf(before: readonly Otu[], after: readonly Otu[]): ReferenceComparison {
  const old = new Map(before.map((otu) => [otu.id, otu]));
  const current = new Map(after.map((otu) => [otu.id, otu]));
  const otus = [...new Set([...old.keys(), ...current.keys()])]
    .map((id) => compareOtus(old.get(id) ?? null, current.get(id) ?? null))
    .filter((otu) => otu !== null)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const amount = (kind: OtuComparison['kind']) => otus.filter((otu) => otu.kind === kind).length;
  return {
    base: { name: 'v1.0.0', commit: 'a'.repeat(40) },
    head: { name: 'HEAD', commit: 'b'.repeat(40) },
    settings: [],
    otus,
    unreadable: [],
    summary: { added: amount('added'), removed: amount('removed'), changed: amount('changed') },
  };
}
