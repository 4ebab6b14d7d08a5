import { isAtLeast } from '../accounts.js';
import { assetBody } from '../bodies/release.js';
import { invalid, notFound, Refusal } from '../http.js';
import type { StandInAsset, StandInRelease } from '../repository.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';
import { releaseOf } from './releases.js';

function assetOf({ repository, token, params }: Call): { release: StandInRelease; asset: StandInAsset } {
  const maySeeDrafts = isAtLeast(repository.roleOf(token?.account ?? null), 'write');
  for (const release of repository.releases) {
    const asset = release.assets.find(({ id }) => id === Number(params.asset_id));
    if (asset && (maySeeDrafts || !release.draft)) return { release, asset };
  }
  throw notFound();
}

export const assetEndpoints: Endpoint[] = [
  endpoint<'repos/list-release-assets'>('GET /repos/{owner}/{repo}/releases/{release_id}/assets', (call) => {
    const release = releaseOf(call);
    const { items, headers } = page(call, release.assets);
    return { status: 200, headers, body: items.map((each) => assetBody(call.repository, release, each)) };
  }),

  endpoint<'repos/get-release-asset'>('GET /repos/{owner}/{repo}/releases/assets/{asset_id}', (call) => {
    const { release, asset } = assetOf(call);
    if (!call.request.headers.accept?.includes('application/octet-stream')) {
      return { status: 200, body: assetBody(call.repository, release, asset) };
    }
    asset.download_count += 1;
    const location = `${call.github.assetsUrl}/${asset.id}/${encodeURIComponent(asset.name)}?signature=good`;
    return { status: 302, headers: { location } };
  }),

  endpoint<'repos/update-release-asset'>(
    'PATCH /repos/{owner}/{repo}/releases/assets/{asset_id}',
    (call) => {
      const { release, asset } = assetOf(call);
      asset.name = call.input.name ?? asset.name;
      asset.label = call.input.label ?? asset.label;
      return { status: 200, body: assetBody(call.repository, release, asset) };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'repos/delete-release-asset'>(
    'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}',
    (call) => {
      const { release, asset } = assetOf(call);
      release.assets.splice(release.assets.indexOf(asset), 1);
      return { status: 204 };
    },
    { role: 'write', permission: 'contents' },
  ),
];

/** What the host for uploads answers. */
export const uploadEndpoints: Endpoint[] = [
  endpoint<'repos/upload-release-asset'>(
    'POST /repos/{owner}/{repo}/releases/{release_id}/assets',
    (call) => {
      const { repository, request, query, token } = call;
      const release = releaseOf(call);
      // GitHub puts a dot where a name has what it doesn't like.
      const name = (query.get('name') ?? '').replace(/[^\w.+-]+/g, '.');
      if (name === '') throw invalid({ resource: 'ReleaseAsset', code: 'missing_field', field: 'name' });
      if (release.assets.some((each) => each.name === name)) {
        throw invalid({ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' });
      }
      if (request.complete && request.body.length === 0) throw new Refusal(400, 'Bad Content-Length: 0');
      const asset = repository.addAsset(release, {
        name,
        bytes: request.body,
        content_type: request.headers['content-type'] ?? 'application/octet-stream',
        uploader: token!.account,
        complete: request.complete,
      });
      asset.label = query.get('label');
      if (!request.complete) throw new Refusal(502, 'The upload ended half way');
      return { status: 201, body: assetBody(repository, release, asset) };
    },
    { role: 'write', permission: 'contents' },
  ),
];
