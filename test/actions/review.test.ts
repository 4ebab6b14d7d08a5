/** A pull request from a fork, from its opening to the review on it: two jobs, and a file between them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import type { StandInPullRequest } from '../support/github/repository.js';
import { describeRuns, type Hosted, hostedReference } from './support/hosted.js';
import { cleanOtus, fileOf, HOSTILE } from './support/otus.js';
import type { WorkflowResult } from './support/runner.js';

const [here, brought] = cleanOtus(2) as [Otu, Otu];

/** The workflow that GitHub starts on the default branch when the review of a pull request has ended. */
function post(hosted: Hosted, pull: StandInPullRequest, reviewed: WorkflowResult, head = pull.head.sha) {
  const conclusion = reviewed.ok ? 'success' : 'failure';
  const run = { id: reviewed.id, name: 'Review', event: 'pull_request', conclusion, head_sha: head, pull_requests: [] };
  return hosted.run('review-post', {
    event_name: 'workflow_run',
    event: { action: 'completed', workflow_run: run },
  });
}

/** What was asked of GitHub in a way that changes something. */
const writes = (hosted: Hosted) =>
  hosted.github.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);

async function reference(): Promise<Hosted> {
  const hosted = await hostedReference();
  hosted.push(fileOf(here));
  return hosted;
}

describeRuns('a pull request from a fork', () => {
  test('is reviewed by a job that can write nothing, and the review posted by another', async () => {
    const hosted = await reference();
    const pull = hosted.fork('carl', fileOf(brought));
    const reviewed = await hosted.pullRequest('review', pull);
    const { review } = reviewed.jobs;
    expect(review!.steps.review).toMatchObject({ verdict: 'errors', errors: '1' });
    expect(review!.summary).toContain(brought.name);
    expect(review!.annotations).toContainEqual(
      expect.objectContaining({ level: 'error', message: expect.stringContaining('carl is no user') }),
    );
    expect(writes(hosted)).toEqual([]);

    const { jobs, ok } = await post(hosted, pull, reviewed);
    expect({ ok, log: ok ? '' : jobs.post!.log }).toEqual({ ok: true, log: '' });
    const { comments, checkRuns } = hosted.repository;
    expect(comments.map(({ issue, body }) => [issue, body.includes(brought.name)])).toEqual([[pull.number, true]]);
    expect(checkRuns).toEqual([expect.objectContaining({ head_sha: pull.head.sha, conclusion: 'failure' })]);
    expect(jobs.post!.log).not.toContain(jobs.post!.token);
  });

  test('by somebody with the right to it passes', async () => {
    const hosted = await reference();
    const yaml = readFileSync(join(hosted.clone, 'reference.yaml'), 'utf8');
    hosted.push({ 'reference.yaml': yaml.replace('{ id: ada, emails', '{ id: ada, github: ada-at-github, emails') });
    const pull = hosted.fork('ada-at-github', fileOf(brought));
    const reviewed = await hosted.pullRequest('review', pull);
    expect(reviewed.jobs.review).toMatchObject({ ok: true, steps: { review: { verdict: 'ok' } } });
    await post(hosted, pull, reviewed);
    expect(hosted.repository.checkRuns).toEqual([expect.objectContaining({ conclusion: 'success' })]);
  });

  test('that changes how it is reviewed does not pass by itself', async () => {
    const hosted = await reference();
    const pull = hosted.fork('mallory', { '.github/workflows/review.yml': hosted.templateText('review') });
    const reviewed = await hosted.pullRequest('review', pull);
    await post(hosted, pull, reviewed);
    expect(hosted.repository.checkRuns.map(({ conclusion }) => conclusion)).not.toContain('success');
    expect(hosted.repository.comments[0]!.body).toContain('changes .github/');
  });

  test('has one comment however often it is pushed to', async () => {
    const hosted = await reference();
    const pull = hosted.fork('carl', fileOf(brought));
    await post(hosted, pull, await hosted.pullRequest('review', pull));
    const first = hosted.repository.comments[0]!.body;
    hosted.pushTo(pull, fileOf({ ...brought, abbreviation: 'NEWER' }));
    await post(hosted, pull, await hosted.pullRequest('review', pull));
    expect(hosted.repository.comments).toHaveLength(1);
    expect(hosted.repository.comments[0]!.body).not.toBe(first);
    expect(hosted.repository.checkRuns.map(({ head_sha }) => head_sha)).toContain(pull.head.sha);
  });

  test('with names that look like commands or markup does nothing by them', async () => {
    const hosted = await reference();
    const isolates = brought.isolates.map((isolate) => ({ ...isolate, source_name: HOSTILE }));
    const pull = hosted.fork('mallory', {
      ...fileOf({ ...brought, name: HOSTILE, isolates }),
      [`$(touch x)${'`id`'}`]: 'x',
    });
    const reviewed = await hosted.pullRequest('review', pull);
    const { annotations, summary } = reviewed.jobs.review!;
    expect(annotations.map(({ message }) => message)).not.toContain('owned');
    expect(summary).not.toMatch(/(?<!\\)<img|@everyone|fixes #1/);
    const { ok } = await post(hosted, pull, reviewed);
    expect(ok).toBe(true);
    expect(hosted.repository.comments[0]!.body).not.toMatch(/(?<!\\)<img|@everyone|fixes #1/);
  });
});

describeRuns('a review that somebody made up', () => {
  async function forged(change: (review: string) => string) {
    const hosted = await reference();
    const pull = hosted.fork('mallory', fileOf(brought));
    const reviewed = await hosted.pullRequest('review', pull);
    const file = join(hosted.runner.artifact(reviewed.id, 'review'), 'review.json');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    return { hosted, pull, result: await post(hosted, pull, reviewed) };
  }

  test.each([
    ['is no review', () => '{"verdict":"ok"}'],
    ['is no JSON', () => '<script>'],
    [
      'is of another commit',
      (text: string) => text.replaceAll(/"commit":"[0-9a-f]{40}"/g, `"commit":"${'1'.repeat(40)}"`),
    ],
    ['is far too large', (text: string) => `${' '.repeat(129 << 20)}${text}`],
  ])('is not posted where it %s', async (_, change) => {
    const { hosted, result } = await forged(change);
    expect(result.ok).toBe(false);
    expect(result.jobs.post!.annotations).toEqual([expect.objectContaining({ level: 'error' })]);
    expect(writes(hosted)).toEqual([]);
  });

  test('cannot choose where it is posted', async () => {
    const hosted = await reference();
    const other = hosted.fork('ada', fileOf({ ...brought, id: 'other123' }));
    const pull = hosted.fork('mallory', fileOf(brought));
    const reviewed = await hosted.pullRequest('review', pull);
    const file = join(hosted.runner.artifact(reviewed.id, 'review'), 'review.json');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('{', `{"pull_request":${other.number},"number":${other.number},`),
    );
    await post(hosted, pull, reviewed);
    expect(hosted.repository.comments.map(({ issue }) => issue)).not.toContain(other.number);
  });

  test('is not posted to a pull request that was pushed to since', async () => {
    const hosted = await reference();
    const pull = hosted.fork('carl', fileOf(brought));
    const reviewed = await hosted.pullRequest('review', pull);
    const old = pull.head.sha;
    hosted.pushTo(pull, fileOf({ ...brought, abbreviation: 'NEWER' }));
    const { ok } = await post(hosted, pull, reviewed, old);
    expect(ok).toBe(false);
    expect(writes(hosted)).toEqual([]);
  });
});
