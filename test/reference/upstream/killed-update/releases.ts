/** Releases that differ in every OTU, and what a reference is updated to them with. */
import type { Otu } from '../../../../src/otu/types.js';
import type { Reference } from '../../../../src/reference/reference.js';
import type { RemoteRelease } from '../../../../src/reference/upstream/record.js';
import { syntheticOtus } from '../../../support/synthetic.js';

export const SLUG = 'lab/plants';
export const RETRIEVED = '2024-11-01T00:00:00.000Z';
const SUM = 'a'.repeat(64);

/** The OTUs of a release: each has another name, one is new, and one of the last release is gone. */
export function otusOf(number: number): Otu[] {
  const all = [...syntheticOtus({ count: 300 + number, basesPerOtu: 400 })].slice(number);
  return number === 0 ? all : all.map((otu) => ({ ...otu, name: `${otu.name} of release ${number}` }));
}

export function release(number: number): RemoteRelease {
  return {
    id: number,
    name: `Release ${number}`,
    tag: `v1.${number}.0`,
    body: '',
    filename: 'reference.json.gz',
    size: 1000 + number,
    sha256: SUM,
    html_url: '',
    download_url: '',
    published_at: RETRIEVED,
    content_type: 'application/gzip',
    etag: null,
  };
}

export async function updateTo(reference: Reference, number: number) {
  const upstream = await reference.upstream();
  const otus = async function* () {
    yield* otusOf(number);
  };
  const open = async () => ({ otus: otus(), sha256: SUM });
  return upstream.update({ release: release(number), retrievedAt: RETRIEVED, open });
}
