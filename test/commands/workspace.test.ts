/** `refkit workspace …`: a server's accounts from the shell. What they do is tested with the accounts themselves. */
import { readdirSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Accounts } from '../../src/workspace/accounts.js';
import { openDatabase } from '../../src/workspace/database.js';
import { temporaryFolder, writeFiles } from '../support/repository.js';
import { makeServed, renameKey, succeed } from './support/fixture.js';
import { refkit, refkitJson, words } from './support/run.js';

/** A workspace with ada, an administrator, ben, a group that he is in, and a key of his whose id is k3yb3n00. */
async function served(): Promise<string> {
  const folder = temporaryFolder();
  makeServed(folder);
  await succeed(
    folder,
    'workspace users add ada --name "Ada Curator" --administrator',
    'workspace users add ben --email ben@example.org --email b@lab.example.org --create-ref',
    'workspace groups add curators --add-user ben --upload-file',
    'workspace keys add ben --name laptop',
  );
  renameKey(folder, 'k3yb3n00');
  return folder;
}

/** What a server that has the workspace open knows. */
function serverOf(folder: string): Accounts {
  const db = openDatabase(folder);
  onTestFinished(() => db.close());
  return new Accounts(db);
}

/** A moment of today, in either form. */
const TIME = /\d{4}-\d\d-\d\d(?: \d\d:\d\d|T[\d:.]+Z)/g;

describe('text', () => {
  test.each([
    [
      'users list',
      'ID   NAME         ADMINISTRATOR  CREATE REF  UPLOAD FILE  REMOVE FILE  GROUPS    ADDRESSES\n' +
        'ada  Ada Curator  yes\n' +
        'ben                              yes         yes                       curators  ben@example.org b@lab.example.org\n',
      'ada\tAda Curator\ttrue\tfalse\tfalse\tfalse\t\t\n' +
        'ben\t\tfalse\ttrue\ttrue\tfalse\tcurators\tben@example.org b@lab.example.org\n',
    ],
    [
      'users edit ada --name "" --group curators',
      'ID   NAME  ADMINISTRATOR  CREATE REF  UPLOAD FILE  REMOVE FILE  GROUPS    ADDRESSES\n' +
        'ada        yes                        yes                       curators\n',
      'ada\t\ttrue\tfalse\ttrue\tfalse\tcurators\t\n',
    ],
    ['users remove ben --yes', 'Removed user ben\n', 'Removed user ben\n'],
    [
      'groups list',
      'ID        CREATE REF  UPLOAD FILE  REMOVE FILE  USERS\ncurators              yes                       ben\n',
      'curators\tfalse\ttrue\tfalse\tben\n',
    ],
    [
      'groups edit curators --add-user ada --remove-user ben --no-upload-file --remove-file',
      'ID        CREATE REF  UPLOAD FILE  REMOVE FILE  USERS\ncurators                           yes          ada\n',
      'curators\tfalse\tfalse\ttrue\tada\n',
    ],
    ['groups remove curators --yes', 'Removed group curators\n', 'Removed group curators\n'],
    ['keys list ben', 'ID        NAME    MADE\nk3yb3n00  laptop  TIME\n', 'k3yb3n00\tlaptop\tTIME\n'],
    ['keys remove k3yb3n00 --yes', 'Removed key k3yb3n00 of ben\n', 'Removed key k3yb3n00 of ben\n'],
  ])('of %s', async (line, onTerminal, inPipe) => {
    for (const [terminal, text] of [
      [120, onTerminal],
      [undefined, inPipe],
    ] as const) {
      const cwd = await served();
      const { code, stdout, stderr } = await refkit(words(`workspace ${line}`), { cwd, terminal });
      expect({ code, stdout: stdout.replace(TIME, 'TIME'), stderr }).toEqual({ code: 0, stdout: text, stderr: '' });
    }
  });

  test('of a new key holds the key; people are told that it is shown this once', async () => {
    const cwd = await served();
    const piped = await refkit(words('workspace keys add ada --name "a script"'), { cwd });
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    const [id, name, key] = piped.stdout.trimEnd().split('\t');
    expect([id, name]).toEqual([expect.stringMatching(/^[a-z0-9]{8}$/), 'a script']);
    expect(serverOf(cwd).authenticate('ada', key!)?.id).toBe('ada');
    const shown = await refkit(words('workspace keys add ada --name "a script"'), { cwd, terminal: 100 });
    expect(shown.stdout).toMatch(/^id {4}[a-z0-9]{8}\nuser {2}ada\nname {2}a script\nkey {3}rk_\w{43}\n$/);
    expect(shown.stderr).toContain('shown only now');
    const { stdout } = await refkit(words('workspace keys list ada --json'), { cwd });
    expect(stdout).not.toContain('rk_');
  });
});

describe('JSON', () => {
  test('is in the shapes of the HTTP API', async () => {
    const cwd = await served();
    const answer = async (line: string) => (await refkitJson(words(`workspace ${line}`), { cwd })).value;
    const created_at = expect.stringMatching(/T.*Z$/);
    const ben = {
      id: 'ben',
      name: '',
      emails: ['ben@example.org', 'b@lab.example.org'],
      administrator: false,
      groups: ['curators'],
      permissions: { create_ref: true, upload_file: true, remove_file: false },
      created_at,
    };
    const curators = {
      id: 'curators',
      permissions: { create_ref: false, upload_file: true, remove_file: false },
      users: ['ben'],
      created_at,
    };
    const key = { id: 'k3yb3n00', name: 'laptop', created_at, user: { id: 'ben' } };
    expect(await answer('users list')).toEqual([expect.objectContaining({ id: 'ada' }), ben]);
    expect(await answer('users edit ben --email "" --group ""')).toMatchObject({ emails: [], groups: [] });
    expect(await answer('groups edit curators --add-user ben')).toEqual(curators);
    expect(await answer('groups list')).toEqual([curators]);
    expect(await answer('keys list ben')).toEqual([key]);
    expect(await answer('keys add ben')).toEqual({
      id: expect.any(String),
      name: '',
      created_at,
      user: { id: 'ben' },
      key: expect.stringMatching(/^rk_/),
    });
    expect(await answer('keys remove k3yb3n00 --yes')).toEqual(key);
    expect(await answer('groups remove curators --yes')).toEqual(curators);
    expect(await answer('users remove ben --yes')).toMatchObject({ id: 'ben' });
  });
});

describe('the exit code', () => {
  test.each([
    ['users list', 0],
    ['users add "a b"', 1],
    ['users add cleo --email cleo', 1],
    ['users add cleo --group nope', 1],
    ['groups edit curators --add-user nope', 1],
    ['users edit ben', 2],
    ['groups edit curators', 2],
    ['users remove ben', 2],
    ['groups remove curators', 2],
    ['keys remove k3yb3n00', 2],
    ['keys add', 2],
    ['usres list', 2],
    ['users lsit', 2],
    ['users edit nope --name N', 3],
    ['groups remove nope --yes', 3],
    ['keys list nope', 3],
    ['keys remove nope --yes', 3],
    ['users list -C ..', 3],
    ['users add ben', 4],
    ['groups add curators', 4],
    ['users remove ada --yes', 4],
    ['users edit ada --no-administrator', 4],
  ])('of "%s" is %i, the same with --json', async (line, code) => {
    const cwd = await served();
    expect((await refkit(words(`workspace ${line}`), { cwd })).code).toBe(code);
    expect((await refkitJson(words(`workspace ${line}`), { cwd })).code).toBe(code);
  });
});

test('a folder that is no workspace is named, with the way out, and stays as it is', async () => {
  const folder = temporaryFolder();
  for (const files of [{}, { 'refkit.yaml': 'format: 1\n' }]) {
    writeFiles(folder, files);
    const { code, stderr } = await refkit(words('workspace users add ada'), { cwd: folder });
    expect(code).toBe(3);
    expect(stderr).toBe(
      'error: There is no workspace in .\n  name its folder with -C DIR\n  "refkit serve DIR" makes one\n',
    );
  }
  expect(readdirSync(folder)).toEqual(['refkit.yaml']);
});

test('the workspace may be named before the command', async () => {
  const folder = await served();
  for (const flag of [`-C ${folder}`, `--workspace ${folder}`, `--workspace=${folder}`]) {
    const { code, stdout } = await refkit(words(`${flag} workspace groups list`), { cwd: temporaryFolder() });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'curators\tfalse\ttrue\tfalse\tben\n' });
  }
});

test('a server that runs takes every change at its next request', async () => {
  const cwd = await served();
  const server = serverOf(cwd);
  const { value } = await refkitJson<{ id: string; key: string }>(words('workspace keys add ben'), { cwd });
  expect(server.authenticate('ben', value.key)).toMatchObject({ administrator: false });
  await succeed(cwd, 'workspace users edit ben --administrator');
  expect(server.authenticate('ben', value.key)).toMatchObject({ administrator: true });
  await succeed(cwd, `workspace keys remove ${value.id} --yes`);
  expect(server.authenticate('ben', value.key)).toBeNull();
});
