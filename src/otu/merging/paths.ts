import { isolateName, oneLine } from '../phrases.js';
import type { Isolate, Sequence } from '../types.js';

/** Where something stands in an OTU, as conflicts name it, and what a person calls it. */
export interface Place {
  path: string;
  subject: string;
  /** Where else something hangs on it. */
  places?: string[];
}

export function segmentPlace(name: string, field?: 'molecule' | 'required'): Place {
  const path = `schema/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const subject = `segment ${oneLine(name)}`;
  if (field === undefined) return { path, subject };
  return {
    path: `${path}/${field}`,
    subject: field === 'molecule' ? `molecule of ${subject}` : `whether ${subject} is required`,
  };
}

export function isolatePlace(isolate: Isolate, field?: 'source_type' | 'source_name'): Place {
  const path = `isolates/${isolate.id}`;
  const subject = isolateName(isolate);
  if (field === undefined) return { path, subject };
  return { path: `${path}/${field}`, subject: `${field.replace('_', ' ')} of ${subject}` };
}

/** `isolate` as a field is the isolate that the sequence is in. */
export function sequencePlace(sequence: Sequence, home: Isolate, field?: keyof Sequence | 'isolate'): Place {
  const path = `isolates/${home.id}/sequences/${sequence.id}`;
  const name = `sequence ${oneLine(sequence.accession) || sequence.id}`;
  if (field === 'isolate') return { path: `${path}/isolate`, subject: `isolate of ${name}` };
  const subject = `${name} in ${isolateName(home)}`;
  if (field === undefined) return { path, subject };
  return { path: `${path}/${field}`, subject: `${field === 'sequence' ? 'bases' : field} of ${subject}` };
}
