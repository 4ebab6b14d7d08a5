import type { Sqlite } from '../sqlite/sqlite.js';
import type { Repository } from '../store/repository.js';
import { CHANGE_COLUMNS, type ChangeRow, newestUnbuiltChange, type StoredChange, toChange } from './change-queries.js';
import { lastIndexedVersion } from './index-queries.js';
import type { CatalogOtu } from './otu-queries.js';
import { OtuStatus } from './otu-table.js';
import { isoTime } from './pages.js';
import type { State } from './state.js';

/** All that is known of an OTU that is at HEAD. */
export interface OtuDetail {
  otu: CatalogOtu;
  /** Its newest unbuilt change, or null. */
  unbuilt: ChangeRow | null;
}

interface StoredDetail extends StoredChange, Pick<State, 'head' | 'tags'> {
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
  newest_index: number | null;
}

/**
 * An OTU with its newest change, all at once and with as few look-ups as there can be: among a million changes each one
 * is a walk through memory that nobody has touched for long.
 */
const DETAIL = `
  SELECT state.head, state.tags, otus.key, otus.status, otus.blob, otus.name, otus.abbreviation, otus.taxid,
    otus.verified, otus.isolate_count, otus.sequence_count, ${CHANGE_COLUMNS},
    CASE WHEN changes.version = 0 THEN commits.time ELSE (
      SELECT time FROM changes AS first JOIN commits USING (position) WHERE first.otu = otus.key AND first.version = 0
    ) END AS created,
    (SELECT max(n) FROM indexes) AS newest_index
  FROM otus
    CROSS JOIN state
    CROSS JOIN changes
      ON changes.key = (SELECT key FROM changes WHERE changes.otu = otus.key ORDER BY version DESC LIMIT 1)
    CROSS JOIN commits ON commits.position = changes.position
    CROSS JOIN people ON people.key = commits.person
    LEFT JOIN indexes ON indexes.n = commits.built
  WHERE otus.id = ?
`;

/** What was found out about an id, and at which HEAD and tags. */
export interface Found {
  /** `gone` where the OTU was removed, or its file is none by now; null where there never was one. */
  detail: OtuDetail | 'gone' | null;
  /** null where it is not known, for want of an OTU. */
  at: Pick<State, 'head' | 'tags'> | null;
}

/** Looks for the OTU of an id. To be called in a transaction. */
export function findOtu(db: Sqlite, repo: Repository, id: string): Found {
  const row = db.get<StoredDetail>(DETAIL, id);
  if (!row) return { detail: null, at: null };
  if (row.status !== OtuStatus.listed) return { detail: 'gone', at: row };
  const lastIndexed = row.newest_index === null ? null : lastIndexedVersion(db, repo, row.key, id);
  // A change that is older than a built one can be unbuilt: it came with a merge.
  const unbuilt = row.built === null ? toChange(row) : newestUnbuiltChange(db, id);
  return { detail: detailOf(row, lastIndexed, unbuilt), at: row };
}

function detailOf(row: StoredDetail, last_indexed_version: number | null, unbuilt: ChangeRow | null): OtuDetail {
  const { otu_id: id, name, abbreviation, taxid, isolate_count, sequence_count, blob, version } = row;
  const verified = row.verified === 1;
  const created_at = isoTime(row.created);
  const counts = { isolate_count, sequence_count };
  return {
    otu: { id, name, abbreviation, taxid, verified, version, ...counts, blob, created_at, last_indexed_version },
    unbuilt,
  };
}
