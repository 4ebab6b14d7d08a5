import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RefWatch } from '../../src/store/ref-watch.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository } from '../support/repository.js';

/** As seen a while after the last change, when the state of files can be relied on. */
const LATER = 60_000;

function watched() {
  const folder = gitRepository({ a: '1' });
  const watch = new RefWatch(Repository.open(folder), 'refs/tags/index');
  return { folder, look: () => watch.look(Date.now() + LATER), watch };
}

describe('watching HEAD and tags', () => {
  it('says the same while nothing moves, whatever else is done', () => {
    const { folder, look } = watched();
    const before = look();
    expect(before).not.toBeNull();
    writeFileSync(join(folder, 'a'), '2');
    git(folder, 'add', 'a');
    git(folder, 'branch', 'other');
    expect(look()).toBe(before);
  });

  it.each<[string, string[][]]>([
    ['a commit', [['commit', '--quiet', '--allow-empty', '-m', 'Second']]],
    ['a branch that is moved by hand', [['update-ref', 'refs/heads/main', 'HEAD~1']]],
    ['another branch that is checked out', [['checkout', '--quiet', '-b', 'other']]],
    ['a detached HEAD', [['checkout', '--quiet', '--detach']]],
    ['a new tag', [['tag', 'index/1']]],
    ['a tag that moves', [['tag', '-f', 'index/0', 'HEAD~1']]],
    ['a tag that goes', [['tag', '-d', 'index/0']]],
    ['refs that are packed', [['pack-refs', '--all']]],
  ])('sees %s', (_, commands) => {
    const { folder, look } = watched();
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'More');
    git(folder, 'tag', 'index/0');
    const before = look();
    for (const command of commands) git(folder, ...command);
    expect(look()).not.toBe(before);
  });

  it('sees a commit after refs were packed, and on the branch that HEAD names by now', () => {
    const { folder, look } = watched();
    git(folder, 'pack-refs', '--all');
    git(folder, 'checkout', '--quiet', '-b', 'other');
    const before = look();
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'Second');
    expect(look()).not.toBe(before);
  });

  it('does not trust files that changed a moment ago: they may change again and look the same', () => {
    const { folder, watch } = watched();
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'Second');
    expect(watch.look()).toBeNull();
  });

  it('does not vouch for a branch that only names another one', () => {
    const { folder, look } = watched();
    git(folder, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    git(folder, 'symbolic-ref', 'HEAD', 'refs/heads/alias');
    expect(look()).toBeNull();
  });
});
