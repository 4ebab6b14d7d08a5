import { describe, expect, test } from 'vitest';
import { evaluate, holds, interpolate } from './support/expressions.js';

const contexts = {
  github: { event_name: 'pull_request', ref: 'refs/heads/main', event: { label: { name: 'Propose' }, empty: null } },
  inputs: { 'dry-run': false, tag: '' },
  steps: { a: { outputs: { json: 'x.json' } } },
};
const marked = (inner: string) => `\${{${inner}}}`;
const fine = { failed: false };
const value = (text: string) => evaluate(text, contexts, fine);

describe('an expression', () => {
  test.each<[string, unknown]>([
    ["github.event_name == 'pull_request' && 'HEAD^1' || ''", 'HEAD^1'],
    ["github.event_name == 'push' && 'HEAD^1' || ''", ''],
    ["github.event.label.name == 'propose'", true],
    ['github.event.nothing.at.all', null],
    ["github.event['label'].name", 'Propose'],
    ['!inputs.dry-run', true],
    ["inputs.tag != '' || steps.a.outputs.json != ''", true],
    ["github.ref == format('refs/heads/{0}', 'main')", true],
    [`contains(fromJSON('["a", "b"]'), 'B')`, true],
    ["'it''s'", "it's"],
    ['(1 < 2) && null', null],
    ["startsWith(github.ref, 'refs/heads/')", true],
  ])('%s', (text, expected) => {
    expect(value(text)).toEqual(expected);
  });

  test.each(['nowhere.x', "hashFiles('x')", "'open", 'github.ref ==', 'github github', '`x`'])(
    'that is not understood is no value: %s',
    (text) => {
      expect(() => value(text)).toThrow();
    },
  );

  test('is filled into a text wherever it stands', () => {
    const text = `a ${marked(' github.ref ')} b ${marked('inputs.dry-run')}`;
    expect(interpolate(text, contexts, fine)).toBe('a refs/heads/main b false');
  });
});

describe('a condition', () => {
  test('asks for success too, unless it asks for the state itself', () => {
    const failed = { failed: true };
    expect(holds(undefined, contexts, failed)).toBe(false);
    expect(holds("github.ref != ''", contexts, failed)).toBe(false);
    expect(holds("always() && steps.a.outputs.json != ''", contexts, failed)).toBe(true);
    expect(holds(marked(' failure() '), contexts, fine)).toBe(false);
  });
});
