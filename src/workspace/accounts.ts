/**
 * Who may come into a workspace: users, their groups, and their keys. Every change is one transaction, and counts at
 * the next call in every process that has the workspace open.
 */
import type { Turn } from '../files/turn.js';
import { NotFoundError } from '../otu/errors.js';
import { newId } from '../otu/ids.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import {
  type GroupDocument,
  type KeyDocument,
  readGroups,
  readKeys,
  readUsers,
  type UserDocument,
  type UserRow,
} from './account-documents.js';
import {
  checkedKeyName,
  checkedUser,
  checkGroupId,
  type GroupInput,
  type NewGroupInput,
  type NewUserInput,
  type UserInput,
} from './account-input.js';
import { keepAnAdministrator, notThere, refuseTakenEmails, refuseTakenId, requireExisting } from './account-rules.js';
import { changing } from './database.js';
import { hashOfKey, KeyCheck, newKey } from './keys.js';
import { changedPermissions, type Permissions, unitedPermissions } from './permissions.js';

export type { GroupDocument, KeyDocument, UserDocument } from './account-documents.js';
export type { GroupInput, NewGroupInput, NewUserInput, UserInput } from './account-input.js';
export { PERMISSIONS, type Permission, type Permissions } from './permissions.js';

export class Accounts {
  readonly #db: Sqlite;
  readonly #keys: KeyCheck;

  /** @param db as `openDatabase` gives it; nothing else changes its accounts through the same connection */
  constructor(db: Sqlite) {
    this.#db = db;
    this.#keys = new KeyCheck(db);
  }

  /**
   * The user that a request comes from; null unless the key is theirs. Made to be asked at every request.
   *
   * @param turn that of the request, where others share it
   * @returns a document that is frozen
   */
  authenticate(userId: string, key: string, turn?: Turn): UserDocument | null {
    return this.#keys.userOf(userId, key, turn);
  }

  /** In the order of their ids. */
  users(): UserDocument[] {
    return readUsers(this.#db);
  }

  /** @throws NotFoundError */
  user(id: string): UserDocument {
    const [user] = readUsers(this.#db, id);
    if (!user) throw notThere('user', id);
    return user;
  }

  /** A user that an input names. @throws BadRequestError */
  namedUser(id: string): UserDocument {
    requireExisting(this.#db, 'user', id);
    return this.user(id);
  }

  /**
   * Adds a user; permissions that are not named are not given.
   *
   * @throws InvalidInputError; AlreadyExistsError where there is one with that id or address, case ignored;
   *   BadRequestError where a group does not exist
   */
  addUser(input: NewUserInput): UserDocument {
    const { name = '', emails = [] } = checkedUser(input);
    const { user_id: id, administrator = false, groups = [], permissions = {} } = input;
    return this.#change(() => {
      refuseTakenId(this.#db, 'user', id);
      refuseTakenEmails(this.#db, id, emails);
      this.#db.run(
        'INSERT INTO users (id, name, emails, administrator, permissions, created_at) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        name,
        JSON.stringify(emails),
        administrator ? 1 : 0,
        JSON.stringify(unitedPermissions([permissions])),
        new Date().toISOString(),
      );
      this.#setGroups(id, groups);
      return this.user(id);
    });
  }

  /**
   * Changes what is given.
   *
   * @throws NotFoundError, InvalidInputError, AlreadyExistsError, BadRequestError; ConflictError where no administrator
   *   would be left
   */
  editUser(id: string, input: UserInput): UserDocument {
    const { name, emails } = checkedUser(input);
    return this.#change(() => {
      const user = this.user(id);
      const own = this.#ownPermissions(id);
      const administrator = input.administrator ?? user.administrator;
      if (!administrator) keepAnAdministrator(this.#db, user);
      refuseTakenEmails(this.#db, id, emails ?? []);
      this.#db.run(
        'UPDATE users SET name = ?, emails = ?, administrator = ?, permissions = ? WHERE id = ?',
        name ?? user.name,
        JSON.stringify(emails ?? user.emails),
        administrator ? 1 : 0,
        JSON.stringify(changedPermissions(own, input.permissions)),
        id,
      );
      if (input.groups !== undefined) this.#setGroups(id, input.groups);
      return this.user(id);
    });
  }

  /**
   * Removes a user and their keys.
   *
   * @returns the user as they were
   * @throws NotFoundError; ConflictError where no administrator would be left
   */
  removeUser(id: string): UserDocument {
    return this.#change(() => {
      const user = this.user(id);
      keepAnAdministrator(this.#db, user);
      this.#db.run('DELETE FROM users WHERE id = ?', id);
      return user;
    });
  }

  /** In the order of their ids. */
  groups(): GroupDocument[] {
    return readGroups(this.#db);
  }

  /** @throws NotFoundError */
  group(id: string): GroupDocument {
    const [group] = readGroups(this.#db, id);
    if (!group) throw notThere('group', id);
    return group;
  }

  /** A group that an input names. @throws BadRequestError */
  namedGroup(id: string): GroupDocument {
    requireExisting(this.#db, 'group', id);
    return this.group(id);
  }

  /**
   * Adds a group; permissions that are not named are not given.
   *
   * @throws InvalidInputError; AlreadyExistsError where there is one with that id, case ignored; BadRequestError where a
   *   user does not exist
   */
  addGroup({ group_id: id, permissions = {}, users = [] }: NewGroupInput): GroupDocument {
    checkGroupId(id);
    return this.#change(() => {
      refuseTakenId(this.#db, 'group', id);
      const given = JSON.stringify(unitedPermissions([permissions]));
      const sql = 'INSERT INTO groups (id, permissions, created_at) VALUES (?, ?, ?)';
      this.#db.run(sql, id, given, new Date().toISOString());
      this.#addUsers(id, users);
      return this.group(id);
    });
  }

  /**
   * Changes what is given; where users are both set and added or removed, they are set first.
   *
   * @throws NotFoundError; BadRequestError where a user does not exist
   */
  editGroup(id: string, { permissions, users, add_users = [], remove_users = [] }: GroupInput): GroupDocument {
    return this.#change(() => {
      const given = changedPermissions(this.group(id).permissions, permissions);
      this.#db.run('UPDATE groups SET permissions = ? WHERE id = ?', JSON.stringify(given), id);
      if (users !== undefined) this.#db.run('DELETE FROM memberships WHERE group_id = ?', id);
      this.#addUsers(id, [...(users ?? []), ...add_users]);
      for (const user of remove_users) {
        requireExisting(this.#db, 'user', user);
        this.#db.run('DELETE FROM memberships WHERE group_id = ? AND user_id = ?', id, user);
      }
      return this.group(id);
    });
  }

  /** @returns the group as it was. @throws NotFoundError */
  removeGroup(id: string): GroupDocument {
    return this.#change(() => {
      const group = this.group(id);
      this.#db.run('DELETE FROM groups WHERE id = ?', id);
      return group;
    });
  }

  /** A user's keys, the oldest first. @throws NotFoundError where there is no such user */
  keys(userId: string): KeyDocument[] {
    return this.#db.reading(() => readKeys(this.#db, 'user_id', this.user(userId).id));
  }

  /**
   * Makes a key for a user. Only this answer ever holds it: what is kept cannot be turned back into it.
   *
   * @throws NotFoundError where there is no such user, InvalidInputError
   */
  addKey(userId: string, name = ''): KeyDocument & { key: string } {
    const checked = checkedKeyName(name);
    const key = newKey();
    return this.#change(() => {
      this.user(userId);
      const id = newId((candidate) => readKeys(this.#db, 'id', candidate).length > 0);
      const sql = 'INSERT INTO keys (id, user_id, name, hash, created_at) VALUES (?, ?, ?, ?, ?)';
      this.#db.run(sql, id, userId, checked, hashOfKey(key), new Date().toISOString());
      return { ...this.key(id), key };
    });
  }

  /** @throws NotFoundError, also for a key of somebody else where a user is given */
  key(id: string, userId?: string): KeyDocument {
    const [key] = readKeys(this.#db, 'id', id);
    if (key && (userId === undefined || key.user.id === userId)) return key;
    throw new NotFoundError(`There is no key ${JSON.stringify(id)}`, {
      data: { key_id: id },
      suggestions: ['"refkit workspace keys list USER" lists the ids of keys'],
    });
  }

  /**
   * Takes a key away; it opens nothing any more from then on.
   *
   * @param userId whose it has to be; anybody's unless given
   * @returns what was known of it
   * @throws NotFoundError
   */
  removeKey(id: string, userId?: string): KeyDocument {
    return this.#change(() => {
      const key = this.key(id, userId);
      this.#db.run('DELETE FROM keys WHERE id = ?', id);
      return key;
    });
  }

  #change<T>(work: () => T): T {
    try {
      return changing(this.#db, work);
    } finally {
      this.#keys.forget();
    }
  }

  /** Without those that come from groups. */
  #ownPermissions(userId: string): Permissions {
    const row = this.#db.get<Pick<UserRow, 'permissions'>>('SELECT permissions FROM users WHERE id = ?', userId);
    return unitedPermissions([JSON.parse(row!.permissions)]);
  }

  #setGroups(userId: string, groups: readonly string[]): void {
    this.#db.run('DELETE FROM memberships WHERE user_id = ?', userId);
    for (const group of groups) {
      requireExisting(this.#db, 'group', group);
      this.#join(group, userId);
    }
  }

  #addUsers(groupId: string, users: readonly string[]): void {
    for (const user of users) {
      requireExisting(this.#db, 'user', user);
      this.#join(groupId, user);
    }
  }

  #join(groupId: string, userId: string): void {
    this.#db.run('INSERT OR IGNORE INTO memberships (group_id, user_id) VALUES (?, ?)', groupId, userId);
  }
}
