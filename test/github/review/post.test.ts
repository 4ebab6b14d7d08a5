import { describe, expect, test } from 'vitest';
import { MARKER } from '../../../src/github/review/comment.js';
import { parseReview } from '../../../src/github/review/file.js';
import { type PostRequest, postReview } from '../../../src/github/review/post.js';
import { type Review, reviewChange } from '../../../src/github/review/review.js';
import { startGitHub } from '../../support/github/github.js';
import { git, temporaryFolder } from '../../support/repository.js';
import { commitOn, type Files, filesOf, type Site, siteOf } from '../support/changes.js';
import { clientOf, failureOf } from '../support/client.js';

const BOT = 'github-actions[bot]';

interface Proposed {
  files?(site: Site): Files;
  author?: string;
}

/** A repository with a pull request from a fork, its review, and a workflow's token that may post. */
async function proposed({ files = (site) => filesOf({ ...site.otus[0]!, taxid: 7 }), author = 'ben' }: Proposed = {}) {
  const site = await siteOf();
  const bare = () => {
    const folder = `${temporaryFolder()}/bare.git`;
    git(site.folder, 'clone', '--quiet', '--bare', site.folder, folder);
    return folder;
  };
  const github = await startGitHub();
  const collaborators = { [BOT]: 'write' as const };
  const repository = github.repository('gardens/viruses', { gitDir: bare(), collaborators });
  const head = commitOn(site.folder, 'change', files(site));
  const forkDir = bare();
  const fork = github.repository(`${author}/viruses`, { gitDir: forkDir, forkOf: 'gardens/viruses' });
  const pull = repository.pullRequest({ head: 'change', from: fork, user: author });
  const token = github.addToken({ login: BOT, write: ['issues', 'pull_requests', 'checks'] as never });
  const { client } = clientOf(github, { env: { ...github.env, GH_TOKEN: token } });
  const review = await reviewChange(site.folder, { base: 'main', head: 'change', author });
  const post = (request: Partial<PostRequest> = {}, by = client) =>
    postReview(by, {
      repository: 'gardens/viruses',
      head,
      review,
      fromElsewhere: true,
      draw: (notes) => [...notes, `Review: ${review.verdict}`].join('\n'),
      ...request,
    });
  return { site, github, repository, fork, pull, head, review, post, client };
}

/** The review with so many more findings. */
function withFindings(review: Review, amount: number): Review {
  const finding = {
    ...{ rule: 'a-rule', severity: 'warning' as const, title: 'A title', impact: '', recommended_action: 'Do it.' },
    ...{ file: 'otus/aa/aaaaaaaa.json', otu: null, json_path: '$', column: 1, fixable: false, new: true },
  };
  const findings = Array.from({ length: amount }, (_, line) => ({ ...finding, message: `It ${line}`, line: line + 1 }));
  return { ...review, findings: [...review.findings, ...findings] };
}

describe('posting a review', () => {
  test('makes one comment and one check run', async () => {
    const { repository, pull, head, post } = await proposed();
    const posted = await post();
    expect(posted).toMatchObject({
      pull_request: pull.number,
      comment: { state: 'created' },
      check: { conclusion: 'failure' },
    });
    expect(repository.comments).toMatchObject([
      { issue: pull.number, body: `${MARKER}\nReview: errors`, user: { login: BOT } },
    ]);
    expect(repository.checkRuns).toMatchObject([
      { name: 'refkit review', head_sha: head, status: 'completed', conclusion: 'failure' },
    ]);
  });

  test('again, of a newer commit or not, brings the comment up to date', async () => {
    const { repository, post, review } = await proposed();
    await post();
    expect((await post()).comment.state).toBe('unchanged');
    expect((await post({ draw: () => 'Newer' })).comment.state).toBe('updated');
    expect(repository.comments).toMatchObject([{ body: `${MARKER}\nNewer` }]);
    expect(review.verdict).toBe('errors');
  });

  test('leaves one where there were several of ours, and those of others alone', async () => {
    const { repository, github, pull, post } = await proposed();
    const comment = (login: string, body: string) => {
      const user = github.state.accounts.account(login, login.endsWith('[bot]') ? 'Bot' : 'User');
      const at = github.state.now();
      const made = { id: github.state.newId(), issue: pull.number, body, user, created_at: at, updated_at: at };
      repository.comments.push(made);
      return made.id;
    };
    const others = [comment('eve', `${MARKER}\nAll is well`), comment(BOT, `Quoted: ${MARKER}`)];
    const ours = [comment(BOT, `${MARKER}\nOld`), comment(BOT, `${MARKER}\nOlder`)];
    await post();
    expect(repository.comments.map(({ id }) => id)).toEqual([...others, ours[0]]);
    expect(repository.comments.map(({ body }) => body)).toEqual([
      `${MARKER}\nAll is well`,
      `Quoted: ${MARKER}`,
      `${MARKER}\nReview: errors`,
    ]);
  });

  test('by two jobs at once leaves one comment in the end', async () => {
    const { repository, post } = await proposed();
    await Promise.all([post(), post(), post()]);
    await post();
    expect(repository.comments).toHaveLength(1);
  });

  test('finds the comment among hundreds of others', async () => {
    const { repository, github, pull, post } = await proposed();
    await post();
    const user = github.state.accounts.account('eve');
    const [first] = repository.comments;
    const noise = Array.from({ length: 230 }, () => ({ ...first!, id: github.state.newId(), user, body: 'Noise' }));
    repository.comments.unshift(...noise);
    await post({ draw: () => 'Newer' });
    expect(
      repository.comments.filter(({ issue, body }) => issue === pull.number && body.startsWith(MARKER)),
    ).toHaveLength(1);
  });

  test('notes on files go in batches of fifty, new problems alone', async () => {
    const { repository, github, post, review } = await proposed();
    const old = { ...withFindings(review, 1).findings.at(-1)!, new: false, message: 'Old' };
    const many = withFindings(review, 120);
    await post({ review: { ...many, findings: [...many.findings, old] } });
    const [run] = repository.checkRuns;
    expect(run!.annotations).toHaveLength(120);
    expect(run!.annotations.map(({ message }) => message).join('\n')).not.toContain('Old');
    expect(run!.annotations[0]).toMatchObject({
      path: 'otus/aa/aaaaaaaa.json',
      start_line: 1,
      annotation_level: 'warning',
    });
    expect(github.seen().filter((seen) => /check-runs/.test(seen)).length).toBe(3);
  });

  test('by a token that is no app’s makes the comment and says that there is no check run', async () => {
    const { repository, github, post } = await proposed();
    const token = github.addToken({ login: 'octocat', app: false });
    const { client } = clientOf(github, { env: { ...github.env, GH_TOKEN: token } });
    expect(await post({}, client)).toMatchObject({ comment: { state: 'created' }, check: null });
    expect(repository.comments).toHaveLength(1);
    await post({ draw: () => 'Newer' }, client);
    expect(repository.comments).toHaveLength(1);
  });

  test('that is right is a success, one with warnings neither', async () => {
    const fine = await proposed({ author: 'ada-on-github' });
    expect((await fine.post()).check!.conclusion).toBe('success');
    const warned = { ...fine.review, verdict: 'warnings' as const };
    expect((await fine.post({ review: warned })).check!.conclusion).toBe('neutral');
  });

  test('of a pull request that changes .github/ never counts as passed, and says why', async () => {
    const files = () => ({ '.github/workflows/review.yml': 'on: push\n' });
    const { repository, post, review } = await proposed({ files, author: 'ada-on-github' });
    const posted = await post({
      review: { ...review, verdict: 'ok', remarks: [], counts: { error: 0, warning: 0, notice: 0, old: 0 } },
    });
    expect(posted.check!.conclusion).toBe('action_required');
    expect(repository.comments[0]!.body).toContain('This pull request changes .github/');
    expect((await post({ fromElsewhere: false })).check!.conclusion).not.toBe('action_required');
  });
});

describe('the pull request is found by the commit that was reviewed', () => {
  test('also where GitHub does not list those of forks by their commits', async () => {
    const { github, pull, post } = await proposed();
    github.fail({ method: 'GET', path: /\/commits\/[0-9a-f]+\/pulls/, times: 1, how: 'status 422' } as never);
    expect((await post()).pull_request).toBe(pull.number);
  });

  test('and not where it is closed, or was pushed to since', async () => {
    const { repository, pull, post, site } = await proposed();
    pull.state = 'closed';
    expect(await failureOf(post())).toMatchObject({
      code: 'NO_PULL_REQUEST',
      message: expect.stringContaining('No open'),
    });
    expect(await failureOf(post({ number: pull.number }))).toMatchObject({
      message: expect.stringContaining('is closed'),
    });
    pull.state = 'open';
    pull.head.sha = commitOn(site.folder, 'change', { x: 'newer' });
    repository.git!.run('fetch', '--quiet', site.folder, `+${pull.head.sha}:refs/pull/${pull.number}/head`);
    expect(await failureOf(post())).toMatchObject({ code: 'NO_PULL_REQUEST' });
    const named = await failureOf(post({ number: pull.number }));
    expect(named).toMatchObject({ code: 'NO_PULL_REQUEST', message: expect.stringContaining(pull.head.sha) });
    expect(repository.comments).toEqual([]);
    expect(repository.checkRuns).toEqual([]);
  });

  test('where several have it, one has to be named', async () => {
    const { repository, fork, pull, post } = await proposed();
    const other = repository.pullRequest({ head: 'change', from: fork, user: 'ben' });
    expect(await failureOf(post())).toMatchObject({
      code: 'NO_PULL_REQUEST',
      message: expect.stringContaining(`#${pull.number}, #${other.number}`),
    });
    expect((await post({ number: other.number })).pull_request).toBe(other.number);
  });

  test('and a review of another commit, or of somebody else’s change, is refused', async () => {
    const { repository, post, review } = await proposed();
    const commit = 'c'.repeat(40);
    const other = { ...review, head: { ...review.head, commit } };
    expect(await failureOf(post({ review: other }))).toMatchObject({ code: 'REVIEW_MISMATCH' });
    const forged = { ...review, rights: { ...review.rights, author: 'ada-on-github' } };
    expect(await failureOf(post({ review: forged }))).toMatchObject({ code: 'REVIEW_MISMATCH' });
    expect(repository.comments).toEqual([]);
  });

  test('whatever number a file names', async () => {
    const { repository, pull, post, review } = await proposed();
    const forged = parseReview(JSON.stringify({ ...review, pull_request: 99, number: 99, repository: 'eve/mine' }));
    expect((await post({ review: forged })).pull_request).toBe(pull.number);
    expect(repository.comments).toHaveLength(1);
  });
});

describe('where posting fails', () => {
  test('a token that may not write says so, and nothing is half posted', async () => {
    const { github, repository, post } = await proposed();
    const token = github.addToken({ login: BOT, write: [] });
    const { client } = clientOf(github, { env: { ...github.env, GH_TOKEN: token } });
    expect(await failureOf(post({}, client))).toMatchObject({ code: 'GITHUB_FORBIDDEN' });
    expect(repository.comments).toEqual([]);
  });

  test('a 5xx in the middle of annotations leaves a check run that is complete', async () => {
    const { github, repository, post, review } = await proposed();
    github.fail({ method: 'PATCH', path: /check-runs/, times: 20, how: 'status 500' } as never);
    expect(await failureOf(post({ review: withFindings(review, 70) }))).toMatchObject({ code: 'GITHUB_FAILED' });
    expect(repository.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }]);
  });
});
