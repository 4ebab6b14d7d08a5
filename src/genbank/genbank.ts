/**
 * GenBank, as far as a reference needs it: records by their accessions, from NCBI or from a folder of those that were
 * fetched before.
 */
import { type Fetch, openNetwork } from '../network/network.js';
import { withoutVersion } from '../otu/accessions.js';
import { NotFoundError } from '../otu/errors.js';
import { RecordCache } from './cache.js';
import { GenBankBusyError, GenBankUnreachableError, UnusableRecordError } from './errors.js';
import { Eutils, MOST_IDS } from './eutils.js';
import { type ParsedRecord, tooLong, type Unusable } from './gbseq.js';
import { checkedAccession, type GenBankRecord } from './record.js';

export type { GenBankRecord } from './record.js';

export interface GenBankOptions {
  /** Where records are kept; nowhere unless given. */
  cacheDir?: string;
  env?: NodeJS.ProcessEnv;
  /** What a person should know and what stops nothing: a record that was replaced, an answer from the cache. */
  onWarning?: (message: string) => void;
  /** The way out; {@link openNetwork}'s unless given. */
  fetch?: Fetch;
  /** ms since 1970. */
  now?: () => number;
  /** How many records may be asked for at once before others are turned away. */
  mostWaiting?: number;
  /** See {@link EutilsOptions}. */
  pauseMs?: number;
  patienceMs?: number;
  lineMs?: number;
  answerMs?: number;
  mostBytes?: number;
}

/** For how long an accession without a version stands for the record that it stood for, in ms. */
const DAY_MS = 24 * 60 * 60 * 1000;

/** What became of an accession that was asked for. */
type Outcome = GenBankRecord | Unusable | 'unknown';

export class GenBank {
  readonly #options: GenBankOptions;
  readonly #eutils: Eutils;
  readonly #cache: RecordCache | null;
  readonly #close: () => Promise<void>;
  /** By accession, what is being asked just now: whoever wants the same waits for it too. */
  readonly #asked = new Map<string, Promise<Outcome>>();

  private constructor(options: GenBankOptions) {
    const { env = process.env, cacheDir, now, mostWaiting, onWarning, ...limits } = options;
    const network = openNetwork({ env });
    this.#options = options;
    this.#eutils = new Eutils({ fetch: network.fetch, env, ...limits });
    this.#cache = cacheDir === undefined ? null : new RecordCache(cacheDir);
    this.#close = () => {
      this.#eutils.close();
      return network.close();
    };
  }

  /** Nothing is loaded or asked before the first record. @throws GenBankSettingsError */
  static open(options: GenBankOptions = {}): GenBank {
    return new GenBank(options);
  }

  /** Ends what is being asked. */
  async close(): Promise<void> {
    await this.#close();
  }

  /**
   * The record of an accession; without a version, the newest.
   *
   * @throws NotAnAccessionError, NotFoundError, UnusableRecordError, GenBankUnreachableError, GenBankBusyError
   */
  async record(accession: string): Promise<GenBankRecord> {
    return (await this.records([accession])).get(accession)!;
  }

  /** The same for several: all of them, each by the text that it was asked for by, or an error. */
  async records(accessions: readonly string[]): Promise<Map<string, GenBankRecord>> {
    const keys = new Map(accessions.map((text) => [text, checkedAccession(text)]));
    const kept = new Map<string, GenBankRecord>();
    for (const key of new Set(keys.values())) {
      const record = await this.#kept(key, DAY_MS);
      if (record) kept.set(key, record);
    }
    const missing = [...new Set(keys.values())].filter((key) => !kept.has(key));
    const outcomes = new Map<string, Outcome>(kept);
    for (const [key, outcome] of await this.#fetched(missing)) outcomes.set(key, outcome);
    refuseUnknown(outcomes);
    const records = new Map<string, GenBankRecord>();
    for (const [text, key] of keys) records.set(text, usable(key, outcomes.get(key)!));
    for (const { notice } of new Set(records.values())) if (notice !== null) this.#warn(notice);
    return records;
  }

  /** A record that is in the folder, and has been found to be the newest not longer ago than that where that matters. */
  async #kept(key: string, maxAgeMs: number): Promise<GenBankRecord | null> {
    if (this.#cache === null) return null;
    if (withoutVersion(key) !== key) return this.#cache.record(key);
    const newest = await this.#cache.newest(key);
    if (newest === null) return null;
    const age = this.#now() - newest.asked_at;
    return age >= 0 && age <= maxAgeMs ? this.#cache.record(newest.accession) : null;
  }

  async #fetched(keys: string[]): Promise<(readonly [string, Outcome])[]> {
    const { mostWaiting = Number.POSITIVE_INFINITY } = this.#options;
    const fresh = keys.filter((key) => !this.#asked.has(key));
    if (this.#asked.size + fresh.length > mostWaiting) {
      throw new GenBankBusyError('Too many records are being asked for at once', {
        suggestions: ['try again in a few seconds'],
      });
    }
    for (let at = 0; at < fresh.length; at += MOST_IDS) this.#begin(fresh.slice(at, at + MOST_IDS));
    return Promise.all(keys.map(async (key) => [key, await this.#outcomeOf(key)] as const));
  }

  #begin(batch: string[]): void {
    const outcomes = this.#ask(batch);
    for (const key of batch) {
      const outcome = outcomes.then((all) => all.get(key) ?? 'unknown').finally(() => this.#asked.delete(key));
      this.#asked.set(key, outcome);
    }
  }

  /** What is being asked; an older answer where NCBI can't be reached. */
  async #outcomeOf(key: string): Promise<Outcome> {
    try {
      return await this.#asked.get(key)!;
    } catch (error) {
      if (!(error instanceof GenBankUnreachableError)) throw error;
      const older = await this.#kept(key, Number.POSITIVE_INFINITY);
      if (older === null) throw error;
      this.#warn(`${error.message}. ${older.accession} was the newest version of ${key} when it was last reached`);
      return older;
    }
  }

  async #ask(keys: string[]): Promise<Map<string, Outcome>> {
    const outcomes = new Map<string, Outcome>();
    await this.#askInParts(keys, outcomes);
    // At times some of many are left out of an answer.
    const left = keys.filter((key) => !outcomes.has(key));
    if (left.length > 0 && keys.length > 1) await this.#askInParts(left, outcomes);
    return outcomes;
  }

  /** Asks for all at once, and where that is refused or too much, for halves of them. */
  async #askInParts(keys: string[], outcomes: Map<string, Outcome>): Promise<void> {
    const answer = await this.#eutils.records(keys);
    if (answer.kind === 'records') {
      const matching = matched(keys, answer.records);
      for (const [key, { content }] of matching) outcomes.set(key, content);
      await this.#keep(matching);
    } else if (keys.length > 1) {
      const middle = Math.ceil(keys.length / 2);
      await this.#askInParts(keys.slice(0, middle), outcomes);
      await this.#askInParts(keys.slice(middle), outcomes);
    } else {
      outcomes.set(keys[0]!, answer.kind === 'too_large' ? tooLong(null) : 'unknown');
    }
  }

  async #keep(matching: Map<string, ParsedRecord>): Promise<void> {
    if (this.#cache === null) return;
    try {
      for (const [key, { accession, content }] of matching) {
        if (!isRecord(content)) continue;
        await this.#cache.keep(content);
        if (key !== accession) await this.#cache.keepNewest(key, { accession, asked_at: this.#now() });
      }
    } catch (error) {
      this.#warn(`Records of GenBank can't be kept for the next time: ${(error as Error).message}`);
    }
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #warn(message: string): void {
    this.#options.onWarning?.(message);
  }
}

function isRecord(content: ParsedRecord['content']): content is GenBankRecord {
  return 'sequence' in content;
}

/**
 * Which record answers to which accession: that of its version, else the one that has it, else the one that took it over.
 *
 * @throws GenBankUnreachableError where there are records, and none of them was asked for
 */
function matched(keys: string[], records: ParsedRecord[]): Map<string, ParsedRecord> {
  const found = new Map<string, ParsedRecord>();
  for (const key of keys) {
    const record =
      records.find(({ accession }) => accession === key) ??
      records.find(({ accession }) => withoutVersion(accession) === key) ??
      records.find(({ secondary }) => secondary.includes(key));
    if (record) found.set(key, record);
  }
  if (found.size > 0 || records.length === 0) return found;
  throw new GenBankUnreachableError(`it was asked for ${keys[0]}, and answered with ${records[0]!.accession}`);
}

/** @throws NotFoundError that names every accession which there is not */
function refuseUnknown(outcomes: Map<string, Outcome>): void {
  const unknown = [...outcomes].flatMap(([key, outcome]) => (outcome === 'unknown' ? [key] : []));
  if (unknown.length === 0) return;
  const [only] = unknown;
  throw new NotFoundError(
    unknown.length === 1
      ? `GenBank has no nucleotide record ${only}`
      : `GenBank has no nucleotide records ${unknown.join(', ')}`,
    {
      data: { accessions: unknown },
      suggestions: ['look for it at https://www.ncbi.nlm.nih.gov/nuccore/, and mind the version behind the dot'],
    },
  );
}

function usable(key: string, outcome: Outcome): GenBankRecord {
  if (typeof outcome === 'object' && isRecord(outcome)) return outcome;
  const { problem, suggestion } = outcome as Unusable;
  throw new UnusableRecordError(`${key} ${problem}`, { data: { accession: key }, suggestions: [suggestion] });
}
