/** The settings at HEAD, parsed once per content: the catalog remembers the parsed form by blob. */
import type { Catalog } from '../catalog/catalog.js';
import type { Repository } from '../store/repository.js';
import { entryAt } from '../store/trees.js';
import { CONFIG_PATH, parseConfig, type ReferenceConfig } from './config.js';
import { NotAReferenceError } from './errors.js';

/**
 * The object id of the `reference.yaml` that a commit holds.
 *
 * @param commit HEAD where it is not given
 * @throws NotAReferenceError where there is none
 */
export function configBlob(repository: Repository, commit: string | null = repository.head().oid): string {
  const { objects } = repository;
  const entry = commit === null ? null : entryAt(objects, objects.readCommit(commit).tree, CONFIG_PATH);
  if (entry !== null) return entry.oid;
  throw new NotAReferenceError(`${CONFIG_PATH} is not committed in ${repository.workTree ?? repository.gitDir}`, {
    suggestions: [`commit it: "git add ${CONFIG_PATH} && git commit"`],
  });
}

/** The settings in a blob. @throws InvalidConfigError */
export async function loadConfig(
  repository: Repository,
  catalog: Catalog | null,
  oid: string,
): Promise<ReferenceConfig> {
  const key = `config ${oid}`;
  const cached = catalog?.cached(key);
  if (cached) return JSON.parse(cached) as ReferenceConfig;
  const config = await parseConfig(repository.objects.readBlob(oid));
  catalog?.cache(key, JSON.stringify(config));
  return config;
}
