import type { Otu } from '../otu/types.js';
import { exportOtu } from './virtool-otu.js';

/** What stands beside the OTUs in Virtool's reference.json. */
export interface ExportMetadata {
  /** ISO 8601. */
  created_at: string;
  data_type: string;
  name: string;
  organism: string;
}

/**
 * The order of OTUs in Virtool's own exports: by name in lower case with "_" for spaces (there, the name of the OTU's
 * folder), then by id. Compares UTF-16 units, so it is the same on every machine and in every language.
 */
export function exportOrder(a: { id: string; name: string }, b: { id: string; name: string }): number {
  const first = folderName(a.name);
  const second = folderName(b.name);
  if (first !== second) return first < second ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function folderName(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}

/**
 * Writes Virtool's reference.json, in pieces of about one OTU each.
 *
 * @param otus in the order of `exportOrder`; they are taken one at a time
 * @param indent spaces per level; by default each OTU is one line
 */
export function* exportReference(metadata: ExportMetadata, otus: Iterable<Otu>, indent = 0): Generator<string> {
  const [newLine, margin, space] = indent > 0 ? ['\n', ' '.repeat(indent), ' '] : ['', '', ''];
  const { created_at, data_type, name, organism } = metadata;
  let head = '{';
  for (const [key, value] of Object.entries({ created_at, data_type, name, organism })) {
    head += `${newLine}${margin}"${key}":${space}${JSON.stringify(value)},`;
  }
  yield `${head}${newLine}${margin}"otus":${space}[`;

  let first = true;
  for (const otu of otus) {
    const separator = first ? '' : ',';
    first = false;
    const text = JSON.stringify(exportOtu(otu), null, indent);
    // A line feed within JSON text is layout: in strings it is escaped.
    yield `${separator}\n${indent > 0 ? margin + margin + text.replaceAll('\n', `\n${margin}${margin}`) : text}`;
  }
  yield first ? `]${newLine}}\n` : `\n${margin}]${newLine}}\n`;
}
