import { describe, expect, it } from 'vitest';
import type { ReferenceUser } from '../../src/reference/config.js';
import { identityOf, rightsOf, suggestUserId, userOfAddress } from '../../src/reference/people.js';

const none = { build: false, modify: false, modify_otu: false, remove: false };
const user = (id: string, more: Partial<ReferenceUser> = {}): ReferenceUser => ({
  id,
  emails: [],
  created_at: '2026-01-01T00:00:00.000Z',
  ...none,
  ...more,
});

describe("the user of a commit author's address", () => {
  const users = [user('igboyes', { emails: ['ian@example.org'], github: 'ianboyes' }), user('bo')];
  it.each([
    ['ian@example.org', 'igboyes'],
    ['Ian@Example.ORG', 'igboyes'],
    ['123456+ianboyes@users.noreply.github.com', 'igboyes'],
    ['ianboyes@users.noreply.github.com', 'igboyes'],
    ['99+stranger@users.noreply.github.com', 'stranger'],
    ['someone@example.com', 'someone@example.com'],
  ])('%s is %s', (address, id) => {
    expect(userOfAddress({ users }, address)).toBe(id);
  });

  it('is found again from the identity that a user without an address acts with', () => {
    for (const each of users) expect(userOfAddress({ users }, identityOf(each).email)).toBe(each.id);
  });
});

describe('an id suggested for somebody new', () => {
  it.each([
    ['ada@example.org', 'ada'],
    ['Ada.Lovelace@example.org', 'ada.lovelace'],
    ['7+octocat@users.noreply.github.com', 'octocat'],
    ['-ü-@example.org', 'owner'],
  ])('%s becomes %s', (address, id) => {
    expect(suggestUserId(address)).toBe(id);
  });
});

describe('rights', () => {
  it('are the sum of what a user and their groups hold', () => {
    const users = [user('ada', { build: true }), user('bo')];
    const groups = [{ id: 'lab', members: ['ada'], created_at: '', ...none, modify_otu: true }];
    expect(rightsOf({ users, groups }, 'ada')).toEqual({ ...none, build: true, modify_otu: true });
    expect(rightsOf({ users, groups }, 'bo')).toEqual(none);
    expect(rightsOf({ users, groups }, 'nobody')).toEqual(none);
  });
});
