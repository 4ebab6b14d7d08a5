import type { Isolate, Otu, Segment, Sequence } from '../../otu/types.js';
import { pathText, valueAt } from '../../schemas/problems.js';
import { quoted } from '../labels.js';
import type { OtuRule } from '../rule.js';
import { eachSequence, mapSequences } from './walk.js';

/** Control characters, line ends, and what turns the direction of the text around it. */
const UNPRINTABLE = '\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069';
const RUN = new RegExp(`[${UNPRINTABLE}]+`, 'g');
const UNTIDY = new RegExp(`^\\s|\\s$|[${UNPRINTABLE}]`);

const isTidy = (text: string | null) => text === null || !UNTIDY.test(text);

function tidy(text: string): string {
  return text.replace(RUN, ' ').trim();
}

const OTU_FIELDS = ['name', 'abbreviation'] as const;
const SEGMENT_FIELDS = ['name'] as const;
const ISOLATE_FIELDS = ['source_type', 'source_name'] as const;
/** The accession has a rule of its own. */
const SEQUENCE_FIELDS = ['definition', 'host', 'segment'] as const;

/** The fields of an object that are not tidy. */
function untidy<T extends object>(object: T, fields: readonly (keyof T & string)[], say: (field: string) => void) {
  for (const field of fields) if (!isTidy(object[field] as string | null)) say(field);
}

/** An object with its fields made tidy; the very same where they are. */
function tidied<T extends object>(object: T, fields: readonly (keyof T & string)[]): T {
  if (fields.every((field) => isTidy(object[field] as string | null))) return object;
  const changed = fields.map((field) => [field, object[field] === null ? null : tidy(object[field] as string)]);
  return { ...object, ...Object.fromEntries(changed) };
}

export const strayCharacters: OtuRule = {
  id: 'stray-characters',
  scope: 'otu',
  severity: 'warning',
  title: 'White space at the ends of a text, or control characters',
  description:
    'Names, definitions, hosts and segments have no white space at their ends, no line ends and no control characters. Pasted text often brings some.',
  impact: 'Two texts look the same and are not; searches miss one of them.',
  recommended_action: 'Take the characters away.',
  fixes: 'Takes white space at the ends away, and puts a space in the place of line ends and control characters.',
  check(otu, report) {
    const say = (path: (string | number)[]) => {
      const text = quoted(valueAt(otu, path) as string);
      const message = `The text ${text} in ${pathText(path)} has white space at its ends, or control characters`;
      report({ path, message });
    };
    untidy(otu, OTU_FIELDS, (field) => say([field]));
    otu.schema.forEach((segment, at) => {
      untidy(segment, SEGMENT_FIELDS, (field) => say(['schema', at, field]));
    });
    otu.isolates.forEach((isolate, at) => {
      untidy(isolate, ISOLATE_FIELDS, (field) => say(['isolates', at, field]));
    });
    eachSequence(otu, (sequence, _isolate, i, s) => {
      untidy(sequence, SEQUENCE_FIELDS, (field) => say(['isolates', i, 'sequences', s, field]));
    });
  },
  fix(otu: Otu): Otu {
    const after = mapSequences(tidied(otu, OTU_FIELDS), (sequence) => tidied<Sequence>(sequence, SEQUENCE_FIELDS));
    const schema = after.schema.map((segment) => tidied<Segment>(segment, SEGMENT_FIELDS));
    const isolates = after.isolates.map((isolate) => tidied<Isolate>(isolate, ISOLATE_FIELDS));
    const same =
      schema.every((segment, at) => segment === after.schema[at]) &&
      isolates.every((isolate, at) => isolate === after.isolates[at]);
    return same ? after : { ...after, schema, isolates };
  },
};
