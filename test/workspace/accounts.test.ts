import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AlreadyExistsError, BadRequestError, InvalidInputError, NotFoundError } from '../../src/otu/errors.js';
import { ConflictError } from '../../src/reference/errors.js';
import { Sqlite } from '../../src/sqlite/sqlite.js';
import { Accounts, type KeyDocument } from '../../src/workspace/accounts.js';
import { openDatabase } from '../../src/workspace/database.js';
import { WorkspaceBusyError } from '../../src/workspace/errors.js';
import { temporaryFolder } from '../support/repository.js';
import { inAnotherProcess, type Step } from './support/children.js';

const NONE = { create_ref: false, upload_file: false, remove_file: false };
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

/** The accounts of a workspace, over a connection of their own. */
function open(folder: string): Accounts {
  const db = openDatabase(folder);
  onTestFinished(() => db.close());
  return new Accounts(db);
}

/** A workspace with an administrator ada, a user ben with an address, and a group lab that ben is in. */
function workspace(): { folder: string; accounts: Accounts } {
  const folder = temporaryFolder();
  const accounts = open(folder);
  accounts.addUser({ user_id: 'ada', administrator: true });
  accounts.addUser({ user_id: 'ben', emails: ['ben@example.org'] });
  accounts.addGroup({ group_id: 'lab', permissions: { upload_file: true }, users: ['ben'] });
  return { folder, accounts };
}

describe('users', () => {
  it('are added with nothing but what is given', () => {
    const accounts = open(temporaryFolder());
    const cleo = {
      id: 'cleo',
      name: '',
      emails: [],
      administrator: false,
      groups: [],
      permissions: NONE,
      created_at: TIME,
    };
    expect(accounts.addUser({ user_id: 'cleo' })).toEqual(cleo);
    expect(accounts.users()).toEqual([cleo]);
  });

  it('are added with all that is given, and kept when the workspace is opened again', () => {
    const { folder, accounts } = workspace();
    const input = {
      user_id: 'cleo',
      name: ' Cleo \n the  Curator ',
      emails: [' cleo@example.org ', 'CLEO@example.org', 'c@lab.example.org'],
      administrator: true,
      groups: ['lab', 'lab'],
      permissions: { create_ref: true },
    };
    expect(accounts.addUser(input)).toEqual({
      id: 'cleo',
      name: 'Cleo the Curator',
      emails: ['cleo@example.org', 'c@lab.example.org'],
      administrator: true,
      groups: ['lab'],
      permissions: { create_ref: true, upload_file: true, remove_file: false },
      created_at: TIME,
    });
    expect(open(folder).user('cleo')).toEqual(accounts.user('cleo'));
  });

  it('are listed in the order of their ids', () => {
    const { accounts } = workspace();
    accounts.addUser({ user_id: 'Zed' });
    accounts.addUser({ user_id: 'abe' });
    expect(accounts.users().map(({ id }) => id)).toEqual(['Zed', 'abe', 'ada', 'ben']);
  });

  it('are changed in what is given', () => {
    const { accounts } = workspace();
    const before = accounts.user('ben');
    expect(accounts.editUser('ben', {})).toEqual(before);
    expect(accounts.editUser('ben', { name: 'Ben' })).toEqual({ ...before, name: 'Ben' });
    expect(accounts.editUser('ben', { permissions: { create_ref: true } }).permissions).toEqual({
      create_ref: true,
      upload_file: true,
      remove_file: false,
    });
    expect(accounts.editUser('ben', { groups: [], emails: [] })).toEqual({
      ...before,
      name: 'Ben',
      emails: [],
      groups: [],
      permissions: { ...NONE, create_ref: true },
    });
  });

  it('do not keep as their own what a group gave them', () => {
    const { accounts } = workspace();
    accounts.editUser('ben', { permissions: { remove_file: true } });
    accounts.removeGroup('lab');
    expect(accounts.user('ben')).toMatchObject({ groups: [], permissions: { ...NONE, remove_file: true } });
  });

  it('are removed with their keys and out of their groups', () => {
    const { accounts } = workspace();
    const { key } = accounts.addKey('ben');
    const ben = accounts.user('ben');
    expect(accounts.removeUser('ben')).toEqual(ben);
    expect(accounts.group('lab').users).toEqual([]);
    accounts.addUser({ user_id: 'ben' });
    expect(accounts.authenticate('ben', key)).toBeNull();
    expect(accounts.keys('ben')).toEqual([]);
  });

  it.each(['', '../x', 'a b', 'a:b', 'a@b', '-x', 'ada\0', 'x'.repeat(65)])('are not called %j', (user_id) => {
    expect(() => open(temporaryFolder()).addUser({ user_id })).toThrow(InvalidInputError);
  });

  it.each(['ada', 'ADA'])('are added once: not %s beside ada', (user_id) => {
    const { accounts } = workspace();
    expect(() => accounts.addUser({ user_id })).toThrow(AlreadyExistsError);
    expect(() => accounts.addUser({ user_id })).toThrow('User already exists');
  });

  it.each(['', 'ada', 'a@b@c', '@x', 'a@', 'a b@x.org', '<a@x.org>', 'a\u0000@x.org', `${'x'.repeat(250)}@x.org`])(
    'have no address like %j',
    (email) => {
      const { accounts } = workspace();
      const adding = () => accounts.addUser({ user_id: 'cleo', emails: ['cleo@example.org', email] });
      expect(adding).toThrow(InvalidInputError);
      expect(adding).toThrow(/emails: ".*" is not an e-mail address/);
      expect(() => accounts.editUser('ben', { emails: [email] })).toThrow(InvalidInputError);
    },
  );

  it('share no address, whatever its case', () => {
    const { accounts } = workspace();
    const emails = ['BEN@example.org'];
    expect(() => accounts.addUser({ user_id: 'cleo', emails })).toThrow(AlreadyExistsError);
    expect(() => accounts.editUser('ada', { emails })).toThrow(/already that of user ben/);
    expect(accounts.editUser('ben', { emails }).emails).toEqual(emails);
  });

  it('have no endless names', () => {
    const { accounts } = workspace();
    expect(() => accounts.editUser('ada', { name: 'x'.repeat(201) })).toThrow(/name: may not be longer/);
    expect(() => accounts.addKey('ada', 'x'.repeat(201))).toThrow(InvalidInputError);
  });

  it('are in groups that exist, or nothing changes', () => {
    const { accounts } = workspace();
    const ben = accounts.user('ben');
    expect(() => accounts.addUser({ user_id: 'cleo', groups: ['lab', 'bal'] })).toThrow(BadRequestError);
    expect(() => accounts.editUser('ben', { name: 'B', groups: ['bal'] })).toThrow('Group does not exist');
    expect(() => accounts.editUser('ben', { groups: ['lab\0'] })).toThrow('Group does not exist');
    expect(accounts.users().map(({ id }) => id)).toEqual(['ada', 'ben']);
    expect(accounts.user('ben')).toEqual(ben);
  });

  it.each(['zed', 'ada\0', '', 'ADA', "' OR 1 --", '\ud800'])('that are not there are not found: %j', (id) => {
    const { accounts } = workspace();
    expect(() => accounts.user(id)).toThrow(NotFoundError);
    expect(() => accounts.editUser(id, { name: 'x' })).toThrow(NotFoundError);
    expect(() => accounts.removeUser(id)).toThrow(NotFoundError);
    expect(() => accounts.keys(id)).toThrow(NotFoundError);
    expect(() => accounts.addKey(id)).toThrow(NotFoundError);
  });
});

describe('the last administrator', () => {
  it('is neither removed nor made an ordinary user', () => {
    const { accounts } = workspace();
    expect(() => accounts.removeUser('ada')).toThrow(ConflictError);
    expect(() => accounts.editUser('ada', { administrator: false })).toThrow('ada is the last administrator');
    expect(accounts.user('ada').administrator).toBe(true);
  });

  it('is free to go when there is another one', () => {
    const { accounts } = workspace();
    accounts.editUser('ben', { administrator: true });
    expect(accounts.editUser('ada', { administrator: false }).administrator).toBe(false);
    accounts.removeUser('ada');
    expect(() => accounts.removeUser('ben')).toThrow(ConflictError);
  });

  it('need not be the first user, nor be there at all', () => {
    const accounts = open(temporaryFolder());
    accounts.addUser({ user_id: 'cleo' });
    expect(accounts.editUser('cleo', { administrator: false }).administrator).toBe(false);
    accounts.removeUser('cleo');
    expect(accounts.users()).toEqual([]);
  });
});

describe('groups', () => {
  it('hold users and give them permissions', () => {
    const { accounts } = workspace();
    const group = accounts.addGroup({
      group_id: 'heads',
      permissions: { create_ref: true },
      users: ['ben', 'ada', 'ben'],
    });
    expect(group).toEqual({
      id: 'heads',
      permissions: { ...NONE, create_ref: true },
      users: ['ada', 'ben'],
      created_at: TIME,
    });
    expect(accounts.groups().map(({ id }) => id)).toEqual(['heads', 'lab']);
    expect(accounts.user('ben')).toMatchObject({
      groups: ['heads', 'lab'],
      permissions: { create_ref: true, upload_file: true, remove_file: false },
    });
  });

  it('are changed in what is given', () => {
    const { accounts } = workspace();
    const before = accounts.group('lab');
    expect(accounts.editGroup('lab', {})).toEqual(before);
    expect(accounts.editGroup('lab', { permissions: { remove_file: true, upload_file: false } })).toEqual({
      ...before,
      permissions: { ...NONE, remove_file: true },
    });
    expect(accounts.editGroup('lab', { add_users: ['ada', 'ben'] }).users).toEqual(['ada', 'ben']);
    expect(accounts.editGroup('lab', { remove_users: ['ben'] }).users).toEqual(['ada']);
    expect(accounts.editGroup('lab', { remove_users: ['ben'] }).users).toEqual(['ada']);
    expect(accounts.editGroup('lab', { users: ['ben'] }).users).toEqual(['ben']);
    expect(accounts.editGroup('lab', { users: [], add_users: ['ada'] }).users).toEqual(['ada']);
    expect(accounts.user('ben').groups).toEqual([]);
  });

  it('hold users that exist, or nothing changes', () => {
    const { accounts } = workspace();
    const before = accounts.group('lab');
    expect(() => accounts.addGroup({ group_id: 'new', users: ['zed'] })).toThrow(BadRequestError);
    expect(() => accounts.editGroup('lab', { users: ['ada', 'zed'] })).toThrow('User does not exist');
    expect(() => accounts.editGroup('lab', { add_users: ['zed'] })).toThrow('User does not exist');
    expect(() => accounts.editGroup('lab', { users: [], remove_users: ['ben\0'] })).toThrow('User does not exist');
    expect(accounts.groups()).toEqual([before]);
  });

  it.each(['lab', 'Lab'])('are added once: not %s beside lab', (group_id) => {
    const { accounts } = workspace();
    expect(() => accounts.addGroup({ group_id })).toThrow(AlreadyExistsError);
    expect(() => accounts.addGroup({ group_id })).toThrow('Group already exists');
  });

  it('have ids like those of users', () => {
    expect(() => open(temporaryFolder()).addGroup({ group_id: 'a/b' })).toThrow(InvalidInputError);
  });

  it('that are not there are not found', () => {
    const { accounts } = workspace();
    expect(() => accounts.group('zed')).toThrow(NotFoundError);
    expect(() => accounts.editGroup('zed', {})).toThrow(NotFoundError);
    expect(() => accounts.removeGroup('lab\0')).toThrow(NotFoundError);
  });
});

describe('keys', () => {
  it('are told once, and not kept', () => {
    const { folder, accounts } = workspace();
    const { key, ...document } = accounts.addKey('ben', ' my  laptop ');
    expect(key).toMatch(/^rk_[A-Za-z0-9]{43}$/);
    expect(document).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}$/),
      name: 'my laptop',
      created_at: TIME,
      user: { id: 'ben' },
    });
    expect(accounts.keys('ben')).toEqual([document]);
    for (const file of ['workspace.db', 'workspace.db-wal']) {
      expect(readFileSync(join(folder, file)).includes(key.slice(3))).toBe(false);
    }
  });

  it('open the door to their user, as often as it is asked', () => {
    const { accounts } = workspace();
    const { key } = accounts.addKey('ben');
    expect(accounts.authenticate('ben', key)).toEqual(accounts.user('ben'));
    expect(accounts.authenticate('ben', key)).toEqual(accounts.user('ben'));
    const second = accounts.addKey('ben');
    expect(second.key).not.toBe(key);
    expect(accounts.authenticate('ben', second.key)).toEqual(accounts.user('ben'));
    expect(accounts.authenticate('ben', key)).toEqual(accounts.user('ben'));
  });

  it('open it to nobody else', () => {
    const { accounts } = workspace();
    const { key } = accounts.addKey('ben');
    expect(accounts.authenticate('ben', key)).not.toBeNull();
    for (const id of ['ada', 'zed', '', 'BEN', 'ben\0', 'ben ', '__proto__']) {
      expect(accounts.authenticate(id, key), id).toBeNull();
    }
    for (const text of ['', 'rk_', `${key}x`, key.slice(0, -1), key.toLowerCase(), `${key}\0`, '\ud800']) {
      expect(accounts.authenticate('ben', text), text).toBeNull();
    }
  });

  it('are removed by their id, by their user only where one is named', () => {
    const { accounts } = workspace();
    const { id, key } = accounts.addKey('ben');
    expect(() => accounts.removeKey(id, 'ada')).toThrow(NotFoundError);
    expect(() => accounts.removeKey(`${id}\0`)).toThrow(NotFoundError);
    expect(accounts.authenticate('ben', key)).not.toBeNull();
    expect(accounts.removeKey(id, 'ben')).toMatchObject({ id, user: { id: 'ben' } });
    expect(accounts.authenticate('ben', key)).toBeNull();
    expect(() => accounts.removeKey(id)).toThrow(NotFoundError);
  });

  it('answer with the user as they are now', () => {
    const { accounts } = workspace();
    const { key } = accounts.addKey('ben');
    const known = () => accounts.authenticate('ben', key);
    expect(known()).toMatchObject({ administrator: false, groups: ['lab'] });
    accounts.editUser('ben', { administrator: true });
    expect(known()).toMatchObject({ administrator: true });
    accounts.removeGroup('lab');
    expect(known()).toMatchObject({ groups: [], permissions: NONE });
  });

  it('answer with what nobody can change by accident', () => {
    const { accounts } = workspace();
    const { key } = accounts.addKey('ben');
    const ben = accounts.authenticate('ben', key)!;
    expect(() => ben.groups.push('heads')).toThrow(TypeError);
    expect(() => Object.assign(ben.permissions, { create_ref: true })).toThrow(TypeError);
    expect(() => Object.assign(ben, { administrator: true })).toThrow(TypeError);
  });

  it('of more users than are remembered all work', () => {
    const { accounts } = workspace();
    const keys = Array.from({ length: 1200 }, (_, at) => {
      accounts.addUser({ user_id: `u${at}` });
      return accounts.addKey(`u${at}`).key;
    });
    for (const [at, key] of keys.entries()) expect(accounts.authenticate(`u${at}`, key)?.id).toBe(`u${at}`);
    expect(accounts.authenticate('u0', keys[0]!)?.id).toBe('u0');
  });
});

describe('several processes', () => {
  it('count for each other at the very next call', async () => {
    const { folder, accounts } = workspace();
    const other = open(folder);
    const { id, key } = other.addKey('ben');
    const known = () => accounts.authenticate('ben', key);
    expect(known()).toMatchObject({ name: '' });
    other.editUser('ben', { name: 'Ben' });
    expect(known()).toMatchObject({ name: 'Ben' });
    await inAnotherProcess(folder, ['editUser', 'ben', { administrator: true }]);
    expect(known()).toMatchObject({ administrator: true });
    expect(await inAnotherProcess<KeyDocument>(folder, ['removeKey', id])).toMatchObject([{ id }]);
    expect(known()).toBeNull();
  });

  it('that add at once lose nothing, and what is to be there once is added by one', async () => {
    const { folder, accounts } = workspace();
    const stepsOf = (child: number): Step[] =>
      Array.from({ length: 15 }, (_, at): Step[] => [
        ['addUser', { user_id: `u${child}x${at}`, groups: ['lab'] }],
        ['addUser', { user_id: `shared${at}` }],
        ['addKey', `shared${at}`],
      ]).flat();
    const answers = await Promise.all([0, 1, 2, 3].map((child) => inAnotherProcess(folder, ...stepsOf(child))));
    expect(accounts.group('lab').users).toHaveLength(1 + 4 * 15);
    const failures = answers.flat().filter((answer) => typeof answer === 'string');
    expect(failures).toEqual(Array(3 * 15).fill('ALREADY_EXISTS'));
    for (const answer of answers.flat() as { key?: string; user: { id: string } }[]) {
      if (answer.key) expect(accounts.authenticate(answer.user.id, answer.key)?.id).toBe(answer.user.id);
    }
    expect(accounts.keys('shared0')).toHaveLength(4);
  });

  it('that demote each other’s administrator at once leave one', async () => {
    const { folder, accounts } = workspace();
    accounts.editUser('ben', { administrator: true });
    const demote = (id: string) => inAnotherProcess(folder, ['editUser', id, { administrator: false }]);
    const answers = (await Promise.all([demote('ada'), demote('ben')])).flat();
    expect(answers.filter((answer) => answer === 'CONFLICT')).toHaveLength(1);
    expect(accounts.users().filter(({ administrator }) => administrator)).toHaveLength(1);
  });

  it('that write for too long are named as what is in the way', () => {
    const { folder, accounts } = workspace();
    const impatient = new Sqlite(join(folder, 'workspace.db'), 10);
    const writer = openDatabase(folder);
    onTestFinished(() => {
      impatient.close();
      writer.close();
    });
    writer.writing(() => {
      expect(() => new Accounts(impatient).addUser({ user_id: 'cleo' })).toThrow(WorkspaceBusyError);
    });
    expect(accounts.users().map(({ id }) => id)).toEqual(['ada', 'ben']);
  });
});
