/** Publishing a release from the command line. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startGitHub } from '../support/github/github.js';
import { git, temporaryFolder } from '../support/repository.js';
import { succeed, workspaceWith } from './support/fixture.js';
import { refkit, refkitJson, words } from './support/run.js';

const DATE = '2026-03-01T10:00:00Z';
Object.assign(process.env, { GIT_AUTHOR_DATE: DATE, GIT_COMMITTER_DATE: DATE });

const SLUG = 'lab/plants';
const prepared = workspaceWith('isolate edit MoMV mnbeanhl --source-type isolate');

async function lab() {
  const { plants } = await prepared.copy();
  const github = await startGitHub();
  const gitDir = temporaryFolder();
  git(gitDir, 'init', '--quiet', '--bare');
  const repository = github.repository(SLUG, { gitDir });
  git(plants, 'remote', 'add', 'origin', `${github.serverUrl}/${SLUG}.git`);
  const run = (line: string, options: { terminal?: number; env?: Record<string, string> } = {}) =>
    refkit(words(line), { cwd: plants, env: { ...github.env }, ...options });
  // biome-ignore lint/suspicious/noExplicitAny: what it prints is for the test to say
  const json = async (line: string): Promise<any> =>
    (await refkitJson(words(line), { cwd: plants, env: { ...github.env } })).value;
  return { plants, github, gitDir, repository, run, json };
}

/** What changes from run to run: commits, ids, sizes and where the GitHub is. */
const masked = (text: string) =>
  text
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'https://github.test')
    .replace(/\b[0-9a-f]{40}\b/g, 'COMMIT')
    .replace(/commit [0-9a-f]{8}\b/g, 'commit 00000000')
    .replace(/\(`?[0-9a-f]{8}`?\)/g, '(ID)')
    .replace(/\(\d[\d.]* k?B\)/g, '(SIZE)');

describe('release publish', () => {
  test('shows the plan, then what was done, then that there is nothing to do', async () => {
    const { run, repository } = await lab();
    const planned = await run('release publish --dry-run', { terminal: 120 });
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(masked(planned.stdout)).toBe(`v1.0.0 of lab/plants would be published
version     the first
index       0 (ID), of commit 00000000
validation  0 warnings, no errors
files       reference.json.gz, SHA256SUMS, index.json, manifest.json, reference.fa.gz

STEP     STATE  WHAT
build    to do  index 0 of commit 00000000
tag      to do  v1.0.0
push     to do  main, index/0, v1.0.0
draft    to do  the release as a draft
upload   to do  its files
publish  to do  v1.0.0

The notes, without checksums of files to come:

**Garden viruses v1.0.0**.

This is the first release.

## Contributors

ada (2 commits).

## Files

Index 0 (ID), built from commit \`COMMIT\`.
`);
    expect(repository.releases).toEqual([]);
    const done = await run('release publish', { terminal: 120 });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(masked(done.stdout)).toBe(`Published v1.0.0 of lab/plants
version     the first
index       0 (ID), of commit 00000000
validation  0 warnings, no errors
files       reference.json.gz (SIZE), SHA256SUMS (SIZE), index.json (SIZE), manifest.json (SIZE), reference.fa.gz (SIZE)
page        https://github.test/lab/plants/releases/tag/v1.0.0

STEP     STATE  WHAT
build    done   index 0 of commit 00000000
tag      done   v1.0.0
push     done   main, index/0, v1.0.0
draft    done   the release as a draft
upload   done   5 files
publish  done   v1.0.0
`);
    const again = await run('release publish', { terminal: 120 });
    expect(again.stdout).toMatch(/^Nothing to do: v1\.0\.0 of lab\/plants is published, with these files\n/);
    expect(again.stdout).toMatch(/^upload +there already/m);
  });

  test('prints lines of tab-separated fields for other programs, the last of them the whole', async () => {
    const { run } = await lab();
    const lines = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t'));
    const planned = lines((await run('release publish --dry-run')).stdout);
    expect(planned.map((fields) => fields.length)).toEqual(Array(7).fill(3));
    expect(planned.at(-1)).toEqual(['release', 'planned', 'v1.0.0']);
    expect(lines((await run('release publish --draft')).stdout).at(-1)).toEqual(['release', 'draft', 'v1.0.0']);
    expect(lines((await run('release publish')).stdout).at(-1)).toEqual(['release', 'published', 'v1.0.0']);
    expect(lines((await run('release publish')).stdout).at(-1)).toEqual(['release', 'unchanged', 'v1.0.0']);
  });

  test('prints one JSON value, of the same shape planned and done', async () => {
    const { run, json, repository } = await lab();
    const planned = await json('release publish --dry-run');
    expect(planned).toMatchObject({ planned: true, published: false, directory: null });
    expect(planned.assets).toContainEqual({ name: 'reference.json.gz', size: null, sha256: null, state: 'planned' });
    const done = await json('release publish -o files');
    expect(Object.keys(done).sort()).toEqual(Object.keys(planned).sort());
    expect(done).toEqual({
      repository: SLUG,
      tag: 'v1.0.0',
      version: '1.0.0',
      previous: null,
      bump: null,
      reasons: ['it is the first release'],
      prerelease: false,
      planned: false,
      published: true,
      draft: false,
      index: {
        version: 0,
        id: expect.stringMatching(/^[0-9a-f]{8}$/),
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
      url: expect.stringContaining('/lab/plants/releases/tag/v1.0.0'),
      findings: { error: 0, warning: 0, notice: expect.any(Number) },
      warnings: [],
      assets: repository.releases[0]!.assets.map(({ name, size, digest }) => ({
        name,
        size,
        sha256: digest!.slice('sha256:'.length),
        state: 'uploaded',
      })),
      directory: expect.stringMatching(/files$/),
      notes: repository.releases[0]!.body,
      steps: expect.any(Array),
    });
    expect(readdirSync(done.directory).sort()).toEqual(done.assets.map(({ name }: { name: string }) => name).sort());
    expect((await run('index verify files')).code).toBe(0);
  });

  test('takes a tag, an index, a repository and a mapper', async () => {
    const { plants, json, repository } = await lab();
    await succeed(plants, 'index build', 'otu edit MoMV --taxid 7');
    expect(await json(`release publish --index 0 --tag v0.1.0 --repository ${SLUG} --mapper none`)).toMatchObject({
      tag: 'v0.1.0',
      published: true,
      index: { version: 0 },
    });
    const next = await json('release publish --tag v0.2.0-rc.1');
    expect(next).toMatchObject({ prerelease: true, previous: 'v0.1.0', bump: 'minor', reasons: ['1 OTU was changed'] });
    expect(repository.releases.map(({ tag }) => tag)).toEqual(['v0.1.0', 'v0.2.0-rc.1']);
  });

  test('warns of a version that promises less than what changed', async () => {
    const { run } = await lab();
    await run('release publish');
    await run('otu remove MoMV --yes');
    const { code, stderr } = await run('release publish --tag v1.0.1 --dry-run');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'warning: v1.0.1 promises less than what changed: 1 OTU was removed; the next version would be v2.0.0\n',
    });
  });

  test.each<[string, number, RegExp, ((plants: string) => void)?]>([
    ['release publish --tag 1.0', 2, /"1\.0" is not the tag of a version/],
    ['release publish --repository nonsense', 2, /OWNER\/REPO/],
    ['release publish --mapper bwa', 2, /mapper/],
    ['release publish --index 7', 3, /There is no index "7"/],
    ['release publish --repository lab/nothing', 5, /nothing/],
    [
      'release publish',
      4,
      /not committed.*reference\.yaml[\s\S]*git commit/,
      (plants) => appendFileSync(join(plants, 'reference.yaml'), '# mine\n'),
    ],
    ['release publish', 4, /No branch is checked out/, (plants) => git(plants, 'checkout', '-q', '--detach')],
    ['release publish', 2, /--repository OWNER\/REPO/, (plants) => git(plants, 'remote', 'remove', 'origin')],
  ])('refuses "%s" with %i and says why', async (line, code, message, before = () => {}) => {
    const { plants, repository, run, json } = await lab();
    before(plants);
    const outcome = await run(line);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(message);
    expect(await json(line)).toMatchObject({ error: { id: expect.any(String) } });
    expect(repository.releases).toEqual([]);
    expect(git(plants, 'tag')).toBe('');
  });

  test('takes a token, and says where it is looked for', async () => {
    const { github, run } = await lab();
    const { code, stderr } = await run('release publish', { env: { ...github.anonymousEnv } });
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringMatching(/takes a token[\s\S]*GH_TOKEN[\s\S]*--dry-run/),
    });
    expect((await run('release publish --dry-run', { env: { ...github.anonymousEnv } })).code).toBe(0);
  });

  test('leaves nothing of a token anywhere', async () => {
    const { github, plants, run } = await lab();
    const { stdout, stderr } = await run('release publish -o files --json');
    expect(stdout + stderr).not.toContain(github.token);
    expect(readFileSync(join(plants, '.git', 'config'), 'utf8')).not.toContain(github.token);
    expect(existsSync(join(plants, '.git', 'FETCH_HEAD'))).toBe(false);
  });
});
