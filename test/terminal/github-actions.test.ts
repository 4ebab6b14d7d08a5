import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addToSummary, inGitHubActions, setOutputs, withoutCommands } from '../../src/terminal/github-actions.js';
import { temporaryFolder } from '../support/repository.js';

describe('in a step of a workflow', () => {
  test('outputs and a summary are added to what others have written', () => {
    const folder = temporaryFolder();
    const env = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') };
    for (const file of Object.values(env)) writeFileSync(file, 'before\n');
    setOutputs({ verdict: 'ok', errors: 0 }, env);
    addToSummary(() => '## Summary', env);
    expect(readFileSync(env.GITHUB_OUTPUT, 'utf8')).toBe('before\nverdict=ok\nerrors=0\n');
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toBe('before\n## Summary\n');
  });

  test('an output is one line, whatever its value', () => {
    const file = join(temporaryFolder(), 'output');
    writeFileSync(file, '');
    setOutputs({ verdict: 'ok\nadmin=true\r\nx<<EOF' }, { GITHUB_OUTPUT: file });
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
  });

  test('text is printed between two words that nobody can know', () => {
    const text = '::error::x\n##[set-output name=verdict;]ok';
    const [first, second] = [withoutCommands(text), withoutCommands(`${text}\n`)];
    const [, word] = /^::stop-commands::([0-9a-f-]{36})\n/.exec(first)!;
    expect(first).toBe(`::stop-commands::${word}\n${text}\n::${word}::\n`);
    expect(second).not.toContain(word);
    expect(withoutCommands('')).toBe('');
  });
});

describe('elsewhere', () => {
  test('nothing is written and no summary is made', () => {
    setOutputs({ verdict: 'ok' }, {});
    addToSummary(() => {
      throw new Error('made');
    }, {});
    expect([{}, { GITHUB_ACTIONS: 'false' }, { GITHUB_ACTIONS: 'true' }].map((env) => inGitHubActions(env))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
