import { describe, expect, test } from 'vitest';
import { issueEvent } from '../../../src/github/propose/issue-event.js';

const event = {
  action: 'labeled',
  label: { name: 'propose' },
  issue: { number: 12, state: 'open', body: 'text', user: { login: 'carl-7', id: 99 } },
  repository: { full_name: 'plants/viruses.v2', default_branch: 'main' },
};

describe('the event of an issue', () => {
  test('says which issue it is, and whose', () => {
    expect(issueEvent(event)).toEqual({
      repository: 'plants/viruses.v2',
      default_branch: 'main',
      issue: { number: 12, body: 'text', author: { login: 'carl-7', id: 99 } },
      label: 'propose',
    });
    expect(issueEvent({ ...event, label: undefined, issue: { ...event.issue, body: null } })).toMatchObject({
      label: null,
      issue: { body: null },
    });
    const app = { ...event.issue, user: { login: 'renovate[bot]', id: 1 } };
    expect(issueEvent({ ...event, issue: app }).issue.author.login).toBe('renovate[bot]');
  });

  test.each([
    ['a text', 'x'],
    ['no issue', { ...event, issue: undefined }],
    ['a pull request', { ...event, issue: { ...event.issue, pull_request: {} } }],
    ['a closed issue', { ...event, issue: { ...event.issue, state: 'closed' } }],
    ['a number that is a path', { ...event, issue: { ...event.issue, number: '../1' } }],
    ['a login that is a line', { ...event, issue: { ...event.issue, user: { login: 'a\nb', id: 1 } } }],
    ['a login that is an address', { ...event, issue: { ...event.issue, user: { login: 'a> <b@c', id: 1 } } }],
    ['a repository that is a path', { ...event, repository: { ...event.repository, full_name: '../../x' } }],
    ['a branch that is none', { ...event, repository: { ...event.repository, default_branch: 'a b' } }],
  ])('is refused where it is %s', (_, value) => {
    expect(() => issueEvent(value)).toThrow(expect.objectContaining({ code: 'EVENT_FILE' }));
  });
});
