import { quoted } from '../labels.js';
import type { ConfigRule, RuleInfo } from '../rule.js';

/** Rules over reference.yaml. */

/** Found while the file is read; there is nothing for a `check` to look at. */
export const configSyntax: RuleInfo & { scope: 'config' } = {
  id: 'config-syntax',
  scope: 'config',
  severity: 'error',
  title: 'reference.yaml cannot be read',
  description:
    '`reference.yaml` is there, is YAML 1.2, no larger than 4 MiB, without keys that stand twice, and does not use aliases (`*name`) to grow.',
  impact: 'The folder is no reference: every command stops.',
  recommended_action: 'Correct the file at the place that is named.',
  fixes: null,
};

export const configSchema: RuleInfo & { scope: 'config' } = {
  id: 'config-schema',
  scope: 'config',
  severity: 'error',
  title: 'reference.yaml is not in the form of a reference',
  description:
    'The file has the keys and types that [`schemas/reference.schema.json`](../schemas/reference.schema.json) describes, and no others.',
  impact: 'The folder is no reference: every command stops.',
  recommended_action: 'Correct the field that is named.',
  fixes: null,
};

export const internalControl: ConfigRule = {
  id: 'internal-control',
  scope: 'config',
  severity: 'error',
  title: 'Internal control that is not there',
  description: '`internal_control` is the id of an OTU of the reference, or null.',
  impact: 'Analyses that rely on the control find nothing.',
  recommended_action: 'Set the id of an OTU that is there: `refkit edit --internal-control ID`.',
  fixes: null,
  check({ config, hasOtu }, report) {
    const id = config.internal_control;
    if (id === null || hasOtu(id)) return;
    report({ path: ['internal_control'], message: `internal_control is ${id}, and there is no such OTU` });
  },
};

/** The values that were there before, case ignored. */
function repeated(values: { value: string; path: (string | number)[] }[]) {
  const seen = new Set<string>();
  return values.filter(({ value }) => {
    const key = value.toLowerCase();
    const known = seen.has(key);
    seen.add(key);
    return known;
  });
}

export const userDuplicate: ConfigRule = {
  id: 'user-duplicate',
  scope: 'config',
  severity: 'error',
  title: 'User or group listed twice',
  description: 'Each user and each group is listed once; case is ignored.',
  impact: 'Which of the two lists of rights holds is not clear.',
  recommended_action: 'Keep one of the two.',
  fixes: null,
  check({ config }, report) {
    for (const list of ['users', 'groups'] as const) {
      const ids = config[list].map(({ id }, at) => ({ value: id, path: [list, at, 'id'] }));
      for (const { value, path } of repeated(ids)) report({ path, message: `${list} lists ${quoted(value)} twice` });
    }
  },
};

export const emailDuplicate: ConfigRule = {
  id: 'email-duplicate',
  scope: 'config',
  severity: 'error',
  title: 'E-mail address of two users',
  description:
    'A commit belongs to the user whose `emails` hold the address of its author, so each address has one user.',
  impact: 'Whose the changes are is not clear.',
  recommended_action: 'Keep the address with the user whose it is.',
  fixes: null,
  check({ config }, report) {
    const emails = config.users.flatMap(({ emails }, at) =>
      emails.map((value, place) => ({ value, path: ['users', at, 'emails', place] })),
    );
    for (const { value, path } of repeated(emails)) {
      report({ path, message: `The address ${quoted(value)} stands twice` });
    }
  },
};

export const ownerUnknown: ConfigRule = {
  id: 'owner-unknown',
  scope: 'config',
  severity: 'warning',
  title: 'Owner who is no user',
  description: 'The owner in `user` is one of `users`.',
  impact: 'The owner holds no rights.',
  recommended_action: 'List the owner among the users, or name another owner.',
  fixes: null,
  check({ config }, report) {
    const { id } = config.user;
    if (config.users.some((user) => user.id === id)) return;
    report({ path: ['user', 'id'], message: `The owner ${quoted(id)} is not among the users` });
  },
};

export const memberUnknown: ConfigRule = {
  id: 'member-unknown',
  scope: 'config',
  severity: 'warning',
  title: 'Member of a group who is no user',
  description: 'The `members` of a group are among `users`, where their addresses stand.',
  impact: 'Nobody can tell who the member is, so the rights of the group reach nobody through this name.',
  recommended_action: 'List the member among the users, or take it out of the group.',
  fixes: null,
  check({ config }, report) {
    const known = new Set(config.users.map(({ id }) => id));
    for (const [at, { id, members = [] }] of config.groups.entries()) {
      for (const [place, member] of members.entries()) {
        if (known.has(member)) continue;
        const message = `The group ${quoted(id)} has the member ${quoted(member)}, who is not among the users`;
        report({ path: ['groups', at, 'members', place], message });
      }
    }
  },
};

export const nobodyModifies: ConfigRule = {
  id: 'nobody-modifies',
  scope: 'config',
  severity: 'error',
  title: 'Nobody may modify the reference',
  description: 'At least one user, or one group, holds the right `modify`.',
  impact: 'On a server nobody but administrators can change the reference or give anyone a right.',
  recommended_action: 'Give the owner the right: `refkit users edit ID --modify`.',
  fixes: null,
  check({ config }, report) {
    if ([...config.users, ...config.groups].some(({ modify }) => modify)) return;
    report({ path: ['users'], message: 'Nobody holds the right modify' });
  },
};

export const sourceTypesForm: ConfigRule = {
  id: 'source-types-form',
  scope: 'config',
  severity: 'warning',
  title: 'Source types in upper case or listed twice',
  description:
    'The types in `source_types` are in lower case, without white space at their ends, and each is there once.',
  impact: 'Isolates, whose types are in lower case, never match.',
  recommended_action: 'Write the types in lower case, once each.',
  fixes: null,
  check({ config }, report) {
    for (const [at, type] of config.source_types.entries()) {
      if (type === type.trim().toLowerCase()) continue;
      report({ path: ['source_types', at], message: `The source type ${quoted(type)} is not in lower case` });
    }
    const types = config.source_types.map((value, at) => ({ value: value.trim(), path: ['source_types', at] }));
    for (const { value, path } of repeated(types)) {
      report({ path, message: `The source type ${quoted(value)} is listed twice` });
    }
  },
};

export const CONFIG_RULES: ConfigRule[] = [
  internalControl,
  userDuplicate,
  emailDuplicate,
  ownerUnknown,
  memberUnknown,
  nobodyModifies,
  sourceTypesForm,
];
