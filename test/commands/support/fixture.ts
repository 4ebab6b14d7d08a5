import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDatabase } from '../../../src/workspace/database.js';
import { newSettingsText, SETTINGS_FILE } from '../../../src/workspace/settings.js';
import { temporaryFolder } from '../../support/repository.js';
import { refkit, SAMPLE_SCRIPT, words } from './run.js';

/** Runs command lines that have to succeed, in a folder. */
export async function succeed(cwd: string, ...lines: string[]): Promise<void> {
  for (const line of lines) {
    const { code, stderr } = await refkit(words(line), { cwd });
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${stderr}`);
  }
}

/** Makes what `refkit serve` makes of an empty folder, as far as accounts are concerned. */
export function makeServed(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, SETTINGS_FILE), newSettingsText());
  openDatabase(folder).close();
}

/** Gives the one key of a workspace another id, for what has to name it. */
export function renameKey(folder: string, id: string): void {
  const db = openDatabase(folder);
  db.run('UPDATE keys SET id = ?', id);
  db.close();
}

/**
 * A workspace to copy from: the sample reference of the README's tour imported into `plants`, its file beside it, and
 * whatever `lines` then make of it. Made once for a test file, and removed after it.
 */
export function workspaceWith(...lines: string[]): { copy(): Promise<{ workspace: string; plants: string }> } {
  let made: Promise<string> | undefined;
  const make = async () => {
    const { sampleReference } = (await import(SAMPLE_SCRIPT)) as { sampleReference(): object };
    const workspace = mkdtempSync(join(tmpdir(), 'refkit-sample-'));
    writeFileSync(join(workspace, 'sample.json'), JSON.stringify(sampleReference()));
    await succeed(workspace, 'create plants --import-from sample.json --name "Garden viruses"');
    await succeed(join(workspace, 'plants'), ...lines);
    return workspace;
  };
  afterAll(async () => {
    if (made) rmSync(await made, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    async copy() {
      made ??= make();
      const workspace = temporaryFolder();
      cpSync(await made, workspace, { recursive: true, preserveTimestamps: true });
      return { workspace, plants: join(workspace, 'plants') };
    },
  };
}
