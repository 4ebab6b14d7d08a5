import type { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import { CHANGE_COLUMNS, type ChangeRow, newestUnbuiltChange, type StoredChange, toChange } from './change-queries.js';
import { lastIndexedVersion } from './index-queries.js';
import type { CatalogOtu } from './otu-queries.js';
import { OtuStatus } from './otu-table.js';
import { isoTime } from './pages.js';

/** All that is known of an OTU that is at HEAD. */
export interface OtuDetail {
  otu: CatalogOtu;
  /** Its newest unbuilt change, or null. */
  unbuilt: ChangeRow | null;
}

interface StoredDetail extends StoredChange {
  key: number;
  status: number;
  blob: string;
  name: string;
  abbreviation: string;
  taxid: number | null;
  verified: number;
  isolate_count: number;
  sequence_count: number;
  created: number;
}

/** An OTU, its first change and its newest one at once: each query costs more than what it finds. */
const DETAIL = `
  SELECT otus.key, otus.status, otus.blob, otus.name, otus.abbreviation, otus.taxid, otus.verified, otus.isolate_count,
    otus.sequence_count, first_commits.time AS created, ${CHANGE_COLUMNS}
  FROM otus
    CROSS JOIN changes ON changes.otu = otus.key
      AND changes.version = (SELECT max(version) FROM changes WHERE changes.otu = otus.key)
    CROSS JOIN commits ON commits.position = changes.position
    CROSS JOIN people ON people.key = commits.person
    CROSS JOIN changes AS first_changes ON first_changes.otu = otus.key AND first_changes.version = 0
    CROSS JOIN commits AS first_commits ON first_commits.position = first_changes.position
    LEFT JOIN indexes ON indexes.n = commits.built
  WHERE otus.id = ?
`;

/** The OTU of an id; `gone` where it was removed, or its file is none by now; null where there never was one. */
export function otuDetail(db: Sqlite, repo: Repository, id: string): OtuDetail | 'gone' | null {
  const row = db.get<StoredDetail>(DETAIL, id);
  if (!row) return null;
  if (row.status !== OtuStatus.listed) return 'gone';
  const { key, blob, name, abbreviation, taxid, isolate_count, sequence_count, version } = row;
  return {
    otu: {
      id,
      name,
      abbreviation,
      taxid,
      verified: row.verified === 1,
      version,
      isolate_count,
      sequence_count,
      blob,
      created_at: isoTime(row.created),
      last_indexed_version: lastIndexedVersion(db, repo, key, id),
    },
    // One that is older than a built change can be unbuilt: it came with a merge.
    unbuilt: row.built === null ? toChange(row) : newestUnbuiltChange(db, id),
  };
}
