import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { IssueFormError } from '../../../src/github/propose/errors.js';
import { type IssueForm, LABELS, readIssueForm, WRONG } from '../../../src/github/propose/issue-forms.js';
import { TEMPLATES } from '../../actions/support/files.js';

/** As GitHub makes the text of an issue of what was filled in. */
const written = (labels: readonly string[], answers: Record<string, string> = {}) =>
  labels.map((label) => `### ${label}\r\n\r\n${answers[label] || '_No response_'}`).join('\r\n\r\n');

const newOtu = (answers: Record<string, string>) => readIssueForm(written(LABELS.new_otu, answers));
const otuError = (answers: Record<string, string>) => readIssueForm(written(LABELS.otu_error, answers));

/** What comes of a text; anything but a refusal in plain words is thrown on. */
function outcomeOf(text: string): string {
  try {
    return readIssueForm(text).form;
  } catch (error) {
    if (error instanceof IssueFormError && error.problems.length > 0) return 'refused';
    throw error;
  }
}

/** Holds that a text is refused, with these problems. */
const refuses = (read: () => unknown, problems: unknown) =>
  expect(read).toThrow(expect.objectContaining({ code: 'ISSUE_FORM', problems }));

describe('the forms that a reference has', () => {
  interface Form {
    body: { type: string; attributes: { label: string; options?: string[] } }[];
  }
  const formOf = (name: string) =>
    parse(TEMPLATES.find(({ path }) => path === `.github/ISSUE_TEMPLATE/${name}.yml`)!.text) as Form;

  test.each([
    ['new-otu', LABELS.new_otu],
    ['otu-error', LABELS.otu_error],
  ])('%s asks for what is read', (name, labels) => {
    expect(formOf(name).body.map(({ attributes }) => attributes.label)).toEqual(labels);
  });

  test('offer as errors what is understood as one', () => {
    const dropdown = formOf('otu-error').body.find(({ type }) => type === 'dropdown')!;
    expect(dropdown.attributes.options).toEqual(Object.keys(WRONG));
  });
});

describe('an issue about a new OTU', () => {
  test('says what the OTU is, and where its sequences are', () => {
    const form = newOtu({
      Name: 'Abaca bunchy top virus',
      Abbreviation: 'ABTV',
      'Taxonomy id': '438782',
      Accessions: 'NC_010319, NC_010314\r\n\r\nNC_010319;NC_010315.1',
      'Source type': 'isolate',
    });
    expect(form).toEqual({
      form: 'new_otu',
      name: 'Abaca bunchy top virus',
      abbreviation: 'ABTV',
      taxid: 438782,
      accessions: ['NC_010319', 'NC_010314', 'NC_010315.1'],
      source_type: 'isolate',
      source_name: null,
    } satisfies IssueForm);
  });

  test('may leave out all but the name', () => {
    expect(newOtu({ Name: 'Dune virus' })).toMatchObject({ taxid: null, accessions: [], abbreviation: null });
    refuses(() => newOtu({}), ['“Name” is empty.']);
  });

  test('is told of everything that cannot be read', () => {
    const many = Array.from({ length: 51 }, (_, at) => `NC_${100_000 + at}`).join('\n');
    refuses(
      () => newOtu({ Name: 'x', 'Taxonomy id': 'many', Accessions: many }),
      ['“Taxonomy id” is no number.', '“Accessions” are more than 50.'],
    );
    refuses(
      () => newOtu({ Name: 'x', Accessions: 'A'.repeat(1000) }),
      [expect.stringMatching(/that is none: A{39}…$/)],
    );
  });
});

describe('an issue about an error', () => {
  test.each(Object.entries(WRONG))('%s', (words, [part, field]) => {
    const form = otuError({
      OTU: 'ABTV',
      'What is wrong': words,
      Isolate: 'Isolate Q767',
      Sequence: 'NC_010319',
      'What is right': '12',
    });
    expect(form).toMatchObject({ form: 'otu_error', otu: 'ABTV', part, field, value: '12' });
  });

  test('names the part that is meant', () => {
    const about = (wrong: string, more = {}) => otuError({ OTU: 'ABTV', 'What is wrong': wrong, ...more });
    refuses(() => about('Source name of an isolate'), [expect.stringContaining('“Isolate” is empty')]);
    refuses(() => about('Host of a sequence', { Isolate: 'Q7' }), [expect.stringContaining('“Sequence” is empty')]);
    refuses(() => about('Everything'), ['“What is wrong” is none of what the form offers.']);
    refuses(
      () => about('Taxonomy id of the OTU', { 'What is right': '-1' }),
      [expect.stringContaining('is no number')],
    );
    expect(about('Taxonomy id of the OTU')).toMatchObject({ value: '' });
  });
});

describe('an issue that is none of the forms', () => {
  test.each([null, '', 'Please add my virus', '### Nome\n\nx', '## Name\n\nx'])('%j', (body) => {
    refuses(() => readIssueForm(body), [expect.stringContaining('It was not written with the form')]);
  });

  test('is refused where a heading is missing or there twice', () => {
    const text = written(LABELS.new_otu, { Name: 'x' });
    refuses(
      () => readIssueForm(text.replace('### Accessions', '### Numbers')),
      ['The heading “Accessions” of the form is missing.'],
    );
    refuses(() => readIssueForm(`${text}\n\n### Name\n\ny`), [expect.stringContaining('“Name” is there twice')]);
  });

  test('keeps other headings as part of the answer that they stand in', () => {
    const form = newOtu({ Name: 'x', 'How it can be checked': 'See\n\n### Results\n\nof the paper' });
    expect(form).toMatchObject({ name: 'x' });
  });

  test('is taken apart or refused, whatever it says', () => {
    const line = fc.oneof(
      fc.constantFrom(...LABELS.new_otu, ...LABELS.otu_error).map((label) => `### ${label}`),
      fc.string(),
      fc.constantFrom('_No response_', '', '__proto__', '### constructor'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        expect(['new_otu', 'otu_error', 'refused']).toContain(outcomeOf(lines.join('\n')));
      }),
    );
  });
});
