/** Users, groups and keys of a workspace as text. */
import { line } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { shortTime } from '../words.js';
import type { ShownAccount, ShownKey, ShownPermissions, ShownTeam } from './shapes.js';

const yes = (value: boolean) => (value ? 'yes' : '');

function permission<Row extends { permissions: ShownPermissions }>(name: keyof ShownPermissions): Column<Row> {
  return {
    header: name.replace('_', ' '),
    value: ({ permissions }) => permissions[name],
    shown: ({ permissions }) => yes(permissions[name]),
  };
}

export function accountTable(users: readonly ShownAccount[], view: View): Promise<string> {
  const columns: Column<ShownAccount>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'name', value: ({ name }) => name, cut: true },
    {
      header: 'administrator',
      value: ({ administrator }) => administrator,
      shown: ({ administrator }) => yes(administrator),
    },
    permission('create_ref'),
    permission('upload_file'),
    permission('remove_file'),
    { header: 'groups', value: ({ groups }) => groups.join(' '), cut: true },
    { header: 'addresses', value: ({ emails }) => emails.join(' '), cut: true },
  ];
  return table(users, columns, view);
}

export function teamTable(groups: readonly ShownTeam[], view: View): Promise<string> {
  const columns: Column<ShownTeam>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    permission('create_ref'),
    permission('upload_file'),
    permission('remove_file'),
    { header: 'users', value: ({ users }) => users.join(' '), cut: true },
  ];
  return table(groups, columns, view);
}

export function keyTable(keys: readonly ShownKey[], view: View): Promise<string> {
  const columns: Column<ShownKey>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'name', value: ({ name }) => name, cut: true },
    { header: 'made', value: ({ created_at }) => created_at, shown: ({ created_at }) => shortTime(created_at) },
  ];
  return table(keys, columns, view);
}

/** A key that was just made; other programs get its id, its name and the key itself. */
export function newKeyText({ id, name, user, key }: ShownKey & { key: string }, view: View): string {
  if (!view.terminal) return `${[id, name, key].map(line).join('\t')}\n`;
  const facts: [string, string | null][] = [
    ['id', id],
    ['user', user.id],
    ['name', name || null],
    ['key', key],
  ];
  return fields(facts, view);
}
