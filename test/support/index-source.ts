import { createHash } from 'node:crypto';
import type { Otu } from '../../src/otu/types.js';
import type { IndexSource } from '../../src/reference/indexes.js';

/** What an index is built from, without a repository. */
export function indexSource(otus: readonly Otu[], changes: Partial<IndexSource> = {}): IndexSource {
  const commit = createHash('sha1').update(JSON.stringify(otus)).digest('hex');
  return {
    id: commit.slice(0, 8),
    version: 3,
    commit,
    created_at: '2020-01-02T03:04:05.000Z',
    reference: { id: 'abcd1234', name: 'Invented', organism: 'virus', data_type: 'genome' },
    change_count: otus.length,
    manifest: Object.fromEntries(otus.map(({ id }, index) => [id, index])),
    otus: (order) => otus.toSorted(order),
    ...changes,
  };
}
