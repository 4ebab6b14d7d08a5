/** Cloning: a new repository with all branches and tags of another, built beside its place and named at the end. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { committerIdentity, signatureNow } from '../identity.js';
import { NewFolder } from '../new-folder.js';
import { updateRef } from '../refs.js';
import { Repository } from '../repository.js';
import { explainWriteError } from '../write-errors.js';
import { checkOut } from './checkout.js';
import { RemoteRefNotFoundError } from './errors.js';
import { fetchFrom, type TransferProgress } from './fetch.js';
import type { RefMapping } from './refspec.js';
import type { Remote } from './remote.js';

export interface CloneRequest {
  /** Must not be there, or be an empty folder. */
  directory: string;
  bare?: boolean;
  /** The branch that is checked out, without `refs/heads/`; the one that HEAD names there unless given. */
  branch?: string;
  maxBytes?: number;
  onProgress?: (progress: TransferProgress) => void;
}

/**
 * @throws DirectoryNotEmptyError, CannotWriteError, RemoteRefNotFoundError, and what fetching throws; nothing is left
 */
export async function cloneFrom(remote: Remote, request: CloneRequest): Promise<Repository> {
  const { bare = false } = request;
  const directory = resolve(request.directory);
  // Asked first, so that a wrong address makes no folder.
  const branch = await branchOf(remote, request.branch);
  const folder = new NewFolder(directory, bare ? '' : '.git');
  try {
    const repository = Repository.init(folder.site, { bare, branch });
    await fill(repository, remote, { ...request, branch, bare });
    repository.objects.close();
    rmSync(join(repository.gitDir, 'refkit'), { recursive: true, force: true });
    folder.place();
  } catch (error) {
    folder.remove();
    throw explainWriteError(error, directory);
  }
  return Repository.open(directory);
}

async function branchOf(remote: Remote, wanted: string | undefined): Promise<string> {
  const { refs, head } = await remote.refs(['refs/heads/']);
  const branches = refs.map(({ name }) => name.slice('refs/heads/'.length));
  const candidates =
    wanted === undefined ? [head?.slice('refs/heads/'.length), 'main', 'master', branches[0]] : [wanted];
  const found = candidates.find((name) => name !== undefined && branches.includes(name));
  if (found !== undefined) return found;
  const what = wanted === undefined ? 'has no commits yet' : `has no branch ${wanted}`;
  throw new RemoteRefNotFoundError(`${remote.url} ${what}`, {
    data: { url: remote.url, ref: wanted === undefined ? null : `refs/heads/${wanted}` },
    suggestions: [wanted === undefined ? 'push something to it first' : 'check the name of the branch'],
  });
}

async function fill(
  repository: Repository,
  remote: Remote,
  { branch, bare, maxBytes, onProgress }: CloneRequest & { branch: string; bare: boolean },
): Promise<void> {
  const heads = bare ? 'refs/heads/*' : 'refs/remotes/origin/*';
  const refs: RefMapping[] = [
    { remote: 'refs/heads/*', local: heads, force: true },
    { remote: 'refs/tags/*', local: 'refs/tags/*' },
  ];
  const fetched = await fetchFrom(repository, remote, { refs, maxBytes, onProgress });
  const tip = fetched.refs.find((each) => each.remote === `refs/heads/${branch}`);
  if (!tip)
    throw new RemoteRefNotFoundError(`${remote.url} has no branch ${branch} any more`, { suggestions: ['try again'] });
  appendFileSync(join(repository.gitDir, 'config'), configOf(remote.url, branch, bare));
  if (bare) return;
  const signature = signatureNow(committerIdentity(repository).identity, 'COMMITTER');
  updateRef(repository, `refs/heads/${branch}`, {
    from: null,
    to: tip.oid,
    reflog: { signature, message: `clone: from ${remote.url}` },
  });
  const origin = join(repository.gitDir, 'refs', 'remotes', 'origin');
  mkdirSync(origin, { recursive: true });
  writeFileSync(join(origin, 'HEAD'), `ref: refs/remotes/origin/${branch}\n`);
  checkOut(repository, tip.oid);
}

/** Where it came from, without who asked. */
function configOf(url: string, branch: string, bare: boolean): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  const lines = [`[remote "origin"]`, `\turl = ${quoted(url)}`];
  if (!bare) {
    lines.push('\tfetch = +refs/heads/*:refs/remotes/origin/*');
    lines.push(`[branch ${quoted(branch)}]`, '\tremote = origin', `\tmerge = ${quoted(`refs/heads/${branch}`)}`);
  }
  return `${lines.join('\n')}\n`;
}
