import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { canonicalOtu } from '../../src/otu/canonical.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import type { SubjectFile } from '../../src/validate/subject.js';

const RELEASE = resolve(import.meta.dirname, '../../../shared/data/ref-plant-viruses-v1.5.0.json.gz');

export const hasRealData = existsSync(RELEASE);

type Loose = Record<string, never>;

/** The OTUs of Virtool's plant virus reference v1.5.0, as files of a reference. */
export function realFiles(): SubjectFile[] {
  const { otus } = JSON.parse(gunzipSync(readFileSync(RELEASE)).toString('utf8')) as { otus: Loose[] };
  return otus.map((value) => {
    const otu = withId(value) as unknown as Otu;
    otu.taxid ??= null;
    for (const isolate of otu.isolates) {
      isolate.sequences = isolate.sequences.map((sequence) => withId(sequence as never) as never);
    }
    return { path: otuPath(otu.id), text: Buffer.from(canonicalOtu(otu)) };
  });
}

function withId({ _id, ...rest }: Loose): Loose {
  return { id: _id, ...(rest as object) } as never;
}
