import fs from 'node:fs';
import { join } from 'node:path';
import iso from 'isomorphic-git';
import { describe, expect, it } from 'vitest';
import { editOtu } from '../../src/otu/edits.js';
import { otuPath } from '../../src/otu/ids.js';
import { importedReference, reopened } from '../support/reference.js';
import { git, gitVerdict } from '../support/repository.js';

/** A second implementation of git reads what we write, and we read what it writes: neither leans on the other. */
describe('isomorphic-git', () => {
  it('reads the log, the files and the index that refkit wrote', async () => {
    const reference = await importedReference(5);
    const { id } = (await reference.findOtus()).documents[0]!;
    await reference.editOtu(id, editOtu({ abbreviation: 'EDITED' }));
    const dir = reference.directory;
    const [head, root] = await iso.log({ fs, dir });
    expect(head!.commit.message).toBe('Changed abbreviation to EDITED\n\nRefkit-Method: edit\n');
    expect(root!.commit.message).toContain('Imported 5 OTUs');
    const { blob } = await iso.readBlob({ fs, dir, oid: head!.oid, filepath: otuPath(id) });
    expect(Buffer.from(blob)).toEqual(fs.readFileSync(join(dir, otuPath(id))));
    expect(await iso.listFiles({ fs, dir })).toEqual(git(dir, 'ls-files').split('\n'));
    expect(await iso.status({ fs, dir, filepath: otuPath(id) })).toBe('unmodified');
  });

  it("has its commits taken for a person's own", async () => {
    const reference = await importedReference(3);
    const { id } = (await reference.findOtus()).documents[0]!;
    const dir = reference.directory;
    const file = join(dir, otuPath(id));
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(/"name": "[^"]*"/, '"name": "By another hand"'));
    await iso.add({ fs, dir, filepath: otuPath(id) });
    await iso.commit({ fs, dir, message: 'Rename', author: { name: 'Bo', email: 'bo@example.org' } });
    const again = await reopened(reference);
    expect((await again.otuHistory(id)).at(-1)).toMatchObject({
      method_name: 'edit',
      description: 'Changed name to By another hand',
      user: { id: 'bo@example.org' },
    });
    await again.editOtu(id, editOtu({ abbreviation: 'EDITED' }));
    expect(gitVerdict(dir)).toEqual({ fsck: '', status: '' });
  });
});
