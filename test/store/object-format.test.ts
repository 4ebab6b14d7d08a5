import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CorruptObjectError } from '../../src/store/errors.js';
import {
  cleanIdentity,
  encodeCommit,
  objectIdHex,
  parseCommit,
  parseParents,
  parseSignature,
  parseTag,
  type Signature,
} from '../../src/store/object-format.js';
import { ObjectStore } from '../../src/store/objects.js';
import { git, gitRepository } from '../support/repository.js';

const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const OID = '0123456789abcdef0123456789abcdef01234567';
const ADA: Signature = { name: 'Ada', email: 'ada@example.org', timestamp: 1_700_000_000, offset: 60 };

function parse(...lines: (string | Buffer)[]) {
  const data = Buffer.concat(lines.flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]));
  return parseCommit(OID, data);
}

describe('a commit', () => {
  const people = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => cleanIdentity(text) || 'x'),
    email: fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map(cleanIdentity),
    timestamp: fc.nat(4_000_000_000),
    offset: fc.integer({ min: -12 * 60, max: 14 * 60 }),
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        people,
        people,
        fc.array(fc.constantFrom(OID, 'f'.repeat(40)), { maxLength: 4 }),
        fc.string({ unit: 'grapheme', maxLength: 200 }).map((text) => text.replaceAll('\0', '').trimEnd()),
        (author, committer, parents, text) => {
          const message = text === '' ? '' : `${text}\n`;
          const data = encodeCommit({ tree: TREE, parents, author, committer, message });
          expect(parseCommit(OID, data)).toEqual({ oid: OID, tree: TREE, parents, author, committer, message });
          expect(parseParents(data)).toEqual(parents);
        },
      ),
    );
  });

  it('keeps spaces at the ends of a name that git does not know as white space', () => {
    const person = { name: '\u00a0', email: 'a@b', timestamp: 1, offset: 0 };
    const data = encodeCommit({ tree: TREE, parents: [], author: person, committer: person, message: '' });
    expect(parseCommit(OID, data).author).toEqual(person);
  });

  it('has the id that git commit-tree gives it', () => {
    const folder = gitRepository({ 'a.txt': 'a' });
    const tree = git(folder, 'rev-parse', 'HEAD^{tree}');
    const parent = git(folder, 'rev-parse', 'HEAD');
    const env = {
      ...process.env,
      GIT_AUTHOR_NAME: ' Ünï, <Cødé>. ',
      GIT_AUTHOR_EMAIL: '<ada@example.org>',
      GIT_AUTHOR_DATE: '1700000000 +0530',
      GIT_COMMITTER_DATE: '1700000001 -0330',
    };
    const options = { cwd: folder, env, encoding: 'utf8' as const };
    const expected = execFileSync(
      'git',
      ['commit-tree', tree, '-p', parent, '-m', 'Added Isolate ü', '-m', 'Refkit-Method: x'],
      options,
    );
    const data = encodeCommit({
      tree,
      parents: [parent],
      author: { name: ' Ünï, <Cødé>. ', email: '<ada@example.org>', timestamp: 1_700_000_000, offset: 330 },
      committer: { name: 'Ada Curator', email: 'ada@example.org', timestamp: 1_700_000_001, offset: -210 },
      message: 'Added Isolate ü\n\nRefkit-Method: x\n\n\n',
    });
    expect(objectIdHex('commit', data)).toBe(expected.trim());
  });

  it('may be signed, merge a tag, and have headers nobody knows', () => {
    const commit = parse(
      `tree ${TREE}`,
      `parent ${OID}`,
      'author Ada <ada@example.org> 1700000000 +0100',
      'committer Ada <ada@example.org> 1700000000 +0100',
      `mergetag object ${OID}`,
      ' type commit',
      ' tagger Mallory <m@example.org> 1 +0000',
      ' ',
      ' author Mallory <m@example.org> 1 +0000',
      'gpgsig -----BEGIN PGP SIGNATURE-----',
      ' ',
      ' parent ffffffffffffffffffffffffffffffffffffffff',
      ' -----END PGP SIGNATURE-----',
      'future header',
      '',
      'Subject',
      '',
      'author Not <me@example.org> 1 +0000',
    );
    expect(commit).toMatchObject({ parents: [OID], author: ADA, committer: ADA });
    expect(commit.message).toBe('Subject\n\nauthor Not <me@example.org> 1 +0000\n');
  });

  it('may be in another encoding, which its header names', () => {
    const folder = gitRepository();
    const text = Buffer.from('Geändert für Grün\n', 'latin1');
    const name = Buffer.from('author Jürgen <j@example.org> 1700000000 +0100', 'latin1');
    const lines = [`tree ${TREE}`, name, 'committer C <c@example.org> 1 +0000', 'encoding ISO-8859-1', '', text];
    const commit = parse(...lines);
    expect(commit.author.name).toBe('Jürgen');
    expect(commit.message).toBe('Geändert für Grün\n\n');
    expect(
      parse(...lines.map((line) => (line === 'encoding ISO-8859-1' ? 'encoding x-nobody-knows' : line))).tree,
    ).toBe(TREE);
    git(folder, '-c', 'i18n.commitEncoding=ISO-8859-1', 'commit', '--quiet', '--allow-empty', '-m', 'plain');
    const head = git(folder, 'rev-parse', 'HEAD');
    expect(new ObjectStore(join(folder, '.git/objects')).readCommit(head).message).toBe('plain\n');
  });

  it('may lack what commits should have', () => {
    expect(parse(`tree ${TREE}`, '', 'x')).toMatchObject({
      author: { name: '', email: '', timestamp: 0 },
      message: 'x\n',
    });
    expect(parse(`tree ${TREE}`)).toMatchObject({ parents: [], message: '' });
    expect(parse(`tree ${TREE}`, 'committer C <c> 5 +0000', '', 'm').committer.timestamp).toBe(5);
    expect(parse(`tree ${TREE}`, 'author A <a> 5 +0000', 'committer C <c> 6 +0000', '', '').message).toBe('\n');
  });

  it('is damaged when it does not name its tree and parents', () => {
    for (const lines of [[''], ['tree 123'], [`parent ${OID}`], [`tree ${TREE}`, 'parent xyz', '', 'm']]) {
      expect(() => parse(...lines), lines.join('|')).toThrow(CorruptObjectError);
    }
    expect(() => parseCommit(OID, Buffer.alloc(0))).toThrow(CorruptObjectError);
  });
});

describe('a signature', () => {
  it.each([
    ['A B <a@b> 12 +0100', { name: 'A B', email: 'a@b', timestamp: 12, offset: 60 }],
    ['A <a@b> 12 -0330', { name: 'A', email: 'a@b', timestamp: 12, offset: -210 }],
    ['<a@b> 12 +0000', { name: '', email: 'a@b', timestamp: 12, offset: 0 }],
    ['A <> 12 +0000', { name: 'A', email: '', timestamp: 12, offset: 0 }],
    ['A <<a@b>> 12 +0000', { name: 'A', email: '<a@b', timestamp: 12, offset: 0 }],
    ['A <a@b> 12', { name: 'A', email: 'a@b', timestamp: 12, offset: 0 }],
    ['A <a@b>', { name: 'A', email: 'a@b', timestamp: 0, offset: 0 }],
    ['A <a@b', { name: 'A', email: 'a@b', timestamp: 0, offset: 0 }],
    ['A a@b 12 +0000', { name: 'A a@b 12 +0000', email: '', timestamp: 0, offset: 0 }],
    ['', { name: '', email: '', timestamp: 0, offset: 0 }],
    ['A <a@b> never +0000', { name: 'A', email: 'a@b', timestamp: 0, offset: 0 }],
    ['A <a@b> 99999999999999999999 +0000', { name: 'A', email: 'a@b', timestamp: 0, offset: 0 }],
    ['A <a@b> -5 +0000', { name: 'A', email: 'a@b', timestamp: -5, offset: 0 }],
    ['A <a@b> 12 +051800', { name: 'A', email: 'a@b', timestamp: 12, offset: 0 }],
    ['A <a@b> 12 -0000', { name: 'A', email: 'a@b', timestamp: 12, offset: 0 }],
  ])('is read even when odd: %j', (line, expected) => {
    expect(parseSignature(line)).toEqual(expected);
  });
});

describe('a tag', () => {
  it('may lack a tagger', () => {
    const data = Buffer.from(`object ${OID}\ntype commit\ntag v0.99\n\nOld\n`);
    expect(parseTag(OID, data)).toMatchObject({ target: OID, tagger: null, message: 'Old\n' });
  });

  it('is damaged when it does not say what it names', () => {
    for (const text of ['', 'object 12\ntype commit\n', `object ${OID}\ntype cat\ntag x\n\n`]) {
      expect(() => parseTag(OID, Buffer.from(text))).toThrow(CorruptObjectError);
    }
  });
});
