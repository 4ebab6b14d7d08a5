/** Releases that a reference can follow: which one counts, and what is said of those that don't. */
import { oneLine } from '../../otu/phrases.js';
import { type GitHub, isNotModified } from '../access/client.js';
import {
  AssetMissingError,
  GitHubNotFoundError,
  ReleaseNotFoundError,
  UnexpectedAnswerError,
} from '../access/errors.js';
import { placeOf } from '../access/slug.js';
import { RELEASE_FILE, type ReleaseData, readRelease } from './release-data.js';

export { downloadRelease } from './download.js';

/** A release whose file can be had. */
export interface Release {
  /** `owner/name` of the repository. */
  slug: string;
  id: number;
  tag: string;
  name: string;
  body: string;
  prerelease: boolean;
  /** Of the answer that it was found in, for the next time; null where GitHub gave none. */
  etag: string | null;
  /** `reference.json.gz`. */
  filename: string;
  /** Of that file, in bytes. */
  size: number;
  content_type: string;
  html_url: string;
  download_url: string;
  published_at: string;
  /** Of the file, hex, as GitHub has it; null where it is from before GitHub counted them. */
  sha256: string | null;
  asset_id: number;
  /** The release's SHA256SUMS; null where it has none. */
  sums_asset_id: number | null;
}

export interface FindOptions {
  /** This one, prerelease or not, in place of the newest. */
  tag?: string;
  /** Whether prereleases count. */
  prerelease?: boolean;
  /** Of the release that is known: where nothing has changed since, the answer is `not_modified`. */
  etag?: string | null;
}

const PAGE_SIZE = 30;
/** GitHub lists no more than the first 10,000. */
const MOST_PAGES = 334;

/**
 * The newest release that counts: published, with `reference.json.gz`, and no prerelease unless those are asked for. One
 * request, unless none on the first page of releases counts. That a newer one was passed over is a warning.
 *
 * @throws ReleaseNotFoundError, AssetMissingError, and what `octokit()` throws
 */
export async function findRelease(
  github: GitHub,
  slug: string,
  options: FindOptions = {},
): Promise<Release | 'not_modified'> {
  if (options.tag !== undefined) return namedRelease(github, slug, options.tag, options.etag ?? null);
  const octokit = await github.octokit();
  const passedOver: ReleaseData[] = [];
  let seen = 0;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const headers = page === 1 && options.etag ? { 'if-none-match': options.etag } : {};
    let answer: Awaited<ReturnType<typeof octokit.repos.listReleases>>;
    try {
      answer = await octokit.repos.listReleases({ ...placeOf(slug), per_page: PAGE_SIZE, page, headers });
    } catch (error) {
      if (isNotModified(error)) return 'not_modified';
      throw explainMissing(error, slug);
    }
    if (!Array.isArray(answer.data)) throw notAList();
    const releases = answer.data.map(readRelease).filter(({ draft }) => !draft);
    seen += releases.length;
    const candidates = releases
      .filter(({ prerelease }) => options.prerelease || !prerelease)
      .sort((a, b) => Date.parse(b.published_at) - Date.parse(a.published_at));
    const found = candidates.find(({ asset }) => asset !== null);
    passedOver.push(...candidates.slice(0, found ? candidates.indexOf(found) : undefined));
    if (found) {
      for (const each of passedOver) github.warn(passedOverWarning(each, found));
      return asRelease(slug, found, answer.headers.etag ?? null);
    }
    if (answer.data.length < PAGE_SIZE) break;
  }
  throw noneCounts(slug, seen, passedOver);
}

async function namedRelease(github: GitHub, slug: string, tag: string, etag: string | null) {
  const octokit = await github.octokit();
  const headers = etag ? { 'if-none-match': etag } : {};
  try {
    const { data, headers: answered } = await octokit.repos.getReleaseByTag({ ...placeOf(slug), tag, headers });
    const release = readRelease(data);
    if (release.asset === null) throw withoutAsset(slug, release);
    return asRelease(slug, release, answered.etag ?? null);
  } catch (error) {
    if (isNotModified(error)) return 'not_modified';
    if (!(error instanceof GitHubNotFoundError)) throw error;
    // Which of the two is not there?
    await octokit.repos.get({ ...placeOf(slug) }).catch((cause: unknown) => {
      throw explainMissing(cause, slug);
    });
    throw new ReleaseNotFoundError(`${slug} has no release ${oneLine(tag)}`, {
      data: { slug, tag },
      suggestions: [`see ${github.webUrl(slug)}/releases for those that it has; a draft is none yet`],
    });
  }
}

function asRelease(slug: string, { asset, checksums, ...release }: ReleaseData, etag: string | null): Release {
  const { id, tag, name, body, prerelease, html_url, published_at } = release;
  return {
    slug,
    id,
    tag,
    name,
    body,
    prerelease,
    etag,
    filename: RELEASE_FILE,
    size: asset!.size,
    content_type: asset!.content_type,
    html_url,
    download_url: asset!.download_url,
    published_at,
    sha256: asset!.sha256,
    asset_id: asset!.id,
    sums_asset_id: checksums?.id ?? null,
  };
}

/** A repository that is not there, in place of a list that is not. */
function explainMissing(error: unknown, slug: string): unknown {
  if (!(error instanceof GitHubNotFoundError)) return error;
  return new GitHubNotFoundError(`GitHub has no repository ${slug}`, {
    data: { ...error.data, slug },
    suggestions: error.suggestions,
  });
}

/** What a release has in place of the file, in words. */
function missing({ unfinished, olderNames }: ReleaseData): string {
  if (unfinished) return `its ${RELEASE_FILE} is still being uploaded`;
  if (olderNames.length > 0) return `it has ${olderNames.join(', ')} in place of ${RELEASE_FILE}`;
  return `it has no ${RELEASE_FILE}`;
}

function passedOverWarning(newer: ReleaseData, taken: ReleaseData): string {
  const mayCome = newer.unfinished || newer.olderNames.length === 0;
  const hint = mayCome ? ' (the file may come hours after the release)' : '';
  return `The newer release ${oneLine(newer.tag)} was passed over for ${oneLine(taken.tag)}: ${missing(newer)}${hint}`;
}

function withoutAsset(slug: string, release: ReleaseData): AssetMissingError {
  const older = release.olderNames.length > 0 && !release.unfinished;
  return new AssetMissingError(`The release ${oneLine(release.tag)} of ${slug} can't be taken: ${missing(release)}`, {
    data: { slug, tag: release.tag, assets: release.olderNames },
    suggestions: older
      ? [`download it, and import it with \`refkit create DIR --import-from FILE\`, or take another release`]
      : ['try again later: the file may come hours after the release', 'take another release with --release TAG'],
  });
}

function noneCounts(slug: string, seen: number, passedOver: ReleaseData[]): ReleaseNotFoundError | AssetMissingError {
  const [newest] = passedOver;
  if (newest) return withoutAsset(slug, newest);
  const data = { slug };
  if (seen > 0) {
    return new ReleaseNotFoundError(`${slug} has prereleases only`, {
      data,
      suggestions: ['take one of them with --prerelease, or with --release TAG'],
    });
  }
  return new ReleaseNotFoundError(`${slug} has no release`, {
    data,
    suggestions: [`check the name; a release is a draft until it is published, and counts with its ${RELEASE_FILE}`],
  });
}

function notAList(): UnexpectedAnswerError {
  return new UnexpectedAnswerError('GitHub answered with something else than a list of releases', {
    suggestions: ['see whether GITHUB_API_URL, where it is set, is the address of an API (https://HOST/api/v3)'],
  });
}
