import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { NotFoundError } from '../otu/errors.js';
import type { Otu } from '../otu/types.js';
import { ImportReadError } from './errors.js';
import { ImportLog, type ImportWarning, shown } from './import-log.js';
import { IMPORT_LIMITS, type ImportLimits } from './limits.js';
import { Oddities } from './oddities.js';
import { readSourceTree } from './source-tree.js';
import { Uniqueness } from './uniqueness.js';
import { readVirtoolJson } from './virtool-json.js';
import { importOtu } from './virtool-otu.js';

/** What a source says of itself; each is absent where it does not say it, or not as text. */
export interface ImportedMetadata {
  name?: string;
  organism?: string;
  data_type?: string;
  /** As the source writes it: an ISO 8601 time. */
  created_at?: string;
}

export interface ImportedReference {
  /** What the source is called in messages: the name that was given, the file's, or "standard input". */
  readonly source: string;
  /** Filled while `otus` is read, and complete when it has ended: it may stand behind the OTUs. */
  readonly metadata: ImportedMetadata;
  /**
   * The usable OTUs, as they come; to be read once. At its end it throws ImportRefusedError where any OTU was not
   * usable or anything stood twice: whoever has stored OTUs until then must drop them all. It throws
   * ImportFormatError or ImportReadError at once where the source can't be read on.
   */
  readonly otus: AsyncIterable<Otu>;
}

export interface ImportOptions {
  /** What the source is called in messages; its own name where it is not given. */
  name?: string;
  /** Told, when `otus` has ended well, what was odd. */
  onWarning?: (warning: ImportWarning) => void;
  /** Lower limits than the usual ones. */
  limits?: Partial<ImportLimits>;
}

const METADATA_KEYS = ['name', 'organism', 'data_type', 'created_at'] as const;

/**
 * Opens a reference made elsewhere: Virtool's `reference.json` or `reference.json.gz` (told apart by content, not by
 * name), a stream of either (`-` is standard input), or a folder in the layout of its older source repositories.
 * Memory stays bounded by one OTU, ids and names, whatever the source holds.
 *
 * @throws NotFoundError, ImportReadError where there is no such file or folder
 */
export async function openImport(source: string | Readable, options: ImportOptions = {}): Promise<ImportedReference> {
  const limits = { ...IMPORT_LIMITS, ...options.limits };
  const fromStream = typeof source !== 'string' || source === '-';
  const name = options.name ?? (fromStream ? 'standard input' : basename(source) || source);
  const log = new ImportLog(name);
  const metadata: ImportedMetadata = {};
  const onMember = (key: string, value: unknown) => noteMember(key, value, metadata, log);

  const raw = fromStream
    ? readVirtoolJson(source === '-' ? process.stdin : (source as Readable), log, limits, onMember)
    : kindOfPath(source as string) === 'folder'
      ? readSourceTree(source as string, log, limits, onMember)
      : readVirtoolJson(source as string, log, limits, onMember);

  async function* otus(): AsyncGenerator<Otu> {
    const uniqueness = new Uniqueness(log);
    const oddities = new Oddities(log);
    for await (const { number, value } of raw) {
      const { otu, usable } = importOtu(value, number, log);
      const storable = otu !== null && uniqueness.add(number, otu);
      if (!storable || !usable) continue;
      oddities.note(number, otu);
      yield otu;
    }
    for (const warning of log.close()) options.onWarning?.(warning);
  }
  return { source: name, metadata, otus: otus() };
}

function kindOfPath(path: string): 'file' | 'folder' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new NotFoundError(`There is no file or folder ${path} to import`, { cause, data: { source: path } });
    }
    throw new ImportReadError(`${path} can't be read: ${message}`, { cause, data: { source: path } });
  }
}

function noteMember(key: string, value: unknown, metadata: ImportedMetadata, log: ImportLog): void {
  const known = METADATA_KEYS.find((candidate) => candidate === key);
  if (known === undefined) {
    const sentence = () => `It has a key that refkit does not keep: ${shown(key)}`;
    log.warn('unknown_key', `reference.${key}`, null, sentence);
  } else if (typeof value !== 'string') {
    if (value !== null) log.warn('metadata', key, null, () => `Its ${key} is not text, and was passed over`);
  } else if (known === 'created_at' && Number.isNaN(Date.parse(value))) {
    log.warn('metadata', key, null, () => `Its created_at is not a time, and was passed over: ${shown(value)}`);
  } else {
    metadata[known] = value;
  }
}
