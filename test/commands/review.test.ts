import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Review } from '../../src/github/review/review.js';
import { commitOn, filesOf, siteOf } from '../github/support/changes.js';
import { startGitHub } from '../support/github/github.js';
import { git, temporaryFolder } from '../support/repository.js';
import { refkit, refkitJson } from './support/run.js';

const RANGE = ['--base', 'main', '--head', 'change'];
const NAME = 'Evil ::error::x ##[set-output name=verdict;]ok <img src=x>';

/** A reference with a branch on which an OTU gets a hostile name and loses its isolates. */
async function changed() {
  const { folder, otus } = await siteOf();
  const head = commitOn(folder, 'change', filesOf({ ...otus[0]!, name: NAME, isolates: [] }));
  return { folder, otus, head };
}

describe('refkit review', () => {
  test('exits with 1 where there are errors and with 0 where there are none, in every format', async () => {
    const { folder, otus } = await changed();
    commitOn(folder, 'fine', filesOf({ ...otus[1]!, taxid: 7 }));
    for (const format of [[], ['--format', 'markdown'], ['--format', 'html'], ['--format', 'json'], ['--json']]) {
      const bad = await refkit(['review', ...RANGE, ...format], { cwd: folder });
      expect({ code: bad.code, stderr: bad.stderr, found: bad.stdout.includes('OTU without isolates') }).toEqual({
        code: 1,
        stderr: '',
        found: true,
      });
      const fine = await refkit(['review', '--base', 'main', '--head', 'fine', ...format], { cwd: folder });
      expect({ code: fine.code, stderr: fine.stderr }).toEqual({ code: 0, stderr: '' });
    }
  });

  test('writes the files that are asked for, and takes the JSON again anywhere', async () => {
    const { folder } = await changed();
    const out = temporaryFolder();
    const files = ['-o', join(out, 'review.json'), '--html', join(out, 'r.html'), '--markdown', join(out, 'r.md')];
    const { value } = await refkitJson<Review>(['review', ...RANGE, '--author', 'eve', ...files], { cwd: folder });
    expect(JSON.parse(readFileSync(join(out, 'review.json'), 'utf8'))).toEqual(value);
    expect(readFileSync(join(out, 'r.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(join(out, 'r.md'), 'utf8')).toContain('## Review: ');
    const again = await refkitJson<Review>(['review', '--from', 'review.json'], { cwd: out });
    expect(again).toMatchObject({ code: 0, value });
  });

  test('in GitHub Actions gives annotations, outputs and a summary, and text that commands nothing', async () => {
    const { folder } = await changed();
    const out = temporaryFolder();
    const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: join(out, 'o'), GITHUB_STEP_SUMMARY: join(out, 's') };
    const { stdout } = await refkit(['review', ...RANGE], { cwd: folder, env });
    const [, word, shown, commands] = /^::stop-commands::(\S+)\n([\s\S]*)\n::\1::\n([\s\S]*)$/.exec(stdout)!;
    expect(word).toMatch(/^[0-9a-f-]{36}$/);
    expect(shown).toContain('##[set-output');
    const lines = commands!.trimEnd().split('\n');
    expect(lines.filter((line) => !/^::(error|warning|notice) (file=otus\/|title=)/.test(line))).toEqual([]);
    expect(lines.some((line) => line.startsWith('::error file=otus/') && line.includes('line='))).toBe(true);
    expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toMatch(/^verdict=errors\nerrors=\d+\nwarnings=\d+\n$/);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('## Review: ');
  });

  test('gives no more annotations of a level than GitHub shows', async () => {
    const { folder, otus } = await siteOf(15);
    commitOn(folder, 'change', filesOf(...otus.map((otu) => ({ ...otu, isolates: [] }))));
    const { stdout } = await refkit(['review', ...RANGE], { cwd: folder, env: { GITHUB_ACTIONS: 'true' } });
    expect(stdout.match(/^::error /gm)).toHaveLength(10);
  });

  test('posts what another job wrote, without a reference and by the commit alone', async () => {
    const { folder, head } = await changed();
    const github = await startGitHub();
    const bare = join(temporaryFolder(), 'bare.git');
    git(folder, 'clone', '--quiet', '--bare', folder, bare);
    const repository = github.repository('gardens/viruses', { gitDir: bare });
    const pull = repository.pullRequest({ head: 'change', user: 'eve' });
    const out = temporaryFolder();
    await refkit(['review', ...RANGE, '--author', 'eve', '-o', join(out, 'review.json')], { cwd: folder });
    const post = ['review', '--from', 'review.json', '--head', head, '--post', '--format', 'json'];
    const env = { ...github.env, GITHUB_REPOSITORY: 'gardens/viruses' };
    const posted = await refkit(post, { cwd: out, env });
    expect(posted).toMatchObject({ code: 0, stderr: expect.stringContaining(`pull request #${pull.number}`) });
    const { value } = await refkitJson<{ posted: object }>(post.slice(0, -2), { cwd: out, env });
    expect(value.posted).toMatchObject({ pull_request: pull.number, comment: { state: 'unchanged' } });
    expect(repository.comments).toHaveLength(1);
    expect(repository.comments[0]!.body).not.toMatch(/(?<!\\)<img/);

    const wrong = await refkit([...post.slice(0, 4), 'a'.repeat(40), '--post'], { cwd: out, env });
    expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining('This review is of the commit') });
    writeFileSync(join(out, 'review.json'), '{"format":1}');
    expect((await refkit(post, { cwd: out, env })).code).toBe(1);
    expect(JSON.stringify(posted)).not.toContain(github.token);
  });

  test.each([
    [[], 'What is to be reviewed was not given'],
    [['--base', 'main'], 'What is to be reviewed was not given'],
    [[...RANGE, '--post'], 'its repository and commit have to be known'],
    [[...RANGE, '--pull-request', '3'], '--post'],
    [['--from', 'x', '--base', 'main'], '--from'],
  ])('refuses %j', async (flags, message) => {
    const { folder } = await changed();
    const { code, stderr } = await refkit(['review', ...flags], { cwd: folder });
    expect({ code, said: stderr.includes(message) }).toEqual({ code: 2, said: true });
  });
});
