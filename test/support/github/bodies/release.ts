import type { StandInAsset, StandInRelease, StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { nodeId } from './links.js';
import { userBody } from './user.js';

export function releaseBody(repository: StandInRepository, release: StandInRelease): Schemas['release'] {
  const { github, slug } = repository;
  const api = `${github.apiUrl}/repos/${slug}`;
  return {
    id: release.id,
    node_id: nodeId('Release', release.id),
    url: `${api}/releases/${release.id}`,
    html_url: `${github.serverUrl}/${slug}/releases/tag/${encodeURIComponent(release.tag)}`,
    assets_url: `${api}/releases/${release.id}/assets`,
    upload_url: `${github.uploadsUrl}/repos/${slug}/releases/${release.id}/assets{?name,label}`,
    tarball_url: release.draft ? null : `${api}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${release.tag}`,
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.created_at,
    published_at: release.published_at,
    author: userBody(github, release.author),
    assets: release.assets.map((asset) => assetBody(repository, release, asset)),
  };
}

export function assetBody(
  repository: StandInRepository,
  release: StandInRelease,
  asset: StandInAsset,
): Schemas['release-asset'] {
  const { github, slug } = repository;
  return {
    id: asset.id,
    node_id: nodeId('ReleaseAsset', asset.id),
    url: `${github.apiUrl}/repos/${slug}/releases/assets/${asset.id}`,
    browser_download_url: `${github.serverUrl}/${slug}/releases/download/${encodeURIComponent(release.tag)}/${asset.name}`,
    name: asset.name,
    label: asset.label,
    // GitHub says `starter` too, which its description leaves out.
    state: asset.state as 'uploaded',
    content_type: asset.content_type,
    size: asset.size,
    digest: asset.digest,
    download_count: asset.download_count,
    created_at: asset.created_at,
    updated_at: asset.created_at,
    uploader: userBody(github, asset.uploader),
  };
}
