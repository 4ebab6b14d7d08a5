import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StandInGitHub, startGitHub } from '../../support/github/github.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../../support/repository.js';

export const SLUG = 'virtool/reference';
export const HEADS = { remote: 'refs/heads/*', local: 'refs/remotes/origin/*' };
export const TAGS = { remote: 'refs/tags/*', local: 'refs/tags/*' };

/** Who asks, as the stand-in knows them. */
export const asOwner = (github: StandInGitHub) => () => ({ username: 'x-access-token', password: github.token });

/** A GitHub with a repository that has two commits, a branch and tags; and the one it was made of, to work in. */
export async function served({ isPrivate = false } = {}) {
  const github = await startGitHub();
  const work = gitRepository({ 'a.txt': 'one\n', 'otus/ab/abcd.json': { id: 'abcd' } });
  writeFiles(work, { 'a.txt': 'two\n' });
  git(work, 'commit', '--quiet', '--all', '-m', 'Second');
  git(work, 'tag', '-a', 'index/0', '-m', 'Index 0');
  git(work, 'tag', 'light');
  git(work, 'branch', 'side', 'HEAD~1');
  const gitDir = join(temporaryFolder(), 'bare.git');
  git(work, 'clone', '--quiet', '--bare', work, gitDir);
  const repository = github.repository(SLUG, { gitDir, private: isPrivate });
  const url = `${github.serverUrl}/${SLUG}.git`;
  return { github, repository, work, gitDir, url };
}

/** Adds a commit with these files. */
export function commit(folder: string, files: Record<string, unknown>, message = 'More'): string {
  writeFiles(folder, files);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', message);
  return git(folder, 'rev-parse', 'HEAD');
}

/** All refs and all files of the object store: what a failure must leave as it is. */
export function stateOf(folder: string) {
  const objects = join(git(folder, 'rev-parse', '--absolute-git-dir'), 'objects');
  return {
    refs: git(folder, 'for-each-ref').split('\n'),
    files: readdirSync(objects, { recursive: true }).map(String).sort(),
  };
}
