import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../src/reference/doctor.js';
import type { Reference } from '../../src/reference/reference.js';
import { importedReference, openedReference, reopened } from '../support/reference.js';
import { git } from '../support/repository.js';

/** All but that the merge driver is not registered, which is so in every new clone. */
async function complaints(reference: Reference): Promise<Check[]> {
  const found: Check[] = [];
  for await (const check of reference.examine())
    if (check.status !== 'ok' && check.check !== 'merge-driver') found.push(check);
  return found;
}

describe('a look at a clone', () => {
  it('finds nothing wrong with a new one', async () => {
    expect(await complaints(await importedReference(3))).toEqual([]);
  });

  it('finds a missing object', async () => {
    const reference = await importedReference(3);
    const packs = join(reference.directory, '.git/objects/pack');
    const [pack] = readdirSync(packs).filter((name) => name.endsWith('.pack'));
    await reference.createOtu({ name: 'Loose' });
    const blob = git(reference.directory, 'rev-parse', `HEAD:otus`);
    const loose = join(reference.directory, '.git/objects', blob.slice(0, 2), blob.slice(2));
    chmodSync(loose, 0o600);
    rmSync(loose);
    expect(pack).toBeDefined();
    const found = await complaints(await reopened(reference));
    expect(found).toContainEqual(expect.objectContaining({ check: 'git-objects', status: 'error' }));
  });

  it('finds a catalog that lies, and puts it right', async () => {
    const reference = await importedReference(3);
    const db = new Database(join(reference.directory, '.git/refkit/catalog.db'));
    db.exec("UPDATE otus SET name = 'A lie'");
    db.close();
    expect(await complaints(reference)).toEqual([
      { check: 'catalog', status: 'warning', message: expect.stringContaining('A lie'), action: null },
    ]);
    expect(await complaints(reference)).toEqual([]);
  });

  it('finds uncommitted work and files of another version of refkit', async () => {
    const reference = await importedReference(1);
    writeFileSync(join(reference.directory, '.gitattributes'), '# mine\n');
    git(reference.directory, 'commit', '-qam', 'Attributes of my own');
    writeFileSync(join(reference.directory, 'reference.yaml'), 'name: draft\n');
    expect((await complaints(reference)).map(({ check }) => check)).toEqual(['working-tree', 'templates']);
  });
  it('finds workflows of older templates, and leaves alone what a person made of them', async () => {
    const { directory } = await importedReference(1);
    const commit = async (path: string, change: (text: string) => string) => {
      writeFileSync(join(directory, path), change(readFileSync(join(directory, path), 'utf8')));
      git(directory, 'commit', '-qam', 'Edit');
      return ofTemplates();
    };
    const ofTemplates = async () =>
      (await complaints(await openedReference(directory)))
        .filter(({ check }) => check === 'templates')
        .map(({ message }) => message);
    const review = '.github/workflows/validate.yml';
    expect(await commit(review, (text) => `${text}# and more of my own\n`)).toEqual([]);
    expect(await commit(review, (text) => text.replace(/template \d+/, 'template 0'))).toEqual([
      `1 file is of an older template than this version of refkit has: ${review}`,
    ]);
    expect(await commit(review, (text) => text.replace(/^.*\n/, ''))).toEqual([]);
    rmSync(join(directory, review));
    git(directory, 'commit', '-qam', 'Validate elsewhere');
    expect(await ofTemplates()).toEqual([]);
  });
});
