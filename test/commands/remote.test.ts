/** Following a remote from the command line. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import { startGitHub } from '../support/github/github.js';
import { releaseFile } from '../support/release-file.js';
import { git, gitVerdict, temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';
import { type Outcome, refkit, refkitJson, words } from './support/run.js';

const SLUG = 'lab/plants';
const otus = [...syntheticOtus({ count: 3, basesPerOtu: 60 })];
const renamed = (index: number, name: string): Otu[] => otus.with(index, { ...otus[index]!, name });

async function lab() {
  const github = await startGitHub();
  const repository = github.repository(SLUG);
  const publish = (tag: string, content: Otu[], more: object = {}) =>
    repository.release({ tag, ...more, assets: { 'reference.json.gz': releaseFile(content) } });
  publish('v1.0.0', otus);
  const folder = temporaryFolder();
  const run = (line: string, { cwd = join(folder, 'plants'), terminal }: { cwd?: string; terminal?: number } = {}) =>
    refkit(words(line), { cwd, terminal, env: { ...github.env } });
  // biome-ignore lint/suspicious/noExplicitAny: what it prints is for the test to say
  const json = async (line: string): Promise<any> =>
    (await refkitJson(words(line), { cwd: join(folder, 'plants'), env: { ...github.env } })).value;
  expect(await run(`create plants --remote-from ${SLUG}`, { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  return { github, repository, publish, folder, plants: join(folder, 'plants'), run, json };
}

const ok = { code: 0, stderr: '' };

describe('create --remote-from', () => {
  test('makes a reference that says what it follows', async () => {
    const { run, json, plants } = await lab();
    expect((await run('show', { terminal: 100 })).stdout).toMatch(
      /^follows +lab\/plants, of which v1.0.0 is installed$/m,
    );
    expect(await json('show')).toMatchObject({ remotes_from: { slug: SLUG, installed: { tag: 'v1.0.0' } } });
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('takes the release that is named, makes a bare one, and takes an address for a name', async () => {
    const { publish, run, folder } = await lab();
    publish('v1.1.0', renamed(0, 'Newer'));
    const line = `create old --remote-from ${SLUG} --release v1.0.0 --bare --name Old`;
    expect(await run(line, { cwd: folder })).toMatchObject(ok);
    expect((await run('remote list', { cwd: join(folder, 'old') })).stdout).toMatch(/^v1.0.0\t/);
    expect(await run(`create other --remote-from ${SLUG}.git`, { cwd: folder })).toMatchObject(ok);
  });

  test('goes with nothing else to make a reference of, and makes nothing where it fails', async () => {
    const { run, folder, github } = await lab();
    expect(await run(`create x --remote-from ${SLUG} --clone-from plants`, { cwd: folder })).toMatchObject({ code: 2 });
    expect(await run('create x --import-from - --release v1.0.0', { cwd: folder })).toMatchObject({ code: 2 });
    expect(await run('create x --remote-from plants', { cwd: folder })).toMatchObject({ code: 2 });
    const missing = await run('create x --remote-from lab/nothing', { cwd: folder });
    expect(missing).toMatchObject({ code: 5, stderr: expect.stringContaining('lab/nothing') });
    github.fail({ path: /releases/, times: 9, how: 'rate limit' });
    const limited = await run(`create x --remote-from ${SLUG}`, { cwd: folder });
    expect(limited).toMatchObject({ code: 5, stderr: expect.stringMatching(/limit.* until .* in \d+ minutes/) });
    expect(existsSync(join(folder, 'x'))).toBe(false);
    for (const { stderr } of [missing, limited]) expect(stderr).not.toContain(github.token);
  });
});

describe('remote check', () => {
  test('says what is installed, what is newest, and its notes', async () => {
    const { publish, run, json } = await lab();
    expect((await run('remote check', { terminal: 100 })).stdout).toMatch(/^Nothing newer\n/);
    expect((await run('remote check')).stdout).toMatch(/^v1.0.0\tinstalled\tv1.0.0\t/);
    const notes = Array.from({ length: 20 }, (_, number) => `- Line ${number}`).join('\n');
    publish('v1.1.0', renamed(0, 'Newer'), { body: `\u001b[31m${notes}` });
    const { stdout, code } = await run('remote check', { terminal: 100 });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^v1.1.0 is newer than what is installed\n/);
    expect(stdout).toContain('\\x1b[31m- Line 0\n');
    expect(stdout).toContain('  - Line 11\n  … and 8 more lines\n');
    expect((await run('remote check')).stdout).toMatch(/^v1.1.0\tnewer\tv1.0.0\t/);
    const release = await json('remote check');
    expect(Object.keys(release).sort()).toEqual(
      [
        ...['body', 'content_type', 'download_url', 'etag', 'filename', 'html_url', 'id', 'name', 'newer'],
        ...['published_at', 'retrieved_at', 'size', 'tag'],
      ].sort(),
    );
    expect((await run('show', { terminal: 100 })).stdout).toContain('v1.1.0 is newer');
  });
});

describe('remote update', () => {
  test('shows what it would change, then changes it', async () => {
    const { publish, run, json, plants } = await lab();
    publish('v1.1.0', renamed(0, 'Newer').slice(0, 2));
    const head = git(plants, 'rev-parse', 'HEAD');
    const dry = await run('remote update --dry-run', { terminal: 100 });
    expect(dry).toMatchObject(ok);
    expect(dry.stdout).toContain('v1.0.0 → v1.1.0');
    expect(dry.stdout).toContain('~ Newer');
    expect(dry.stdout).toContain(`- ${otus[2]!.name}`);
    expect(await json('remote update --dry-run')).toMatchObject({
      tag: 'v1.1.0',
      newer: true,
      summary: { added: 0, changed: 1, removed: 1 },
      conflicts: [],
      otus: [{}, {}],
    });
    expect(git(plants, 'rev-parse', 'HEAD')).toBe(head);
    expect((await run('remote update', { terminal: 100 })).stdout).toBe(
      'Updated to v1.1.0 of lab/plants: 0 OTUs added, 1 changed, 1 removed\n',
    );
    expect(await json('remote update')).toMatchObject({ tag: 'v1.1.0', newer: false, summary: null, commit: null });
    expect((await run('remote update', { terminal: 100 })).stdout).toBe(
      'Nothing newer: v1.1.0 of lab/plants is installed\n',
    );
    const list = await json('remote list');
    expect(list).toMatchObject({
      documents: [
        { tag: 'v1.1.0', changes: { added: 0, changed: 1, removed: 1 }, ready: true },
        { tag: 'v1.0.0', changes: { added: 3, changed: 0, removed: 0 } },
      ],
      total_count: 2,
    });
    expect((await run('history', { terminal: 120 })).stdout).toContain('Updated Newer (release v1.1.0)');
  });

  test('ends with 4 where both sides changed the same, and lists what and the ways out', async () => {
    const { publish, run, json, plants } = await lab();
    const { id, name } = otus[0]!;
    await run(`otu edit ${id} --name Ours`);
    publish('v1.1.0', renamed(0, 'Theirs'));
    const head = git(plants, 'rev-parse', 'HEAD');
    const failed = await run('remote update');
    expect(failed.code).toBe(4);
    expect(failed.stderr).toContain(`Ours (${id}): name: was "${name}", here "Ours", in the release "Theirs"`);
    for (const way of ['--ours', '--theirs', 'git merge upstream/lab-plants', 'refkit resolve']) {
      expect(failed.stderr).toContain(way);
    }
    expect(await json('remote update')).toMatchObject({
      error: { id: 'update_conflict', conflicts: [{ path: 'name', ours: 'Ours', theirs: 'Theirs', base: name }] },
    });
    expect(git(plants, 'rev-parse', 'HEAD')).toBe(head);
    const dry = await run('remote update --dry-run', { terminal: 100 });
    expect(dry.stdout).toContain('1 conflict');
    expect(await run('remote update --theirs --ours')).toMatchObject({ code: 2 });
    expect(await run('remote update --theirs')).toMatchObject(ok);
    expect((await json(`otu show ${id}`)).name).toBe('Theirs');
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('may be made by hand, with git and the merge driver, and is known all the same', async () => {
    const { publish, run, json, plants } = await lab();
    const [a, b] = otus as [Otu, Otu, Otu];
    await run(`otu edit ${a.id} --name Ours`);
    await run(`otu edit ${b.id} --abbreviation OURS`);
    publish('v1.1.0', [{ ...a, name: 'Theirs' }, { ...b, name: 'Renamed there' }, otus[2]!]);
    expect((await run('remote update')).code).toBe(4);
    expect(await run('setup')).toMatchObject(ok);
    expect(() => git(plants, 'merge', '-m', 'By hand', 'upstream/lab-plants')).toThrow('git merge');
    expect(git(plants, 'diff', '--name-only', '--diff-filter=U')).toBe(`otus/${a.id.slice(0, 2)}/${a.id}.json`);
    expect(await run(`resolve ${a.id} --theirs`)).toMatchObject({ code: 0 });
    git(plants, 'commit', '-q', '-m', 'By hand');
    expect((await json(`otu show ${a.id}`)).name).toBe('Theirs');
    expect(await json(`otu show ${b.id}`)).toMatchObject({ name: 'Renamed there', abbreviation: 'OURS' });
    expect((await json('remote list')).documents[0]).toMatchObject({ tag: 'v1.1.0' });
    expect(await json('remote update')).toMatchObject({ summary: null });
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });
  });

  test('of a reference that follows nothing ends with 3, and says what would', async () => {
    const folder = temporaryFolder();
    await refkit(words('create plain'), { cwd: folder });
    const outcomes: Outcome[] = [];
    for (const line of ['check', 'update', 'list']) {
      outcomes.push(await refkit(['remote', line], { cwd: join(folder, 'plain') }));
    }
    expect(outcomes.map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(outcomes[0]!.stderr).toContain('--remote-from');
  });
});
