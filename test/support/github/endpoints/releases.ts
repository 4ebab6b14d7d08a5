import { isAtLeast } from '../accounts.js';
import { releaseBody } from '../bodies/release.js';
import { invalid, notFound } from '../http.js';
import type { StandInRelease, StandInRepository } from '../repository.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';

/** Drafts are there only for those who may push. */
function visible({ repository, token }: Call): StandInRelease[] {
  const all = isAtLeast(repository.roleOf(token?.account ?? null), 'write');
  return repository.releases
    .filter(({ draft }) => all || !draft)
    .sort((a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : b.id - a.id));
}

export function releaseOf(call: Call): StandInRelease {
  const found = visible(call).find(({ id }) => id === Number(call.params.release_id));
  if (!found) throw notFound();
  return found;
}

/** A release that is published has a tag, made where there is none. */
function ensureTag(repository: StandInRepository, { tag, target }: StandInRelease): void {
  const { git } = repository;
  if (git === null || git.ask('rev-parse', '--verify', '--quiet', `refs/tags/${tag}`)) return;
  const commit = git.commit(target);
  if (commit === null) throw invalid({ resource: 'Release', code: 'invalid', field: 'target_commitish' });
  git.run('update-ref', `refs/tags/${tag}`, commit);
}

function checkTag(repository: StandInRepository, tag: unknown, self: StandInRelease | null): void {
  if (typeof tag !== 'string' || tag === '') {
    throw invalid({ resource: 'Release', code: 'missing_field', field: 'tag_name' });
  }
  const taken = repository.releases.some((each) => each !== self && !each.draft && each.tag === tag);
  if (taken) throw invalid({ resource: 'Release', code: 'already_exists', field: 'tag_name' });
}

function change(call: Call, release: StandInRelease): void {
  const { input, repository, github } = call;
  const wasDraft = release.draft;
  const next = {
    ...release,
    tag: input.tag_name ?? release.tag,
    target: input.target_commitish ?? release.target,
    name: input.name ?? release.name,
    body: input.body ?? release.body,
    draft: input.draft ?? release.draft,
    prerelease: input.prerelease ?? release.prerelease,
    mayBeLatest: input.make_latest === undefined ? release.mayBeLatest : input.make_latest !== 'false',
  };
  if (!next.draft) {
    checkTag(repository, next.tag, release);
    ensureTag(repository, next);
    if (wasDraft) next.published_at = github.now();
  }
  Object.assign(release, next);
}

export const releaseEndpoints: Endpoint[] = [
  endpoint<'repos/list-releases'>('GET /repos/{owner}/{repo}/releases', (call) => {
    const { items, headers } = page(call, visible(call));
    return { status: 200, headers, body: items.map((each) => releaseBody(call.repository, each)) };
  }),

  endpoint<'repos/get-latest-release'>('GET /repos/{owner}/{repo}/releases/latest', (call) => {
    const latest = visible(call).find(({ draft, prerelease, mayBeLatest }) => !draft && !prerelease && mayBeLatest);
    if (!latest) throw notFound();
    return { status: 200, body: releaseBody(call.repository, latest) };
  }),

  endpoint<'repos/get-release-by-tag'>('GET /repos/{owner}/{repo}/releases/tags/{ref}', (call) => {
    const found = visible(call).find(({ draft, tag }) => !draft && tag === call.params.ref);
    if (!found) throw notFound();
    return { status: 200, body: releaseBody(call.repository, found) };
  }),

  endpoint<'repos/get-release'>('GET /repos/{owner}/{repo}/releases/{release_id}', (call) => ({
    status: 200,
    body: releaseBody(call.repository, releaseOf(call)),
  })),

  endpoint<'repos/create-release'>(
    'POST /repos/{owner}/{repo}/releases',
    (call) => {
      const { repository, input, github, token } = call;
      checkTag(repository, input.tag_name, null);
      const at = github.now();
      const release: StandInRelease = {
        id: github.newId(),
        tag: input.tag_name,
        target: input.target_commitish ?? repository.defaultBranch,
        name: input.name ?? null,
        body: input.body ?? null,
        draft: input.draft ?? false,
        prerelease: input.prerelease ?? false,
        created_at: at,
        published_at: input.draft ? null : at,
        mayBeLatest: input.make_latest !== 'false',
        author: token!.account,
        assets: [],
      };
      if (!release.draft) ensureTag(repository, release);
      repository.releases.push(release);
      const body = releaseBody(repository, release);
      return { status: 201, headers: { location: body.url }, body };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'repos/update-release'>(
    'PATCH /repos/{owner}/{repo}/releases/{release_id}',
    (call) => {
      const release = releaseOf(call);
      change(call, release);
      return { status: 200, body: releaseBody(call.repository, release) };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'repos/delete-release'>(
    'DELETE /repos/{owner}/{repo}/releases/{release_id}',
    (call) => {
      const { releases } = call.repository;
      releases.splice(releases.indexOf(releaseOf(call)), 1);
      return { status: 204 };
    },
    { role: 'write', permission: 'contents' },
  ),
];
