/** A repository's releases at GitHub, as publishing needs them. */
import type { components } from '@octokit/openapi-types';
import { RefkitError } from '../../otu/errors.js';
import type { GitHub } from '../access/client.js';
import { type Place, placeOf } from '../access/slug.js';
import { CannotPublishError } from './errors.js';

export type HostRelease = components['schemas']['release'];
export type HostAsset = components['schemas']['release-asset'];

/** Of a release's fields, what publishing sets. */
export interface ReleaseFields {
  name?: string;
  body?: string;
  draft?: boolean;
  prerelease?: boolean;
  make_latest?: 'true' | 'false';
}

export class ReleaseHost {
  readonly #github: GitHub;
  readonly #place: Place;

  private constructor(
    github: GitHub,
    /** As GitHub writes it today, which is another one than was asked for where it was renamed. */
    readonly slug: string,
  ) {
    this.#github = github;
    this.#place = placeOf(slug);
  }

  /**
   * Looks at the repository.
   *
   * @throws CannotPublishError where it is archived, or the token certainly may not write to it
   */
  static async open(github: GitHub, slug: string): Promise<ReleaseHost> {
    const octokit = await github.octokit();
    const { data } = await octokit.rest.repos.get({ ...placeOf(slug) });
    if (data.archived) {
      throw new CannotPublishError(`${data.full_name} is archived, so nothing can be published there`, {
        data: { repository: data.full_name },
        suggestions: ['its owner can unarchive it in its settings at GitHub'],
      });
    }
    const host = new ReleaseHost(github, data.full_name);
    if (github.hasToken && data.permissions?.push === false && !(await host.#isApp())) {
      throw new CannotPublishError(`The token may not write to ${data.full_name}`, {
        data: { repository: data.full_name },
        suggestions: [
          'use one that has the permission "Contents: write" there; a classic token needs the scope "repo"',
        ],
      });
    }
    return host;
  }

  /** Whether the token is an app's, such as the one of a workflow: of those GitHub never says that they may push. */
  async #isApp(): Promise<boolean> {
    try {
      await (await this.#github.octokit()).rest.apps.listReposAccessibleToInstallation({ per_page: 1 });
      return true;
    } catch (error) {
      if (error instanceof RefkitError) return false;
      throw error;
    }
  }

  /** The releases of a tag: one that is published, or drafts, of which there can be several; the oldest first. */
  async releasesOf(tag: string): Promise<HostRelease[]> {
    const octokit = await this.#github.octokit();
    const found: HostRelease[] = [];
    // Drafts are found in the list only.
    const pages = octokit.paginate.iterator(octokit.rest.repos.listReleases, { ...this.#place, per_page: 100 });
    for await (const { data } of pages) found.push(...data.filter(({ tag_name }) => tag_name === tag));
    return found.sort((a, b) => Number(a.draft) - Number(b.draft) || a.id - b.id);
  }

  async release(id: number): Promise<HostRelease> {
    const { data } = await (await this.#github.octokit()).rest.repos.getRelease({ ...this.#place, release_id: id });
    return data;
  }

  async createDraft(tag: string, commit: string, fields: ReleaseFields): Promise<HostRelease> {
    const octokit = await this.#github.octokit();
    const release = { ...this.#place, tag_name: tag, target_commitish: commit, ...fields, draft: true };
    return (await octokit.rest.repos.createRelease(release)).data;
  }

  async update(id: number, fields: ReleaseFields): Promise<HostRelease> {
    const octokit = await this.#github.octokit();
    return (await octokit.rest.repos.updateRelease({ ...this.#place, release_id: id, ...fields })).data;
  }

  async remove(id: number): Promise<void> {
    await (await this.#github.octokit()).rest.repos.deleteRelease({ ...this.#place, release_id: id });
  }

  /** All assets of a release; the release itself names only the first of many. */
  async assets(id: number): Promise<HostAsset[]> {
    const octokit = await this.#github.octokit();
    return octokit.paginate(octokit.rest.repos.listReleaseAssets, { ...this.#place, release_id: id, per_page: 100 });
  }

  async removeAsset(id: number): Promise<void> {
    await (await this.#github.octokit()).rest.repos.deleteReleaseAsset({ ...this.#place, asset_id: id });
  }

  /**
   * Sends one file, once: what it is read from is used up.
   *
   * @param content its bytes, as many as its size says
   */
  async upload(
    release: HostRelease,
    { name, size }: { name: string; size: number },
    content: AsyncIterable<Uint8Array>,
  ): Promise<HostAsset> {
    const octokit = await this.#github.octokit();
    const { data } = await octokit.request({
      method: 'POST',
      url: release.upload_url,
      name,
      data: content,
      headers: { 'content-type': typeOf(name), 'content-length': String(size) },
      request: { retries: 0 },
    });
    return data as HostAsset;
  }

  /** What an asset holds. */
  async content(asset: HostAsset): Promise<AsyncIterable<Uint8Array>> {
    const headers = { accept: 'application/octet-stream' };
    const { body } = await this.#github.fetch(asset.url, { headers });
    return body as unknown as AsyncIterable<Uint8Array>;
  }
}

function typeOf(name: string): string {
  if (name.endsWith('.gz')) return 'application/gzip';
  if (name.endsWith('.json')) return 'application/json';
  return name === 'SHA256SUMS' ? 'text/plain' : 'application/octet-stream';
}
