/** Which version a release gets (semver.org): from what changed since the newest one. Pure. */
import semverCompare from 'semver/functions/compare.js';
import semverInc from 'semver/functions/inc.js';
import semverParse from 'semver/functions/parse.js';
import { count } from '../../otu/words.js';
import type { ReferenceComparison } from '../../reference/comparison.js';

export type Bump = 'major' | 'minor' | 'patch';

export interface NextVersion {
  /** Without the tag's `v`. */
  version: string;
  /** The version that it follows; null for the first. */
  previous: string | null;
  /** Which part of the version grows; null for the first. */
  bump: Bump | null;
  /** Why, as clauses: "2 OTUs were removed". */
  reasons: string[];
}

/** What is looked at of a comparison. */
export type VersionChanges = Pick<ReferenceComparison, 'otus' | 'settings' | 'summary'>;

export const FIRST_VERSION = '1.0.0';

/** Tags of versions by their name: `v1.2.3`, `v2.0.0-rc.1`. Build metadata (`+x`) has no place in the order, so none. */
export function versionOfTag(tag: string): string | null {
  const version = tag.startsWith('v') ? (semverParse(tag.slice(1))?.version ?? null) : null;
  return version !== null && tag === `v${version}` ? version : null;
}

export function tagOfVersion(version: string): string {
  return `v${version}`;
}

/** Whether a version is on the way to one: `2.0.0-rc.1`. */
export function isPrerelease(version: string): boolean {
  return semverParse(version)!.prerelease.length > 0;
}

/** Less than, equal to or more than 0, as an order wants it. */
export function compareVersions(a: string, b: string): number {
  return semverCompare(a, b);
}

/** The greatest, or null where there is none. */
export function newestVersion(versions: Iterable<string>, { prereleases }: { prereleases: boolean }): string | null {
  const counted = [...versions].filter((version) => prereleases || !isPrerelease(version));
  return counted.sort(compareVersions).at(-1) ?? null;
}

/**
 * The version that follows from what changed since the previous one. Whoever refers to OTUs by their ids must be able
 * to take a new minor version without looking: an id that is gone makes a major one. What is new makes a minor one, and
 * everything else a patch.
 *
 * @param previous null where there is none: then it is the first, whatever changed
 */
export function nextVersion(previous: string | null, changes: VersionChanges): NextVersion {
  if (previous === null) return { version: FIRST_VERSION, previous, bump: null, reasons: ['it is the first release'] };
  const { bump, reasons } = bumpOf(changes);
  return { version: semverInc(previous, bump)!, previous, bump, reasons };
}

/** Which part of the version has to grow, and why: only the reasons that decide it. */
export function bumpOf({ otus, settings, summary }: VersionChanges): { bump: Bump; reasons: string[] } {
  const were = (amount: number, noun: string, what: string) =>
    `${count(amount, noun)} ${amount === 1 ? 'was' : 'were'} ${what}`;
  if (summary.removed > 0) return { bump: 'major', reasons: [were(summary.removed, 'OTU', 'removed')] };

  const changed = otus.filter(({ kind }) => kind === 'changed');
  const isolates = changed.reduce((sum, otu) => sum + otu.isolates.filter(({ kind }) => kind === 'added').length, 0);
  const additions = [
    ...(summary.added > 0 ? [were(summary.added, 'OTU', 'added')] : []),
    ...(isolates > 0 ? [were(isolates, 'isolate', 'added')] : []),
  ];
  if (additions.length > 0) return { bump: 'minor', reasons: additions };

  const others = [
    ...(changed.length > 0 ? [were(changed.length, 'OTU', 'changed')] : []),
    ...(settings.length > 0 ? [were(settings.length, 'setting', 'changed')] : []),
  ];
  return { bump: 'patch', reasons: others.length > 0 ? others : ['no OTU differs'] };
}
