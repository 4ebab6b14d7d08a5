/** Whether a catalog says what git says: it is compared with one made anew. */

import { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import type { OnProgress } from './progress.js';
import { bringTo, momentOf } from './update.js';

/** All that a catalog knows, without the keys that depend on how it came to know it. Ordered. */
const CONTENTS = {
  OTUs: `SELECT id, status, blob, name, abbreviation, taxid, verified, isolate_count, sequence_count
    FROM otus WHERE status > 0 ORDER BY id`,
  changes: `SELECT otus.id, version, removed, position, method, description, otu_name, before, after
    FROM changes JOIN otus ON otus.key = changes.otu ORDER BY position, otus.id`,
  commits: 'SELECT position, oid, time, changes, built FROM commits ORDER BY position',
  isolates: `SELECT otus.id, isolates.id, source_type, source_name, is_default
    FROM isolates JOIN otus ON otus.key = isolates.otu ORDER BY otus.id, ordinal`,
  sequences: `SELECT otus.id, isolate, sequences.id, accession, segment, length
    FROM sequences JOIN otus ON otus.key = sequences.otu ORDER BY otus.id, isolate, ordinal`,
  indexes: 'SELECT n, tag_oid, commit_oid, time, change_count, modified_otu_count FROM indexes ORDER BY n',
  contributors: 'SELECT name, email, changes FROM people WHERE changes > 0 ORDER BY email, name',
  totals: 'SELECT commits, changes, unbuilt_changes, unbuilt_otus, otus, unverified FROM state',
} as const;

/** The parts in which a catalog differs from one made anew from git, each in one line; none where it is right. */
export function differencesFromGit(db: Sqlite, repo: Repository, onProgress: OnProgress): string[] {
  const fresh = new Sqlite(':memory:', 0);
  try {
    fresh.writing(() => bringTo(fresh, repo, momentOf(repo), onProgress));
    return Object.entries(CONTENTS).flatMap(([part, query]) => {
      const [here, there] = [db, fresh].map((source) => source.all<object>(query).map((row) => JSON.stringify(row)));
      const at = there!.findIndex((row, index) => row !== here![index]);
      if (at < 0 && here!.length === there!.length) return [];
      return [`${part}: ${here![at < 0 ? there!.length : at] ?? 'nothing'} where git says ${there![at] ?? 'nothing'}`];
    });
  } finally {
    fresh.close();
  }
}
