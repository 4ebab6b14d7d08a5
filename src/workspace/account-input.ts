/** What may be said of a user, a group or a key: checked, and in the form in which it is kept. */
import { InvalidInputError } from '../otu/errors.js';
import { MEMBER_ID, MEMBER_ID_RULE, oneLine } from '../reference/settings.js';
import type { Permissions } from './permissions.js';

/** What can be changed of a user. */
export interface UserInput {
  name?: string;
  /** All of them. */
  emails?: string[];
  administrator?: boolean;
  /** Ids of all groups that they are in. */
  groups?: string[];
  /** Their own; those that are not named stay. */
  permissions?: Partial<Permissions>;
}

export interface NewUserInput extends UserInput {
  user_id: string;
}

/** What can be changed of a group. */
export interface GroupInput {
  /** Those that are not named stay. */
  permissions?: Partial<Permissions>;
  /** Ids of all users in it. */
  users?: string[];
  add_users?: string[];
  remove_users?: string[];
}

export interface NewGroupInput {
  group_id: string;
  permissions?: Partial<Permissions>;
  users?: string[];
}

/** In UTF-16 units. */
const MAX_NAME = 200;
/** The longest that a mail server takes (RFC 5321, section 4.5.3.1.3, without the angle brackets). */
const MAX_EMAIL = 254;
/** One @, and nothing that has a meaning in the author line of a commit. */
const EMAIL = /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u;

/** The name and addresses as they are kept; what is not given is absent. @throws InvalidInputError */
export function checkedUser(input: UserInput & { user_id?: string }): { name?: string; emails?: string[] } {
  const errors: Record<string, string[]> = {};
  if (input.user_id !== undefined && !MEMBER_ID.test(input.user_id)) errors.user_id = [MEMBER_ID_RULE];
  const name = input.name === undefined ? undefined : oneLine(input.name);
  if (name !== undefined && name.length > MAX_NAME) errors.name = [TOO_LONG];
  const emails = input.emails === undefined ? undefined : unlikeEmails(input.emails);
  const bad = emails?.filter((email) => email.length > MAX_EMAIL || !EMAIL.test(email)) ?? [];
  if (bad.length > 0) errors.emails = bad.map((email) => `${JSON.stringify(brief(email))} is not an e-mail address`);
  if (Object.keys(errors).length > 0) throw new InvalidInputError(errors);
  return { name, emails };
}

/** @throws InvalidInputError */
export function checkGroupId(group_id: string): void {
  if (!MEMBER_ID.test(group_id)) throw new InvalidInputError({ group_id: [MEMBER_ID_RULE] });
}

/** The name of a key as it is kept. @throws InvalidInputError */
export function checkedKeyName(text: string): string {
  const name = oneLine(text);
  if (name.length > MAX_NAME) throw new InvalidInputError({ name: [TOO_LONG] });
  return name;
}

const TOO_LONG = `may not be longer than ${MAX_NAME} characters`;

/** Addresses without white space around them, each once, case ignored. */
function unlikeEmails(emails: readonly string[]): string[] {
  const unlike = new Map<string, string>();
  for (const email of emails.map((text) => text.trim())) {
    const folded = email.toLowerCase();
    if (!unlike.has(folded)) unlike.set(folded, email);
  }
  return [...unlike.values()];
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
