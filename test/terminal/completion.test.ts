/** Completion scripts, run by the shells they are for; a shell that is not installed is skipped, by name. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bashCompletion } from '../../src/terminal/completion/bash.js';
import { fishCompletion } from '../../src/terminal/completion/fish.js';
import { vocabulary } from '../../src/terminal/completion/vocabulary.js';
import { zshCompletion } from '../../src/terminal/completion/zsh.js';
import { temporaryFolder } from '../support/repository.js';

const flag = (name: string, more: object) => ({ name, summary: `The ${name}'s "use": [x]`, ...more });
const commands = [
  {
    id: 'otu:show',
    summary: "Show an OTU's $parts.",
    args: { otu: { name: 'otu' } },
    flags: {
      json: flag('json', { type: 'boolean' }),
      reference: flag('reference', { type: 'option', char: 'C' }),
    },
  },
  {
    id: 'otu:list',
    summary: 'List.',
    args: {},
    flags: { verified: flag('verified', { type: 'boolean', allowNo: true }) },
  },
  {
    id: 'diff',
    summary: 'Compare.',
    args: {},
    flags: { format: flag('format', { type: 'option', options: ['text', 'markdown'] }) },
  },
  { id: 'history', summary: 'Changes.', args: {}, flags: { unbuilt: flag('unbuilt', { type: 'boolean' }) } },
  { id: 'history:show', summary: 'One change.', args: {}, flags: {} },
  {
    id: 'workspace:keys:list',
    summary: 'List keys.',
    args: { user: { name: 'user' } },
    flags: { workspace: flag('workspace', { type: 'option', char: 'C' }) },
  },
  { id: 'completion', summary: 'Shells.', args: { shell: { name: 'shell', options: ['bash', 'zsh'] } }, flags: {} },
];
const topics = [
  { name: 'otu', description: 'OTUs.' },
  { name: 'workspace', description: 'Accounts.' },
  { name: 'workspace:keys', description: 'Keys.' },
];
const nodes = vocabulary({ commands, topics } as never);

const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

function run(shell: string, args: string[], env: NodeJS.ProcessEnv = {}): string[] {
  const { stdout, stderr, status } = spawnSync(shell, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${shell} ended with ${status}: ${stderr}`);
  return stdout.split('\n').filter(Boolean).sort();
}

/** What bash offers for the last of the words. */
function bash(...words: string[]): string[] {
  const script = `${bashCompletion(nodes)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _refkit; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run('bash', ['-c', script]);
}

/** What fish offers for a line that is being typed. */
function fish(line: string): string[] {
  const file = join(temporaryFolder(), 'refkit.fish');
  writeFileSync(file, fishCompletion(nodes));
  const offered = run('fish', ['--no-config', '-c', `source ${file}; complete -C '${line}'`]);
  return offered.map((text) => text.split('\t')[0]!).sort();
}

test.skipIf(!has('bash'))('bash completes commands, flags and their values', () => {
  expect(bash('refkit', '')).toEqual(['completion', 'diff', 'history', 'otu', 'workspace']);
  expect(bash('refkit', 'hi')).toEqual(['history']);
  expect(bash('refkit', 'otu', '')).toEqual(['list', 'show']);
  expect(bash('refkit', 'otu', 'show', '--')).toEqual(['--help', '--json', '--reference']);
  expect(bash('refkit', 'otu', 'list', '--no')).toEqual(['--no-verified']);
  expect(bash('refkit', 'diff', '--format', '')).toEqual(['markdown', 'text']);
  expect(bash('refkit', 'completion', '')).toEqual(['bash', 'zsh']);
  expect(bash('refkit', 'history', 'show', '-')).toEqual(['--help']);
  expect(bash('refkit', 'workspace', '')).toEqual(['keys']);
  expect(bash('refkit', 'workspace', 'keys', '')).toEqual(['list']);
  expect(bash('refkit', 'workspace', 'keys', 'list', '--w')).toEqual(['--workspace']);
});

test.skipIf(!has('bash'))('bash leaves file names to itself', () => {
  expect(bash('refkit', 'otu', 'show', '-C', '')).toEqual([]);
  expect(bash('refkit', 'otu', 'show', '')).toEqual([]);
});

test.skipIf(!has('fish'))('fish completes commands, flags and their values', () => {
  expect(fish('refkit ')).toEqual(['completion', 'diff', 'history', 'otu', 'workspace']);
  expect(fish('refkit otu ')).toEqual(['list', 'show']);
  expect(fish('refkit otu show --j')).toEqual(['--json']);
  expect(fish('refkit diff --format ')).toEqual(['markdown', 'text']);
  expect(fish('refkit completion ')).toEqual(['bash', 'zsh']);
  expect(fish('refkit workspace ')).toEqual(['keys']);
  expect(fish('refkit workspace keys ')).toEqual(['list']);
});

describe.skipIf(!has('zsh'))('zsh', () => {
  test('reads the script', () => {
    const file = join(temporaryFolder(), '_refkit');
    writeFileSync(file, zshCompletion(nodes));
    expect(run('zsh', ['-f', '-n', file])).toEqual([]);
  });

  test('completes commands, flags and their values', () => {
    const file = join(temporaryFolder(), '_refkit');
    writeFileSync(file, zshCompletion(nodes));
    // Stands in for zsh's own helpers, and prints what they would offer.
    const helpers = `compdef() { :; }; _files() { print files; }
_describe() { local name=$2; print -l -- \${(P)name}; }
compadd() { print -l -- \${(P)2}; }`;
    const offer = (...words: string[]) =>
      run('zsh', [
        '-f',
        '-c',
        `${helpers}; source ${file}; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=$#words; _refkit`,
      ]);
    const first = ['completion:Shells.', 'diff:Compare.', 'history:Changes.', 'otu:OTUs.', 'workspace:Accounts.'];
    expect(offer('refkit', '')).toEqual(first);
    expect(offer('refkit', 'workspace', '')).toEqual(['keys:Keys.']);
    expect(offer('refkit', 'workspace', 'keys', '')).toEqual(['list:List keys.']);
    expect(offer('refkit', 'otu', '')).toEqual(['list:List.', "show:Show an OTU's $parts."]);
    expect(offer('refkit', 'otu', 'list', '-')).toContain(`--no-verified:The verified's "use": [x]`);
    expect(offer('refkit', 'diff', '--format', '')).toEqual(['markdown', 'text']);
    expect(offer('refkit', 'otu', 'show', '-C', '')).toEqual(['files']);
  });
});
