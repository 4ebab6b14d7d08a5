import { otuIssues } from '../otu/issues.js';
import type { Otu } from '../otu/types.js';
import type { Sqlite } from '../sqlite/sqlite.js';
import { bareAccession, fold, storable } from './fold.js';
import type { Reading } from './words.js';

/** What an OTU is at HEAD. */
export const OtuStatus = {
  /** Not there: it was removed. */
  removed: 0,
  /** There, and readable. */
  listed: 1,
  /** There is a file, but it is not this OTU. */
  broken: 2,
} as const;
export type OtuStatus = (typeof OtuStatus)[keyof typeof OtuStatus];

/** What the catalog's writer has to know of an OTU while it works. */
export interface OtuEntry {
  readonly key: number;
  readonly id: string;
  status: OtuStatus;
  /** The blob that its rows were made from; null where there is no file. */
  blob: string | null;
  verified: boolean;
  /** The version of its newest change, -1 before the first. */
  version: number;
  /** Whether one of its changes is unbuilt. */
  unbuilt: boolean;
  /** Whether it has a row. */
  stored: boolean;
}

interface StoredOtu {
  key: number;
  status: OtuStatus;
  blob: string | null;
  verified: number | null;
  version: number | null;
  unbuilt: number;
}

const PUT_OTU = 'INSERT OR REPLACE INTO otus VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';

/** Writes the tables that describe OTUs as they are at HEAD, and keeps count. */
export class OtuTable {
  readonly #db: Sqlite;
  readonly #fresh: boolean;
  readonly #entries = new Map<string, OtuEntry>();
  #nextKey: number;
  /** How many OTUs more (or, below zero, fewer) are listed than when this was made, and how many of them unverified. */
  listed = 0;
  unverified = 0;

  /** @param fresh whether the tables are new, so that nothing need be looked up or replaced, and have no indexes yet */
  constructor(db: Sqlite, fresh: boolean) {
    this.#db = db;
    this.#fresh = fresh;
    this.#nextKey = 1 + (db.get<{ key: number | null }>('SELECT max(key) AS key FROM otus')?.key ?? 0);
  }

  /** The OTU of an id, as it stands in the tables or as a new one. */
  entry(id: string): OtuEntry {
    let entry = this.#entries.get(id);
    if (!entry) {
      entry = this.#load(id) ?? newEntry(this.#nextKey++, id);
      this.#entries.set(id, entry);
    }
    return entry;
  }

  /** All entries that were asked for. */
  entries(): Iterable<OtuEntry> {
    return this.#entries.values();
  }

  /** Describes the OTU by its file at HEAD; null where there is none. */
  put(entry: OtuEntry, blob: string | null, reading: Reading): void {
    const otu = reading && 'otu' in reading && reading.otu.id === entry.id ? reading.otu : null;
    this.#withdraw(entry, otu);
    entry.blob = blob;
    entry.stored = true;
    if (otu) this.#list(entry, otu);
    else if (blob === null) this.#unlist(entry, OtuStatus.removed, null);
    else this.#unlist(entry, OtuStatus.broken, problemOf(reading, entry.id));
  }

  /** Takes out all rows of an OTU. */
  delete(entry: OtuEntry): void {
    this.#withdraw(entry, null);
    this.#db.run('DELETE FROM otus WHERE key = ?', entry.key);
    this.#entries.delete(entry.id);
  }

  #load(id: string): OtuEntry | undefined {
    if (this.#fresh) return undefined;
    const row = this.#db.get<StoredOtu>(
      `SELECT key, status, blob, verified, (SELECT max(version) FROM changes WHERE otu = otus.key) AS version,
         EXISTS (
           SELECT 1 FROM changes JOIN commits USING (position)
           WHERE changes.otu = otus.key AND commits.built IS NULL AND changes.key >= (
             SELECT first_change FROM commits WHERE built IS NULL AND changes > 0 ORDER BY position LIMIT 1
           )
         ) AS unbuilt
       FROM otus WHERE id = ?`,
      id,
    );
    if (!row) return undefined;
    const { key, status, blob } = row;
    const version = row.version ?? -1;
    return { key, id, status, blob, verified: row.verified === 1, version, unbuilt: row.unbuilt === 1, stored: true };
  }

  #list(entry: OtuEntry, otu: Otu): void {
    let sequenceCount = 0;
    for (const [ordinal, isolate] of otu.isolates.entries()) {
      const { id, source_type, source_name, sequences } = isolate;
      this.#db.run(
        'INSERT INTO isolates VALUES (?, ?, ?, ?, ?, ?)',
        ...[entry.key, ordinal, id, storable(source_type), storable(source_name), Number(isolate.default)],
      );
      sequenceCount += sequences.length;
      for (let i = 0; i < sequences.length; i += 1) {
        const { id, accession, segment, sequence } = sequences[i]!;
        const stored = storable(accession);
        const segmentName = segment === null ? null : storable(segment);
        this.#db.run(
          'INSERT INTO sequences VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          ...[entry.key, ordinal, i, id, stored, bareAccession(stored), segmentName, sequence.length],
        );
      }
    }
    entry.status = OtuStatus.listed;
    entry.verified = otuIssues(otu) === null;
    this.listed += 1;
    if (!entry.verified) this.unverified += 1;
    const name = storable(otu.name);
    const abbreviation = storable(otu.abbreviation);
    this.#db.run(
      PUT_OTU,
      ...[entry.key, entry.id, entry.status, entry.blob, name, fold(name), abbreviation, fold(abbreviation)],
      ...[otu.taxid, Number(entry.verified), otu.isolates.length, sequenceCount, null],
    );
  }

  #unlist(entry: OtuEntry, status: OtuStatus, problem: string | null): void {
    entry.status = status;
    entry.verified = false;
    this.#db.run(
      PUT_OTU,
      ...[entry.key, entry.id, status, entry.blob, null, null, null, null],
      ...[null, null, null, null, problem === null ? null : storable(problem)],
    );
  }

  /** Takes back what is stored of an OTU, apart from its row, and from its names where they stay. */
  #withdraw(entry: OtuEntry, otu: Otu | null): void {
    if (this.#fresh) return;
    if (entry.status !== OtuStatus.listed) {
      if (otu) this.#addGrams(entry, fold(storable(otu.name)), fold(storable(otu.abbreviation)));
      return;
    }
    this.listed -= 1;
    if (!entry.verified) this.unverified -= 1;
    this.#db.run('DELETE FROM isolates WHERE otu = ?', entry.key);
    this.#db.run('DELETE FROM sequences WHERE otu = ?', entry.key);
    const old = this.#db.get<{ folded_name: string; folded_abbreviation: string }>(
      'SELECT folded_name, folded_abbreviation FROM otus WHERE key = ?',
      entry.key,
    )!;
    const name = otu && fold(storable(otu.name));
    const abbreviation = otu && fold(storable(otu.abbreviation));
    if (name === old.folded_name && abbreviation === old.folded_abbreviation) return;
    this.#db.run(
      `INSERT INTO otu_grams (otu_grams, rowid, folded_name, folded_abbreviation) VALUES ('delete', ?, ?, ?)`,
      entry.key,
      old.folded_name,
      old.folded_abbreviation,
    );
    if (name !== null && abbreviation !== null) this.#addGrams(entry, name, abbreviation);
  }

  #addGrams(entry: OtuEntry, foldedName: string, foldedAbbreviation: string): void {
    this.#db.run(
      'INSERT INTO otu_grams (rowid, folded_name, folded_abbreviation) VALUES (?, ?, ?)',
      ...[entry.key, foldedName, foldedAbbreviation],
    );
  }
}

function newEntry(key: number, id: string): OtuEntry {
  return {
    key,
    id,
    status: OtuStatus.removed,
    blob: null,
    verified: false,
    version: -1,
    unbuilt: false,
    stored: false,
  };
}

function problemOf(reading: Reading, id: string): string {
  if (reading && 'problem' in reading) return reading.problem;
  return `The file says that its id is ${reading?.otu.id}, and its path that it is ${id}.`;
}
