/** Pushing: several refs in one step, each only forward unless it is forced, with exactly the objects that are missing there. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { InvalidRefNameError, ObjectNotFoundError } from '../errors.js';
import { isOid } from '../object-format.js';
import { PackWriter, packHeader } from '../pack-writer.js';
import { isRefName } from '../ref-names.js';
import type { Repository } from '../repository.js';
import { PushRejectedError, RemoteFailedError, saidBy } from './errors.js';
import { outcomeOf, type TransferProgress } from './fetch.js';
import { FLUSH, pktLine, pktLines, textOf } from './pkt-line.js';
import { Quarantine } from './quarantine.js';
import type { Remote } from './remote.js';
import { commitsBetween, unsentObjects } from './unsent.js';

export interface RefPush {
  /** A ref in full, `HEAD`, or the id of a commit or tag. */
  local: string;
  /** In full. */
  remote: string;
  /** Whether it may go to what does not follow from where it is, and a tag to something else. */
  force?: boolean;
}

export interface PushRequest {
  refs: RefPush[];
  onProgress?: (progress: TransferProgress) => void;
}

export interface PushedRef {
  remote: string;
  oid: string;
  /** Where it was there; null where it was not. */
  before: string | null;
  outcome: 'new' | 'unchanged' | 'forward' | 'forced' | 'rejected';
  /** Why it was rejected; null otherwise. */
  reason: string | null;
}

const NOTHING = '0'.repeat(40);

/**
 * Pushes refs, all or none where the server can do that. Says what happened to each where all were taken.
 *
 * @throws PushRejectedError where one was not, and what `Remote` throws
 */
export async function pushTo(repository: Repository, remote: Remote, request: PushRequest): Promise<PushedRef[]> {
  const wanted = request.refs.map((each) => ({ ...each, oid: idOf(repository, each) }));
  const { refs, capabilities } = await remote.advertisement();
  const planned = wanted.map((each) => plan(repository, each, refs.get(each.remote) ?? null));
  if (planned.some(({ outcome }) => outcome === 'rejected')) throw rejected(remote, planned, 'nothing was pushed');
  const moving = planned.filter(({ outcome }) => outcome !== 'unchanged');
  if (moving.length === 0) return planned;
  if (!capabilities.has('report-status')) {
    throw new RemoteFailedError(`${remote.url} does not say what becomes of what is pushed`, { suggestions: [] });
  }
  const options = ['report-status', 'side-band-64k', 'atomic'].filter((each) => capabilities.has(each));
  const commands = moving.map(({ before, oid, remote: name }, at) => {
    const asked = at === 0 ? `\0${[...options, 'agent=git/refkit'].join(' ')}` : '';
    return pktLine(`${before ?? NOTHING} ${oid} ${name}${asked}`);
  });
  const quarantine = new Quarantine(repository.objects.objectsDir);
  try {
    const pack = packFor(repository, quarantine, { moving, theirs: [...refs.values()], request });
    const body = sent(Buffer.concat([...commands, FLUSH]), pack);
    const answer = await remote.request('git-receive-pack', body, 1);
    const lines = await reportOf(answer, options.includes('side-band-64k'));
    return settled(remote, planned, lines);
  } finally {
    quarantine.remove();
  }
}

function idOf(repository: Repository, { local, remote }: RefPush): string {
  if (!isRefName(remote) || !remote.startsWith('refs/')) {
    throw new InvalidRefNameError(`git does not allow the ref name ${JSON.stringify(remote)}`);
  }
  const oid = isOid(local) ? local : repository.resolveRef(local);
  if (oid === null) throw new ObjectNotFoundError(local, { hint: 'there is no such branch or tag here' });
  return oid;
}

function plan(
  repository: Repository,
  { remote, oid, force = false }: RefPush & { oid: string },
  before: string | null,
) {
  const isTag = remote.startsWith('refs/tags/') && !force;
  const outcome = outcomeOf(repository, { before, oid, force, isTag });
  if (outcome !== 'refused') return { remote, oid, before, outcome, reason: null } satisfies PushedRef;
  const reason = isTag ? 'it names something else there' : 'it has commits there that are not here';
  return { remote, oid, before, outcome: 'rejected', reason } satisfies PushedRef;
}

interface Contents {
  moving: PushedRef[];
  theirs: string[];
  request: PushRequest;
}

/** Writes the pack with what is missing there. */
function packFor(repository: Repository, quarantine: Quarantine, { moving, theirs, request }: Contents): string | null {
  const { objects } = repository;
  const tags: string[] = [];
  const tips: string[] = [];
  for (let oid of moving.map((each) => each.oid)) {
    for (; objects.read(oid).type === 'tag'; oid = objects.readTag(oid).target) tags.push(oid);
    if (objects.read(oid).type === 'commit') tips.push(oid);
  }
  const known = theirs.filter((oid) => objects.has(oid)).flatMap((oid) => peeled(repository, oid));
  const sendable = tags.filter((oid) => !theirs.includes(oid));
  const writer = new PackWriter(quarantine.path, { durable: false });
  try {
    for (const { oid, type, data } of unsentObjects(objects, commitsBetween(repository, tips, known), sendable)) {
      writer.put(Buffer.from(oid, 'hex'), type, data);
      request.onProgress?.({ phase: 'packing', done: writer.count, total: null });
    }
    return writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

function peeled(repository: Repository, oid: string): string[] {
  const { type } = repository.objects.read(oid);
  if (type === 'tag') return peeled(repository, repository.objects.readTag(oid).target);
  return type === 'commit' ? [oid] : [];
}

/** The commands, and the pack behind them: git wants one even where it is empty. */
async function* sent(commands: Buffer, pack: string | null): AsyncGenerator<Uint8Array> {
  yield commands;
  if (pack === null) {
    const empty = packHeader(0);
    yield Buffer.concat([empty, createHash('sha1').update(empty).digest()]);
    return;
  }
  for await (const piece of createReadStream(`${pack}.pack`, { highWaterMark: 1 << 18 })) yield piece;
}

/** The lines of the report, out of the first of three bands where there are such. */
async function reportOf(answer: AsyncIterable<Uint8Array>, banded: boolean): Promise<string[]> {
  async function* firstBand(): AsyncGenerator<Uint8Array> {
    for await (const pkt of pktLines(answer)) {
      if (pkt.type !== 'data') continue;
      if (pkt.data[0] === 1) yield pkt.data.subarray(1);
      else if (pkt.data[0] === 3)
        throw new RemoteFailedError(`The server says: ${saidBy(textOf(pkt.data.subarray(1)))}`);
    }
  }
  const lines: string[] = [];
  let isWhole = false;
  for await (const pkt of pktLines(banded ? firstBand() : answer)) {
    isWhole = pkt.type === 'flush';
    if (pkt.type === 'data') lines.push(textOf(pkt.data));
  }
  if (!isWhole) {
    throw new RemoteFailedError('The connection was cut before the server said what it did', {
      suggestions: ['push again: what has arrived is not pushed twice'],
    });
  }
  return lines;
}

function settled(remote: Remote, planned: PushedRef[], lines: string[]): PushedRef[] {
  const unpacked = lines.find((line) => line.startsWith('unpack '))?.slice('unpack '.length);
  if (unpacked !== 'ok')
    throw new RemoteFailedError(`${remote.url} could not take the objects: ${saidBy(unpacked ?? '')}`);
  const taken = new Set(lines.filter((line) => line.startsWith('ok ')).map((line) => line.slice('ok '.length)));
  const reasons = new Map(
    lines
      .filter((line) => line.startsWith('ng '))
      .map((line) => /^ng (\S+) (.*)$/.exec(line))
      .flatMap((match) => (match ? [[match[1]!, saidBy(match[2]!)] as const] : [])),
  );
  const refs = planned.map((each) => {
    if (each.outcome === 'unchanged' || taken.has(each.remote)) return each;
    return { ...each, outcome: 'rejected' as const, reason: reasons.get(each.remote) ?? 'the server does not say why' };
  });
  const done = refs.filter(({ outcome }) => outcome !== 'rejected' && outcome !== 'unchanged').length;
  if (refs.some(({ outcome }) => outcome === 'rejected')) {
    throw rejected(remote, refs, done === 0 ? 'nothing was pushed' : `${done} others were pushed`);
  }
  return refs;
}

function rejected(remote: Remote, refs: PushedRef[], rest: string): PushRejectedError {
  const refused = refs.filter(({ outcome }) => outcome === 'rejected');
  const which = refused
    .map((each) => `${each.remote.replace(/^refs\/(heads|tags)\//, '')} (${each.reason})`)
    .join(', ');
  const isBehind = refused.some(({ reason }) => /commits there|fast-forward|fetch first/i.test(reason ?? ''));
  return new PushRejectedError(`${remote.url} does not take ${which}; ${rest}`, {
    data: { url: remote.url, refs },
    suggestions: [
      ...(isBehind ? ['get what is there (`git pull`), and push again'] : []),
      ...(isBehind ? [] : ['see whether the branch or tag is protected, or was pushed by somebody else']),
    ],
  });
}
