import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
// @ts-expect-error a plain script without types
import { rulesDocument } from '../../scripts/generate-rules-doc.js';
import { SEVERITIES } from '../../src/validate/finding.js';
import { OTU_RULES, RULES } from '../../src/validate/rules/index.js';

describe('the rules', () => {
  test('have ids of their own, in kebab-case', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  });

  test.each(RULES.map((rule) => [rule.id, rule] as const))('%s says what it is about', (_id, rule) => {
    expect(SEVERITIES).toContain(rule.severity);
    expect(rule.title).toMatch(/^[A-Zr].*[^.]$/);
    for (const text of [rule.description, rule.impact, rule.recommended_action]) {
      expect(text).toMatch(/^(?:[A-Z`]|refkit ).*[.?]$/);
      expect(text).not.toContain('\n');
    }
  });

  test('say what their fix does where they have one, and only there', () => {
    for (const rule of OTU_RULES) expect(rule.fix === undefined, rule.id).toBe(rule.fixes === null);
  });
});

test('docs/rules.md is what `npm run docs` makes of the rules', async () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/rules.md'), 'utf8').replaceAll('\r\n', '\n');
  expect(page).toBe(await rulesDocument());
});
