/** What commands do besides their work: exit codes, errors, warnings, questions, who acts. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, temporaryFolder } from '../support/repository.js';
import { succeed, workspaceWith } from './support/fixture.js';
import { refkit, refkitJson, words } from './support/run.js';

const sample = workspaceWith();

describe('the exit code', () => {
  test.each([
    ['show', 0],
    ['otu list --find nothing', 0],
    ['otu create --name ""', 1],
    ['sequence add MoMV Q7 --accession X --definition D --sequence "ATG!"', 1],
    ['otu shwo', 2],
    ['otu show', 2],
    ['otu edit MoMV', 2],
    ['otu show nope', 3],
    ['isolate show MoMV nope', 3],
    ['history show mnbeanmv.7', 3],
    ['diff nope', 3],
    ['index show 0', 3],
    ['-C /nowhere show', 3],
    ['otu create --name "MOONBEAN mosaic VIRUS"', 4],
    ['users add ada', 4],
  ])('of "%s" is %i, the same with --json', async (line, code) => {
    const { plants } = await sample.copy();
    const text = await refkit(words(line), { cwd: plants });
    expect({ code: text.code, said: text.stderr.startsWith('error: ') }).toEqual({ code, said: code !== 0 });
    const json = await refkitJson<{ error?: { id: string; message: string } }>(words(line), { cwd: plants });
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code, stderr: '' });
    if (code !== 0) expect(text.stderr).toContain(json.value.error!.message.split('\n')[0]);
  });

  test('says whether something differs, where that is asked for', async () => {
    const { plants } = await sample.copy();
    const diff = (...args: string[]) => refkit(['diff', ...args], { cwd: plants }).then(({ code }) => code);
    expect(await diff('HEAD', '--exit-code')).toBe(0);
    await succeed(plants, 'otu edit MoMV --taxid 7');
    expect(await diff('HEAD~1', 'HEAD')).toBe(0);
    expect(await diff('HEAD~1', 'HEAD', '--exit-code')).toBe(1);
    expect((await refkitJson(['diff', 'HEAD~1', 'HEAD', '--exit-code'], { cwd: plants })).code).toBe(1);
  });

  test('says whether the data is valid', async () => {
    const { plants } = await sample.copy();
    const validate = (...args: string[]) => refkit(['validate', ...args], { cwd: plants }).then(({ code }) => code);
    expect([await validate(), await validate('--strict')]).toEqual([0, 1]);
    writeFileSync(join(plants, 'otus/mn/mnbeanmv.json'), '{}\n');
    expect([await validate(), await validate('--format', 'sarif'), await validate('--json')]).toEqual([1, 1, 1]);
    expect(await validate('--changed-since', 'HEAD')).toBe(1);
  });

  test('writes the report to files in several formats at once', async () => {
    const { workspace, plants } = await sample.copy();
    const write = (...values: string[]) =>
      refkit(['validate', ...values.flatMap((value) => ['--write', value])], { cwd: plants });
    expect((await write(`json=${workspace}/a.json`, `markdown=${workspace}/a=b.md`)).code).toBe(0);
    expect(JSON.parse(readFileSync(join(workspace, 'a.json'), 'utf8')).counts).toMatchObject({ warning: 1 });
    expect(readFileSync(join(workspace, 'a=b.md'), 'utf8')).toContain('1 warning and');
    expect((await write('pdf=x')).stderr).toContain('--write takes FORMAT=FILE, and not "pdf=x"');
    expect(await write(`json=${workspace}/none/a.json`)).toMatchObject({ code: 1, stdout: '' });
  });

  test('says whether all is in canonical form', async () => {
    const { plants } = await sample.copy();
    const format = (...args: string[]) => refkit(['format', ...args], { cwd: plants });
    expect((await format('--check')).code).toBe(0);
    const file = join(plants, 'otus/mn/mnbeanmv.json');
    const canonical = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify(JSON.parse(canonical)));
    expect(await format('--check')).toMatchObject({ code: 1, stdout: 'otus/mn/mnbeanmv.json\n' });
    expect(await format()).toMatchObject({ code: 0, stdout: 'otus/mn/mnbeanmv.json\n' });
    expect(readFileSync(file, 'utf8')).toBe(canonical);
  });
});

describe('an error', () => {
  test('is told with what to do about it, and without a stack', async () => {
    const { plants } = await sample.copy();
    expect(await refkit(['otu', 'show', 'moonbean'], { cwd: plants })).toEqual({
      code: 3,
      stdout: '',
      stderr: 'error: There is no OTU "moonbean"\n  did you mean Moonbean mosaic virus (mnbeanmv)?\n',
    });
    const { stderr } = await refkit(['otu', 'show', 'moonbean'], { cwd: plants, env: { DEBUG: 'refkit' } });
    expect(stderr).toMatch(/\n {4}at .*lookup\.ts/);
  });

  test('is one JSON value on standard output with --json', async () => {
    const { plants } = await sample.copy();
    const { value } = await refkitJson(['otu', 'create', '--name', 'moonbean mosaic virus'], { cwd: plants });
    expect(value).toEqual({
      error: {
        id: 'already_exists',
        message: 'Name already exists',
        clashes: [{ field: 'name', value: 'moonbean mosaic virus', otu: 'mnbeanmv' }],
        suggestions: ['name "moonbean mosaic virus" is that of OTU mnbeanmv, Moonbean mosaic virus'],
      },
    });
  });

  test('about a bad flag holds nothing of the machine', async () => {
    const { stdout } = await refkitJson(['show', '--nope'], { cwd: temporaryFolder() });
    expect(Object.keys(JSON.parse(stdout).error).sort()).toEqual(['command', 'id', 'message', 'suggestions']);
  });

  test('about files that a person has changed names them, and changes nothing', async () => {
    const { plants } = await sample.copy();
    const file = join(plants, 'otus/mn/mnbeanmv.json');
    appendFileSync(file, '\n');
    const before = readFileSync(file);
    const { code, stderr } = await refkit(['otu', 'edit', 'MoMV', '--taxid', '7'], { cwd: plants });
    expect(code).toBe(4);
    expect(stderr).toContain('otus/mn/mnbeanmv.json');
    expect(readFileSync(file)).toEqual(before);
    expect(git(plants, 'rev-list', '--count', 'HEAD')).toBe('1');
  });
});

describe('what cannot be taken back', () => {
  test.each([
    'remove ../plants',
    'otu remove MoMV',
    'isolate remove MoMV Q7',
    'sequence remove MoMV Q7 RK_0001',
    'users remove ada',
    'revert mnbeanmv.0',
  ])('is not done without --yes where nobody can be asked: %s', async (line) => {
    const { plants } = await sample.copy();
    const { code, stderr } = await refkit(words(line), { cwd: plants });
    expect(code).toBe(2);
    expect(stderr).toContain('add --yes to go ahead');
    expect(existsSync(join(plants, 'otus/mn/mnbeanmv.json'))).toBe(true);
    expect(git(plants, 'rev-list', '--count', 'HEAD')).toBe('1');
  });
});

describe('who acts', () => {
  const author = (folder: string) => git(folder, 'log', '-1', '--format=%an <%ae>');

  test('is whom git knows, unless a user of the reference is named', async () => {
    const { plants } = await sample.copy();
    await succeed(plants, 'users add ben --email ben@example.org --modify-otu', 'otu edit MoMV --taxid 7');
    expect(author(plants)).toBe('Ada Curator <ada@example.org>');
    await succeed(plants, 'otu edit MoMV --taxid 8 --user ben');
    expect(author(plants)).toMatch(/<ben@example\.org>$/);
    await refkit(['otu', 'edit', 'MoMV', '--taxid', '9'], { cwd: plants, env: { REFKIT_USER: 'ben' } });
    const flagged = { cwd: plants, env: { REFKIT_USER: 'ben' } };
    expect(author(plants)).toMatch(/<ben@example\.org>$/);
    await refkit(['otu', 'edit', 'MoMV', '--taxid', '10', '--user', 'ada'], flagged);
    expect(author(plants)).toMatch(/<ada@example\.org>$/);
  });

  test('is warned of a missing right on standard error, and not stopped', async () => {
    const { plants } = await sample.copy();
    await succeed(plants, 'users add ben --email ben@example.org');
    const { code, value, stderr } = await refkitJson<{ taxid: number }>(words('otu edit MoMV --taxid 7 --user ben'), {
      cwd: plants,
    });
    expect({ code, taxid: value.taxid }).toEqual({ code: 0, taxid: 7 });
    expect(stderr).toMatch(/^warning: ben does not hold the right "modify_otu"[^\n]*\n$/);
  });

  test('filters history, where it is asked for that', async () => {
    const { plants } = await sample.copy();
    await succeed(plants, 'users add ben --email ben@example.org --modify-otu', 'otu edit MoMV --taxid 8 --user ben');
    const { stdout } = await refkit(['history', '--user', 'ben'], { cwd: plants, env: { REFKIT_USER: 'ada' } });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stdout).toMatch(/^mnbeanmv\.1\t/);
  });
});

describe('input and output', () => {
  test('may be files: schema, FASTA, export', async () => {
    const { workspace, plants } = await sample.copy();
    writeFileSync(join(workspace, 'schema.json'), '[{ "name": "RNA1", "molecule": "ssRNA", "required": true }]');
    writeFileSync(join(workspace, 'one.fa'), '>x\natgc\natgc\n');
    writeFileSync(join(workspace, 'two.fa'), '>x\natgc\n>y\natgc\n');
    await succeed(plants, 'otu create --name New --schema ../schema.json', 'isolate add New --source-name A');
    await succeed(plants, 'sequence add New A --accession RK_0100 --definition D --fasta ../one.fa --segment RNA1');
    const { value } = await refkitJson<{ sequence: string }>(words('sequence show New A RK_0100'), { cwd: plants });
    expect(value.sequence.toUpperCase()).toBe('ATGCATGC');
    const two = words('sequence edit New A RK_0100 --fasta ../two.fa');
    expect(await refkit(two, { cwd: plants })).toMatchObject({ code: 1, stdout: '' });
  });

  test('of an export to standard output does not go together with --json', async () => {
    const { plants } = await sample.copy();
    expect((await refkit(['export', '-o', '-', '--json'], { cwd: plants })).code).toBe(2);
  });

  test('of names full of control characters is harmless on a terminal', async () => {
    const { plants } = await sample.copy();
    const path = join(plants, 'otus/mn/mnbeanmv.json');
    const otu = JSON.parse(readFileSync(path, 'utf8'));
    otu.isolates[0].source_name = '\u001b[2J\u001b]0;owned\u0007';
    writeFileSync(path, `${JSON.stringify(otu, null, 2)}\n`);
    git(plants, 'commit', '--quiet', '-am', 'Not nice');
    for (const line of ['otu show MoMV', 'isolate list MoMV', 'history', 'diff HEAD~1 HEAD', 'validate']) {
      const { code, stdout } = await refkit(words(line), { cwd: plants, terminal: 80 });
      expect(code).toBe(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
  });
});
