import { distance } from 'fastest-levenshtein';
import type { Otu } from '../../otu/types.js';
import { isolateLabel, quoted } from '../labels.js';
import type { OtuRule, ReferenceSettings, ReportProblem } from '../rule.js';

/**
 * Kinds of source that need no explanation: qualifiers of the `source` feature in the INSDC feature table
 * (https://www.insdc.org/submitting-standards/feature-table/, section 7.4.1, "source"), and those that Virtool's own
 * references use besides.
 */
const USUAL = [
  'isolate',
  'strain',
  'clone',
  'cultivar',
  'culture collection',
  'ecotype',
  'haplotype',
  'serotype',
  'serovar',
  'variety',
  'genotype',
  'variant',
  'unknown',
];

/** What is longer is no misspelling but another text, and comparing it would take long. */
const LONGEST = 40;

/** The type of which `type` is likely a misspelling; null where it is one itself or like none. */
function meant(type: string, settings: ReferenceSettings | null): string | null {
  if (type === '' || type.length > LONGEST || USUAL.includes(type)) return null;
  const listed = settings?.source_types ?? [];
  if (listed.includes(type)) return null;
  let best: string | null = null;
  let nearest = type.length < 5 ? 2 : 3;
  for (const candidate of [...listed, ...USUAL]) {
    const far = distance(type, candidate);
    if (far < nearest) [best, nearest] = [candidate, far];
  }
  return best;
}

/** What a source type is compared as: case and the space around it are other rules' business. */
const plain = (type: string) => type.trim().toLowerCase();

/** A problem for each isolate whose source type there is something to say of. */
function eachType(otu: Otu, report: ReportProblem, problem: (type: string) => string | null): void {
  otu.isolates.forEach((isolate, at) => {
    const said = problem(plain(isolate.source_type));
    if (said === null) return;
    report({
      path: ['isolates', at, 'source_type'],
      message: `The source type ${quoted(isolate.source_type)} of ${isolateLabel(isolate)} ${said}`,
    });
  });
}

export const sourceTypeMisspelt: OtuRule = {
  id: 'source-type-misspelt',
  scope: 'otu',
  severity: 'warning',
  title: 'Source type that looks misspelt',
  description:
    "The type is not among the reference's `source_types` and no usual one, but one or two letters away from such (Levenshtein distance; one letter in words of up to four). Usual are the qualifiers of the `source` feature in the [INSDC feature table](https://www.insdc.org/submitting-standards/feature-table/) and what Virtool's references use: " +
    `${USUAL.map((type) => `\`${type}\``).join(', ')}.`,
  impact: 'The isolate has a wrong name, and searches for its kind miss it.',
  recommended_action: 'Correct the source type, or list it in `source_types` of reference.yaml where it is meant.',
  fixes: null,
  check(otu, report, { settings }) {
    eachType(otu, report, (type) => {
      const better = meant(type, settings);
      return better === null ? null : `looks misspelt; did you mean ${quoted(better)}?`;
    });
  },
};

export const sourceTypeForbidden: OtuRule = {
  id: 'source-type-forbidden',
  scope: 'otu',
  severity: 'warning',
  title: 'Source type that the reference does not allow',
  description:
    'With `restrict_source_types` on, isolates may only have the types that `source_types` lists, or none. Imports are not restricted, and neither are edits by hand.',
  impact: 'Nobody could add this isolate through refkit.',
  recommended_action: 'Change the type, or list it in `source_types` of reference.yaml.',
  fixes: null,
  check(otu, report, { settings }) {
    if (!settings?.restrict_source_types) return;
    eachType(otu, report, (type) => {
      if (type === '' || settings.source_types.includes(type) || meant(type, settings) !== null) return null;
      return 'is not allowed in this reference';
    });
  },
};

export const sourceTypeUnlisted: OtuRule = {
  id: 'source-type-unlisted',
  scope: 'otu',
  severity: 'notice',
  title: 'Source type that the reference does not list',
  description:
    '`source_types` lists what curators choose from. Where `restrict_source_types` is off other types may be used; the list should know of them. `unknown` is passed over.',
  impact: 'Nobody is offered the type who adds another such isolate.',
  recommended_action: 'List the type in `source_types` of reference.yaml, or use one that is listed.',
  fixes: null,
  check(otu, report, { settings }) {
    if (settings === null || settings.restrict_source_types) return;
    eachType(otu, report, (type) => {
      if (type === '' || type === 'unknown' || settings.source_types.includes(type)) return null;
      return meant(type, settings) === null ? "is not among the reference's source types" : null;
    });
  },
};

export const sourceTypeEmpty: OtuRule = {
  id: 'source-type-empty',
  scope: 'otu',
  severity: 'notice',
  title: 'Isolate without a source type',
  description: 'The `source_type` says what kind of source an isolate has. "" is allowed where nobody knows.',
  impact: 'People see "Unnamed Isolate", even where there is a source name.',
  recommended_action: 'Fill in the type, or `unknown`.',
  fixes: null,
  check(otu, report) {
    otu.isolates.forEach(({ id, source_type }, at) => {
      if (plain(source_type) !== '') return;
      report({ path: ['isolates', at, 'source_type'], message: `The isolate ${id} has no source type` });
    });
  },
};

export const sourceTypeCase: OtuRule = {
  id: 'source-type-case',
  scope: 'otu',
  severity: 'warning',
  title: 'Source type in upper case',
  description:
    'Source types are stored in lower case; refkit writes the first letter in upper case where it shows one.',
  impact: 'The same type is there in two spellings, and searches for one miss the other.',
  recommended_action: 'Write the type in lower case.',
  fixes: 'Writes the type in lower case.',
  check(otu, report) {
    otu.isolates.forEach(({ source_type, id }, at) => {
      if (source_type === source_type.toLowerCase()) return;
      const message = `The source type ${quoted(source_type)} of the isolate ${id} has upper-case letters`;
      report({ path: ['isolates', at, 'source_type'], message });
    });
  },
  fix(otu) {
    if (otu.isolates.every(({ source_type }) => source_type === source_type.toLowerCase())) return otu;
    const isolates = otu.isolates.map((isolate) => ({ ...isolate, source_type: isolate.source_type.toLowerCase() }));
    return { ...otu, isolates };
  },
};
