import { expect, test } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import { startNcbi } from '../support/ncbi.js';
import { describeRuns, hostedReference } from './support/hosted.js';
import { labeled, written } from './support/issues.js';
import { cleanOtus, fileOf, HOSTILE } from './support/otus.js';

const [known] = cleanOtus(1) as [Otu];

async function setting(answers: Record<string, string>, form: Parameters<typeof written>[0] = 'new_otu') {
  const hosted = await hostedReference();
  hosted.push(fileOf(known));
  const ncbi = await startNcbi({ accession: 'NC_900001.1', organism: 'Dune stripe virus' });
  const issue = hosted.repository.issue({
    title: HOSTILE,
    body: written(form, answers),
    user: 'carl',
    labels: ['propose'],
  });
  const run = (label?: string) =>
    hosted.run('issue-to-pull-request', { event_name: 'issues', event: labeled(issue, label), env: ncbi.env });
  return { hosted, repository: hosted.repository, github: hosted.github, issue, run };
}

describeRuns('the workflow that makes a pull request of an issue', () => {
  test('does so when a maintainer puts the label on, and takes it off', async () => {
    const { run, repository, issue } = await setting({ Name: 'Dune stripe virus', Accessions: 'NC_900001' });
    const { jobs, ok } = await run();
    expect({ ok, log: ok ? '' : jobs.propose!.log }).toEqual({ ok: true, log: '' });
    expect(repository.pulls).toMatchObject([{ title: 'New OTU: Dune stripe virus', head: { ref: 'issue-1' } }]);
    expect(issue.labels).toEqual([]);
    expect(jobs.propose!.log).not.toContain(jobs.propose!.token);
    const { ok: again } = await run();
    expect(again).toBe(true);
    expect(repository.pulls).toHaveLength(1);
  });

  test('does it by the token of the secret where there is one, so that workflows run for the pull request', async () => {
    const { hosted, repository, issue } = await setting({ Name: 'Dune virus' });
    const secret = hosted.github.addToken({ login: 'octocat', app: false });
    const start = { event_name: 'issues', event: labeled(issue), secrets: { REFKIT_TOKEN: secret } };
    const { ok } = await hosted.run('issue-to-pull-request', start);
    expect(ok).toBe(true);
    expect(repository.pulls.map(({ user }) => user.login)).toEqual(['octocat']);
  });

  test('does nothing for another label', async () => {
    const { run, github } = await setting({ Name: 'Dune stripe virus', Accessions: 'NC_900001' });
    const { jobs } = await run('question');
    expect(jobs.propose!.ran).toBe(false);
    expect(github.requests).toEqual([]);
  });

  test('says on the issue what cannot be done, and succeeds', async () => {
    const { run, repository } = await setting({ Name: known.name, Accessions: 'NC_900001' });
    const { jobs, ok } = await run();
    expect({ ok, annotations: jobs.propose!.annotations }).toEqual({ ok: true, annotations: [] });
    expect(repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining('already exists')]);
    expect(repository.pulls).toEqual([]);
  });

  test('is told nothing by what an issue says', async () => {
    const answers = { OTU: known.id, 'What is wrong': 'Name of the OTU', 'What is right': HOSTILE.replace('\n', ' ') };
    const { run, repository } = await setting({ ...answers, 'How it can be checked': HOSTILE }, 'otu_error');
    const { jobs, ok } = await run();
    expect({ ok, annotations: jobs.propose!.annotations }).toEqual({ ok: true, annotations: [] });
    expect(repository.pulls).toHaveLength(1);
  });

  test('fails, and says where it says why, when GitHub does not let it', async () => {
    const { run, github } = await setting({ Name: 'Dune stripe virus', Accessions: 'NC_900001' });
    github.fail({ method: 'POST', path: /\/pulls$/, how: 'status 403' });
    const { jobs, ok } = await run();
    expect(ok).toBe(false);
    expect(jobs.propose!.annotations).toEqual([expect.objectContaining({ level: 'error' })]);
  });
});
