/** The names of commits, as people write them (gitrevisions(7)). */
import { AmbiguousRevisionError, CorruptObjectError, RevisionNotFoundError } from './errors.js';
import { isOid } from './object-format.js';
import { refCandidates, shortRefName } from './ref-names.js';
import type { Repository } from './repository.js';

/** Objects listed for an abbreviation that several share. */
const SHOWN_CANDIDATES = 10;

/**
 * The id of the commit that a text names: `HEAD` or `@`, a branch, tag or remote branch, a full ref name, an id or
 * at least four digits of one, each with any of `~`, `~n`, `^`, `^n`, `^{}`, `^{commit}` after it. Annotated tags
 * are followed to their commit. Throws RevisionNotFoundError, AmbiguousRevisionError.
 */
export function resolveRevision(repo: Repository, text: string): string {
  const suffixAt = text.search(/[~^]/);
  const base = suffixAt < 0 ? text : text.slice(0, suffixAt);
  const steps = suffixAt < 0 ? '' : text.slice(suffixAt);
  let oid = peel(repo, text, named(repo, text, base));
  for (const [step, symbol, braced, digits] of steps.matchAll(/([~^])(?:\{([^}]*)\}|(\d*))|./gs)) {
    if (symbol === undefined) throw notFound(repo, text, `"${step}" is not understood`);
    if (braced !== undefined) {
      if (braced !== '' && braced !== 'commit') throw notFound(repo, text, `"${step}" does not name a commit`);
      continue;
    }
    const count = digits ? Number(digits) : 1;
    if (symbol === '^') oid = parent(repo, text, oid, count);
    else for (let i = 0; i < count; i++) oid = parent(repo, text, oid, 1);
  }
  return oid;
}

/** The object that the part before any `~` or `^` names. */
function named(repo: Repository, text: string, base: string): string {
  if (isOid(base)) {
    if (repo.objects.has(base)) return base;
    throw notFound(repo, text, 'the repository has no such object');
  }
  if (base === '@') return named(repo, text, 'HEAD');
  for (const name of refCandidates(base)) {
    const oid = repo.resolveRef(name);
    if (oid !== null) return oid;
  }
  if (/^[0-9a-f]{4,39}$/i.test(base)) return abbreviated(repo, text, base.toLowerCase());
  if (base === 'HEAD') throw notFound(repo, text, 'the branch has no commit yet');
  throw notFound(repo, text, base === '' ? 'it names nothing' : undefined, base);
}

/** The commit whose id begins with these digits. Other objects don't count where one commit or tag does. */
function abbreviated(repo: Repository, text: string, digits: string): string {
  const all = repo.objects.startingWith(digits).map((oid) => ({ oid, type: repo.objects.read(oid).type }));
  const commits = all.filter(({ type }) => type === 'commit' || type === 'tag');
  const candidates = commits.length > 0 ? commits : all;
  if (candidates.length === 1) return candidates[0]!.oid;
  if (candidates.length === 0) throw notFound(repo, text, undefined, digits);
  const shown = candidates.slice(0, SHOWN_CANDIDATES).map(({ oid, type }) => `${oid} (${type})`);
  throw new AmbiguousRevisionError(`"${text}" may be any of ${candidates.length} objects: ${shown.join(', ')}`, {
    data: { revision: text, candidates: candidates.map(({ oid }) => oid) },
    suggestions: ['write more digits'],
  });
}

/** Follows annotated tags to a commit. */
function peel(repo: Repository, text: string, oid: string): string {
  let at = oid;
  for (let depth = 0; depth < 100; depth++) {
    const { type } = repo.objects.read(at);
    if (type === 'commit') return at;
    if (type !== 'tag') throw notFound(repo, text, `it names a ${type} and not a commit`);
    at = repo.objects.readTag(at).target;
  }
  throw new CorruptObjectError('it is a tag of a tag of a tag without end', { oid });
}

function parent(repo: Repository, text: string, oid: string, which: number): string {
  const { parents } = repo.objects.readCommit(oid);
  if (which === 0) return oid;
  const found = parents[which - 1];
  if (found === undefined) {
    const has = parents.length === 0 ? 'no parents' : `${parents.length} parent${parents.length === 1 ? '' : 's'}`;
    throw notFound(repo, text, `the commit ${oid.slice(0, 8)} has ${has}`);
  }
  if (repo.shallowCommits().has(oid))
    throw notFound(repo, text, 'this is a shallow clone, whose history ends before it');
  return found;
}

function notFound(repo: Repository, text: string, why?: string, near?: string): RevisionNotFoundError {
  const similar = near === undefined ? [] : nearRefs(repo, near);
  const suggestions = similar.map((name) => `Did you mean ${name}?`);
  if (similar.length === 0) suggestions.push('name a commit, branch or tag that `git log` or `git tag` shows');
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return new RevisionNotFoundError(`There is no revision "${shown}"${why ? `: ${why}` : ''}`, {
    data: { revision: text },
    suggestions,
  });
}

/** Up to three branches and tags with a name close to this one. */
function nearRefs(repo: Repository, text: string): string[] {
  if (text.length > 200) return [];
  const wanted = text.toLowerCase();
  const limit = text.length < 4 ? 1 : Math.max(2, Math.floor(text.length / 3));
  return [...new Set(repo.listRefs('refs/').map(({ name }) => shortRefName(name)))]
    .map((name) => ({ name, distance: distance(wanted, name.toLowerCase(), limit) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** How many letters have to be changed, added or dropped (Levenshtein); `limit + 1` for more than `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same));
    }
    row = next;
  }
  return row[b.length]!;
}
