/** The repository on GitHub that the table follows, with two releases. */
import { StandInGitHub } from '../../support/github/stand-in.js';
import { releaseFile } from '../../support/release-file.js';
import { syntheticOtus } from '../../support/synthetic.js';
import type { Shape } from './exchange.js';

export const REMOTE = 'virtool/virtool-database';
/** GitHub's number of v1.0.0. */
export const OLDER_RELEASE = 1001;

/** Starts a GitHub, for the server's environment to lead to. */
export async function startRemote(): Promise<StandInGitHub> {
  const github = await StandInGitHub.start();
  const repository = github.repository(REMOTE);
  const publish = (tag: string, count: number) => {
    const file = releaseFile(syntheticOtus({ count, basesPerOtu: 60 }), { organism: 'virus' });
    return repository.release({ tag, body: `Notes of ${tag}`, assets: { 'reference.json.gz': file } });
  };
  publish('v1.0.0', 2).id = OLDER_RELEASE;
  publish('v1.1.0', 3);
  return github;
}

/** What every shown release has. */
export const release: Record<string, Shape> = {
  id: 'integer',
  name: 'string',
  body: 'string',
  etag: 'string',
  filename: 'string',
  size: 'integer',
  html_url: 'string',
  download_url: 'string',
  published_at: 'time',
  content_type: 'string',
  retrieved_at: 'time',
  newer: 'boolean',
};
