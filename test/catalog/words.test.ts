import { describe, expect, it } from 'vitest';
import { type Occurrence, type Reading, readStamp, wordsOf } from '../../src/catalog/words.js';
import { smallOtu } from './support/otus.js';

describe('what a commit of refkit says of itself', () => {
  it.each([
    ['Added Isolate a\n\nRefkit-Method: add_isolate\n', { method: 'add_isolate', subject: 'Added Isolate a' }],
    ['Added Isolate a\r\n\r\nRefkit-Method: add_isolate\r\n', { method: 'add_isolate', subject: 'Added Isolate a' }],
    ['A\n\nWhy.\n\nRefkit-Method: edit\nSigned-off-by: A <a@b>', { method: 'edit', subject: 'A' }],
    ['A\n\nRefkit-Method: edit\n(cherry picked from commit 0)\n', { method: 'edit', subject: 'A' }],
    ['A subject\nover two lines\n\nRefkit-Method: edit\n', { method: 'edit', subject: 'A subject over two lines' }],
    [`${'x'.repeat(3000)}\n\nRefkit-Method: edit\n`, { method: 'edit', subject: `${'x'.repeat(999)}…` }],
  ])('is in its subject and trailer: %j', (message, stamp) => {
    expect(readStamp(message)).toEqual(stamp);
  });

  it.each([
    ['By hand\n'],
    [''],
    ['Refkit-Method: edit\n'],
    ['A\n\nRefkit-Method: conquer\n'],
    ['A\n\nRefkit-Method: __proto__\n'],
    ['A\n\nRefkit-Method: edit\n\nAnd another paragraph.\n'],
    ['A\n\n  Refkit-Method: edit\n'],
    ['A\n\nRefkit-Method: edit\nRefkit-Method: edit\n'],
    ['Squashed commit of the following:\n\ncommit 0\n\n    A\n\n    Refkit-Method: edit\n\nRefkit-Method: edit\n'],
    ['Title (#12)\n\n* A\n\nRefkit-Method: edit\n\n* B\n\nRefkit-Method: add_isolate\n'],
    ['\u0000\n\nRefkit-Method: edit\n'],
  ])('is nothing where there is no such trailer, or several: %j', (message) => {
    expect(readStamp(message)).toBeNull();
  });
});

describe('the words of a change', () => {
  const before: Reading = { otu: smallOtu('aaaaaaaa', { name: 'Alpha' }) };
  const after: Reading = { otu: smallOtu('aaaaaaaa', { name: 'Alef' }) };
  const unreadable: Reading = { problem: 'nonsense' };
  const words = (sides: { before: Reading; after: Reading }, rest: Partial<Occurrence> = {}) =>
    wordsOf({
      otuId: 'aaaaaaaa',
      stamp: null,
      alone: true,
      removed: sides.after === null,
      name: 'Alef',
      before: () => sides.before,
      after: () => sides.after,
      ...rest,
    });
  const stamp = (method: 'edit' | 'remove' | 'revert' | 'import' | 'remote') => ({ method, subject: 'The subject' });

  it('are those of a commit of refkit that changes one OTU, whose files are then not even read', () => {
    const read = () => expect.unreachable();
    expect(words({ before, after }, { stamp: stamp('edit'), before: read, after: read })).toEqual({
      method: 'edit',
      description: 'The subject',
    });
    expect(words({ before, after: null }, { stamp: stamp('revert') }).method).toBe('revert');
    expect(words({ before, after: null }, { stamp: stamp('remove') }).description).toBe('The subject');
  });

  it('are inferred where a commit changes several OTUs, is a merge, or contradicts its own trailer', () => {
    const inferred = { method: 'edit', description: 'Changed name to Alef' };
    expect(words({ before, after }, { stamp: stamp('edit'), alone: false })).toEqual(inferred);
    expect(words({ before, after })).toEqual(inferred);
    expect(words({ before, after }, { stamp: stamp('remove') })).toEqual(inferred);
    expect(words({ before, after: null }, { stamp: stamp('edit') })).toMatchObject({ method: 'remove' });
  });

  it('name each OTU that an import or an update brings, and say of others that they went', () => {
    const imported = { method: 'import', description: 'Imported Alef' };
    expect(words({ before: null, after }, { stamp: stamp('import'), alone: false })).toEqual(imported);
    expect(words({ before: null, after }, { stamp: stamp('import') })).toEqual(imported);
    expect(words({ before, after: null }, { stamp: stamp('remote'), alone: false })).toEqual({
      method: 'remove',
      description: 'Removed Alpha',
    });
  });

  it('say so where a file is no OTU', () => {
    expect(words({ before, after: unreadable })).toEqual({
      method: 'edit',
      description: 'Edited aaaaaaaa by hand (not readable)',
    });
    expect(words({ before: null, after: unreadable }).method).toBe('create');
    expect(words({ before: unreadable, after: null }).method).toBe('remove');
    expect(words({ before: unreadable, after })).toEqual({ method: 'edit', description: 'Made Alef readable' });
  });
});
