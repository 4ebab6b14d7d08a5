import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Otu } from '../../../src/otu/types.js';
import { BranchWork } from '../../../src/reference/proposal/branch-work.js';
import { importedReference } from '../../support/reference.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';

const start = { branch: 'refs/remotes/origin/issue-1', base: ['refs/remotes/origin/main', 'HEAD'] };
const author = { name: 'carl', email: '7+carl@users.noreply.github.com' };

describe('work on a branch that is not checked out', () => {
  it('makes commits over the same objects, and leaves the clone as it was', async () => {
    const { directory } = await importedReference(2);
    const before = git(directory, 'show-ref', '--head');
    const work = await BranchWork.open(directory, start, { author });
    const { document, change } = await work.reference.createOtu({ name: 'Dune virus' });
    expect(change!.user).toEqual({ id: 'carl' });
    expect(work.tip).not.toBe(work.start);
    expect(git(directory, 'log', '--format=%an <%ae> %s', `${work.base}..${work.tip}`)).toBe(
      'carl <7+carl@users.noreply.github.com> Created Dune virus',
    );
    expect(git(directory, 'show', `${work.tip}:otus/${document.id.slice(0, 2)}/${document.id}.json`)).toContain('Dune');
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect(git(directory, 'show-ref', '--head')).toBe(before);
    work.close();
    expect(git(directory, 'show-ref', '--head')).toBe(before);
  });

  it('goes on where the branch is, and compares with what it began from', async () => {
    const { directory } = await importedReference(1);
    const base = git(directory, 'rev-parse', 'HEAD');
    const side = git(directory, 'commit-tree', '-p', 'HEAD', '-m', 'Side', 'HEAD^{tree}');
    git(directory, 'update-ref', 'refs/remotes/origin/issue-1', side);
    const work = await BranchWork.open(directory, start, {});
    expect({ base: work.base, start: work.start, tip: work.tip }).toEqual({ base, start: side, tip: side });
    work.close();
  });

  it('begins anew where the branch was merged', async () => {
    const { directory } = await importedReference(1);
    git(directory, 'update-ref', 'refs/remotes/origin/issue-1', 'HEAD');
    git(directory, 'commit', '--quiet', '--allow-empty', '-m', 'Later');
    const head = git(directory, 'rev-parse', 'HEAD');
    const work = await BranchWork.open(directory, start, {});
    expect({ base: work.base, start: work.start }).toEqual({ base: head, start: head });
    work.close();
  });

  it('does not need a clone to be clean, and leaves uncommitted work alone', async () => {
    const reference = await importedReference(1);
    const [{ id }] = [...reference.otus()] as [Otu];
    const file = `${reference.directory}/otus/${id.slice(0, 2)}/${id}.json`;
    writeFileSync(file, 'draft');
    const work = await BranchWork.open(reference.directory, start, {});
    await work.reference.removeOtu(id);
    work.close();
    expect(readFileSync(file, 'utf8')).toBe('draft');
  });

  it('says what is missing, and leaves nothing behind', async () => {
    const { directory } = await importedReference(1);
    const empty = git(directory, 'commit-tree', '-m', 'Empty', git(directory, 'mktree'));
    git(directory, 'update-ref', 'refs/heads/empty', empty);
    const [elsewhere, temp] = [temporaryFolder(), temporaryFolder()];
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const name of ['TMPDIR', 'TEMP']) vi.stubEnv(name, temp);
    const open = (folder: string, base: string) => BranchWork.open(folder, { ...start, base: [base] }, {});
    await expect(open(directory, 'refs/heads/none')).rejects.toThrow('There is no refs/heads/none');
    await expect(open(elsewhere, 'HEAD')).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    await expect(open(directory, 'refs/heads/empty')).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    expect(readdirSync(temp)).toEqual([]);
  });
});
