import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withAlternates } from '../../src/store/alternates.js';
import { ObjectStore } from '../../src/store/objects.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

describe('borrowed object stores', () => {
  it('are found by absolute, relative and quoted paths, past comments and what is gone', () => {
    const parent = temporaryFolder();
    const names = ['one', 'two', 'with "quotes" ü\t'];
    for (const name of process.platform === 'win32' ? names.slice(0, 2) : names)
      git('.', 'init', '--quiet', join(parent, name));
    const objects = (name: string) => join(parent, name, '.git', 'objects');
    writeFiles(objects('one'), {
      'info/alternates': [
        '# a comment',
        '',
        '../../../two/.git/objects',
        join(parent, 'gone/objects'),
        `"${parent.replaceAll('\\', '\\\\')}/with \\"quotes\\" \\303\\274\\t/.git/objects"`,
        objects('two'),
      ].join('\n'),
    });
    const expected = [objects('one'), objects('two')];
    if (process.platform !== 'win32') expected.push(objects('with "quotes" ü\t'));
    expect(withAlternates(objects('one'))).toEqual(expected);
  });

  it('are followed as deep as git follows them, and not in circles', () => {
    const parent = temporaryFolder();
    const folders = Array.from({ length: 9 }, (_, i) => join(parent, `${i}`));
    for (const folder of folders) git('.', 'init', '--quiet', folder);
    const stores = folders.map((folder) => join(folder, '.git', 'objects'));
    stores.forEach((dir, i) => {
      writeFiles(dir, { 'info/alternates': `${stores[i + 1] ?? stores[0]}\n` });
    });
    const oids = stores.map((dir, i) => new ObjectStore(dir).write('blob', Buffer.from(`in ${i}`)));
    const reach = withAlternates(stores[0]!).length;
    oids.forEach((oid, i) => {
      const byGit = () => git(folders[0]!, 'cat-file', '-e', oid);
      if (i < reach) byGit();
      else expect(byGit).toThrow();
    });
    expect(withAlternates(stores[8]!)[1]).toBe(stores[0]);
  });

  it('are not written to', () => {
    const lender = gitRepository({ 'a.txt': 'a' });
    const folder = join(temporaryFolder(), 'borrower');
    git('.', 'clone', '--quiet', '--shared', lender, folder);
    const store = new ObjectStore(join(folder, '.git/objects'));
    const before = git(lender, 'count-objects');
    const oid = store.write('blob', Buffer.from('new'));
    expect(git(lender, 'count-objects')).toBe(before);
    expect(git(folder, 'cat-file', 'blob', oid)).toBe('new');
    // What the lender has is not written again.
    store.write('blob', Buffer.from('a'));
    expect(git(folder, 'count-objects')).toMatch(/^1 objects/);
  });
});
