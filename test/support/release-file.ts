import { gzipSync } from 'node:zlib';
import { exportReference } from '../../src/exchange/export.js';
import type { Otu } from '../../src/otu/types.js';

/** The file of a release, `reference.json.gz`, with these OTUs. */
export function releaseFile(otus: Iterable<Otu>, about: { name?: string; organism?: string } = {}): Buffer {
  const metadata = {
    name: 'Plant Viruses',
    organism: 'virus',
    data_type: 'genome',
    created_at: '2024-01-01T00:00:00Z',
    ...about,
  };
  return gzipSync([...exportReference(metadata, otus)].join(''));
}
