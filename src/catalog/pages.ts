/** Which part of a list to give: page 1 is the first. */
export interface PageRequest {
  page: number;
  per_page: number;
}

/** A part of a list, in the HTTP API's words. */
export interface Page<T> {
  documents: T[];
  /** How many there are in all, and how many of them are what was asked for. */
  total_count: number;
  found_count: number;
  page_count: number;
  per_page: number;
  page: number;
}

/** Wraps up one page of what was found. */
export function pageOf<T>(
  documents: T[],
  { total, found }: { total: number; found: number },
  { page, per_page }: PageRequest,
): Page<T> {
  return {
    documents,
    total_count: total,
    found_count: found,
    page_count: Math.ceil(found / per_page),
    per_page,
    page,
  };
}

/** All that was found, as one page. */
export function wholePage(found: number): PageRequest {
  return { page: 1, per_page: Math.max(1, found) };
}

/** Seconds since 1970 as ISO 8601 in UTC. Moments that no calendar has come out as the nearest one it has. */
export function isoTime(seconds: number): string {
  const farthest = 8.64e12;
  return new Date(Math.max(-farthest, Math.min(farthest, seconds)) * 1000).toISOString();
}
