/** Which names git allows for refs (git-check-ref-format(1)), and where it looks for a short one (gitrevisions(7)). */

const FORBIDDEN = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$/;

/** Whether git allows the name for a ref. Such a name is also safe as a path below the git folder. */
export function isRefName(name: string): boolean {
  if (name === '' || name === '@' || FORBIDDEN.test(name)) return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

/** The full names that a short one may stand for, in git's order. */
export function refCandidates(name: string): string[] {
  return [
    name,
    `refs/${name}`,
    `refs/tags/${name}`,
    `refs/heads/${name}`,
    `refs/remotes/${name}`,
    `refs/remotes/${name}/HEAD`,
  ];
}

/** A full name without what a person leaves out: `main`, `v1`, `origin/main`. */
export function shortRefName(name: string): string {
  return name.replace(/^refs\/(?:heads|tags|remotes)\//, '');
}

/** Whether each linked worktree has its own ref of this name (gitrepository-layout(5)); others are shared. */
export function isPerWorktree(name: string): boolean {
  return !name.startsWith('refs/') || /^refs\/(?:bisect|worktree|rewritten)\//.test(name);
}
