/** The dates that git takes in `GIT_AUTHOR_DATE` and `GIT_COMMITTER_DATE` (git-commit(1), "DATE FORMATS"). */
import { parseZone } from './object-format.js';

export interface Moment {
  /** Seconds since 1970-01-01 UTC. */
  timestamp: number;
  /** Minutes east of Greenwich. */
  offset: number;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d+)?)?`;
const ZONE = String.raw`(?:\s*(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?`;
const FORMS = [
  // ISO 8601, and the same with points or slashes.
  String.raw`(?<year>\d{4})(?<mark>[-./])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?:T|\s+)${TIME}${ZONE}`,
  String.raw`(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})\s+${TIME}${ZONE}`,
  String.raw`(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})\s+${TIME}${ZONE}`,
  // RFC 2822, and git's own.
  String.raw`(?:[a-z]{3,9},?\s+)?(?<day>\d{1,2})\s+(?<month>[a-z]{3,9})\s+(?<year>\d{4})\s+${TIME}${ZONE}`,
  String.raw`(?:[a-z]{3,9},?\s+)?(?<month>[a-z]{3,9})\s+(?<day>\d{1,2})\s+${TIME}\s+(?<year>\d{4})${ZONE}`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** Reads a date; null where it is in none of git's forms. One without a zone is in the machine's own. */
export function parseGitDate(text: string): Moment | null {
  const trimmed = text.trim();
  // A number alone counts seconds; without `@` only where it is too long to be anything else.
  const raw = /^(?:@(\d+)|(\d{9,}))(?:\s+([+-]\d{4}))?$/.exec(trimmed);
  if (raw) {
    const timestamp = Number(raw[1] ?? raw[2]);
    if (!Number.isSafeInteger(timestamp)) return null;
    return { timestamp, offset: raw[3] ? parseZone(raw[3]) : localOffset(new Date(timestamp * 1000)) };
  }
  for (const form of FORMS) {
    const fields = form.exec(trimmed)?.groups;
    if (fields) return momentOf(fields);
  }
  return null;
}

/** The machine's own offset at a moment, in minutes east of Greenwich. */
export function localOffset(date: Date): number {
  // Not -0, which would be written as -0000.
  return 0 - date.getTimezoneOffset();
}

function momentOf(fields: Record<string, string | undefined>): Moment | null {
  const named = MONTHS.indexOf(fields.month!.slice(0, 3).toLowerCase());
  const month = named >= 0 ? named : Number(fields.month) - 1;
  const [year, day, hour, minute, second] = ['year', 'day', 'hour', 'minute', 'second'].map((name) =>
    Number(fields[name] ?? 0),
  ) as [number, number, number, number, number];
  if (!(month >= 0 && month < 12) || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return null;
  const { zone } = fields;
  if (zone === undefined) {
    const date = new Date(year, month, day, hour, minute, second);
    return { timestamp: Math.floor(date.getTime() / 1000), offset: localOffset(date) };
  }
  const digits = zone.slice(1).replace(':', '');
  const offset = /^[a-z]/i.test(zone) ? 0 : parseZone(zone[0] + digits.padEnd(4, '0'));
  return { timestamp: Date.UTC(year, month, day, hour, minute, second) / 1000 - offset * 60, offset };
}
