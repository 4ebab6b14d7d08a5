import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { toOtu } from '../../src/otu/canonical.js';
import type { Otu } from '../../src/otu/types.js';

/** The plant virus reference, where ../shared/data is there. */

const folder = join(import.meta.dirname, '../../../shared/data');
export const hasRealData = existsSync(folder);

interface VirtoolOtu extends Otu {
  _id: string;
}

/** All OTUs of a release, "1.4.0" or "1.5.0", as Virtool wrote them and as refkit holds them. */
export function realOtus(release: string): { raw: VirtoolOtu; otu: Otu }[] {
  const file = readFileSync(join(folder, `ref-plant-viruses-v${release}.json.gz`));
  const { otus } = JSON.parse(gunzipSync(file).toString()) as { otus: VirtoolOtu[] };
  return otus.map((raw) => {
    const isolates = raw.isolates.map((isolate) => ({
      ...isolate,
      sequences: isolate.sequences.map((sequence) => ({ ...sequence, id: (sequence as unknown as VirtoolOtu)._id })),
    }));
    return { raw, otu: toOtu({ ...raw, id: raw._id, isolates }, raw.name) };
  });
}
