/**
 * Tags: what a client has seen, so that an edit of something that has changed since can be refused. A tag is a git
 * object id: that of an OTU's file, of `reference.yaml`, and, for an isolate, the one that its JSON would have as a blob.
 */
import type { Isolate } from '../otu/types.js';
import { objectIdHex } from '../store/object-format.js';
import { StaleError } from './errors.js';

/** Under what condition an edit is made. */
export interface EditOptions {
  /** Tags of which what is edited has to have one now; `*` stands for any. */
  ifMatch?: readonly string[];
}

export function blobTag(content: Buffer | string): string {
  return objectIdHex('blob', Buffer.from(content));
}

export function isolateTag(isolate: Isolate): string {
  return blobTag(JSON.stringify(isolate));
}

/**
 * Lets an edit go on where the condition holds or there is none.
 *
 * @param tagsNow made only where there is a condition
 * @throws StaleError
 */
export function requireMatch({ ifMatch }: EditOptions, tagsNow: () => string[]): void {
  if (ifMatch === undefined || ifMatch.includes('*')) return;
  const tags = tagsNow();
  if (tags.some((tag) => ifMatch.includes(tag))) return;
  throw new StaleError('It has been changed since it was read', {
    data: { tag: tags[0] },
    suggestions: ['read it again, and make the edit on what it is now'],
  });
}
