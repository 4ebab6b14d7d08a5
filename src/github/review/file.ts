/**
 * A review that another job wrote to a file. That job ran with a pull request's own files, so the file may hold
 * anything: it is checked and bounded here, and nothing in it names what is posted to.
 */
import { RIGHTS } from '../../reference/config.js';
import { SEVERITIES } from '../../validate/finding.js';
import { InvalidReviewError } from './errors.js';
import { flag, list, Misfit, matching, nullable, object, oneOf, plain, type Reader, text, whole } from './read-json.js';
import { countsOf, REVIEW_FORMAT, type Review, VERDICTS } from './review.js';

/** In characters. A review of all of a reference of 100,000 OTUs is about this large. */
export const MAX_REVIEW = 128 << 20;

const MANY = 200_000;
const SOME = 20_000;
const FEW = 1_000;

const name = text(500);
const words = text(2_000);
const path = text(1_000);
const commit = matching(/^[0-9a-f]{40}$/, 'commit');
const level = oneOf(SEVERITIES);
const kind = oneOf(['added', 'removed', 'changed']);
const count = whole();
const otu = object({ id: name, name });
const tally = object({ added: count, removed: count, changed: count });
const revision = object({ name, commit });
const field = object({ field: name, before: plain(2_000), after: plain(2_000) });
const fields = list(field, FEW);

const bases = object({
  first: count,
  last_before: count,
  last_after: count,
  substitutions: nullable(count),
});

const sequence = object({
  kind,
  id: name,
  accession: name,
  segment: nullable(name),
  length: object({ before: nullable(count), after: nullable(count) }),
  fields,
  bases: nullable(bases),
});

const isolate = object({
  kind,
  id: name,
  name,
  fields,
  sequences: list(sequence, SOME),
  sequences_reordered: flag,
});

const comparedOtu = object({
  kind,
  id: name,
  name,
  abbreviation: name,
  fields,
  schema: list(object({ kind, name, fields }), FEW),
  schema_reordered: flag,
  isolates: list(isolate, SOME),
  isolates_reordered: flag,
});

const finding = object({
  rule: name,
  severity: level,
  title: name,
  message: words,
  impact: words,
  recommended_action: words,
  file: path,
  otu: nullable(otu),
  json_path: words,
  line: nullable(whole(1)),
  column: nullable(whole(1)),
  fixable: flag,
  new: flag,
});

const remark = object({
  level,
  about: oneOf(['rights', 'settings', 'files', 'merge']),
  title: name,
  message: words,
  file: nullable(path),
});

const side = nullable(name);
const merge = object({
  outcome: oneOf(['clean', 'clean_here', 'conflicts']),
  conflicts: list(
    object({
      otu,
      file: path,
      conflicts: list(object({ subject: name, field: name, base: side, ours: side, theirs: side }), SOME),
    }),
    SOME,
  ),
  other: list(object({ file: path, message: words }), SOME),
  by_lines: list(object({ otu, file: path, outcome: oneOf(['conflict', 'differs']) }), SOME),
});

const figures = object({
  otus: tally,
  isolates: tally,
  sequences: tally,
  bases: object({ added: count, removed: count }),
  files: count,
  bytes: whole(Number.MIN_SAFE_INTEGER),
  commits: count,
  unbuilt: object({ index: nullable(name), otus: nullable(count), changes: nullable(count) }),
  bump: oneOf(['major', 'minor', 'patch']),
  bump_reasons: list(words, FEW),
});

const right = oneOf(RIGHTS);
const review: Reader<Review> = object<Review & Record<string, unknown>>({
  format: oneOf([REVIEW_FORMAT]),
  verdict: oneOf(VERDICTS),
  base: revision,
  head: revision,
  merge_base: commit,
  counts: object({ error: count, warning: count, notice: count, old: count }),
  rights: object({
    author: nullable(name),
    user: nullable(name),
    needed: list(right, FEW),
    missing: list(right, FEW),
    unknown: list(right, FEW),
  }),
  remarks: list(remark, SOME),
  findings: list(finding, MANY),
  merge,
  figures,
  files: list(object({ path, kind }), MANY),
  changes: object({
    settings: fields,
    otus: list(comparedOtu, MANY),
    unreadable: list(object({ path, message: words }), MANY),
    summary: tally,
  }),
});

/**
 * Reads a review. The verdict is that of its own findings and remarks, whatever else it says.
 *
 * @throws InvalidReviewError where the text is not JSON, is too large, or is no review
 */
export function parseReview(source: string): Review {
  if (source.length > MAX_REVIEW) throw invalid(`it is larger than ${MAX_REVIEW >> 20} MiB`);
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  try {
    const found = review(value, '$');
    const counts = countsOf(found.findings, found.remarks);
    return { ...found, counts, verdict: counts.error > 0 ? 'errors' : counts.warning > 0 ? 'warnings' : 'ok' };
  } catch (error) {
    if (error instanceof Misfit) throw invalid(`${error.path} ${error.problem}`);
    throw error;
  }
}

function invalid(problem: string, cause?: unknown): InvalidReviewError {
  return new InvalidReviewError(`This is no review that refkit wrote: ${problem}`, {
    cause,
    data: { problem },
    suggestions: ['write one with "refkit review --base REV --head REV -o FILE", of this version of refkit'],
  });
}
