/** `--schema FILE`: the segments of an OTU's genome, as JSON. */
import * as Flags from '@oclif/core/flags';
import type { SegmentInput } from '../../otu/edits.js';
import { readJsonInput } from '../../terminal/files.js';

export const otuFlags = {
  abbreviation: Flags.string({ description: 'Its abbreviation; "" for none.' }),
  taxid: Flags.integer({ description: 'Its id in NCBI Taxonomy.', min: 1, helpValue: 'N' }),
  schema: Flags.string({
    description: 'A JSON file with its segments, [{"name", "molecule", "required"}]; - is standard input.',
    helpValue: 'FILE',
  }),
};

/** The segments in the file; what they hold is checked by the edit. */
export function schemaOf(file: string | undefined): SegmentInput[] | undefined {
  return file === undefined ? undefined : (readJsonInput(file, '--schema') as SegmentInput[]);
}
