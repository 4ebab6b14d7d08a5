import { describe, expect, test } from 'vitest';
import { pullRequestBody, pullRequestTitle, refusedComment } from '../../../src/github/propose/text.js';

const HOSTILE = 'fixes #1 @org/team <img src=x onerror=y> `code`\n\n# Title\n![x](http://evil.example)';
const said = {
  issue: 12,
  login: 'carl',
  form: {
    form: 'new_otu' as const,
    name: '',
    abbreviation: null,
    taxid: null,
    accessions: [],
    source_type: null,
    source_name: null,
  },
  edits: { otu: { id: 'abcd1234', name: HOSTILE }, descriptions: [HOSTILE] },
  remarks: [HOSTILE],
};

describe('what is said at GitHub of an issue', () => {
  test('is one line as a title, that closes nothing and calls nobody', () => {
    const title = pullRequestTitle(said);
    expect(title).toMatch(/^New OTU: fixes #\u200b1 @\u200borg/);
    expect(title).not.toMatch(/[\n\r]/);
    expect(title.length).toBeLessThanOrEqual(256);
  });

  test('closes the issue, and nothing else, by its text', () => {
    const body = pullRequestBody(said);
    expect(body.split('\n')[0]).toBe('Closes #12');
    expect(body.match(/#\d/g)).toEqual(['#1']);
    for (const text of [body, refusedComment([HOSTILE])]) {
      expect(text).not.toMatch(/@org|(?<!\\)<|(?<!\\)!|http:|\n# Title/);
    }
  });

  test('has a length that GitHub takes, whatever there is to say', () => {
    const lines = Array.from({ length: 5000 }, () => '<'.repeat(5000));
    const body = pullRequestBody({ ...said, edits: { ...said.edits, descriptions: lines }, remarks: lines });
    expect(body).toContain('- and 4960 more');
    expect(body.length).toBeLessThan(65_536);
    expect(refusedComment(lines).length).toBeLessThan(65_536);
  });
});
