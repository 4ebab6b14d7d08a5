/** What an update would leave standing twice: an OTU of the release and a local one may have the same name. */
import type { Catalog, ClaimKind } from '../catalog/catalog.js';
import { newClaims } from '../otu/claims.js';
import type { Otu } from '../otu/types.js';
import type { UpdateConflict } from './upstream-conflicts.js';

/** An OTU that an update changes; null where it is not there. */
export interface ChangedOtu {
  id: string;
  before: Otu | null;
  after: Otu | null;
}

const WORDS = { otu_id: 'OTU id', name: 'name', sequence_id: 'sequence id' } as const;

/**
 * Finds OTU ids (case ignored), names (case ignored) and sequence ids that would newly stand twice, as an import refuses
 * them. Abbreviations and accessions may, as in an import.
 *
 * @param catalog of the state before
 */
export function findClashes(catalog: Catalog, changed: readonly ChangedOtu[]): UpdateConflict[] {
  const conflicts: UpdateConflict[] = [];
  const touched = new Set(changed.map(({ id }) => id));
  /** What the changed OTUs have afterwards, and which of them. */
  const held = new Map<string, Otu>();
  const claims: { otu: Otu; kind: keyof typeof WORDS; value: string }[] = [];
  for (const { before, after } of changed) {
    if (after === null) continue;
    const { name, sequenceIds } = newClaims(before, after);
    if (before === null) claims.push({ otu: after, kind: 'otu_id', value: after.id });
    if (name !== undefined) claims.push({ otu: after, kind: 'name', value: name });
    for (const value of sequenceIds) claims.push({ otu: after, kind: 'sequence_id', value });
    // What an OTU keeps it has before any other claims it.
    if (before !== null && name === undefined) held.set(keyOf('name', after.name), after);
    for (const { sequences } of after.isolates) {
      for (const { id } of sequences) if (!sequenceIds.includes(id)) held.set(keyOf('sequence_id', id), after);
    }
  }
  for (const { otu, kind, value } of claims) {
    const key = keyOf(kind, value);
    const other = held.get(key) ?? catalog.holders(kind, value).find((holder) => !touched.has(holder.otu.id))?.otu;
    if (other === undefined) held.set(key, otu);
    else if (other.id !== otu.id) conflicts.push(clash(otu, kind, value, other));
  }
  return conflicts;
}

function keyOf(kind: ClaimKind, value: string): string {
  return `${kind} ${kind === 'sequence_id' ? value : value.normalize('NFC').toLowerCase()}`;
}

function clash(otu: Otu, kind: keyof typeof WORDS, value: string, other: { id: string; name: string }): UpdateConflict {
  return {
    otu: { id: otu.id, name: otu.name },
    kind: 'stands_twice',
    path: '',
    subject: `${WORDS[kind]} "${value}", which ${other.name} (${other.id}) has too`,
    base: null,
    ours: null,
    theirs: null,
  };
}
