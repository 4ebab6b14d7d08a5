/** Which tag a release gets, given those that there are, here and at GitHub. Pure. */
import { InvalidVersionError, TagElsewhereError } from './errors.js';
import {
  compareVersions,
  isPrerelease,
  type NextVersion,
  newestVersion,
  nextVersion,
  tagOfVersion,
  type VersionChanges,
  versionOfTag,
} from './version.js';

/** Tags by name, without `refs/tags/`, with the commits that they name. */
export type Tags = ReadonlyMap<string, string>;

export interface TagQuestion {
  /** Of this clone, and of the repository at GitHub. */
  here: Tags;
  there: Tags;
  /** What is to be released. */
  commit: string;
  /** As a person asked for it. */
  requested?: string;
  /** Whether the commit's history holds another one; that is not asked of commits that this clone lacks. */
  reaches(commit: string): boolean;
  /** What changed from a commit to the one that is to be released. */
  changesSince(commit: string): Promise<VersionChanges>;
}

export interface TagChoice extends NextVersion {
  tag: string;
  /** The version that follows from the changes, whatever was asked for. */
  proposed: string;
  /** What the previous version is of; null for the first. */
  base: string | null;
  /** null for the first. */
  changes: VersionChanges | null;
}

/**
 * The tag that is asked for, else the newest one that the commit has, since a release was begun or made with it, else
 * the next version.
 *
 * @throws InvalidVersionError where the tag that is asked for is no version, or no later one; TagElsewhereError
 */
export async function chooseTag(question: TagQuestion): Promise<TagChoice> {
  const { here, there, commit, requested, changesSince } = question;
  const version = requested === undefined ? versionAt(question) : requestedVersion(requested);
  const base = previousOf(question, version);
  const changes = base && (await changesSince(base.commit));
  const next = nextVersion(base?.version ?? null, changes ?? NO_CHANGES);
  const chosen = version === null ? next : { ...next, version, bump: bumpTo(base?.version ?? null, version) };
  const tag = tagOfVersion(chosen.version);
  for (const [where, commits] of [['this clone', here] as const, ['the repository at GitHub', there] as const]) {
    const other = commits.get(tag);
    if (other !== undefined && other !== commit) throw tagElsewhere(tag, where, other, commit);
  }
  if (requested !== undefined && here.get(tag) === undefined && there.get(tag) === undefined) {
    refuseEarlier(question, chosen.version);
  }
  return { ...chosen, tag, proposed: next.version, base: base?.commit ?? null, changes };
}

const NO_CHANGES: VersionChanges = { otus: [], settings: [], summary: { added: 0, removed: 0, changed: 0 } };

function requestedVersion(tag: string): string {
  const version = versionOfTag(tag);
  if (version !== null) return version;
  throw new InvalidVersionError(`"${tag}" is not the tag of a version`, {
    data: { tag },
    suggestions: ['write it as v1.2.3, or as v2.0.0-rc.1 for a prerelease'],
  });
}

/** The newest version that is a tag of the commit itself, or null. */
function versionAt({ here, there, commit }: TagQuestion): string | null {
  const versions = [...here, ...there].flatMap(([tag, at]) => (at === commit ? (versionOfTag(tag) ?? []) : []));
  return newestVersion(versions, { prereleases: true });
}

/** The newest version before one (before the next one, where it is null) that is in the commit's history. */
function previousOf(question: TagQuestion, version: string | null): { version: string; commit: string } | null {
  const earlier = versionsIn(question).filter(
    (each) => !isPrerelease(each.version) && (version === null || compareVersions(each.version, version) < 0),
  );
  return earlier.find(({ commit }) => question.reaches(commit)) ?? null;
}

/** Every version that there is, the newest first, with what it is of: GitHub knows better. */
function versionsIn({ here, there }: TagQuestion): { version: string; commit: string }[] {
  return [...new Map([...here, ...there])]
    .flatMap(([tag, commit]) => {
      const version = versionOfTag(tag);
      return version === null ? [] : [{ version, commit }];
    })
    .sort((a, b) => compareVersions(b.version, a.version));
}

/** A new version has to be later than those that it follows; one that is not a prerelease may pass by those. */
function refuseEarlier(question: TagQuestion, version: string): void {
  const newest = versionsIn(question).find(
    (each) => (isPrerelease(version) || !isPrerelease(each.version)) && question.reaches(each.commit),
  );
  if (!newest || compareVersions(version, newest.version) > 0) return;
  throw new InvalidVersionError(`${tagOfVersion(version)} is not later than ${tagOfVersion(newest.version)}`, {
    data: { tag: tagOfVersion(version), newest: tagOfVersion(newest.version) },
    suggestions: ['name a later version, or none: without --tag the next one is proposed'],
  });
}

/** Which part of a version grew, however it was chosen. */
function bumpTo(previous: string | null, version: string): NextVersion['bump'] {
  if (previous === null) return null;
  const [before, after] = [previous, version].map((text) => text.replace(/-.*/, '').split('.').map(Number));
  const at = after!.findIndex((part, index) => part !== before![index]);
  return (['major', 'minor', 'patch'] as const)[at] ?? 'patch';
}

function tagElsewhere(tag: string, where: string, other: string, commit: string): TagElsewhereError {
  return new TagElsewhereError(
    `The tag ${tag} of ${where} is at commit ${other.slice(0, 8)}, and the release is of ${commit.slice(0, 8)}`,
    {
      data: { tag, commit: other, release: commit },
      suggestions: [
        'name another version with --tag',
        `where nobody has that tag but this clone, "git tag -d ${tag}" removes it`,
      ],
    },
  );
}
