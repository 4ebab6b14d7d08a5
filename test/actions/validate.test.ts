import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import { describeRuns, hostedReference } from './support/hosted.js';
import { cleanOtus, fileOf, HOSTILE } from './support/otus.js';

const [good, other] = cleanOtus(2) as [Otu, Otu];

describeRuns('the workflow that validates', () => {
  test('passes good data, and says so', async () => {
    const hosted = await hostedReference();
    hosted.push(fileOf(good));
    const { jobs } = await hosted.run('validate', { event_name: 'push' });
    expect(jobs.validate).toMatchObject({ ran: true, ok: true, annotations: [] });
    expect(jobs.validate!.summary).toBe('✅ No problems in 2 files.\n');
  });

  test('fails bad data, with annotations of the lines and a summary', async () => {
    const hosted = await hostedReference();
    hosted.push({ 'otus/zz/zzzzzzzz.json': '{}\n' });
    const { jobs } = await hosted.run('validate', { event_name: 'push' });
    expect(jobs.validate!.ok).toBe(false);
    expect(jobs.validate!.annotations[0]).toMatchObject({
      level: 'error',
      properties: { file: 'otus/zz/zzzzzzzz.json' },
    });
    expect(jobs.validate!.summary).toMatch(/^❌ \d+ errors?/);
  });

  test('lets a pull request answer for what it brings, and for nothing that was there', async () => {
    const hosted = await hostedReference();
    hosted.push({ ...fileOf(good), 'otus/zz/zzzzzzzz.json': '{}\n' });
    const fine = await hosted.pullRequest('validate', hosted.fork('carl', fileOf(other)));
    expect(fine.jobs.validate).toMatchObject({ ok: true, annotations: [] });
    const clash = { ...other, id: 'c1ashing', name: good.name };
    const clashing = await hosted.pullRequest('validate', hosted.fork('mallory', fileOf(clash)));
    expect(clashing.jobs.validate!.ok).toBe(false);
    expect(clashing.jobs.validate!.annotations.map(({ properties }) => properties.file)).toEqual(
      expect.arrayContaining([otuPath('c1ashing')]),
    );
  });

  test('is not told anything by names that look like commands or markup', async () => {
    const hosted = await hostedReference();
    hosted.push(
      fileOf({ ...good, name: HOSTILE, isolates: good.isolates.map((each) => ({ ...each, source_type: HOSTILE })) }),
    );
    const { jobs } = await hosted.run('validate', { event_name: 'push' });
    const { annotations, summary } = jobs.validate!;
    expect(annotations.length).toBeGreaterThan(0);
    expect(annotations.map(({ properties }) => properties.file)).not.toContain(undefined);
    expect(summary).not.toMatch(/(?<!\\)<|@everyone/);
  });

  test('leaves other branches to the pull requests that come of them', async () => {
    const hosted = await hostedReference();
    hosted.repository.git!.run('update-ref', 'refs/heads/side', 'main');
    const { jobs } = await hosted.run('validate', { event_name: 'push', ref: 'refs/heads/side' });
    expect(jobs.validate!.ran).toBe(false);
  });

  test('counts warnings where it is told to, and writes SARIF', async () => {
    const hosted = await hostedReference();
    const isolates = good.isolates.map((each) => ({ ...each, source_type: 'islaote' }));
    hosted.push(fileOf({ ...good, isolates }));
    const workflow = hosted.workflow('validate');
    const step = workflow.jobs.validate!.steps.at(-1)!;
    Object.assign(step, { id: 'it', with: { strict: true, sarif: 'found here.sarif' } });
    const { jobs } = await hosted.run('validate', { event_name: 'push', workflow });
    expect(jobs.validate).toMatchObject({ ok: false, steps: { it: { errors: '0', warnings: '1' } } });
    const sarif = JSON.parse(readFileSync(join(jobs.validate!.workspace, 'found here.sarif'), 'utf8'));
    expect(sarif.runs[0].results).toHaveLength(1);
  });

  test('says where the log tells why nothing could be checked', async () => {
    const hosted = await hostedReference();
    const workflow = hosted.workflow('validate');
    const step = workflow.jobs.validate!.steps.at(-1)!;
    step.with = { ...step.with, 'changed-since': '-nowhere' };
    const { jobs } = await hosted.run('validate', { event_name: 'push', workflow });
    expect(jobs.validate!.ok).toBe(false);
    expect(jobs.validate!.annotations).toEqual([
      expect.objectContaining({ level: 'error', message: expect.stringContaining('could not be validated') }),
    ]);
    expect(jobs.validate!.log).toContain('There is no revision "-nowhere"');
  });
});
