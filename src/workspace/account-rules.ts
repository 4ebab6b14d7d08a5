/** What has to hold between the users and groups of a workspace. Asked within the transaction that would break it. */
import { AlreadyExistsError, BadRequestError, NotFoundError } from '../otu/errors.js';
import { ConflictError } from '../reference/errors.js';
import { MEMBER_ID } from '../reference/settings.js';
import type { Sqlite } from '../sqlite/sqlite.js';

export type Noun = 'user' | 'group';

const TITLES = { user: 'User', group: 'Group' } as const;

/** Ids that differ in case alone would be taken for each other. @throws AlreadyExistsError */
export function refuseTakenId(db: Sqlite, noun: Noun, id: string): void {
  if (!db.get(`SELECT 1 FROM ${noun}s WHERE id = ? COLLATE NOCASE`, id)) return;
  throw new AlreadyExistsError(`${TITLES[noun]} already exists`, {
    data: { [`${noun}_id`]: id },
    suggestions: [`change what there is with "refkit workspace ${noun}s edit"`],
  });
}

/** A commit's address says whose it is, so it can only be one user's. @throws AlreadyExistsError */
export function refuseTakenEmails(db: Sqlite, userId: string, emails: readonly string[]): void {
  if (emails.length === 0) return;
  const wanted = new Set(emails.map((email) => email.toLowerCase()));
  for (const row of db.all<{ id: string; emails: string }>('SELECT id, emails FROM users WHERE id <> ?', userId)) {
    const taken = (JSON.parse(row.emails) as string[]).find((email) => wanted.has(email.toLowerCase()));
    if (taken === undefined) continue;
    throw new AlreadyExistsError(`The address ${taken} is already that of user ${row.id}`, {
      data: { user_id: row.id, email: taken },
    });
  }
}

/** Refuses to take the last administrator: nobody could make another one over the API. @throws ConflictError */
export function keepAnAdministrator(db: Sqlite, { id, administrator }: { id: string; administrator: boolean }): void {
  if (!administrator || db.get('SELECT 1 FROM users WHERE administrator = 1 AND id <> ?', id)) return;
  throw new ConflictError(`${id} is the last administrator`, {
    data: { user_id: id },
    suggestions: ['make somebody else one first: "refkit workspace users edit ID --administrator"'],
  });
}

/** Refuses an input that names a user or a group that there is not. @throws BadRequestError */
export function requireExisting(db: Sqlite, noun: Noun, id: string): void {
  // What is no id may hold a NUL, at which the driver would cut it.
  if (MEMBER_ID.test(id) && db.get(`SELECT 1 FROM ${noun}s WHERE id = ?`, id)) return;
  throw new BadRequestError(`${TITLES[noun]} does not exist`, notes(noun, id));
}

/** The error for a user or a group that was asked for by its id. */
export function notThere(noun: Noun, id: string): NotFoundError {
  return new NotFoundError(`There is no ${noun} ${JSON.stringify(id)} in this workspace`, notes(noun, id));
}

function notes(noun: Noun, id: string) {
  return {
    data: { [`${noun}_id`]: id },
    suggestions: [`"refkit workspace ${noun}s list" lists the ${noun}s there are`],
  };
}
