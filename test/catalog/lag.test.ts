import { describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/catalog.js';
import { editOtu } from '../../src/otu/edits.js';
import { Repository } from '../../src/store/repository.js';
import { importedReference } from '../support/reference.js';
import { git } from '../support/repository.js';

const lag = (folder: string, limit = 100) => Catalog.lag(Repository.open(folder), limit);

describe('how far a catalog is behind', () => {
  it('is nothing where it describes HEAD', async () => {
    const reference = await importedReference(5);
    expect(lag(reference.directory)).toBe(0);
    await reference.editOtu([...reference.otus()][0]!.id, editOtu({ abbreviation: 'NEW' }));
    expect(lag(reference.directory)).toBe(0);
  });

  it('counts commits, and files that differ', async () => {
    const reference = await importedReference(5);
    const { directory } = reference;
    for (const name of ['a', 'b']) git(directory, 'commit', '--quiet', '--allow-empty', '-m', name);
    expect(lag(directory)).toBe(2);
    git(directory, 'rm', '--quiet', '-r', 'otus');
    git(directory, 'commit', '--quiet', '-m', 'Remove all');
    expect(lag(directory)).toBe(3 + 5);
    await reference.history();
    expect(lag(directory)).toBe(0);
  });

  it('counts everything where there is none yet, and no further than it is asked to', async () => {
    const { directory } = await importedReference(5);
    git(directory, 'clone', '--quiet', '--bare', directory, `${directory}-clone`);
    expect(lag(`${directory}-clone`)).toBe(1 + 5);
    expect(lag(`${directory}-clone`, 3)).toBe(3);
  });
});
