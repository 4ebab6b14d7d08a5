import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Virtool's plant virus reference, beside the project where a machine has it. Nothing of it is in the project. */
const folder = resolve(import.meta.dirname, '../../../shared/data');

export const realData = {
  'v1.4.0': join(folder, 'ref-plant-viruses-v1.4.0.json.gz'),
  'v1.5.0': join(folder, 'ref-plant-viruses-v1.5.0.json.gz'),
  /** The source tree of v1.4.0, as a tar archive. */
  'v1.4.0-src': join(folder, 'ref-plant-viruses-v1.4.0-src.tar.gz'),
};

/** For `describe.skipIf`: tests of real data say so in their names and are skipped where there is none. */
export const noRealData = !Object.values(realData).every((path) => existsSync(path));
