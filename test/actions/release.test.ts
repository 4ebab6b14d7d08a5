import { expect, test } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import { describeRuns, hostedReference } from './support/hosted.js';
import { cleanOtus, fileOf } from './support/otus.js';

const [first, second] = cleanOtus(2) as [Otu, Otu];
const INPUTS = { tag: '', index: '', draft: false, 'dry-run': false };
const FILES = ['SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz', 'reference.json.gz'];

async function setting() {
  const hosted = await hostedReference();
  hosted.push(fileOf(first));
  const release = (inputs = {}, ref = 'refs/heads/main') =>
    hosted.run('release', { event_name: 'workflow_dispatch', inputs: { ...INPUTS, ...inputs }, ref, actor: 'ada' });
  return { hosted, repository: hosted.repository, release };
}

describeRuns('the workflow that releases', () => {
  test('publishes a release whose files were attested while it was a draft', async () => {
    const { hosted, repository, release } = await setting();
    const { jobs, ok } = await release();
    expect({ ok, log: ok ? '' : jobs.release!.log }).toEqual({ ok: true, log: '' });
    expect(repository.releases).toMatchObject([{ tag: 'v1.0.0', draft: false }]);
    expect(repository.releases[0]!.assets.map(({ name }) => name).sort()).toEqual(FILES);
    expect(jobs.release!.attested).toEqual(FILES);
    expect(jobs.release!.summary).toContain('v1.0.0');
    expect(jobs.release!.log).not.toContain(jobs.release!.token);
    const tag = repository.git!.run('cat-file', '-p', 'refs/tags/v1.0.0');
    expect(tag).toMatch(/^tagger ada <\d+\+ada@users\.noreply\.github\.com>/m);
    repository.git!.run('fsck', '--strict');

    hosted.push(fileOf(second));
    await release();
    expect(repository.releases.map(({ tag, draft }) => [tag, draft])).toEqual([
      ['v1.0.0', false],
      ['v1.1.0', false],
    ]);
  });

  test('leaves a draft where that was asked for, which the next run publishes', async () => {
    const { repository, release } = await setting();
    expect((await release({ draft: true, tag: 'v2.0.0' })).ok).toBe(true);
    expect(repository.releases).toMatchObject([{ tag: 'v2.0.0', draft: true }]);
    expect((await release({ tag: 'v2.0.0' })).ok).toBe(true);
    expect(repository.releases).toMatchObject([{ tag: 'v2.0.0', draft: false }]);
  });

  test('says what it would do, and does nothing', async () => {
    const { hosted, repository, release } = await setting();
    const { jobs, ok } = await release({ 'dry-run': true });
    expect({ ok, log: ok ? '' : jobs.release!.log }).toEqual({ ok: true, log: '' });
    expect(jobs.release!.summary).toContain('v1.0.0');
    expect(repository.releases).toEqual([]);
    expect(repository.git!.refs('refs/tags/')).toEqual([]);
    expect(hosted.github.requests.filter(({ method, host }) => host === 'api' && method !== 'GET')).toEqual([]);
  });

  test('releases nothing that is invalid, or that is on another branch', async () => {
    const { hosted, repository, release } = await setting();
    repository.git!.run('update-ref', 'refs/heads/side', 'main');
    expect((await release({}, 'refs/heads/side')).jobs.release!.ran).toBe(false);
    hosted.push({ 'otus/zz/zzzzzzzz.json': '{}\n' });
    const { jobs, ok } = await release();
    expect(ok).toBe(false);
    expect(jobs.release!.annotations).toEqual([expect.objectContaining({ level: 'error' })]);
    expect(repository.releases).toEqual([]);
  });

  test('goes on where a run was cut off', async () => {
    const { hosted, repository, release } = await setting();
    hosted.github.fail({ method: 'PATCH', path: /\/releases\/\d+$/, how: 'status 422' });
    expect((await release()).ok).toBe(false);
    expect((await release()).ok).toBe(true);
    expect(repository.releases).toMatchObject([{ tag: 'v1.0.0', draft: false }]);
    expect(repository.releases[0]!.assets.map(({ name, state }) => [name, state]).sort()).toEqual(
      FILES.map((name) => [name, 'uploaded']),
    );
  });

  test('takes what is typed into its form as words', async () => {
    const { repository, release } = await setting();
    for (const tag of ['$(touch x)', '--dry-run', "v1.0.0'; touch x"]) {
      expect((await release({ tag })).ok).toBe(false);
    }
    expect(repository.releases).toEqual([]);
  });
});
