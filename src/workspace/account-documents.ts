/** Users, groups and keys of a workspace as the HTTP API shows them, read from its database. */
import { MEMBER_ID } from '../reference/settings.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { type Permissions, unitedPermissions } from './permissions.js';

export interface UserDocument {
  id: string;
  name: string;
  /** Of their commits. */
  emails: string[];
  /** May do everything. */
  administrator: boolean;
  /** Ids, sorted. */
  groups: string[];
  /** Their own, and those of their groups. */
  permissions: Permissions;
  created_at: string;
}

export interface GroupDocument {
  id: string;
  permissions: Permissions;
  /** Ids, sorted. */
  users: string[];
  created_at: string;
}

/** What is known of a key; never the key itself, nor its hash. */
export interface KeyDocument {
  id: string;
  name: string;
  created_at: string;
  user: { id: string };
}

export interface UserRow {
  id: string;
  name: string;
  /** JSON. */
  emails: string;
  administrator: number;
  /** JSON; the user's own. */
  permissions: string;
  created_at: string;
}

interface GroupRow {
  id: string;
  /** JSON. */
  permissions: string;
  created_at: string;
}

interface Membership {
  user_id: string;
  group_id: string;
  permissions: string;
}

/** All users in the order of their ids, or the one with an id. */
export function readUsers(db: Sqlite, id?: string): UserDocument[] {
  return db.reading(() => {
    const rows = rowsOf<UserRow>(db, 'SELECT * FROM users', 'id', id);
    const memberships = membershipsBy(db, 'user_id', id);
    return rows.map((row) => {
      const joined = memberships.get(row.id) ?? [];
      return {
        id: row.id,
        name: row.name,
        emails: JSON.parse(row.emails) as string[],
        administrator: row.administrator === 1,
        groups: joined.map(({ group_id }) => group_id),
        permissions: unitedPermissions([row, ...joined].map(({ permissions }) => JSON.parse(permissions))),
        created_at: row.created_at,
      };
    });
  });
}

/** All groups in the order of their ids, or the one with an id. */
export function readGroups(db: Sqlite, id?: string): GroupDocument[] {
  return db.reading(() => {
    const rows = rowsOf<GroupRow>(db, 'SELECT * FROM groups', 'id', id);
    const memberships = membershipsBy(db, 'group_id', id);
    return rows.map((row) => ({
      id: row.id,
      permissions: unitedPermissions([JSON.parse(row.permissions)]),
      users: (memberships.get(row.id) ?? []).map(({ user_id }) => user_id),
      created_at: row.created_at,
    }));
  });
}

/** The keys of a user, the oldest first, or the key with an id. */
export function readKeys(db: Sqlite, column: 'user_id' | 'id', value: string): KeyDocument[] {
  const select = 'SELECT id, name, created_at, user_id FROM keys';
  const rows = rowsOf<Omit<KeyDocument, 'user'> & { user_id: string }>(db, select, column, value, 'created_at, id');
  return rows.map(({ user_id, ...row }) => ({ ...row, user: { id: user_id } }));
}

/** Memberships in the order of users and groups, by one or the other. */
function membershipsBy(db: Sqlite, column: 'user_id' | 'group_id', id?: string): Map<string, Membership[]> {
  const select = 'SELECT user_id, group_id, permissions FROM memberships JOIN groups ON groups.id = group_id';
  const found = new Map<string, Membership[]>();
  for (const row of rowsOf<Membership>(db, select, column, id, 'user_id, group_id')) {
    const key = row[column];
    const known = found.get(key);
    if (known) known.push(row);
    else found.set(key, [row]);
  }
  return found;
}

function rowsOf<Row>(db: Sqlite, select: string, column: string, value: string | undefined, order = 'id'): Row[] {
  if (value === undefined) return db.all<Row>(`${select} ORDER BY ${order}`);
  // What is no id may hold a NUL, at which the driver would cut it.
  return MEMBER_ID.test(value) ? db.all<Row>(`${select} WHERE ${column} = ? ORDER BY ${order}`, value) : [];
}
