import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Reference } from '../../src/reference/reference.js';
import { Workspace } from '../../src/workspace/workspace.js';
import { temporaryFolder } from '../support/repository.js';

test('a repository under another name than its id is not served, and is as soon as it has that name', async () => {
  const warnings: string[] = [];
  const workspace = await Workspace.open(temporaryFolder(), { onWarning: (message) => warnings.push(message) });
  onTestFinished(() => workspace.close());
  const folder = (name: string) => join(workspace.directory, 'references', name);
  const reference = await Reference.create({ directory: folder('other'), name: 'Plant Viruses', bare: true });
  reference.close();
  const { id } = reference.config;
  expect(await workspace.references.get('other')).toBeNull();
  expect(await workspace.references.get('other')).toBeNull();
  expect(warnings).toEqual([
    `The folder ${folder('other')} is not served: it holds the reference ${id}; name it like that`,
  ]);

  renameSync(folder('other'), folder(`${id}.git`));
  expect((await workspace.references.get(id))?.config.name).toBe('Plant Viruses');
  renameSync(folder(`${id}.git`), folder('other'));
  expect(await workspace.references.get(id)).toBeNull();
  const another = await Reference.create({
    id: 'other',
    directory: folder('fresh'),
    name: 'Other Viruses',
    bare: true,
  });
  another.close();
  renameSync(folder('other'), folder('away'));
  renameSync(folder('fresh'), folder('other'));
  expect((await workspace.references.get('other'))?.config.name).toBe('Other Viruses');
});
