import { otuPath } from '../otu/ids.js';
import type { Sqlite, Value } from '../sqlite/sqlite.js';
import { bareAccession, fold, storable } from './fold.js';
import { isoTime, type Page, type PageRequest, pageOf, wholePage } from './pages.js';
import { readState } from './state.js';

/** An OTU as lists show it. */
export interface OtuSummary {
  id: string;
  name: string;
  abbreviation: string;
  verified: boolean;
  version: number;
}

/** What the catalog knows of an OTU at HEAD. */
export interface CatalogOtu extends OtuSummary {
  taxid: number | null;
  isolate_count: number;
  sequence_count: number;
  /** The id of its file's blob. */
  blob: string;
  /** When its first change was made: ISO 8601. */
  created_at: string;
  /** Its version in the newest index that has it, or null. */
  last_indexed_version: number | null;
}

export interface OtuQuery {
  /** Any part of a name or abbreviation, case ignored. */
  find?: string;
  verified?: boolean;
}

export interface OtuPage extends Page<OtuSummary> {
  /** How many OTUs of the reference, removed ones included, have unbuilt changes. */
  modified_count: number;
}

/** A sequence by where it is. */
export interface SequenceLocation {
  otu_id: string;
  isolate_id: string;
  sequence_id: string;
  accession: string;
}

/** An isolate without the bases of its sequences. */
export interface CatalogIsolate {
  id: string;
  source_type: string;
  source_name: string;
  default: boolean;
  sequences: { id: string; accession: string; segment: string | null; length: number }[];
}

/** The row of an OTU, with the key that other tables know it by. */
export interface OtuRow {
  key: number;
  id: string;
  name: string;
  abbreviation: string;
  taxid: number | null;
  verified: number;
  isolate_count: number;
  sequence_count: number;
  blob: string;
  version: number;
  created: number;
}

const VERSION = '(SELECT max(version) FROM changes WHERE changes.otu = otus.key)';
const CREATED = `(SELECT time FROM changes JOIN commits USING (position) WHERE changes.otu = otus.key AND version = 0)`;
const SUMMARY = `id, name, abbreviation, verified, ${VERSION} AS version`;
const BY_NAME = 'ORDER BY folded_name, id';

/** The OTU of an id that is at HEAD and readable. */
export function otuRow(db: Sqlite, id: string): OtuRow | undefined {
  return db.get(
    `SELECT key, taxid, isolate_count, sequence_count, blob, ${SUMMARY}, ${CREATED} AS created
     FROM otus WHERE id = ? AND status = 1`,
    id,
  );
}

export function toCatalogOtu(row: OtuRow, lastIndexedVersion: number | null): CatalogOtu {
  const { key: _, created, ...otu } = row;
  const verified = row.verified === 1;
  return { ...otu, verified, created_at: isoTime(created), last_indexed_version: lastIndexedVersion };
}

/** The ids of the OTUs that a text names: the one with that id, else those with that name, else with that abbreviation. */
export function otuIdsNamed(db: Sqlite, text: string): string[] {
  const conditions: [string, string][] = [
    ['id = ?', text],
    ['folded_name = ?', fold(text)],
    ["abbreviation = ? AND abbreviation <> ''", text],
  ];
  for (const [condition, value] of conditions) {
    const rows = db.all<{ id: string }>(`SELECT id FROM otus WHERE status = 1 AND ${condition} ${BY_NAME}`, value);
    if (rows.length > 0) return rows.map(({ id }) => id);
  }
  return [];
}

/** The OTUs that a query finds, by name: a page of them, or all. */
export function findOtus(db: Sqlite, { find = '', verified }: OtuQuery, request: PageRequest | 'all'): OtuPage {
  const { otus, unverified, unbuilt_otus } = readState(db);
  const folded = fold(storable(find));
  const { source, values } = folded === '' ? { source: 'otus WHERE status = 1', values: [] } : search(db, folded);
  const condition = verified === undefined ? source : `${source} AND verified = ${Number(verified)}`;

  let found = verified === undefined ? otus : verified ? otus - unverified : unverified;
  if (folded !== '' && found > 0) {
    found = db.get<{ found: number }>(`SELECT count(*) AS found FROM ${condition}`, ...values)!.found;
  }
  const asked = request === 'all' ? wholePage(found) : request;
  const offset = (asked.page - 1) * asked.per_page;
  const rows = found <= offset ? [] : summaries(db, condition, values, asked.per_page, offset);
  const documents = rows.map((row) => ({ ...row, verified: row.verified === 1 }));
  return { ...pageOf(documents, { total: otus, found }, asked), modified_count: unbuilt_otus };
}

function summaries(db: Sqlite, condition: string, values: Value[], limit: number, offset: number) {
  // What is looked for and sorted by is all in one index; the rows themselves are read only of those on the page.
  return db.all<Omit<OtuSummary, 'verified'> & { verified: number }>(
    `SELECT ${SUMMARY}
     FROM (SELECT key AS chosen FROM ${condition} ${BY_NAME} LIMIT ? OFFSET ?) CROSS JOIN otus ON otus.key = chosen
     ${BY_NAME}`,
    ...values,
    limit,
    offset,
  );
}

/**
 * Where to look for a part of a name. The trigrams of the text narrow it down, except those that are in a good part of
 * all names; the comparison itself is what decides.
 */
function search(db: Sqlite, folded: string): { source: string; values: Value[] } {
  const comparison = 'status = 1 AND (instr(folded_name, ?) > 0 OR instr(folded_abbreviation, ?) > 0)';
  const isRare = (gram: string) => db.get('SELECT gram FROM common_grams WHERE gram = ?', gram) === undefined;
  const grams = trigrams(folded).filter(isRare).slice(0, MOST_TRIGRAMS);
  if (grams.length === 0) return { source: `otus WHERE ${comparison}`, values: [folded, folded] };
  const match = grams.map((gram) => `"${gram.replaceAll('"', '""')}"`).join(' AND ');
  return {
    source: `(SELECT rowid AS hit FROM otu_grams WHERE otu_grams MATCH ?) CROSS JOIN otus ON key = hit WHERE ${comparison}`,
    values: [match, folded, folded],
  };
}

/** How many trigrams are looked up: so many find next to nothing that is not meant. */
const MOST_TRIGRAMS = 16;
/** How many characters of a long text are cut into trigrams. */
const CUT_CHARACTERS = 200;

function trigrams(text: string): string[] {
  const characters = [...text].slice(0, CUT_CHARACTERS);
  const found = new Set<string>();
  for (let i = 0; i + 3 <= characters.length; i += 1) found.add(characters.slice(i, i + 3).join(''));
  return [...found];
}

/** The id of the OTU, other than one, that has a name; case ignored. */
export function otuWithName(db: Sqlite, name: string, except: string): string | null {
  return firstId(db, 'folded_name = ? AND status = 1 AND id <> ?', fold(name), except);
}

/** The id of the OTU, other than one, that has exactly this abbreviation. Nobody has the empty one. */
export function otuWithAbbreviation(db: Sqlite, abbreviation: string, except: string): string | null {
  if (abbreviation === '') return null;
  return firstId(db, "abbreviation = ? AND abbreviation <> '' AND status = 1 AND id <> ?", abbreviation, except);
}

/** Whether an id is, or ever was, an OTU's; case ignored. */
export function otuIdUsed(db: Sqlite, id: string): boolean {
  return db.get('SELECT id FROM otus WHERE id = ? COLLATE NOCASE LIMIT 1', id) !== undefined;
}

/**
 * What no two in a reference may hold. Ids and names are the same in whatever case, accessions whatever their version,
 * abbreviations and sequence ids exactly.
 */
export type ClaimKind = 'otu_id' | 'name' | 'abbreviation' | 'accession' | 'sequence_id';

/** An OTU that holds such a value. */
export interface Holder {
  /** Its file, from the root of the repository. */
  path: string;
  otu: { id: string; name: string };
  /** As it stands in the file. */
  value: string;
}

const HOLDERS: Record<ClaimKind, string> = {
  otu_id: 'SELECT id, name, id AS value FROM otus WHERE status = 1 AND id = ? COLLATE NOCASE',
  name: 'SELECT id, name, name AS value FROM otus WHERE status = 1 AND folded_name = ?',
  abbreviation:
    "SELECT id, name, abbreviation AS value FROM otus WHERE status = 1 AND abbreviation = ? AND abbreviation <> ''",
  accession: `SELECT otus.id, name, accession AS value FROM sequences JOIN otus ON otus.key = sequences.otu
    WHERE bare_accession = ?`,
  sequence_id: `SELECT otus.id, name, sequences.id AS value FROM sequences JOIN otus ON otus.key = sequences.otu
    WHERE sequences.id = ?`,
};

/** The OTUs that hold a value, by id. */
export function holdersOf(db: Sqlite, kind: ClaimKind, value: string): Holder[] {
  const compared = kind === 'name' ? fold(value) : kind === 'accession' ? bareAccession(value) : value;
  const rows = db.all<{ id: string; name: string; value: string }>(`${HOLDERS[kind]} ORDER BY otus.id`, compared);
  return rows.map(({ id, name, value }) => ({ path: otuPath(id), otu: { id, name }, value }));
}

function firstId(db: Sqlite, condition: string, ...values: Value[]): string | null {
  return db.get<{ id: string }>(`SELECT id FROM otus WHERE ${condition} ORDER BY id LIMIT 1`, ...values)?.id ?? null;
}

const LOCATIONS = `
  SELECT otus.id AS otu_id, isolates.id AS isolate_id, sequences.id AS sequence_id, sequences.accession
  FROM sequences JOIN otus ON otus.key = sequences.otu
    JOIN isolates ON isolates.otu = sequences.otu AND isolates.ordinal = sequences.isolate
`;

/** The sequences that have an accession, whatever the version behind its dot. */
export function sequencesWithAccession(db: Sqlite, accession: string): SequenceLocation[] {
  const order = 'ORDER BY otus.id, sequences.isolate, sequences.ordinal';
  return db.all(`${LOCATIONS} WHERE sequences.bare_accession = ? ${order}`, bareAccession(accession));
}

/** The sequences that have an id: at most one in a valid reference. */
export function sequencesWithId(db: Sqlite, id: string): SequenceLocation[] {
  return db.all(`${LOCATIONS} WHERE sequences.id = ? ORDER BY otus.id, sequences.isolate, sequences.ordinal`, id);
}

/** The isolates of an OTU, in order, without bases. */
export function isolatesOf(db: Sqlite, otuId: string): CatalogIsolate[] {
  const isolates = db.all<Omit<CatalogIsolate, 'sequences' | 'default'> & { default: number }>(
    `SELECT isolates.id, source_type, source_name, is_default AS "default"
     FROM isolates JOIN otus ON otus.key = isolates.otu WHERE otus.id = ? ORDER BY ordinal`,
    otuId,
  );
  const sequences = db.all<CatalogIsolate['sequences'][number] & { isolate: number }>(
    `SELECT isolate, sequences.id, accession, segment, length
     FROM sequences JOIN otus ON otus.key = sequences.otu WHERE otus.id = ? ORDER BY isolate, ordinal`,
    otuId,
  );
  const documents = isolates.map((isolate) => ({
    ...isolate,
    default: isolate.default === 1,
    sequences: [] as CatalogIsolate['sequences'],
  }));
  for (const { isolate, ...sequence } of sequences) documents[isolate]!.sequences.push(sequence);
  return documents;
}

/** The files that stand where an OTU should be and are none, in order of path. */
export function brokenOtus(db: Sqlite): { id: string; path: string; message: string }[] {
  const rows = db.all<{ id: string; problem: string }>('SELECT id, problem FROM otus WHERE status = 2');
  const broken = rows.map(({ id, problem }) => ({ id, path: otuPath(id), message: problem }));
  return broken.sort((a, b) => (a.path < b.path ? -1 : 1));
}
