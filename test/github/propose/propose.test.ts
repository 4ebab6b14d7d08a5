/** From issues to pull requests, on a GitHub and an NCBI of the test's own. */
import { describe, expect, test } from 'vitest';
import { GitHub } from '../../../src/github/access/client.js';
import { issueEvent } from '../../../src/github/propose/issue-event.js';
import { proposeIssue } from '../../../src/github/propose/propose.js';
import { parseOtu } from '../../../src/otu/canonical.js';
import type { Otu } from '../../../src/otu/types.js';
import { type Hosted, hostedReference, SLUG } from '../../actions/support/hosted.js';
import { labeled, written } from '../../actions/support/issues.js';
import { cleanOtus, fileOf, HOSTILE } from '../../actions/support/otus.js';
import type { InventedRecord } from '../../support/gbseq.js';
import { startNcbi } from '../../support/ncbi.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';

const [known, other] = cleanOtus(2) as [Otu, Otu];
const RECORDS = ['RNA1', 'RNA2'].map(
  (segment, at): InventedRecord => ({
    accession: `NC_90000${at + 1}.1`,
    organism: 'Dune stripe virus',
    qualifiers: [
      ['isolate', 'Q7'],
      ['segment', segment],
      ['db_xref', 'taxon:777'],
    ],
  }),
);
const NEW = { Name: 'Dune stripe virus', Abbreviation: 'DSV', Accessions: 'NC_900001\nNC_900002' };

async function setting() {
  const hosted = await hostedReference();
  hosted.push({ ...fileOf(known), ...fileOf(other) });
  const ncbi = await startNcbi(...RECORDS);
  /** Runs as a workflow does, in a clean clone; `edit` is what the issue says. */
  const propose = async (number: number, { dryRun = false, login = 'carl' } = {}) => {
    const issue = hosted.repository.issues.find((each) => each.number === number)!;
    const clone = cloneOf(hosted);
    const env = { ...hosted.github.env, ...ncbi.env };
    const github = GitHub.open({ env });
    const event = issueEvent({ ...hosted.facts, ...labeled(issue) });
    event.issue.author.login = login;
    const proposal = await proposeIssue(clone, event, { github, genbank: { env, pauseMs: 0 }, dryRun });
    await github.close();
    expect(gitVerdict(clone)).toEqual({ fsck: '', status: '' });
    return proposal;
  };
  const issue = (form: Parameters<typeof written>[0], answers: Record<string, string>) =>
    hosted.repository.issue({ title: 'x', body: written(form, answers), user: 'carl', labels: ['propose', 'virus'] });
  return { ...hosted, hosted, repository: hosted.repository, ncbi, propose, issue };
}

function cloneOf({ repository, github }: Hosted): string {
  const clone = temporaryFolder();
  git(clone, 'clone', '--quiet', repository.git!.directory, '.');
  git(clone, 'remote', 'set-url', 'origin', `${github.serverUrl}/${SLUG}`);
  return clone;
}

/** The OTUs that a branch has and the default one has not as they are there. */
function changedOn({ repository }: { repository: Hosted['repository'] }, branch: string): Otu[] {
  const folder = repository.git!;
  return folder
    .run('diff', '--name-only', '--diff-filter=AM', `main...${branch}`)
    .split('\n')
    .map((path) => parseOtu(folder.bytes('show', `${branch}:${path}`), path));
}

/** What was asked of GitHub in a way that changes something there. */
const writes = ({ hosted }: { hosted: Hosted }) =>
  hosted.github.requests.filter(({ method, host }) => method !== 'GET' && host === 'api').map(({ method }) => method);

describe('an issue about a new OTU', () => {
  test('becomes a pull request with commits by its author, which closes it', async () => {
    const at = await setting();
    const { number } = at.issue('new_otu', NEW);
    const proposal = await at.propose(number);
    expect(proposal).toMatchObject({ outcome: 'proposed', branch: `issue-${number}`, problems: [], planned: false });
    const [otu] = changedOn(at, `issue-${number}`);
    expect(otu).toMatchObject({ name: 'Dune stripe virus', abbreviation: 'DSV', taxid: 777 });
    expect(otu!.isolates.map(({ source_name, sequences }) => [source_name, sequences.length])).toEqual([['Q7', 2]]);
    expect(at.repository.git!.run('log', '--format=%an <%ae> %s', `main..issue-${number}`)).toMatch(
      /^carl <\d+\+carl@users\.noreply\.github\.com> Created Dune stripe virus \(DSV\)$/,
    );
    const [pull] = at.repository.pulls;
    expect(pull).toMatchObject({ title: 'New OTU: Dune stripe virus', base: { ref: 'main' }, state: 'open' });
    expect(pull!.body).toMatch(new RegExp(`^Closes #${number}\\n\\nProposed by carl `));
    expect(at.repository.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(`proposed in #${pull!.number}`),
    ]);
    expect(at.repository.issues[0]!.labels).toEqual(['virus']);
  });

  test('that was edited is proposed anew on the same branch, in the same pull request', async () => {
    const at = await setting();
    const issue = at.issue('new_otu', { ...NEW, Accessions: 'NC_900001' });
    await at.propose(issue.number);
    issue.body = written('new_otu', { ...NEW, Name: 'Dune streak virus', 'Taxonomy id': '778' });
    issue.labels.push('propose');
    const again = await at.propose(issue.number);
    expect(again).toMatchObject({ outcome: 'proposed', pull_request: { state: 'updated' } });
    const otus = changedOn(at, `issue-${issue.number}`);
    expect(otus).toMatchObject([{ name: 'Dune streak virus', abbreviation: 'DSV', taxid: 778 }]);
    expect(otus[0]!.isolates.map(({ sequences }) => sequences.map(({ accession }) => accession))).toEqual([
      ['NC_900001.1', 'NC_900002.1'],
    ]);
    expect(at.repository.pulls.map(({ title }) => title)).toEqual(['New OTU: Dune streak virus']);
    expect(at.repository.comments).toHaveLength(1);
  });

  test('goes on where a run was cut off after the push, and does nothing twice', async () => {
    const at = await setting();
    const { number } = at.issue('new_otu', NEW);
    at.hosted.github.fail({ method: 'POST', path: /\/pulls$/, how: 'status 422' });
    await expect(at.propose(number)).rejects.toMatchObject({ kind: 'network' });
    const tip = at.repository.git!.commit(`issue-${number}`);
    expect(tip).not.toBeNull();
    expect(at.repository.pulls).toEqual([]);
    expect(await at.propose(number)).toMatchObject({ outcome: 'proposed', commits: [] });
    await at.propose(number);
    expect(at.repository.git!.commit(`issue-${number}`)).toBe(tip);
    expect(at.repository.pulls).toHaveLength(1);
  });

  test('that was merged is there already when it is asked for again', async () => {
    const at = await setting();
    const { number } = at.issue('new_otu', NEW);
    await at.propose(number);
    at.repository.git!.run('update-ref', 'refs/heads/main', `issue-${number}`);
    at.repository.pulls[0]!.state = 'closed';
    expect(await at.propose(number)).toMatchObject({ outcome: 'refused', pull_request: null });
    expect(at.repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining('already exist;')]);
  });

  test('names a source for the records that name none', async () => {
    const at = await setting();
    at.ncbi.records.push({ accession: 'NC_900003.1', organism: 'Dune stripe virus' });
    const { number } = at.issue('new_otu', {
      ...NEW,
      Accessions: 'NC_900003',
      'Source type': 'strain',
      'Source name': 'S9',
    });
    await at.propose(number);
    expect(changedOn(at, `issue-${number}`)[0]!.isolates).toMatchObject([{ source_type: 'strain', source_name: 'S9' }]);
  });
});

describe('an issue about an error', () => {
  const isolate = known.isolates[0]!;
  const sequence = isolate.sequences[0]!;
  const about = { OTU: known.name, Isolate: isolate.id, Sequence: sequence.accession };

  test.each([
    ['Name of the OTU', 'Better name', (otu: Otu) => otu.name],
    ['Abbreviation of the OTU', 'BTR', (otu: Otu) => otu.abbreviation],
    ['Taxonomy id of the OTU', '4711', (otu: Otu) => String(otu.taxid)],
    ['Source name of an isolate', 'Hill 3', (otu: Otu) => otu.isolates[0]!.source_name],
    ['Host of a sequence', 'Musa sp.', (otu: Otu) => otu.isolates[0]!.sequences[0]!.host],
    ['Accession of a sequence', 'NC_123456', (otu: Otu) => otu.isolates[0]!.sequences[0]!.accession],
  ])('%s becomes a pull request with that one edit', async (wrong, right, field) => {
    const at = await setting();
    const { number } = at.issue('otu_error', { ...about, 'What is wrong': wrong, 'What is right': right });
    const proposal = await at.propose(number);
    expect(proposal).toMatchObject({ outcome: 'proposed', otu: { id: known.id }, problems: [] });
    expect(proposal.commits).toHaveLength(1);
    const otus = changedOn(at, `issue-${number}`);
    expect(otus.map(field)).toEqual([right]);
  });

  test('that is none says so, and proposes nothing', async () => {
    const at = await setting();
    const { number } = at.issue('otu_error', {
      ...about,
      'What is wrong': 'Name of the OTU',
      'What is right': known.name,
    });
    expect(await at.propose(number)).toMatchObject({ outcome: 'unchanged', pull_request: null });
    expect(at.repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining('nothing to propose')]);
    expect(at.repository.git!.commit(`issue-${number}`)).toBeNull();
  });
});

describe('what cannot be done', () => {
  const refused: [string, Parameters<typeof written>[0], Record<string, string>, string][] = [
    ['an OTU that is there', 'new_otu', { ...NEW, Name: known.name }, 'already exists'],
    ['an accession that there is not', 'new_otu', { ...NEW, Accessions: 'NC_555555' }, 'NC\\_555555'],
    ['an accession that is none', 'new_otu', { ...NEW, Accessions: '../../etc/passwd' }, 'is no accession'],
    ['no name', 'new_otu', { Accessions: 'NC_900001' }, '“Name” is empty'],
    ['an OTU that is not there', 'otu_error', { OTU: 'Nobody', 'What is wrong': 'Name of the OTU' }, 'There is no OTU'],
    [
      'a sequence that is not there',
      'otu_error',
      { OTU: known.id, 'What is wrong': 'Host of a sequence', Sequence: 'NC_000000', 'What is right': 'x' },
      'NC\\_000000',
    ],
  ];

  test.each(refused)('is said on the issue, once: %s', async (_, form, answers, words) => {
    const at = await setting();
    const { number } = at.issue(form, answers);
    expect(await at.propose(number)).toMatchObject({ outcome: 'refused', pull_request: null });
    await at.propose(number);
    expect(at.repository.comments.map(({ issue, body }) => [issue, body.includes(words)])).toEqual([[number, true]]);
    expect(at.repository.git!.commit(`issue-${number}`)).toBeNull();
    expect(at.repository.pulls).toEqual([]);
  });

  test('because NCBI does not answer is said too, and works later', async () => {
    const at = await setting();
    const { number } = at.issue('new_otu', NEW);
    at.ncbi.fail('status 403');
    expect(await at.propose(number)).toMatchObject({ outcome: 'refused' });
    expect(at.repository.comments[0]!.body).toContain('Could not reach Genbank');
    at.ncbi.recover();
    expect(await at.propose(number)).toMatchObject({ outcome: 'proposed' });
    expect(at.repository.comments.map(({ body }) => body)).toEqual([expect.stringContaining('is proposed in')]);
  });

  test('since somebody else pushed to the branch meanwhile is an error, and takes nothing from them', async () => {
    const at = await setting();
    const { number } = at.issue('new_otu', NEW);
    const theirs = at.repository.git!.run('commit-tree', '-m', 'Theirs', 'main^{tree}');
    const request = at.propose(number);
    at.repository.git!.run('update-ref', `refs/heads/issue-${number}`, theirs);
    await expect(request).rejects.toMatchObject({ code: 'PUSH_REJECTED' });
    expect(at.repository.git!.commit(`issue-${number}`)).toBe(theirs);
  });
});

describe('an issue of an enemy', () => {
  test('is text wherever it is shown, and nothing else', async () => {
    const at = await setting();
    const { number } = at.issue('otu_error', {
      OTU: known.id,
      'What is wrong': 'Name of the OTU',
      'What is right': HOSTILE.replace('\n', ' '),
    });
    expect(await at.propose(number)).toMatchObject({ outcome: 'proposed' });
    const { title, body } = at.repository.pulls[0]!;
    for (const text of [title, body!]) expect(text).not.toMatch(/@everyone|fixes #1/);
    expect(body).not.toMatch(/(?<!\\)<img/);
    const refused = at.issue('otu_error', { OTU: HOSTILE, 'What is wrong': 'Name of the OTU', 'What is right': 'x' });
    await at.propose(refused.number);
    expect(at.repository.comments.at(-1)!.body).not.toMatch(/(?<!\\)<img|@everyone|fixes #1/);
  });

  test('cannot name a branch, a trailer or another author', async () => {
    const at = await setting();
    const { number } = at.issue('otu_error', {
      OTU: known.id,
      'What is wrong': 'Name of the OTU',
      'What is right': 'x\n\nRefkit-Method: remove\nCo-authored-by: ada <ada@example.org>',
    });
    expect(await at.propose(number)).toMatchObject({ outcome: 'refused' });
    expect(at.repository.comments[0]!.body).toContain('single line');
    expect(at.repository.git!.refs('refs/heads/').map(({ name }) => name)).toEqual(['refs/heads/main']);
  });
});

test('a dry run says what would be done, and does nothing', async () => {
  const at = await setting();
  const { number } = at.issue('new_otu', NEW);
  const proposal = await at.propose(number, { dryRun: true });
  expect(proposal).toMatchObject({
    outcome: 'proposed',
    planned: true,
    commits: ['Created Dune stripe virus (DSV)'],
    pull_request: { number: null, state: 'planned', title: 'New OTU: Dune stripe virus' },
  });
  expect(writes(at)).toEqual([]);
  expect(at.repository.git!.refs('refs/heads/').map(({ name }) => name)).toEqual(['refs/heads/main']);
});
