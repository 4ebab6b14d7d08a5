/** A release as a commit of its remote's branch. */
import { canonicalOtu, parseOtu } from '../../otu/canonical.js';
import { RefkitError } from '../../otu/errors.js';
import { otuIdOfPath, otuPath } from '../../otu/ids.js';
import { oneLine } from '../../otu/phrases.js';
import type { Otu } from '../../otu/types.js';
import { encodeCommit, objectIdHex, type Signature } from '../../store/object-format.js';
import type { Repository } from '../../store/repository.js';
import { editTree, listTree, type TreeChange } from '../../store/trees.js';
import type { UpstreamCommit } from './commits.js';
import { type InstalledRelease, recordPath, recordText, type UpstreamRecord } from './record.js';

/** The subject of a release's commit. */
const SUBJECT = /^Release (\S+) of [^\s/]+\/[^\s/]+$/;

export function releaseMessage(tag: string, slug: string): string {
  return `Release ${oneWord(tag)} of ${slug}\n\nRefkit-Method: remote\n`;
}

/** The subject of the commit that merges it. */
export function updateSubject(tag: string, slug: string): string {
  return `Updated to release ${oneWord(tag)} of ${slug}`;
}

/** The tag of the release that a commit of method `remote` brought; null where it does not say. */
export function releaseOfMessage(message: string): string | null {
  return SUBJECT.exec(message.split('\n', 1)[0]!)?.[1] ?? null;
}

function oneWord(tag: string): string {
  return oneLine(tag).replaceAll(' ', '_') || '_';
}

/** The record with a release more. One that was installed before stands where it does now. */
export function withRelease(record: UpstreamRecord | null, slug: string, release: InstalledRelease): UpstreamRecord {
  return { slug, releases: [release, ...(record?.releases ?? [])] };
}

export interface ReleaseCommitPlan {
  slug: string;
  /** The release before it on the branch. */
  tip: UpstreamCommit | null;
  release: InstalledRelease;
  /** Every OTU of the release; what is wrong with them is thrown, at the latest after the last. */
  otus: AsyncIterable<Otu> | Iterable<Otu>;
  /** A commit of the remote's own history that may become a parent: where it has the same OTUs. */
  history: string | null;
  signatures: { author: Signature; committer: Signature };
  onOtu?: (count: number) => void;
}

export interface ReleaseCommit extends UpstreamCommit {
  /** Whether `history` became a parent. */
  joined: boolean;
}

/**
 * Makes the commit of a release. Where the repository holds its objects back, nothing is written, and whoever calls
 * decides what becomes of them.
 */
export async function commitRelease(repository: Repository, plan: ReleaseCommitPlan): Promise<ReleaseCommit> {
  const { slug, tip, release, signatures } = plan;
  const { objects } = repository;
  const before = new Map<string, string>();
  if (tip) for (const { path, oid } of listTree(objects, tip.tree, 'otus')) before.set(path, oid);
  const changes = new Map<string, TreeChange>();
  const blobs = new Map<string, string>();
  for await (const otu of plan.otus) {
    const path = otuPath(otu.id);
    const content = Buffer.from(canonicalOtu(otu));
    let oid = before.get(path);
    if (oid === undefined || objectIdHex('blob', content) !== oid) {
      oid = objects.write('blob', content);
      changes.set(path, { mode: '100644', oid });
    }
    before.delete(path);
    blobs.set(path, oid);
    plan.onOtu?.(blobs.size);
  }
  for (const path of before.keys()) changes.set(path, null);
  const record = withRelease(tip?.record ?? null, slug, release);
  const recordBlob = objects.write('blob', Buffer.from(recordText(record)));
  changes.set(recordPath(slug), { mode: '100644', oid: recordBlob });
  const write = objects.write.bind(objects);
  const tree = editTree(objects, write, tip?.tree ?? null, changes)!;
  const joined = plan.history !== null && hasOtus(repository, plan.history, blobs);
  const parents = [...(tip ? [tip.oid] : []), ...(joined ? [plan.history!] : [])];
  const message = releaseMessage(release.tag, slug);
  const oid = objects.write('commit', encodeCommit({ tree, parents, message, ...signatures }));
  return { oid, tree, record, joined };
}

/**
 * Whether a commit has just these OTUs, in whatever form its files are.
 *
 * @param blobs the canonical files that there should be, by path
 */
export function hasOtus({ objects }: Repository, commit: string, blobs: ReadonlyMap<string, string>): boolean {
  let count = 0;
  for (const { path, oid } of listTree(objects, objects.readCommit(commit).tree, 'otus')) {
    if (otuIdOfPath(path) === null) continue;
    const wanted = blobs.get(path);
    if (wanted === undefined) return false;
    if (wanted !== oid && canonicalBlob(objects.readBlob(oid), path) !== wanted) return false;
    count += 1;
  }
  return count === blobs.size;
}

/** The id that a file would have in canonical form; null where it is no OTU. */
function canonicalBlob(bytes: Buffer, path: string): string | null {
  try {
    return objectIdHex('blob', Buffer.from(canonicalOtu(parseOtu(bytes, path))));
  } catch (error) {
    if (error instanceof RefkitError) return null;
    throw error;
  }
}
