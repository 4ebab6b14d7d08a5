import type { Sqlite } from '../sqlite/sqlite.js';

/** Goes up with every change of tables or of what they mean; a catalog of another version is made anew. */
export const SCHEMA_VERSION = 1;

/**
 * One row of totals, so that no count of the whole is ever counted.
 * head: the commit that the catalog describes, null before the first. tags: a digest of the index tags it knows.
 */
const STATE = `
  CREATE TABLE state (
    head TEXT, tags TEXT NOT NULL,
    commits INTEGER NOT NULL, changes INTEGER NOT NULL, unbuilt_changes INTEGER NOT NULL, unbuilt_otus INTEGER NOT NULL,
    otus INTEGER NOT NULL, unverified INTEGER NOT NULL
  );
  INSERT INTO state VALUES (NULL, '', 0, 0, 0, 0, 0, 0);
`;

/**
 * commits: all that HEAD reaches, by position in mainline order. first_parent: 1 on HEAD's chain of first parents.
 *   first_change: the key of its first change, which is also the number of changes before it. built: the smallest
 *   index that reaches it.
 * changes: keys count from 0 without gaps, in mainline order and, within a commit, in order of path.
 * otus: every OTU that ever was. status: see OtuStatus. The rest describes its file at HEAD. problem: why a file is
 *   not an OTU. Folded texts are for comparing (see fold.ts).
 * indexes: the tags index/<n>. reach: the position up to which it has all of history, -1 for none.
 * index_extras: by OTU, how many changes are in the other commits that an index reaches.
 * people: authors, and how many changes each made.
 * common_grams: trigrams in so many names that looking them up finds next to nothing out.
 */
const TABLES = `
  CREATE TABLE people (
    key INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, folded_email TEXT NOT NULL, changes INTEGER NOT NULL
  );
  CREATE TABLE commits (
    position INTEGER PRIMARY KEY, oid TEXT NOT NULL, first_parent INTEGER NOT NULL, person INTEGER NOT NULL,
    time INTEGER NOT NULL, first_change INTEGER NOT NULL, changes INTEGER NOT NULL, built INTEGER
  );
  CREATE TABLE changes (
    key INTEGER PRIMARY KEY, otu INTEGER NOT NULL, version INTEGER NOT NULL, removed INTEGER NOT NULL,
    position INTEGER NOT NULL, method TEXT NOT NULL, description TEXT NOT NULL, otu_name TEXT NOT NULL,
    before TEXT, after TEXT
  );
  CREATE TABLE otus (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, status INTEGER NOT NULL, blob TEXT,
    name TEXT, folded_name TEXT, abbreviation TEXT, folded_abbreviation TEXT, taxid INTEGER, verified INTEGER,
    isolate_count INTEGER, sequence_count INTEGER, problem TEXT
  );
  CREATE TABLE isolates (
    otu INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, source_type TEXT NOT NULL,
    source_name TEXT NOT NULL, is_default INTEGER NOT NULL,
    PRIMARY KEY (otu, ordinal)
  ) WITHOUT ROWID;
  CREATE TABLE sequences (
    otu INTEGER NOT NULL, isolate INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, accession TEXT NOT NULL,
    bare_accession TEXT NOT NULL, segment TEXT, length INTEGER NOT NULL,
    PRIMARY KEY (otu, isolate, ordinal)
  ) WITHOUT ROWID;
  CREATE TABLE indexes (
    n INTEGER PRIMARY KEY, tag_oid TEXT NOT NULL, commit_oid TEXT NOT NULL, reach INTEGER NOT NULL,
    time INTEGER NOT NULL, tagger_name TEXT NOT NULL, tagger_email TEXT NOT NULL,
    change_count INTEGER NOT NULL, modified_otu_count INTEGER NOT NULL
  );
  CREATE TABLE index_extras (
    n INTEGER NOT NULL, otu_id TEXT NOT NULL, changes INTEGER NOT NULL,
    PRIMARY KEY (n, otu_id)
  ) WITHOUT ROWID;
  CREATE TABLE common_grams (gram TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE VIRTUAL TABLE otu_grams USING fts5 (
    folded_name, folded_abbreviation,
    content='otus', content_rowid='key', tokenize='trigram case_sensitive 1', detail=none
  );
`;

const INDEXES = `
  CREATE UNIQUE INDEX commits_by_oid ON commits (oid);
  CREATE INDEX commits_unbuilt ON commits (position) WHERE built IS NULL;
  CREATE UNIQUE INDEX changes_by_otu ON changes (otu, version);
  CREATE UNIQUE INDEX otus_by_id ON otus (id);
  CREATE INDEX otus_by_folded_id ON otus (id COLLATE NOCASE);
  CREATE INDEX otus_by_name ON otus (folded_name, id, folded_abbreviation, verified) WHERE status = 1;
  CREATE INDEX otus_by_abbreviation ON otus (abbreviation) WHERE status = 1 AND abbreviation <> '';
  CREATE INDEX otus_unverified ON otus (folded_name, id) WHERE status = 1 AND verified = 0;
  CREATE INDEX otus_broken ON otus (id) WHERE status = 2;
  CREATE INDEX sequences_by_id ON sequences (id);
  CREATE INDEX sequences_by_accession ON sequences (bare_accession);
  CREATE UNIQUE INDEX people_by_identity ON people (email, name);
`;

/** Outlives a rebuild: what is kept here is keyed by the content it was made from. */
const CACHE = 'CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value TEXT NOT NULL)';

/** Whether the file is a catalog that this version of refkit made. */
export function hasCurrentSchema(db: Sqlite): boolean {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version === SCHEMA_VERSION;
}

/** Empties the database, whatever it holds, and makes the tables, without indexes: rows come in faster that way. */
export function resetTables(db: Sqlite): void {
  const keepCache = hasCurrentSchema(db);
  // Virtual tables first: they take their own tables with them.
  for (const kind of ['CREATE VIRTUAL TABLE %', '%']) {
    const tables = db.all<{ name: string }>(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql LIKE ?",
      kind,
    );
    for (const { name } of tables) {
      if (name !== 'cache' || !keepCache) db.exec(`DROP TABLE IF EXISTS "${name.replaceAll('"', '""')}"`);
    }
  }
  db.exec(STATE + TABLES + CACHE);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
}

/** Below so many OTUs no trigram is worth leaving out of a search. */
const MANY_OTUS = 2500;

/** Makes all indexes, after resetTables() and the first rows. */
export function createIndexes(db: Sqlite, otuCount: number): void {
  db.exec(INDEXES);
  db.exec(`INSERT INTO otu_grams (otu_grams) VALUES ('rebuild')`);
  if (otuCount < MANY_OTUS) return;
  db.exec('CREATE VIRTUAL TABLE temp.gram_counts USING fts5vocab (main, otu_grams, row)');
  db.run('INSERT INTO common_grams SELECT term FROM temp.gram_counts WHERE doc > ?', otuCount / 50);
  db.exec('DROP TABLE temp.gram_counts');
}
