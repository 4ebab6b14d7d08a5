import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ImportFormatError, ImportReadError } from './errors.js';
import type { ImportLog } from './import-log.js';
import { JsonSplitError, JsonSplitter } from './json-splitter.js';
import { parseJson } from './json-value.js';
import type { ImportLimits } from './limits.js';
import type { RawOtu } from './virtool-json.js';

/**
 * Reads a folder in the layout of Virtool's older source repositories:
 *
 *     src/meta.json                          data_type, organism
 *     src/<letter>/<name>/otu.json           _id, name, abbreviation, schema
 *     src/<letter>/<name>/<isolate id>/isolate.json
 *     src/<letter>/<name>/<isolate id>/<sequence id>.json
 *
 * `folder` is what holds `src`, or `src` itself. Everything comes in the order of file names, which is the order in
 * which Virtool's own tool put isolates and sequences into reference.json. Symbolic links are not followed.
 *
 * @throws ImportFormatError, ImportReadError from the iteration, and nothing else
 */
export async function* readSourceTree(
  folder: string,
  log: ImportLog,
  limits: ImportLimits,
  onMember: (key: string, value: unknown) => void,
): AsyncGenerator<RawOtu> {
  const tree = new SourceTree(log, limits);
  const top = tree.list(folder);
  const hasSrc = top.some((entry) => entry.name === 'src' && entry.isDirectory());
  const root = hasSrc ? join(folder, 'src') : folder;
  let number = 0;
  for (const letter of hasSrc ? tree.list(root) : top) {
    if (letter.name === 'meta.json' && letter.isFile()) {
      const meta = tree.object(join(root, letter.name));
      for (const [key, value] of Object.entries(meta)) onMember(key, value);
    } else if (letter.isDirectory()) {
      for (const name of tree.list(join(root, letter.name))) {
        if (!name.isDirectory()) continue;
        const otuFolder = join(root, letter.name, name.name);
        if (!tree.has(join(otuFolder, 'otu.json'))) {
          tree.passOver(`${letter.name}/${name.name}`);
          continue;
        }
        number += 1;
        yield { number, value: tree.otu(otuFolder) };
      }
    }
  }
  if (number === 0) throw new ImportFormatError(log.source, 'no file src/<letter>/<name>/otu.json was found in it');
}

class SourceTree {
  readonly #log: ImportLog;
  readonly #limits: ImportLimits;

  constructor(log: ImportLog, limits: ImportLimits) {
    this.#log = log;
    this.#limits = limits;
  }

  /** The OTU of one folder, in the form it has in reference.json. */
  otu(folder: string): unknown {
    const isolates: unknown[] = [];
    for (const entry of this.list(folder)) {
      if (!entry.isDirectory()) continue;
      const path = join(folder, entry.name);
      if (this.has(join(path, 'isolate.json'))) isolates.push(this.#isolate(path));
      else this.passOver(`${basename(folder)}/${entry.name}`);
    }
    return { ...this.object(join(folder, 'otu.json')), isolates };
  }

  #isolate(folder: string): unknown {
    const sequences: unknown[] = [];
    for (const entry of this.list(folder)) {
      if (entry.name === 'isolate.json') continue;
      if (entry.isFile() && entry.name.endsWith('.json')) sequences.push(this.object(join(folder, entry.name)));
      else this.passOver(`${basename(folder)}/${entry.name}`);
    }
    return { ...this.object(join(folder, 'isolate.json')), sequences };
  }

  /** What a folder holds, by name. Hidden files and, with a warning, symbolic links are left out. */
  list(folder: string): Dirent[] {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (cause) {
      throw new ImportReadError(`${folder} can't be read: ${(cause as Error).message}`, { cause });
    }
    return entries
      .filter((entry) => {
        if (entry.isSymbolicLink()) this.passOver(`${basename(folder)}/${entry.name}`);
        return !entry.isSymbolicLink() && !entry.name.startsWith('.');
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Whether there is such a file, a real one. */
  has(path: string): boolean {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  }

  passOver(path: string): void {
    const sentence = (count: number) =>
      `${count === 1 ? 'One file or folder was' : `${count} files or folders were`} passed over`;
    this.#log.warn('passed_over', '', path, sentence);
  }

  /** Parses a file that must hold one JSON object. */
  object(path: string): Record<string, unknown> {
    const bytes = this.#read(path);
    const fail = (reason: string, offset: number | null): never => {
      throw new ImportFormatError(`${this.#log.source}: ${path}`, reason, offset);
    };
    // Limits are the splitter's to judge, so that nothing that passes them reaches JSON.parse.
    const splitter = new JsonSplitter([], this.#limits);
    try {
      for (const _ of splitter.push(bytes));
      splitter.finish();
    } catch (error) {
      if (!(error instanceof JsonSplitError)) throw error;
      fail(error.reason, error.offset);
    }
    const parsed = parseJson(bytes);
    if ('fault' in parsed) return fail(parsed.fault.reason, parsed.fault.offset);
    return parsed.value as Record<string, unknown>;
  }

  #read(path: string): Buffer {
    try {
      const { size } = lstatSync(path);
      if (size > this.#limits.valueBytes) {
        throw new ImportFormatError(
          `${this.#log.source}: ${path}`,
          `it is larger than ${this.#limits.valueBytes} bytes`,
        );
      }
      const bytes = readFileSync(path);
      return bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? bytes.subarray(3) : bytes;
    } catch (cause) {
      if (cause instanceof ImportFormatError) throw cause;
      throw new ImportReadError(`${path} can't be read: ${(cause as Error).message}`, { cause });
    }
  }
}
