import { otuPath } from '../otu/ids.js';
import type { Sqlite, Value } from '../sqlite/sqlite.js';
import { bareAccession, fold } from './fold.js';
import type { Page } from './pages.js';

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

const VERSION = '(SELECT max(version) FROM changes WHERE changes.otu = otus.key)';
export const SUMMARY = `id, name, abbreviation, verified, ${VERSION} AS version`;
export const BY_NAME = 'ORDER BY folded_name, id';

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
