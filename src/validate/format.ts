/** Bringing OTU files into canonical form, without a word of theirs lost. */
import { canonicalOtu, parseOtu } from '../otu/canonical.js';
import { InvalidOtuError } from '../otu/errors.js';
import { otuIdOfPath } from '../otu/ids.js';
import { OtuFile } from './otu-file.js';

/** Where files are read and written; the caller's. */
export interface FormatTarget {
  files(): Iterable<{ path: string; text: Buffer; symlink: boolean }>;
  write(path: string, text: string): void;
}

export interface FormatResult {
  /** Paths of files that were not in canonical form. */
  changed: string[];
  /** Files that are no OTUs, or whose canonical form would lack something that a person wrote. */
  unreadable: { path: string; message: string }[];
  checked: number;
}

/**
 * Brings every OTU file into canonical form.
 *
 * @param check only says which are not
 */
export function formatFiles(target: FormatTarget, { check = false } = {}): FormatResult {
  const result: FormatResult = { changed: [], unreadable: [], checked: 0 };
  for (const { path, text, symlink } of target.files()) {
    if (symlink || otuIdOfPath(path) === null) continue;
    result.checked += 1;
    const file = new OtuFile(path, text);
    if (file.canonical && !file.byteOrderMark) continue;
    const message = obstacle(file, text);
    if (message !== null) {
      result.unreadable.push({ path, message });
      continue;
    }
    if (!check) target.write(path, canonicalOtu(file.otu!));
    result.changed.push(path);
  }
  return result;
}

function obstacle(file: OtuFile, text: Buffer): string | null {
  if (file.rewritable) return null;
  if (file.otu !== null) {
    const [problem] = file.schemaProblems;
    const [again] = file.duplicateKeys;
    if (again) return `${file.path}:${again.position.line} has the key "${again.key}" twice`;
    return `${file.path} would lose something: ${problem?.path || 'the OTU'} ${problem?.message}`;
  }
  try {
    parseOtu(text, file.path);
  } catch (error) {
    if (error instanceof InvalidOtuError) return error.message;
    throw error;
  }
  return `${file.path} cannot be read as an OTU`;
}
