/** What git makes of OTUs when it merges them by refkit: the built command, called by real git. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalOtu } from '../../../src/otu/canonical.js';
import type { Otu } from '../../../src/otu/types.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { abbreviated, Clone, MOSAIC, mosaic, renamed, withSequence } from '../support/merging.js';

// Neighbouring lines, which git itself takes for a conflict.
const ours = renamed(mosaic, 'Ours');
const theirs = abbreviated(mosaic, 'THEIRS');
const both = abbreviated(ours, 'THEIRS');
const CLEAN = { fsck: '', status: '' };

/** The lines from the first marker to the last. */
function marked(text: string): string[] {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('>'));
  return lines.slice(
    lines.findIndex((line) => line.startsWith('<')),
    last + 1,
  );
}

describe('with the merge driver (slow)', () => {
  test('git merge merges what both sides edited', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('merge', '--quiet', '--no-edit', 'side');
    expect(clone.text).toBe(canonicalOtu(both));
    expect(gitVerdict(clone.folder)).toEqual(CLEAN);
  });

  test('git rebase does', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('rebase', '--quiet', 'side');
    expect(clone.otu).toEqual(both);
    expect(gitVerdict(clone.folder)).toEqual(CLEAN);
  });

  test('git cherry-pick does', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('cherry-pick', 'side');
    expect(clone.otu).toEqual(both);
  });

  test('git revert does: what came after stays', async () => {
    const clone = await Clone.of(mosaic, ours, null);
    clone.commit('Later', both);
    clone.git('revert', '--no-edit', 'HEAD~1');
    expect(clone.otu).toEqual(theirs);
  });

  test('git pull does, with a merge and with a rebase', async () => {
    for (const how of ['--no-rebase', '--rebase']) {
      const clone = await Clone.of(mosaic, ours, theirs);
      const origin = join(temporaryFolder(), 'origin.git');
      git(clone.folder, 'clone', '--quiet', '--bare', '.', origin);
      git(origin, 'update-ref', 'refs/heads/main', 'side');
      clone.git('pull', '--quiet', '--no-edit', how, origin, 'main');
      expect(clone.otu).toEqual(both);
    }
  });

  test('git merge merges an OTU that both sides added', async () => {
    const clone = await Clone.of(null, mosaic, withSequence(mosaic, { host: 'Musa sp.' }));
    expect(clone.try('merge', 'side').code).toBe(1);
    expect(marked(clone.text)).toEqual([
      expect.stringMatching(
        /^<<<<<<< ours: host of sequence RK_000001 in Isolate RK-1 \[isolates\/\w+\/sequences\/\w+\/host\]$/,
      ),
      `          "host": "${mosaic.isolates[0]!.sequences[0]!.host}",`,
      '||||||| base',
      '=======',
      '          "host": "Musa sp.",',
      '>>>>>>> theirs',
    ]);
  });

  test('a conflict is marked where it is, and nothing else is', async () => {
    const clone = await Clone.of(mosaic, ours, abbreviated(renamed(mosaic, 'Theirs'), 'THEIRS'));
    const { code, said } = clone.try('merge', 'side');
    expect(code).toBe(1);
    expect(said).toContain(`${MOSAIC} (Ours): both sides want name`);
    expect(clone.text.replace(/<{7}[\s\S]*>{7} theirs\n/, '  "name": "Ours",\n')).toBe(canonicalOtu(both));
    expect(marked(clone.text)).toEqual([
      '<<<<<<< ours: name [name]',
      '  "name": "Ours",',
      '||||||| base',
      `  "name": "${mosaic.name}",`,
      '=======',
      '  "name": "Theirs",',
      '>>>>>>> theirs',
    ]);
    expect(clone.status).toContain(`UU ${MOSAIC}`);
  });

  test('a conflict stops a rebase, which goes on once it is decided', async () => {
    const clone = await Clone.of(mosaic, ours, renamed(mosaic, 'Theirs'));
    expect(clone.try('rebase', 'side').code).toBe(1);
    expect(clone.text).toContain('<<<<<<< ours: name [name]');
    clone.text = canonicalOtu(renamed(mosaic, 'Agreed'));
    clone.git('add', MOSAIC);
    expect(clone.try('rebase', '--continue').code).toBe(0);
    expect(clone.otu.name).toBe('Agreed');
  });

  test('markers are as long as the attributes of the repository say', async () => {
    const clone = await Clone.of(mosaic, ours, renamed(mosaic, 'Theirs'));
    const attributes = 'otus/**/*.json merge=refkit conflict-marker-size=11\n';
    clone.git('config', 'core.attributesFile', join(clone.folder, '.git/extra'));
    writeFileSync(join(clone.folder, '.git/extra'), attributes);
    clone.try('merge', 'side');
    expect(clone.text).toContain(`\n${'<'.repeat(11)} ours: name [name]\n`);
  });

  test('branches that were merged into each other crosswise merge without markers in their base', async () => {
    const clone = await Clone.of(mosaic, ours, renamed(mosaic, 'Theirs'));
    const settle = (name: string) => {
      clone.text = canonicalOtu(renamed(mosaic, name));
      clone.git('commit', '--quiet', '-a', '--no-edit');
    };
    const [main, side] = [clone.git('rev-parse', 'main'), clone.git('rev-parse', 'side')];
    clone.try('merge', side);
    settle('Ours');
    clone.git('switch', '--quiet', 'side');
    clone.try('merge', main);
    settle('Ours');
    clone.commit('Host', withSequence(ours, { host: 'Musa sp.' }));
    clone.git('switch', '--quiet', 'main');
    clone.commit('Abbreviation', both);
    expect(clone.git('merge-base', '--all', 'main', 'side').split('\n')).toHaveLength(2);
    clone.git('merge', '--quiet', '--no-edit', 'side');
    expect(clone.otu).toEqual(withSequence(both, { host: 'Musa sp.' }));
  });

  test('files that are no OTUs are kept whole between markers', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('switch', '--quiet', 'side');
    clone.text = '{ not JSON';
    clone.git('commit', '--quiet', '-am', 'Broken');
    clone.git('switch', '--quiet', 'main');
    const { code, said } = clone.try('merge', 'side');
    expect(code).toBe(1);
    expect(said).toContain(`${MOSAIC} cannot be merged as an OTU: ${MOSAIC}, line 1, column 3: not JSON`);
    expect(clone.text).toMatch(/^<{7} ours: .*not JSON.*\n\{\n/);
    expect(clone.text).toContain(`\n||||||| base\n${canonicalOtu(mosaic)}=======\n{ not JSON\n>>>>>>> theirs\n`);
    expect(clone.text).toContain(canonicalOtu(ours));
  });
});

describe('without the merge driver', () => {
  const apart: Otu = withSequence(mosaic, { host: 'Musa sp.' });

  test('git merges OTUs by lines, as it does with any file', async () => {
    const clone = await Clone.of(mosaic, ours, apart, { registered: false });
    clone.git('merge', '--quiet', '--no-edit', 'side');
    expect(clone.otu).toEqual(renamed(apart, 'Ours'));
    const near = await Clone.of(mosaic, ours, theirs, { registered: false });
    expect(near.try('merge', 'side').code).toBe(1);
    expect(near.text).toContain('<<<<<<< HEAD\n');
  });

  test('a driver that is gone leaves a conflict, and both sides in the index', async () => {
    const clone = await Clone.of(mosaic, ours, theirs);
    clone.git('config', 'merge.refkit.driver', "'/gone/node' merge-driver %O %A %B %P");
    expect(clone.try('merge', 'side').code).toBe(1);
    expect(clone.text).toBe(canonicalOtu(ours));
    expect(clone.git('ls-files', '--unmerged').split('\n')).toHaveLength(3);
  });
});
