import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/repository.js';
import { refkit, SAMPLE_SCRIPT } from './run.js';

/** A folder with the sample reference of the README's tour imported into `plants`, and its file beside it. */
export async function samplePlants(): Promise<{ workspace: string; plants: string }> {
  const { sampleReference } = (await import(SAMPLE_SCRIPT)) as { sampleReference(): object };
  const workspace = temporaryFolder();
  const file = join(workspace, 'sample.json');
  writeFileSync(file, JSON.stringify(sampleReference()));
  const plants = join(workspace, 'plants');
  const made = await refkit(['create', plants, '--import-from', file, '--name', 'Garden viruses']);
  if (made.code !== 0) throw new Error(made.stderr);
  return { workspace, plants };
}
