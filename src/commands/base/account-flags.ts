/** What is said of users and groups of a workspace on the command line. */
import * as Flags from '@oclif/core/flags';
import type { GroupInput, Permissions, UserInput } from '../../workspace/accounts.js';
import { listFlag } from './parameters.js';

const permissionFlags = {
  'create-ref': Flags.boolean({ description: 'Whether they may make references.', allowNo: true }),
  'upload-file': Flags.boolean({ description: 'Whether they may upload files.', allowNo: true }),
  'remove-file': Flags.boolean({ description: 'Whether they may remove uploaded files.', allowNo: true }),
};

/** What a user has beside an id. */
export const accountFlags = {
  name: Flags.string({ description: 'What they are called; "" for nothing.', helpValue: 'N' }),
  email: listFlag('An address of their commits; may be given several times; "" for none.', 'ADDRESS'),
  administrator: Flags.boolean({ description: 'Whether they may do everything.', allowNo: true }),
  group: listFlag('The id of a group they are in; may be given several times; "" for none.', 'GROUP'),
  ...permissionFlags,
};

const addUser = {
  'add-user': listFlag('The id of a user that comes into it; may be given several times.', 'USER'),
};

/** What a new group has beside an id. */
export const teamFlags = { ...addUser, ...permissionFlags };

/** What changes in a group. */
export const teamEditFlags = {
  ...addUser,
  'remove-user': listFlag('The id of a user that goes out of it; may be given several times.', 'USER'),
  ...permissionFlags,
};

interface PermissionValues {
  'create-ref'?: boolean;
  'upload-file'?: boolean;
  'remove-file'?: boolean;
}

interface AccountValues extends PermissionValues {
  name?: string;
  email?: string[];
  administrator?: boolean;
  group?: string[];
}

interface TeamValues extends PermissionValues {
  'add-user'?: string[];
  'remove-user'?: string[];
}

/** A user as flags say; what no flag named is undefined. */
export function accountInput(flags: AccountValues): UserInput {
  const { name, administrator } = flags;
  const emails = flags.email?.filter(Boolean);
  const groups = flags.group?.filter(Boolean);
  return { name, emails, administrator, groups, permissions: permissionsOf(flags) };
}

/** A group as flags say; what no flag named is undefined. */
export function teamInput(flags: TeamValues): GroupInput {
  return { add_users: flags['add-user'], remove_users: flags['remove-user'], permissions: permissionsOf(flags) };
}

function permissionsOf(flags: PermissionValues): Partial<Permissions> | undefined {
  const permissions = {
    create_ref: flags['create-ref'],
    upload_file: flags['upload-file'],
    remove_file: flags['remove-file'],
  };
  return Object.values(permissions).some((value) => value !== undefined) ? permissions : undefined;
}
