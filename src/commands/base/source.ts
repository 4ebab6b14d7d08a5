/** Where an isolate comes from. */
import * as Flags from '@oclif/core/flags';

export const sourceFlags = {
  'source-type': Flags.string({ description: 'What kind of source: isolate, strain …', helpValue: 'T' }),
  'source-name': Flags.string({ description: 'What the source is called.', helpValue: 'N' }),
};

export function sourceOf(flags: { 'source-type'?: string; 'source-name'?: string }) {
  return { source_type: flags['source-type'], source_name: flags['source-name'] };
}
