/** How segments are called in records, and in schemas. */
import { oneLine } from '../otu/phrases.js';
import type { Segment } from '../otu/types.js';

/** What two names have in common that mean one segment: "RNA 1", "RNA-1" and "rna1". */
export function segmentKey(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '');
}

export interface SegmentMatch {
  /** The name of a segment in the schema, or null. */
  segment: string | null;
  /** What to tell whoever has to decide about it. */
  warning: string | null;
}

/**
 * The segment of a schema that a record is: the one of its name, case, spaces and hyphens ignored where that leaves no
 * doubt. A record that names none is the one segment of a schema that has no other.
 */
export function matchSegment(record: { accession: string; segment: string | null }, schema: Segment[]): SegmentMatch {
  const { accession, segment } = record;
  const names = schema.map(({ name }) => name);
  if (segment === null && names.length === 1) return { segment: names[0]!, warning: null };
  if (segment === null && names.length === 0) return { segment: null, warning: null };
  const tests = segment === null ? [] : waysToMatch(segment);
  for (const test of tests) {
    const found = names.filter(test);
    if (found.length === 1) return { segment: found[0]!, warning: null };
  }
  const said = segment === null ? 'names no segment' : `is the segment "${segment}"`;
  const known = names.map((name) => oneLine(name)).join(', ');
  const schemaSays = names.length === 0 ? 'the OTU has no schema' : `the segments of the OTU are ${known}`;
  return { segment: null, warning: `${accession} ${said}, and ${schemaSays}: its segment is left empty` };
}

/** From the strictest to the loosest. */
function waysToMatch(segment: string): ((name: string) => boolean)[] {
  const lower = segment.toLowerCase();
  const key = segmentKey(segment);
  return [
    (name) => name === segment,
    (name) => name.toLowerCase() === lower,
    (name) => key !== '' && segmentKey(name) === key,
  ];
}
