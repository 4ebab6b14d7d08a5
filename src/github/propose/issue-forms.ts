/**
 * What somebody wrote into one of the issue forms that a reference has (templates/reference/.github/ISSUE_TEMPLATE). The
 * text of an issue is anybody's: it is taken apart by the headings that GitHub makes of the form's labels, and whatever it
 * says is data that edits check.
 */
import { oneLine } from '../../otu/phrases.js';
import { IssueFormError } from './errors.js';

/** A new OTU, as the form asks for it; null where nothing was said. */
export interface NewOtuForm {
  form: 'new_otu';
  name: string;
  abbreviation: string | null;
  taxid: number | null;
  accessions: string[];
  source_type: string | null;
  source_name: string | null;
}

/** What can be wrong with an OTU, in the words of the form. */
export const WRONG = {
  'Name of the OTU': ['otu', 'name'],
  'Abbreviation of the OTU': ['otu', 'abbreviation'],
  'Taxonomy id of the OTU': ['otu', 'taxid'],
  'Source type of an isolate': ['isolate', 'source_type'],
  'Source name of an isolate': ['isolate', 'source_name'],
  'Accession of a sequence': ['sequence', 'accession'],
  'Definition of a sequence': ['sequence', 'definition'],
  'Host of a sequence': ['sequence', 'host'],
  'Segment of a sequence': ['sequence', 'segment'],
} as const;

export type Wrong = (typeof WRONG)[keyof typeof WRONG];

/** An error in an OTU, as the form asks for it. */
export interface OtuErrorForm {
  form: 'otu_error';
  /** Id, name or abbreviation. */
  otu: string;
  part: Wrong[0];
  field: Wrong[1];
  /** Id or name; null where nothing was said. */
  isolate: string | null;
  /** Id or accession; null where nothing was said. */
  sequence: string | null;
  /** What is right; "" is nothing. */
  value: string;
}

export type IssueForm = NewOtuForm | OtuErrorForm;

/** The labels of each form's fields, in their order: the first tells which form it is. */
export const LABELS = {
  new_otu: ['Name', 'Abbreviation', 'Taxonomy id', 'Accessions', 'Source type', 'Source name', 'How it can be checked'],
  otu_error: ['OTU', 'What is wrong', 'Isolate', 'Sequence', 'What is right', 'How it can be checked'],
} as const;

/** What GitHub writes for a field that was left empty. */
const NO_RESPONSE = '_No response_';
/** GitHub's own bound, in UTF-16 units. */
const LONGEST_BODY = 65_536;
export const MOST_ACCESSIONS = 50;
const LONGEST_ACCESSION = 40;

/** @throws IssueFormError, whose problems are sentences for whoever wrote the issue */
export function readIssueForm(body: string | null): IssueForm {
  const text = (body ?? '').replaceAll('\r\n', '\n').trim();
  const first = /^### (.*)/.exec(text)?.[1]?.trim();
  if (text.length > LONGEST_BODY) throw new IssueFormError(['It is longer than an issue can be.']);
  if (first === LABELS.new_otu[0]) return newOtu(answers(text, LABELS.new_otu));
  if (first === LABELS.otu_error[0]) return otuError(answers(text, LABELS.otu_error));
  throw new IssueFormError(['It was not written with the form for a new OTU or with the one for an error in an OTU.']);
}

type Answers<Label extends string> = Record<Label, string>;

/** What stands below each heading that is a label; a heading that is none belongs to the answer that it stands in. */
function answers<Label extends string>(text: string, labels: readonly Label[]): Answers<Label> {
  const found = new Map<string, string[]>();
  const twice = new Set<string>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const label = /^### (.*)$/.exec(line)?.[1]?.trim();
    if (label === undefined || !(labels as readonly string[]).includes(label)) {
      lines.push(line);
      continue;
    }
    if (found.has(label)) twice.add(label);
    lines = [];
    found.set(label, lines);
  }
  const problems = [
    ...[...twice].map((label) => `The heading “${label}” is there twice, so it is not clear which of them is meant.`),
    ...labels.flatMap((label) => (found.has(label) ? [] : [`The heading “${label}” of the form is missing.`])),
  ];
  if (problems.length > 0) throw new IssueFormError(problems);
  const answer = (label: Label) => found.get(label)!.join('\n').trim();
  return Object.fromEntries(
    labels.map((label) => [label, answer(label) === NO_RESPONSE ? '' : answer(label)]),
  ) as Answers<Label>;
}

function newOtu(answer: Answers<(typeof LABELS.new_otu)[number]>): NewOtuForm {
  const problems: string[] = [];
  const name = answer.Name;
  if (name === '') problems.push('“Name” is empty.');
  const taxid = taxidIn(answer['Taxonomy id']);
  if (Number.isNaN(taxid)) problems.push('“Taxonomy id” is no number.');
  const accessions = [...new Set(answer.Accessions.split(/[\s,;]+/).filter((word) => word !== ''))];
  if (accessions.length > MOST_ACCESSIONS) problems.push(`“Accessions” are more than ${MOST_ACCESSIONS}.`);
  const long = accessions.find((accession) => accession.length > LONGEST_ACCESSION);
  if (long !== undefined) problems.push(`“Accessions” has a word that is none: ${oneLine(long, LONGEST_ACCESSION)}`);
  if (problems.length > 0) throw new IssueFormError(problems);
  return {
    form: 'new_otu',
    name,
    abbreviation: answer.Abbreviation || null,
    taxid,
    accessions,
    source_type: answer['Source type'] || null,
    source_name: answer['Source name'] || null,
  };
}

function otuError(answer: Answers<(typeof LABELS.otu_error)[number]>): OtuErrorForm {
  const problems: string[] = [];
  const wrong = Object.entries(WRONG).find(([words]) => words === answer['What is wrong'])?.[1];
  if (answer.OTU === '') problems.push('“OTU” is empty.');
  if (wrong === undefined) problems.push('“What is wrong” is none of what the form offers.');
  const [part, field] = wrong ?? WRONG['Name of the OTU'];
  if (part === 'isolate' && answer.Isolate === '') problems.push('“Isolate” is empty: it says which one is meant.');
  if (part === 'sequence' && answer.Sequence === '') problems.push('“Sequence” is empty: it says which one is meant.');
  if (field === 'taxid' && Number.isNaN(taxidIn(answer['What is right']))) {
    problems.push('“What is right” is no number, and a taxonomy id is one.');
  }
  if (problems.length > 0) throw new IssueFormError(problems);
  return {
    form: 'otu_error',
    otu: answer.OTU,
    part,
    field,
    isolate: answer.Isolate || null,
    sequence: answer.Sequence || null,
    value: answer['What is right'],
  };
}

/** Null for nothing; NaN for what is no number. */
export function taxidIn(text: string): number | null {
  if (text === '') return null;
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}
