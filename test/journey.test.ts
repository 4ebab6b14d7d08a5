/**
 * The whole way on real data, by the built command line, real git and a GitHub on this machine: a site makes a reference
 * from a release, edits it, takes the next release without losing anything, has a pull request from a fork reviewed,
 * merges it and releases; a second site follows that.
 */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { OtuDocument, ReferenceDocument } from '../src/reference/documents.js';
import { startGitHub } from './support/github/github.js';
import { noRealData, realData } from './support/real-data.js';
import { git, gitVerdict, temporaryFolder } from './support/repository.js';

const BIN = resolve(import.meta.dirname, '../bin/refkit.js');
const run = promisify(execFile);

/** OTUs of the plant virus reference, by what v1.5.0 did to them. */
const APCLSV = '7d92b133'; // gained isolates
const CHICKPEA = 'fbadded6'; // stayed as it was
const BOTRYTIS = '828aafc3'; // was removed

interface Person {
  /** Runs a command and gives what it printed as JSON. */
  refkit<T>(cwd: string, ...args: string[]): Promise<T>;
  /** Runs one that fails, and gives its exit code and what it printed. */
  failed(cwd: string, ...args: string[]): Promise<{ code: number; value: unknown }>;
  git(cwd: string, ...args: string[]): Promise<string>;
}

function person(name: string, env: Record<string, string>): Person {
  const email = `${name}@users.noreply.github.com`;
  const identity = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
  const options = { env: { ...process.env, ...identity, ...env }, maxBuffer: 1 << 28 };
  const refkit = (cwd: string, args: string[]) =>
    run(process.execPath, [BIN, ...args, '--json'], { ...options, cwd }).then(({ stdout }) => JSON.parse(stdout));
  return {
    refkit: (cwd, ...args) => refkit(cwd, args),
    failed: (cwd, ...args) =>
      refkit(cwd, args).then(
        () => Promise.reject(new Error(`refkit ${args.join(' ')} was to fail`)),
        ({ code, stdout }) => ({ code, value: JSON.parse(stdout) }),
      ),
    git: async (cwd, ...args) => (await run('git', args, { ...options, cwd })).stdout.trimEnd(),
  };
}

describe.skipIf(noRealData)('the plant virus reference, from one release to the next site (real data)', () => {
  test('nothing of anybody’s work is lost on the way', { timeout: 300_000 }, async () => {
    const github = await startGitHub();
    const folder = temporaryFolder();
    const bare = (name: string) => {
      git(folder, 'init', '--quiet', '--bare', `${name}.git`);
      return join(folder, `${name}.git`);
    };
    const virtool = github.repository('virtool/ref-plant-viruses');
    const release = (tag: 'v1.4.0' | 'v1.5.0') =>
      virtool.release({ tag, assets: { 'reference.json.gz': realData[tag] } });
    const garden = github.repository('garden/plants', { gitDir: bare('garden') });
    const urlOf = (slug: string, token: string) =>
      `${github.serverUrl.replace('://', `://x-access-token:${token}@`)}/${slug}.git`;
    const gardenUrl = urlOf('garden/plants', github.token);

    // A site begins with what others have curated, and adds to it.
    release('v1.4.0');
    const ada = person('ada', github.env);
    const created = await ada.refkit<ReferenceDocument>(
      folder,
      ...['create', 'plants', '--remote-from', 'virtool/ref-plant-viruses', '--name', 'Plants'],
    );
    expect(created).toMatchObject({ otu_count: 1563, remotes_from: { slug: 'virtool/ref-plant-viruses' } });
    const plants = join(folder, 'plants');
    await ada.refkit(plants, 'users', 'edit', created.user.id, '--github', 'ada');
    await ada.refkit(plants, ...['otu', 'edit', CHICKPEA, '--abbreviation', 'CpRLV-g']);
    await ada.refkit(plants, ...['isolate', 'add', APCLSV, '--source-type', 'isolate', '--source-name', 'Garden 1']);
    await ada.refkit(plants, ...sequence(APCLSV, 'Garden 1', 'GD_000001'));
    await ada.refkit(plants, ...['otu', 'edit', BOTRYTIS, '--abbreviation', 'BotV-X']);
    await ada.refkit(plants, ...['otu', 'create', '--name', 'Garden virus 1', '--abbreviation', 'GaV1']);
    await ada.refkit(plants, ...['isolate', 'add', 'GaV1', '--source-type', 'isolate', '--source-name', 'Bed 3']);
    await ada.refkit(plants, ...sequence('GaV1', 'Bed 3', 'GD_000002'));

    // The next release is found, and taken with one decision: an OTU that was edited here is gone there.
    expect(await ada.refkit(plants, 'remote', 'check')).toMatchObject({ newer: false });
    release('v1.5.0');
    expect(await ada.refkit(plants, 'remote', 'check')).toMatchObject({ name: 'v1.5.0', newer: true });
    const before = git(plants, 'rev-parse', 'HEAD');
    expect(await ada.failed(plants, 'remote', 'update')).toMatchObject({ code: 4 });
    expect(git(plants, 'rev-parse', 'HEAD')).toBe(before);
    await ada.refkit(plants, 'remote', 'update', '--ours');
    const otu = (who: Person, where: string, id: string) => who.refkit<OtuDocument>(where, 'otu', 'show', id);
    // 2,084 of the release, one of ours, and one that was edited here.
    expect(await ada.refkit(plants, 'show')).toMatchObject({ otu_count: 2086 });
    expect(await otu(ada, plants, CHICKPEA)).toMatchObject({ abbreviation: 'CpRLV-g' });
    expect(await otu(ada, plants, BOTRYTIS)).toMatchObject({ abbreviation: 'BotV-X' });
    const isolates = (await otu(ada, plants, APCLSV)).isolates.map(({ source_name }) => source_name);
    expect(isolates).toHaveLength(4);
    expect(isolates).toContain('Garden 1');
    expect(gitVerdict(plants)).toEqual({ fsck: '', status: '' });

    // It is put on GitHub, and somebody proposes a change from a fork.
    await ada.git(plants, 'remote', 'add', 'origin', gardenUrl);
    await ada.git(plants, 'push', '--quiet', 'origin', 'main');
    git(folder, 'clone', '--quiet', '--bare', join(folder, 'garden.git'), 'fork.git');
    const fork = github.repository('bob/plants', { gitDir: join(folder, 'fork.git'), forkOf: 'garden/plants' });
    const bob = person('bob', {
      ...github.env,
      GH_TOKEN: github.addToken({ login: 'bob' }),
    });
    const branch = join(folder, 'branch');
    await bob.git(folder, 'clone', '--quiet', join(folder, 'fork.git'), branch);
    await bob.git(branch, 'switch', '--quiet', '-c', 'bed-4');
    await bob.refkit(branch, ...['isolate', 'add', 'GaV1', '--source-type', 'isolate', '--source-name', 'Bed 4']);
    await bob.refkit(branch, ...sequence('GaV1', 'Bed 4', 'GD_000003'));
    await bob.git(branch, 'push', '--quiet', 'origin', 'bed-4');
    const pull = garden.pullRequest({ title: 'Bed 4', from: fork, head: 'bed-4' });

    // It is reviewed by a job that can only read, and posted by one that sees nothing but its report.
    const checkout = join(folder, 'checkout');
    const reader = person('github-actions', github.anonymousEnv);
    await reader.git(folder, 'clone', '--quiet', join(folder, 'garden.git'), checkout);
    await reader.git(checkout, 'fetch', '--quiet', 'origin', `refs/pull/${pull.number}/head`);
    const report = join(folder, 'review.json');
    const review = ['review', '--head', pull.head.sha, '--author', 'bob', '-o', report, '--base'];
    // Nobody has said yet that he may.
    expect(await reader.failed(checkout, ...review, 'origin/main')).toMatchObject({
      code: 1,
      value: { verdict: 'errors' },
    });
    await ada.refkit(plants, ...['users', 'add', 'bob', '--github', 'bob', '--modify-otu']);
    await ada.git(plants, 'push', '--quiet', 'origin', 'main');
    await reader.git(checkout, 'fetch', '--quiet', 'origin');
    const { verdict } = await reader.refkit<{ verdict: string }>(checkout, ...review, 'origin/main');
    expect(['ok', 'warnings']).toContain(verdict);
    const [post, where] = [
      ['--from', report, '--post', '--head', pull.head.sha],
      ['--repository', 'garden/plants'],
    ];
    await ada.refkit(folder, 'review', ...post, ...where);
    await ada.refkit(folder, 'review', ...post, ...where);
    const comments = garden.comments.filter(({ issue }) => issue === pull.number);
    expect(comments).toHaveLength(1);
    expect(comments[0]!.body).toContain('Bed 4');
    expect(garden.checkRuns.at(-1)).toMatchObject({ head_sha: pull.head.sha, status: 'completed' });

    // Meanwhile the same OTU changed here. git merges both, by refkit's driver.
    await ada.refkit(plants, 'setup');
    await ada.refkit(plants, ...['isolate', 'edit', 'GaV1', 'Bed 3', '--source-name', 'Bed 3 east']);
    await ada.git(plants, 'fetch', '--quiet', 'origin', `refs/pull/${pull.number}/head`);
    await ada.git(plants, 'merge', '--quiet', '--no-edit', 'FETCH_HEAD');
    const names = (await otu(ada, plants, 'GaV1')).isolates.map(({ source_name }) => source_name);
    expect(names).toEqual(['Bed 3 east', 'Bed 4']);

    // It is released, with the files of an index.
    const planned = await ada.refkit(plants, 'release', 'publish', '--dry-run');
    expect(planned).toMatchObject({ tag: 'v1.0.0', repository: 'garden/plants', planned: true });
    expect(garden.releases).toEqual([]);
    expect(await ada.refkit(plants, 'release', 'publish')).toMatchObject({
      tag: 'v1.0.0',
      index: { version: 0 },
      draft: false,
    });
    expect(garden.releases).toMatchObject([{ tag: 'v1.0.0', draft: false }]);
    expect(git(join(folder, 'garden.git'), 'rev-parse', 'v1.0.0^{commit}')).toBe(git(plants, 'rev-parse', 'HEAD'));

    // A second site follows it, with its history, and keeps what it adds when the next release comes.
    const eve = person('eve', github.anonymousEnv);
    const second = await eve.refkit<ReferenceDocument>(
      folder,
      ...['create', 'second', '--remote-from', 'garden/plants'],
    );
    expect(second).toMatchObject({ otu_count: 2086, remotes_from: { slug: 'garden/plants' } });
    const there = join(folder, 'second');
    const history = await eve.refkit<{ user: { id: string } }[]>(there, 'otu', 'history', 'GaV1');
    expect(history.map(({ user }) => user.id)).toContain('bob');
    await eve.refkit(there, ...['otu', 'edit', 'GaV1', '--taxid', '424242']);
    await ada.refkit(plants, ...['otu', 'edit', 'GaV1', '--name', 'Garden virus A']);
    expect(await ada.refkit(plants, 'release', 'publish')).toMatchObject({ tag: 'v1.0.1', bump: 'patch' });
    await eve.refkit(there, 'remote', 'update');
    expect(await otu(eve, there, 'GaV1')).toMatchObject({ name: 'Garden virus A', taxid: 424242 });
    expect(gitVerdict(there)).toEqual({ fsck: '', status: '' });
    expect(readFileSync(join(there, 'reference.yaml'), 'utf8')).toContain('slug: garden/plants');
  });
});

function sequence(otu: string, isolate: string, accession: string): string[] {
  const bases = ['--sequence', 'ACGTACGTACGTTTGACCA'];
  return ['sequence', 'add', otu, isolate, '--accession', accession, '--definition', `Invented ${accession}`, ...bases];
}
