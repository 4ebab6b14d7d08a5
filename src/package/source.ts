/** Where this refkit came from: what the workflows of a reference name it by. */
import { readFileSync } from 'node:fs';
import { findPackagePath, packagePath } from './locate.js';

export interface PackageSource {
  /** Its repository on GitHub: `owner/name`. */
  repository: string;
  version: string;
  /** The commit that it was built from (hex object id); null where that was not known. */
  commit: string | null;
}

/** What the build wrote down (scripts/build.js); where nothing was built, what package.json says. */
export function packageSource(): PackageSource {
  const built = findPackagePath('dist/source.json');
  if (built !== null) return JSON.parse(readFileSync(built, 'utf8')) as PackageSource;
  const { repository, version } = JSON.parse(readFileSync(packagePath('package.json'), 'utf8'));
  return { repository: repository.replace(/^github:/, ''), version, commit: null };
}

/** What a workflow pins refkit's actions to: the commit, or else the tag of the version. */
export function pinOf({ commit, version }: PackageSource): string {
  return commit ?? `v${version}`;
}
