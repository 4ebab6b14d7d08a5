/**
 * Records that were fetched, a file each, in a folder that may be deleted at any time. `NC_010317.1.json` holds a record,
 * which never changes; `NC_010317.json` says which version was the newest, and when that was asked.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkedAccession, type GenBankRecord, isRecordOf } from './record.js';

/** Raised when what a record holds, or how it is read from NCBI's answer, changes. */
const FORMAT = 1;

/** Which record an accession without a version stands for. */
export interface Newest {
  accession: string;
  /** ms since 1970. */
  asked_at: number;
}

export interface CacheLimits {
  /** In bytes. When more has come together, what is oldest goes. */
  size: number;
}

/** After so many records it is looked whether there are too many. */
const SWEEP_EVERY = 50;
/** What another process may still be writing is younger than this, in ms. */
const ABANDONED_MS = 60 * 60 * 1000;

export class RecordCache {
  #written = 0;

  /** @param folder made when something is first kept */
  constructor(
    private readonly folder: string,
    private readonly limits: CacheLimits = { size: 256 * 1024 * 1024 },
  ) {}

  /** The record of an accession with its version; null where it is not kept, or not whole. */
  async record(accession: string): Promise<GenBankRecord | null> {
    const { format, record } = await this.#read(accession);
    return format === FORMAT && isRecordOf(accession, record) ? record : null;
  }

  /** What an accession without a version stood for when that was last asked. */
  async newest(accession: string): Promise<Newest | null> {
    const { accession: newest, asked_at } = await this.#read(accession);
    return typeof newest === 'string' && Number.isFinite(asked_at) ? ({ accession: newest, asked_at } as Newest) : null;
  }

  /** @throws what the operating system has against it */
  async keep(record: GenBankRecord): Promise<void> {
    if (this.#written % SWEEP_EVERY === 0) await this.#sweep();
    this.#written += 1;
    await this.#write(record.accession, { format: FORMAT, record });
  }

  /** @throws what the operating system has against it */
  async keepNewest(asked: string, newest: Newest): Promise<void> {
    await this.#write(asked, newest);
  }

  async #read(accession: string): Promise<Record<string, unknown>> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file(accession), 'utf8'));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
      // Not there, or not readable: then it is fetched.
      return {};
    }
  }

  async #write(accession: string, value: unknown): Promise<void> {
    const file = this.#file(accession);
    const partial = `${file}.${randomBytes(6).toString('hex')}.part`;
    await mkdir(this.folder, { recursive: true });
    try {
      await writeFile(partial, JSON.stringify(value), { flag: 'wx' });
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Whatever is asked for, it can't lead to another folder. */
  #file(accession: string): string {
    return join(this.folder, `${checkedAccession(accession)}.json`);
  }

  /** Removes what a killed process left half written, and the oldest records where there are too many. */
  async #sweep(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(this.folder, name);
        const found = await stat(file).catch(() => null);
        return { file, size: found?.size ?? 0, time: found?.mtimeMs ?? 0, partial: name.endsWith('.part') };
      }),
    );
    files.sort((a, b) => b.time - a.time);
    let size = 0;
    for (const each of files) {
      size += each.size;
      const abandoned = each.partial && Date.now() - each.time > ABANDONED_MS;
      if (abandoned || size > this.limits.size) await rm(each.file, { force: true });
    }
  }
}
