/** Amounts and times as people write them; times in this machine's zone. */
export { brief, count, fileSize, grouped } from '../otu/words.js';

/** A time (ISO 8601) in this machine's zone, to the minute: `2018-05-17 19:02`. */
export function shortTime(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The day of a time (ISO 8601) in this machine's zone: `2018-05-17`. */
export function shortDate(iso: string): string {
  return shortTime(iso).replace(/ .*$/, '');
}
