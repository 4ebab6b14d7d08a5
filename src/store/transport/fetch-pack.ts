/** Asks another repository for commits and tags, by protocol version 2 (gitprotocol-v2(5)), and takes what it sends. */
import { closeSync, openSync } from 'node:fs';
import { writeAll } from '../../files/disk.js';
import type { Repository } from '../repository.js';
import { explainWriteError } from '../write-errors.js';
import { RemoteFailedError, saidBy } from './errors.js';
import { DELIMITER, FLUSH, pktLine, pktLines, textOf } from './pkt-line.js';
import type { Remote } from './remote.js';

export interface PackRequest {
  wants: string[];
  haves: string[];
  shallow: ReadonlySet<string>;
  /** Where the pack goes; must not be there. */
  file: string;
  /** The largest pack that is taken, in bytes. */
  maxBytes: number;
  onProgress(bytes: number): void;
}

/**
 * Writes a pack with all that the wanted ids reach and the others don't.
 *
 * @throws RemoteFailedError, UnreachableError, CannotWriteError; `file` may then be there in part
 */
export async function fetchPack(remote: Remote, request: PackRequest): Promise<void> {
  const { wants, haves, shallow, file } = request;
  const lines = [
    pktLine('command=fetch\n'),
    pktLine('agent=git/refkit\n'),
    pktLine('object-format=sha1\n'),
    DELIMITER,
    pktLine('no-progress\n'),
    pktLine('ofs-delta\n'),
    ...[...shallow].map((oid) => pktLine(`shallow ${oid}\n`)),
    ...wants.map((oid) => pktLine(`want ${oid}\n`)),
    ...haves.map((oid) => pktLine(`have ${oid}\n`)),
    // One round: what both have is mostly at the tips, and what is not said comes a second time.
    pktLine('done\n'),
    FLUSH,
  ];
  const answer = await remote.request('git-upload-pack', Buffer.concat(lines), 2);
  const fd = openSync(file, 'wx');
  try {
    let size = 0;
    for await (const piece of packOf(answer)) {
      if (size + piece.length > request.maxBytes) {
        throw new RemoteFailedError(`The other repository sends more than ${request.maxBytes} bytes`, {
          suggestions: ['see whether it is the repository that you mean'],
        });
      }
      try {
        writeAll(fd, piece, size);
      } catch (error) {
        throw explainWriteError(error, file);
      }
      size += piece.length;
      request.onProgress(size);
    }
  } finally {
    closeSync(fd);
  }
}

/** The pack in an answer: it comes in a section of that name, on the first of three bands. */
async function* packOf(answer: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let section = '';
  let isWhole = false;
  for await (const pkt of pktLines(answer)) {
    if (pkt.type !== 'data') {
      if (pkt.type === 'flush') isWhole = section === 'packfile';
      section = '';
      continue;
    }
    if (section === '') {
      section = textOf(pkt.data);
      if (section.startsWith('ERR ')) throw refusal(section.slice('ERR '.length));
      continue;
    }
    if (section !== 'packfile') continue;
    const band = pkt.data[0];
    if (band === 1) yield pkt.data.subarray(1);
    else if (band === 3) throw refusal(textOf(pkt.data.subarray(1)));
  }
  if (!isWhole) throw new RemoteFailedError('The connection was cut in the middle of what the other repository sent');
}

function refusal(text: string): RemoteFailedError {
  return new RemoteFailedError(`The other repository says: ${saidBy(text)}`);
}

/** Refs whose history is told of, and how many commits of each, ever further apart. */
const MOST_TIPS = 256;
const DEEP_TIPS = 8;
const DEEPEST = 2048;

/** What this repository has, as far as it helps the other to send little: the tips, and commits some way below them. */
export function havesOf(repository: Repository): string[] {
  const { objects } = repository;
  const head = repository.head().oid;
  const tips = new Set<string>(head === null ? [] : [head]);
  for (const { oid } of repository.listRefs('refs/')) {
    if (tips.size >= MOST_TIPS) break;
    if (objects.has(oid)) tips.add(oid);
  }
  const haves = new Set(tips);
  const shallow = repository.shallowCommits();
  for (const tip of [...tips].slice(0, DEEP_TIPS)) {
    let oid: string | undefined = tip;
    for (let depth = 1; oid !== undefined && depth < DEEPEST; depth++) {
      if (objects.read(oid).type !== 'commit' || shallow.has(oid)) break;
      oid = objects.readParents(oid)[0];
      // Powers of two.
      if (oid !== undefined && (depth & (depth - 1)) === 0) haves.add(oid);
    }
  }
  return [...haves];
}
