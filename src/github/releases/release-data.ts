/** A release as GitHub says it, taken apart without trust: its texts are those of whoever made it. */
import { CHECKSUM_FILE } from '../../builds/checksums.js';
import { oneLine } from '../../otu/phrases.js';
import { isRecord } from '../access/answers.js';
import { UnexpectedAnswerError } from '../access/errors.js';

/** The file that a reference is taken from. */
export const RELEASE_FILE = 'reference.json.gz';

export interface AssetData {
  id: number;
  name: string;
  size: number;
  content_type: string;
  download_url: string;
  sha256: string | null;
}

export interface ReleaseData {
  id: number;
  tag: string;
  name: string;
  body: string;
  draft: boolean;
  prerelease: boolean;
  html_url: string;
  published_at: string;
  /** Null where it is not there, or not whole. */
  asset: AssetData | null;
  checksums: AssetData | null;
  /** Whether the file is there by name, and its upload has not ended. */
  unfinished: boolean;
  /** Files that look like the same under a name of earlier times. */
  olderNames: string[];
}

/** As `viruses.json.gz` of Virtool 2, or `reference.json` and `reference-v1.0.0.json.gz` of hand-made releases. */
const OLDER_NAME = /^(reference|viruses|otus|database|virtool)\b.*\.json(\.gz)?$/i;

/** @throws UnexpectedAnswerError for what is no release */
export function readRelease(value: unknown): ReleaseData {
  if (!isRecord(value)) throw unexpected('a release');
  const { id, tag_name, draft, assets } = value;
  if (!isId(id) || typeof tag_name !== 'string' || typeof draft !== 'boolean' || !Array.isArray(assets)) {
    throw unexpected('a release');
  }
  const files = assets.map(readAsset);
  const whole = (name: string) => files.find((each) => each.name === name && each.isWhole) ?? null;
  const asset = whole(RELEASE_FILE);
  return {
    id,
    tag: tag_name,
    name: text(value.name) || tag_name,
    body: text(value.body),
    draft,
    prerelease: value.prerelease === true,
    html_url: text(value.html_url),
    published_at: text(value.published_at) || text(value.created_at),
    asset,
    checksums: whole(CHECKSUM_FILE),
    unfinished: asset === null && files.some((each) => each.name === RELEASE_FILE),
    olderNames: files
      .map((each) => each.name)
      .filter((name) => name !== RELEASE_FILE && OLDER_NAME.test(name))
      .slice(0, 5)
      .map((name) => oneLine(name)),
  };
}

function readAsset(value: unknown): AssetData & { isWhole: boolean } {
  if (!isRecord(value)) throw unexpected('an asset');
  const { id, name, size, state } = value;
  if (!isId(id) || typeof name !== 'string' || !Number.isSafeInteger(size)) throw unexpected('an asset');
  return {
    id,
    name,
    size: size as number,
    isWhole: state === 'uploaded',
    content_type: text(value.content_type),
    download_url: text(value.browser_download_url),
    sha256: /^sha256:([0-9a-f]{64})$/.exec(text(value.digest))?.[1] ?? null,
  };
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function unexpected(what: string): UnexpectedAnswerError {
  return new UnexpectedAnswerError(`GitHub answered with something else than ${what}`, {
    suggestions: ['see whether GITHUB_API_URL, where it is set, is the address of an API (https://HOST/api/v3)'],
  });
}
