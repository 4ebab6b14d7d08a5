/**
 * What git objects look like inside: their ids, and the text of commits and tags.
 * Sources: gitformat-pack(5), git-hash-object(1), git-commit-tree(1), git-mktag(1).
 */
import { createHash, hash } from 'node:crypto';
import { CorruptObjectError } from './errors.js';

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag';
export const OBJECT_TYPES: readonly ObjectType[] = ['commit', 'tree', 'blob', 'tag'];

/** A person and a moment, as commits and tags record them. */
export interface Signature {
  name: string;
  /** "" where the object has none. */
  email: string;
  /** Seconds since 1970-01-01 UTC. */
  timestamp: number;
  /** Minutes east of Greenwich. */
  offset: number;
}

export interface Commit {
  oid: string;
  tree: string;
  parents: string[];
  author: Signature;
  committer: Signature;
  /** As committed, with the line break at its end. */
  message: string;
}

export interface Tag {
  oid: string;
  /** The object it names. */
  target: string;
  type: ObjectType;
  name: string;
  /** null in tags of 2005, which had none. */
  tagger: Signature | null;
  message: string;
}

const OID = /^[0-9a-f]{40}$/;

/** Whether a text is a whole object id, lower case. */
export function isOid(text: string): boolean {
  return OID.test(text);
}

/** The bytes that git hashes before an object's own: `blob 12\0`. */
export function objectHeader(type: ObjectType, size: number): Buffer {
  return Buffer.from(`${type} ${size}\0`, 'latin1');
}

/** An object's id, as 20 bytes. */
export function objectId(type: ObjectType, data: Buffer): Buffer {
  return createHash('sha1').update(`${type} ${data.length}\0`, 'latin1').update(data).digest();
}

/** An object's id, as 40 hexadecimal digits. */
export function objectIdHex(type: ObjectType, data: Buffer): string {
  // One call into OpenSSL instead of four pays for the copy while the object is small.
  if (data.length < 8192) return hash('sha1', Buffer.concat([objectHeader(type, data.length), data]), 'hex');
  return objectId(type, data).toString('hex');
}

/**
 * Parses a commit object. Missing or odd identities and dates are taken as git takes them: empty, and 0. Throws
 * CorruptObjectError where it does not name its tree and parents.
 */
export function parseCommit(oid: string, data: Buffer): Commit {
  // git writes tree, parents, author and committer in this order; then come headers that don't matter here.
  const text = decodeText(data);
  const tree = text.slice(5, 45);
  const parents: string[] = [];
  let at = 46;
  for (; text.startsWith('parent ', at); at += 48) parents.push(text.slice(at + 7, at + 47));
  if (!text.startsWith('tree ') || !isOid(tree) || !parents.every(isOid)) {
    throw new CorruptObjectError('the commit does not name its tree and parents', { oid });
  }
  const end = text.indexOf('\n\n', at - 1);
  const message = end < 0 ? '' : text.slice(end + 2);
  const line = (key: string): string | null => {
    const start = text.startsWith(key, at) ? at : text.indexOf(`\n${key}`, at - 1) + 1;
    if (start === 0 || (end >= 0 && start > end)) return null;
    const stop = text.indexOf('\n', start);
    return text.slice(start + key.length, stop < 0 ? undefined : stop);
  };
  const author = line('author ');
  const committer = line('committer ');
  return {
    oid,
    tree,
    parents,
    author: author === null ? NOBODY : parseSignature(author),
    committer: committer === null ? NOBODY : parseSignature(committer),
    message,
  };
}

/** The parents in a commit object's bytes: they follow the tree, one on each line of 48 bytes. */
export function parseParents(data: Buffer): string[] {
  const parents: string[] = [];
  for (let at = 46; data[at] === 0x70 /* p */ && data[at + 47] === 0x0a; at += 48) {
    parents.push(data.toString('latin1', at + 7, at + 47));
  }
  return parents;
}

/** Parses an annotated tag. */
export function parseTag(oid: string, data: Buffer): Tag {
  const headers = readHeaders(data);
  const fields = new Map(headers.fields);
  const target = fields.get('object') ?? '';
  const type = fields.get('type') as ObjectType;
  if (!isOid(target) || !OBJECT_TYPES.includes(type)) {
    throw new CorruptObjectError('the tag does not say what it names', { oid });
  }
  const tagger = fields.get('tagger');
  return {
    oid,
    target,
    type,
    name: fields.get('tag') ?? '',
    tagger: tagger === undefined ? null : parseSignature(tagger),
    message: headers.message,
  };
}

/** The bytes of a commit object. */
export function encodeCommit(commit: Omit<Commit, 'oid'>): Buffer {
  const lines = [`tree ${commit.tree}`];
  for (const parent of commit.parents) lines.push(`parent ${parent}`);
  lines.push(`author ${encodeSignature(commit.author)}`, `committer ${encodeSignature(commit.committer)}`);
  return Buffer.from(`${lines.join('\n')}\n\n${encodeMessage(commit.message)}`);
}

/** The bytes of an annotated tag. */
export function encodeTag(tag: Omit<Tag, 'oid' | 'tagger'> & { tagger: Signature }): Buffer {
  const lines = [
    `object ${tag.target}`,
    `type ${tag.type}`,
    `tag ${tag.name}`,
    `tagger ${encodeSignature(tag.tagger)}`,
  ];
  return Buffer.from(`${lines.join('\n')}\n\n${encodeMessage(tag.message)}`);
}

/** `Name <email> 1700000000 +0100`, with the name and the address cleaned as git cleans them. */
export function encodeSignature({ name, email, timestamp, offset }: Signature): string {
  const minutes = Math.abs(offset);
  const zone = `${String(Math.trunc(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}`;
  return `${cleanIdentity(name)} <${cleanIdentity(email)}> ${timestamp} ${offset < 0 ? '-' : '+'}${zone}`;
}

/**
 * A name or address without what git drops from it: `<`, `>`, line breaks and NUL anywhere, white space and
 * `.,:;"\'` at both ends (ident.c's "crud").
 */
export function cleanIdentity(text: string): string {
  const crud = (c: string) => c <= ' ' || '.,:;<>"\\\''.includes(c);
  let start = 0;
  let end = text.length;
  while (start < end && crud(text[start]!)) start++;
  while (end > start && crud(text[end - 1]!)) end--;
  return text.slice(start, end).replace(/[<>\n\0]/g, '');
}

const NOBODY: Signature = { name: '', email: '', timestamp: 0, offset: 0 };

/** Parses the value of an `author`, `committer` or `tagger` line. */
export function parseSignature(line: string): Signature {
  const open = line.indexOf('<');
  if (open < 0) return { ...NOBODY, name: trimmed(line) };
  const close = line.indexOf('>', open);
  const email = close < 0 ? line.slice(open + 1) : line.slice(open + 1, close);
  // Broken importers left `<<a@b>>`: the date stands after the last bracket.
  const [seconds, zone] = line
    .slice(line.lastIndexOf('>') + 1)
    .trim()
    .split(' ');
  const timestamp = Number.parseInt(seconds!, 10);
  return {
    name: trimmed(line.slice(0, open)),
    email: trimmed(email),
    timestamp: Number.isSafeInteger(timestamp) ? timestamp : 0,
    offset: zone ? parseZone(zone) : 0,
  };
}

/** Without the white space that git knows at its ends; other spaces are a part of names. */
function trimmed(text: string): string {
  return text.replace(/^[\t\n\v\f\r ]+|[\t\n\v\f\r ]+$/g, '');
}

/** `+0530` as minutes east of Greenwich. Zones that no clock has count as 0. */
export function parseZone(zone: string): number {
  const digits = Number(zone.slice(1));
  const minutes = Math.trunc(digits / 100) * 60 + (digits % 100);
  if (!(minutes <= 24 * 60)) return 0;
  return zone[0] === '-' && minutes !== 0 ? -minutes : minutes;
}

/** The header lines of a commit or tag, continuation lines joined, and the message after them. */
function readHeaders(data: Buffer): { fields: [string, string][]; message: string } {
  const text = decodeText(data);
  const fields: [string, string][] = [];
  let at = 0;
  while (at < text.length && text[at] !== '\n') {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    if (text[at] === ' ' && fields.length > 0) {
      fields.at(-1)![1] += text.slice(at, end).replace(' ', '\n');
    } else {
      const space = text.indexOf(' ', at);
      if (space < 0 || space > end) fields.push([text.slice(at, end), '']);
      else fields.push([text.slice(at, space), text.slice(space + 1, end)]);
    }
    at = end + 1;
  }
  return { fields, message: text.slice(at + 1) };
}

/** The text in the encoding that its `encoding` header names, UTF-8 where there is none or an unknown one. */
function decodeText(data: Buffer): string {
  const text = data.toString('utf8');
  if (!text.includes('\nencoding ')) return text;
  const label = /^(?:[^\n]+\n)*?encoding ([^\n]+)\n/.exec(text)?.[1];
  if (label === undefined || /^utf-?8$/i.test(label)) return text;
  try {
    return new TextDecoder(label.trim()).decode(data);
  } catch {
    return text;
  }
}

/** A message without NUL bytes (git refuses them) and with one line break at its end. */
function encodeMessage(message: string): string {
  const text = message.replaceAll('\0', '').trimEnd();
  return text === '' ? '' : `${text}\n`;
}
