/** Loose objects: one zlib-packed file each, below `objects/<first two digits>/`. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';
import { checkDeclaredSize, deflateFast, inflateExactly } from './compression.js';
import { CorruptObjectError } from './errors.js';
import { OBJECT_TYPES, type ObjectType, objectHeader } from './object-format.js';
import type { RawObject } from './pack-reader.js';

function loosePath(objectsDir: string, oid: string): string {
  return join(objectsDir, oid.slice(0, 2), oid.slice(2));
}

export function looseExists(objectsDir: string, oid: string): boolean {
  return existsSync(loosePath(objectsDir, oid));
}

/** Reads a loose object; null where there is none. Throws CorruptObjectError, naming the file. */
export function readLoose(objectsDir: string, oid: string): RawObject | null {
  const file = loosePath(objectsDir, oid);
  let packed: Buffer;
  try {
    packed = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return parseLoose(packed);
  } catch (error) {
    if (!(error instanceof CorruptObjectError)) throw error;
    throw new CorruptObjectError(error.problem, { oid, file, cause: error });
  }
}

/** Most objects unpack to less than this (bytes), and are then unpacked in one go, header and all. */
const USUAL_SIZE = 16 << 10;

function parseLoose(packed: Buffer): RawObject {
  const usual = packed.length < USUAL_SIZE ? usualObject(packed) : null;
  if (usual !== null) return usual;
  const head = looseHeader(packed);
  checkDeclaredSize(head.size, packed.length);
  const whole = inflateExactly(packed, head.length + head.size);
  return { type: head.type, data: whole.subarray(head.length) };
}

/** null where the object is larger than most, or damaged. */
function usualObject(packed: Buffer): RawObject | null {
  let whole: Buffer;
  try {
    whole = inflateSync(packed, { chunkSize: USUAL_SIZE, maxOutputLength: USUAL_SIZE - 1 });
  } catch {
    return null;
  }
  const head = parseHeader(whole);
  return head !== null && head.size === whole.length - head.length
    ? { type: head.type, data: whole.subarray(head.length) }
    : null;
}

interface LooseHeader {
  type: ObjectType;
  size: number;
  /** Of the header itself. */
  length: number;
}

/** The type and size that a loose object's first bytes tell, and how long that header is. */
function looseHeader(packed: Buffer): LooseHeader {
  let start = beginning(packed, 64);
  // Tables of codes come before the first byte of content, and may take some hundred bytes.
  if (!start.includes(0)) start = beginning(packed, 1024);
  const head = parseHeader(start);
  if (head === null) throw new CorruptObjectError("its header is not git's");
  return head;
}

function parseHeader(start: Buffer): LooseHeader | null {
  const end = start.indexOf(0);
  const match = /^([a-z]+) (0|[1-9][0-9]{0,14})$/.exec(start.toString('latin1', 0, Math.max(end, 0)));
  if (!match || !OBJECT_TYPES.includes(match[1] as ObjectType)) return null;
  return { type: match[1] as ObjectType, size: Number(match[2]), length: end + 1 };
}

/** What the first `length` bytes of a loose object unpack to. */
function beginning(packed: Buffer, length: number): Buffer {
  try {
    return inflateSync(packed.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 256 });
  } catch (cause) {
    throw new CorruptObjectError(`it cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Whether the object is there loose. If so its time is set to now, as git does, so that a `git gc` which runs
 * beside us does not prune it before the commit that needs it is in place.
 */
export function freshenLoose(objectsDir: string, oid: string): boolean {
  const file = loosePath(objectsDir, oid);
  if (!existsSync(file)) return false;
  const now = new Date();
  try {
    utimesSync(file, now, now);
    return true;
  } catch (error) {
    // Another user's object can't be touched, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Writes a loose object: whole under a temporary name, then renamed, read-only as git's own. */
export function writeLoose(objectsDir: string, oid: string, type: ObjectType, data: Buffer): void {
  const file = loosePath(objectsDir, oid);
  const folder = join(objectsDir, oid.slice(0, 2));
  // A tree of a thousand entries would take longer to pack than all else that an edit does, and save a sixth.
  const level = type === 'tree' && data.length > 8192 ? 0 : 1;
  const packed = deflateFast(Buffer.concat([objectHeader(type, data.length), data]), level);
  // git's own prefix: `git prune` removes such a file when a killed process leaves one.
  const temporary = join(folder, `tmp_obj_${randomBytes(6).toString('hex')}`);
  let fd: number;
  try {
    fd = openSync(temporary, 'wx', 0o444);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    fd = openSync(temporary, 'wx', 0o444);
  }
  try {
    try {
      for (let done = 0; done < packed.length; ) done += writeSync(fd, packed, done);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    // Windows does not rename onto a read-only file: someone else wrote the same object meanwhile.
    if (!existsSync(file)) throw error;
  }
}

/** The ids of loose objects that begin with these hexadecimal digits (at least two). */
export function* looseStartingWith(objectsDir: string, prefix: string): Generator<string> {
  const two = prefix.slice(0, 2);
  const folder = join(objectsDir, two);
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/^[0-9a-f]{38}$/.test(name) && (two + name).startsWith(prefix)) yield two + name;
  }
}
