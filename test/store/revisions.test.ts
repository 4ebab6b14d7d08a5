import { describe, expect, it } from 'vitest';
import { AmbiguousRevisionError, RevisionNotFoundError } from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { resolveRevision } from '../../src/store/revisions.js';
import { git, gitRepository, temporaryFolder } from '../support/repository.js';

/** A history with a merge, tags (light, annotated, of a tag), branches, a remote and packed refs. */
function repository(): string {
  const folder = gitRepository({ 'a.txt': 'a' });
  const commit = (message: string) => git(folder, 'commit', '--quiet', '--allow-empty', '-m', message);
  commit('two');
  git(folder, 'tag', 'light');
  git(folder, 'switch', '--quiet', '-c', 'topic/näme');
  commit('on topic');
  git(folder, 'switch', '--quiet', 'main');
  commit('three');
  git(folder, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'topic/näme');
  git(folder, 'tag', '-a', 'v1', '-m', 'v1');
  git(folder, 'tag', '-a', 'v1-again', '-m', 'again', 'v1');
  git(folder, 'pack-refs', '--all');
  commit('four');
  git(folder, 'branch', 'loose-one');
  git(folder, 'update-ref', 'refs/remotes/origin/main', 'HEAD~2');
  git(folder, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
  git(folder, 'branch', 'abcd', 'HEAD~1');
  return folder;
}

describe('a revision', () => {
  it('names the commit that git says it names', () => {
    const folder = repository();
    const repo = Repository.open(folder);
    const head = git(folder, 'rev-parse', 'HEAD');
    const names = ['HEAD', '@', 'main', 'heads/main', 'refs/heads/main', 'topic/näme', 'light', 'v1', 'v1-again'];
    names.push('tags/v1', 'refs/tags/v1-again', 'origin', 'origin/main', 'loose-one', 'abcd', head, head.slice(0, 10));
    names.push(
      'HEAD~',
      'HEAD~2',
      'HEAD^',
      'HEAD~1^2',
      'v1^2',
      'v1^0',
      'v1^{}',
      'v1^{commit}',
      'v1^{commit}~1',
      'HEAD^^',
    );
    names.push(
      'main~1^2~1',
      '@~3',
      'v1-again^',
      git(folder, 'rev-parse', 'v1'),
      git(folder, 'rev-parse', 'v1').slice(0, 12),
    );
    for (const name of names) {
      expect([name, resolveRevision(repo, name)]).toEqual([
        name,
        git(folder, 'rev-parse', '--verify', `${name}^{commit}`),
      ]);
    }
    expect(resolveRevision(repo, head.slice(0, 8).toUpperCase())).toBe(head);
  });

  it('is not found, and the error tells what is near', () => {
    const folder = repository();
    const repo = Repository.open(folder);
    const blob = git(folder, 'rev-parse', 'HEAD:a.txt');
    const bad = [
      'mian',
      '',
      '~',
      'HEAD^3',
      'HEAD~99',
      'HEAD^{tree}',
      'v1:a.txt',
      '@{1}',
      'HEAD~x',
      blob,
      '0'.repeat(40),
    ];
    bad.push('../../HEAD', 'refs/heads/../heads/main', 'a\0b', 'main\n', '-1', 'main..v1', 'x'.repeat(5000), 'ffff');
    for (const name of bad) expect(() => resolveRevision(repo, name), name).toThrow(RevisionNotFoundError);
    expect(suggestions(repo, 'mian')).toContain('Did you mean main?');
    expect(suggestions(repo, 'topic/name')).toContain('Did you mean topic/näme?');
    expect(() => resolveRevision(repo, 'HEAD~99')).toThrow('has no parents');
  });

  it('is ambiguous when several objects begin with its digits, which are listed', () => {
    const folder = gitRepository();
    const tree = git(folder, 'write-tree');
    const seen = new Map<string, string>();
    // Commits that differ in their messages, until two share four digits: some 300.
    let prefix: string | undefined;
    for (let i = 0; prefix === undefined; i++) {
      const oid = git(folder, 'commit-tree', tree, '-m', `${i}`);
      if (seen.has(oid.slice(0, 4))) prefix = oid.slice(0, 4);
      else seen.set(oid.slice(0, 4), oid);
    }
    const repo = Repository.open(folder);
    expect(() => resolveRevision(repo, prefix)).toThrow(AmbiguousRevisionError);
    expect(() => resolveRevision(repo, prefix)).toThrow(seen.get(prefix)!);
    expect(resolveRevision(repo, seen.get(prefix)!)).toBe(seen.get(prefix));
  });

  it('has no commit on an unborn branch', () => {
    expect(() => resolveRevision(Repository.open(gitRepository()), 'HEAD')).toThrow('no commit yet');
  });

  it('ends where a shallow clone was cut', () => {
    const clone = `${temporaryFolder()}/clone`;
    git('.', 'clone', '--quiet', '--depth=2', `file://${repository()}`, clone);
    const repo = Repository.open(clone);
    expect(repo.isShallow()).toBe(true);
    expect(resolveRevision(repo, 'HEAD~1')).toBe(git(clone, 'rev-parse', 'HEAD~1'));
    expect(() => resolveRevision(repo, 'HEAD~2')).toThrow('shallow');
  });
});

function suggestions(repo: Repository, name: string): string[] {
  try {
    resolveRevision(repo, name);
  } catch (error) {
    return (error as RevisionNotFoundError).suggestions;
  }
  throw new Error(`${name} was found`);
}
