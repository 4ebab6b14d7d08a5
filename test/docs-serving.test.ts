/** What docs/serving.md gives to copy works: the settings, the unit for systemd, the script that makes a backup. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createReference } from '../src/workspace/creation.js';
import { newSettingsText } from '../src/workspace/settings.js';
import { Workspace } from '../src/workspace/workspace.js';
import { git, temporaryFolder } from './support/repository.js';

const page = readFileSync(resolve(import.meta.dirname, '../docs/serving.md'), 'utf8').replaceAll('\r\n', '\n');

/** The block of code on the page that begins so. */
function block(language: string, start: string): string {
  const from = page.indexOf(`\`\`\`${language}\n${start}`);
  if (from < 0) throw new Error(`docs/serving.md has no block ${language} that begins with ${start}`);
  const text = page.slice(from + language.length + 4);
  return text.slice(0, text.indexOf('\n```') + 1);
}

const has = (program: string) => spawnSync(program, ['--version']).error === undefined;

test('shows refkit.yaml as a new one is', () => {
  expect(block('yaml', '# yaml-language-server')).toBe(newSettingsText());
});

test.skipIf(!has('systemd-analyze'))('has a unit that systemd accepts', () => {
  const unit = join(temporaryFolder(), 'refkit.service');
  // Where refkit is installed is another matter.
  writeFileSync(unit, block('ini', '[Unit]').replace('/usr/local/bin/refkit', process.execPath));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});

describe.skipIf(process.platform === 'win32' || !has('sqlite3'))('the script that makes a backup', () => {
  const script = () => {
    const file = join(temporaryFolder(), 'refkit-backup');
    writeFileSync(file, block('sh', '#!/bin/sh'));
    return (from: string, to: string) => execFileSync('sh', [file, from, to], { stdio: 'pipe' });
  };

  async function openWorkspace(folder = temporaryFolder()): Promise<Workspace> {
    const workspace = await Workspace.open(folder);
    onTestFinished(() => workspace.close());
    return workspace;
  }

  test('copies a workspace that is being served, again and again, to one that can be served', async () => {
    const workspace = await openWorkspace();
    const ada = workspace.accounts.addUser({ user_id: 'ada', administrator: true });
    const { key } = workspace.accounts.addKey('ada');
    const served = await createReference(workspace, { name: 'Plant Viruses' }, ada);
    const reference = served.reference!.as(ada);
    const copy = temporaryFolder();
    const backup = script();
    for (const name of ['Glass nettle virus', 'Paper gourd curl virus']) {
      await reference.createOtu({ name });
      backup(workspace.directory, copy);
    }

    const restored = await openWorkspace(copy);
    expect(restored.accounts.authenticate('ada', key)?.administrator).toBe(true);
    const found = (await restored.references.get(served.id))!;
    expect(await found.reference!.describe()).toEqual(await reference.describe());
    expect(await found.reference!.history()).toEqual(await reference.history());
    expect(git(found.reference!.directory, 'fsck', '--strict')).toBe('');
  });
});
