/** What a new reference starts with besides its data: files of `templates/reference`, and which of their editions it has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../package/locate.js';
import { type PackageSource, packageSource, pinOf } from '../package/source.js';
import type { ReferenceConfig } from './config.js';

/** Template files of a reference, with what they say of it and of this refkit filled in. */
export function* templateFiles(
  config: Pick<ReferenceConfig, 'name' | 'description' | 'organism'>,
  source: PackageSource = packageSource(),
) {
  const root = packagePath('templates/reference');
  const values: Record<string, string> = {
    actions: `${source.repository}/.github/actions`,
    commit: pinOf(source),
    version: `v${source.version}`,
    name: escapeMarkdown(config.name),
    description: escapeMarkdown(config.description),
    organism: escapeMarkdown(config.organism),
  };
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(root.length + 1).replaceAll('\\', '/');
    const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
    const filled = text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values[key] ?? whole);
    yield [TEMPLATE_NAMES[path] ?? path, filled] as const;
  }
}

/**
 * The edition of a template that a file was made from, as its first line says; null where it says none. What a person
 * has changed below it is theirs.
 */
export function templateEdition(text: string): number | null {
  const edition = /^(?:#|<!--) refkit template (\d{1,6})\b/.exec(text)?.[1];
  return edition === undefined ? null : Number(edition);
}

/** npm leaves a `.gitignore` out of packages, so it has another name there. */
const TEMPLATE_NAMES: Record<string, string> = { gitignore: '.gitignore' };

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&').replace(/\s+/g, ' ');
}
