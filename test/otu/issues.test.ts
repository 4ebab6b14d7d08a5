import { describe, expect, test } from 'vitest';
import { otuIssues } from '../../src/otu/issues.js';
import type { Isolate } from '../../src/otu/types.js';
import { example, isolate, sequence } from './example.js';

const none = { empty_otu: false, empty_isolate: false, empty_sequence: false, isolate_inconsistency: false };
const issuesOf = (...isolates: Isolate[]) => otuIssues({ ...example, isolates });

describe('an OTU', () => {
  test('without issues is verified', () => {
    expect(otuIssues(example)).toBe(null);
  });

  test('without isolates is empty', () => {
    expect(issuesOf()).toEqual({ ...none, empty_otu: true });
  });

  test('names its isolates without sequences', () => {
    expect(issuesOf(isolate('a'), isolate('b'))).toEqual({ ...none, empty_isolate: ['a', 'b'] });
  });

  test('shows its sequences without bases', () => {
    const empty = sequence('a1', { sequence: '' });
    expect(issuesOf(isolate('a', { sequences: [empty, sequence('a2')] }))).toEqual({
      ...none,
      empty_sequence: [empty],
    });
  });

  test('whose isolates have different numbers of sequences is inconsistent', () => {
    const one = isolate('a', { sequences: [sequence('a1')] });
    const two = isolate('b', { sequences: [sequence('b1'), sequence('b2')] });
    expect(issuesOf(one, two)).toEqual({ ...none, isolate_inconsistency: true });
    expect(issuesOf(one, isolate('c'))).toEqual({ ...none, empty_isolate: ['c'], isolate_inconsistency: true });
  });
});
