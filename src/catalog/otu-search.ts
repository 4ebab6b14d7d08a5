/** Finding OTUs by any part of a name or abbreviation: lists of them, by name. */
import type { Sqlite, Value } from '../sqlite/sqlite.js';
import { ByteLru } from '../store/lru.js';
import { fold, storable } from './fold.js';
import { BY_NAME, type OtuPage, type OtuQuery, type OtuSummary, SUMMARY } from './otu-queries.js';
import { type PageRequest, pageOf, wholePage } from './pages.js';
import type { State } from './state.js';

/** How much of what was found is remembered, in bytes. */
const MEMORY = 8 << 20;
/** How many trigrams are looked up: so many find next to nothing that is not meant. */
const MOST_TRIGRAMS = 16;
/** How many characters of a long text are cut into trigrams. */
const CUT_CHARACTERS = 200;

interface StoredSummary extends Omit<OtuSummary, 'verified'> {
  key: number;
  verified: number;
}

/** What to look in, as the part of a query from FROM on. */
interface Source {
  from: string;
  values: Value[];
}

/**
 * A search in one catalog. Which OTUs have a text is remembered until something is committed, so that a list costs its
 * search once, however many of its pages are asked for.
 */
export class OtuSearch {
  /** The keys of the OTUs that a query found, by name. */
  readonly #found = new ByteLru<string, Uint32Array>(MEMORY);
  #common: ReadonlySet<string> | null = null;
  #version = -1;

  /** Has to be called after every change through the same connection. */
  forget(): void {
    this.#found.clear();
    this.#common = null;
  }

  /**
   * The OTUs that a query finds, by name: a page of them, or all.
   *
   * @param state the catalog's, of the same transaction
   */
  find(
    db: Sqlite,
    { otus, unverified, unbuilt_otus }: State,
    { find = '', verified }: OtuQuery,
    request: PageRequest | 'all',
  ): OtuPage {
    const folded = fold(storable(find));
    const isVerified = verified === undefined ? '' : ` AND verified = ${Number(verified)}`;
    if (folded === '') {
      const found = verified === undefined ? otus : verified ? otus - unverified : unverified;
      const asked = request === 'all' ? wholePage(found) : request;
      const offset = (asked.page - 1) * asked.per_page;
      const rows = found <= offset ? [] : inOrder(db, `otus WHERE status = 1${isVerified}`, asked.per_page, offset);
      return answer(rows, { total: otus, found, modified: unbuilt_otus }, asked);
    }
    const keys = this.#keysOf(db, folded, isVerified);
    const asked = request === 'all' ? wholePage(keys.length) : request;
    const offset = (asked.page - 1) * asked.per_page;
    const rows = ofKeys(db, keys.subarray(offset, offset + asked.per_page));
    return answer(rows, { total: otus, found: keys.length, modified: unbuilt_otus }, asked);
  }

  #keysOf(db: Sqlite, folded: string, isVerified: string): Uint32Array {
    const { data_version: version } = db.get<{ data_version: number }>('PRAGMA data_version')!;
    if (version !== this.#version) this.forget();
    this.#version = version;
    const name = `${isVerified} ${folded}`;
    let keys = this.#found.get(name);
    if (keys === undefined) {
      const { from, values } = this.#source(db, folded);
      const sql = `SELECT group_concat(key) AS keys FROM (SELECT key FROM ${from}${isVerified} ${BY_NAME})`;
      const { keys: list } = db.get<{ keys: string | null }>(sql, ...values)!;
      keys = Uint32Array.from(list === null ? [] : list.split(','), Number);
      this.#found.set(name, keys, keys.byteLength + name.length + 200);
    }
    return keys;
  }

  /**
   * Where to look for a part of a name. The trigrams of the text narrow it down, except those that are in a good part of
   * all names; the comparison itself is what decides.
   */
  #source(db: Sqlite, folded: string): Source {
    const comparison = 'status = 1 AND (instr(folded_name, ?) > 0 OR instr(folded_abbreviation, ?) > 0)';
    this.#common ??= new Set(db.list<{ gram: string }>('SELECT gram FROM common_grams').map(({ gram }) => gram));
    const common = this.#common;
    const grams = trigrams(folded).filter((gram) => !common.has(gram));
    if (grams.length === 0) return { from: `otus WHERE ${comparison}`, values: [folded, folded] };
    const quoted = grams.slice(0, MOST_TRIGRAMS).map((gram) => `"${gram.replaceAll('"', '""')}"`);
    return {
      from: `(SELECT rowid AS hit FROM otu_grams WHERE otu_grams MATCH ?) CROSS JOIN otus ON key = hit WHERE ${comparison}`,
      values: [quoted.join(' AND '), folded, folded],
    };
  }
}

function answer(
  rows: StoredSummary[],
  { total, found, modified }: { total: number; found: number; modified: number },
  asked: PageRequest,
): OtuPage {
  const documents = rows.map(({ id, name, abbreviation, verified, version }) => {
    return { id, name, abbreviation, verified: verified === 1, version };
  });
  return { ...pageOf(documents, { total, found }, asked), modified_count: modified };
}

function inOrder(db: Sqlite, from: string, limit: number, offset: number): StoredSummary[] {
  // What is looked for and sorted by is all in one index; the rows themselves are read only of those on the page.
  return db.list<StoredSummary>(
    `SELECT key, ${SUMMARY} FROM (SELECT key AS chosen FROM ${from} ${BY_NAME} LIMIT ? OFFSET ?)
       CROSS JOIN otus ON otus.key = chosen ${BY_NAME}`,
    limit,
    offset,
  );
}

function ofKeys(db: Sqlite, keys: Uint32Array): StoredSummary[] {
  if (keys.length === 0) return [];
  const rows = db.list<StoredSummary>(
    `SELECT key, ${SUMMARY} FROM otus WHERE key IN (SELECT value FROM json_each(?))`,
    `[${keys.join(',')}]`,
  );
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return Array.from(keys, (key) => byKey.get(key)!);
}

function trigrams(text: string): string[] {
  const characters = [...text].slice(0, CUT_CHARACTERS);
  const found = new Set<string>();
  for (let i = 0; i + 3 <= characters.length; i += 1) found.add(characters.slice(i, i + 3).join(''));
  return [...found];
}
