/** What keeps a stranger's pull request or issue from acting with the rights of a repository (docs/security.md). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ACTIONS, everyStep, OWN_WORKFLOWS, ROOT, TEMPLATE_WORKFLOWS, workflowOf } from './support/files.js';

const workflows = [...OWN_WORKFLOWS, ...TEMPLATE_WORKFLOWS];
const everything = everyStep({ workflows, actions: ACTIONS });
const templateJobs = TEMPLATE_WORKFLOWS.flatMap((file) =>
  Object.entries(workflowOf(file).jobs).map(([name, job]) => ({ file, workflow: workflowOf(file), name, job })),
);
const writes = (permissions: Record<string, string> = {}) =>
  Object.entries(permissions).flatMap(([name, level]) => (level === 'write' ? [name] : []));

describe('every workflow', () => {
  test('pins each action to a commit, and says which version that is', () => {
    const uses = workflows.flatMap(({ path, text }) =>
      [...text.matchAll(/\buses: *(.*)$/gm)].map((match) => `${path}: ${match[1]}`),
    );
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((line) => !/: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  test('pins one action to one commit everywhere', () => {
    const pins = new Map<string, Set<string>>();
    for (const { step } of everything) {
      const [name, pin] = (step.uses ?? '').split('@');
      if (pin && !name!.startsWith('refkit/')) pins.set(name!, (pins.get(name!) ?? new Set()).add(pin));
    }
    expect([...pins].filter(([, commits]) => commits.size > 1)).toEqual([]);
  });

  test('says what its token may do', () => {
    for (const file of workflows) {
      const { permissions, jobs } = workflowOf(file);
      const each = Object.values(jobs).map((job) => job.permissions ?? permissions);
      expect(each).not.toContain(undefined);
      for (const said of each) expect(typeof said).toBe('object');
    }
  });

  test('is never started by a pull request with the rights of the repository', () => {
    for (const file of workflows) expect(Object.keys(workflowOf(file).on)).not.toContain('pull_request_target');
  });

  test('puts nothing from an event into a script', () => {
    const scripts = everything.flatMap(({ where, step }) => (step.run ? [{ where, run: step.run }] : []));
    expect(scripts.length).toBeGreaterThan(5);
    expect(scripts.filter(({ run }) => run.includes('${{'))).toEqual([]);
  });

  test('does not leave its token in a clone', () => {
    const checkouts = everything.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(3);
    expect(checkouts.filter(({ step }) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  });
});

describe('a workflow of a reference', () => {
  test('gives each job its own permissions, a list of few, and nothing beyond', () => {
    for (const { workflow, job } of templateJobs) {
      expect(workflow.permissions).toEqual({});
      expect(Object.keys(job.permissions ?? {}).length).toBeGreaterThan(0);
    }
    const rights = templateJobs.map(({ file, name, job }) => [
      `${file.path.replace('.github/workflows/', '')} ${name}`,
      ...Object.entries(job.permissions!).map(([permission, level]) => `${permission}: ${level}`),
    ]);
    expect(rights).toMatchInlineSnapshot(`
      [
        [
          "issue-to-pull-request.yml propose",
          "contents: write",
          "issues: write",
          "pull-requests: write",
        ],
        [
          "release.yml release",
          "contents: write",
          "id-token: write",
          "attestations: write",
        ],
        [
          "review-post.yml post",
          "actions: read",
          "checks: write",
          "pull-requests: write",
        ],
        [
          "review.yml review",
          "contents: read",
        ],
        [
          "validate.yml validate",
          "contents: read",
        ],
      ]
    `);
  });

  test('ends by itself', () => {
    for (const { job } of templateJobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
  });

  test('that a pull request starts can write nothing', () => {
    const started = templateJobs.filter(({ workflow }) => 'pull_request' in workflow.on);
    expect(started.length).toBeGreaterThan(1);
    for (const { job } of started) expect(writes(job.permissions)).toEqual([]);
  });

  test('that may write has no code of a pull request before it', () => {
    for (const { workflow, job } of templateJobs.filter(({ job }) => writes(job.permissions).length > 0)) {
      expect(Object.keys(workflow.on)).not.toContain('pull_request');
      for (const step of job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
        // Without a ref, and not after another workflow, it is the branch that the workflow itself is from.
        expect(step.with).not.toHaveProperty('ref');
        expect(step.with).not.toHaveProperty('repository');
        expect(Object.keys(workflow.on)).not.toContain('workflow_run');
      }
    }
  });

  test('keeps secrets from jobs that a stranger starts', () => {
    for (const { file, workflow } of templateJobs) {
      if (!('pull_request' in workflow.on)) continue;
      expect(file.text).not.toMatch(/\bsecrets\./);
      expect(file.text).not.toMatch(/\bgithub\.token\b/);
    }
  });
});

describe('an action', () => {
  test('runs scripts that stop at the first failure, and takes inputs from its environment', () => {
    for (const { step } of everyStep({ workflows: [], actions: ACTIONS })) {
      expect(step.shell).toBe('bash');
      expect(step.run).toMatch(/^set -euo pipefail\n/);
    }
  });
});

describe('what an action is built from', () => {
  interface Lock {
    packages: Record<string, { resolved?: string; integrity?: string }>;
  }
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;

  test('is from the npm registry, each package by its checksum', () => {
    const named = Object.entries(packages).filter(([path]) => path !== '');
    expect(named.length).toBeGreaterThan(100);
    // Without an address it is the registry that npm is set up with; the checksum holds wherever it comes from.
    const elsewhere = named.filter(([, { resolved }]) => !/^(https:\/\/registry\.npmjs\.org\/|$)/.test(resolved ?? ''));
    const unchecked = named.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
    expect([elsewhere, unchecked].map((each) => each.map(([path]) => path))).toEqual([[], []]);
  });

  test('runs no script of a package, and nothing that was not asked for', () => {
    const script = readFileSync(join(ROOT, '.github/actions/support/prepare.sh'), 'utf8');
    expect(script.match(/\bnpm \S+.*/g)).toEqual([
      'npm ci --ignore-scripts --include=dev --no-audit --no-fund',
      'npm run --silent build',
    ]);
    for (const name of ['prepare.sh', 'run.sh']) {
      const text = readFileSync(join(ROOT, '.github/actions/support', name), 'utf8');
      expect(text).toContain('\nset -euo pipefail\n');
      expect(text).not.toMatch(/\b(curl|wget|npx|eval)\b/);
    }
  });
});
