import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalOtu, parseOtu } from '../../src/otu/canonical.js';
import type { Otu } from '../../src/otu/types.js';
import { fixFile } from '../../src/validate/fix.js';
import { OtuFile } from '../../src/validate/otu-file.js';
import { wildOtu } from '../support/arbitraries.js';
import { fileOf, sampleOtu } from './sample.js';

const settings = { source_types: ['isolate', 'strain'], restrict_source_types: false };
const PATH = 'otus/mo/moonbean.json';

const fix = (text: string | Buffer) => fixFile({ path: PATH, text: Buffer.from(text) }, settings);

describe('fixing a file', () => {
  test('leaves alone what needs no fix', () => {
    expect(fixFile(fileOf(sampleOtu('moonbean')), settings)).toBeNull();
  });

  test('makes every safe fix in one go, and says which', () => {
    const otu = sampleOtu('moonbean', { name: ' moonbean virus' });
    const [isolate] = otu.isolates;
    Object.assign(isolate!, { source_type: 'Isolate ', default: false });
    Object.assign(isolate!.sequences[0]!, { accession: ' zz000001 ', sequence: 'acgtACGT' });
    const text = `\ufeff${JSON.stringify({ ...otu, taxid: undefined }, null, 1).replaceAll('\n', '\r\n')}`;
    const fixed = fix(text)!;
    expect(fixed.fixed.sort()).toEqual([
      'accession-format',
      'bases-lower-case',
      'byte-order-mark',
      'canonical-form',
      'default-isolate-missing',
      'line-ends',
      'source-type-case',
      'stray-characters',
    ]);
    const expected = sampleOtu('moonbean');
    expected.isolates[0]!.sequences[0]!.accession = 'ZZ000001';
    expect(fixed.text).toBe(canonicalOtu(expected));
  });

  test('never drops a key that it does not know', () => {
    const otu = { ...sampleOtu('moonbean', { name: 'moonbean virus ' }), comment: 'Look at this again.' };
    expect(fix(JSON.stringify(otu))).toBeNull();
  });

  test('never chooses between two values of one key', () => {
    const text = fileOf(sampleOtu('moonbean')).text.toString();
    expect(fix(text.replace('"taxid": null', '"taxid": 1, "taxid": 2'))).toBeNull();
  });

  test('repairs bytes and line ends even where the rest is for a person', () => {
    const text = JSON.stringify({ ...sampleOtu('moonbean'), comment: '' }, null, 2);
    expect(fix(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual({ text, fixed: ['byte-order-mark', 'line-ends'] });
    expect(fix('\ufeff{\r\n')).toEqual({ text: '{\r\n', fixed: ['byte-order-mark'] });
  });

  test.each([
    ['what is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['what is not JSON', '{'],
    ['what is no OTU', '[]'],
    ['nothing', ''],
  ])('leaves alone %s', (_what, text) => {
    expect(fix(text)).toBeNull();
  });

  test('leaves alone a file that is no OTU by its path', () => {
    const text = Buffer.from(JSON.stringify(sampleOtu('moonbean')));
    expect(fixFile({ path: 'otus/moonbean.json', text }, settings)).toBeNull();
  });

  test('keeps bases that are none as they are, for a person to see', () => {
    const otu = sampleOtu('moonbean');
    otu.isolates[0]!.sequences[0]!.sequence = 'acg-ß>\n';
    expect(parseOtu(fix(canonicalOtu(otu))!.text).isolates[0]!.sequences[0]!.sequence).toBe('ACG-ß>\n');
  });

  test('does the same whatever the OTU holds: once is enough, and what comes of it is canonical', () => {
    const bases = (otu: Otu) => otu.isolates.map(({ sequences }) => sequences.map(({ sequence }) => sequence.length));
    fc.assert(
      fc.property(wildOtu, (otu) => {
        const text = canonicalOtu(otu);
        const path = `otus/${otu.id.slice(0, 2)}/${otu.id}.json`;
        const fixed = fixFile({ path, text: Buffer.from(text) }, settings);
        if (fixed === null) return;
        const after = parseOtu(fixed.text);
        expect(fixed.text).toBe(canonicalOtu(after));
        expect(fixFile({ path, text: Buffer.from(fixed.text) }, settings)).toBeNull();
        expect(
          new OtuFile(path, Buffer.from(fixed.text)).schemaProblems.every(({ keyword }) => keyword === 'pattern'),
        ).toBe(true);
        expect(after.isolates.map(({ id }) => id)).toEqual(otu.isolates.map(({ id }) => id));
        expect(bases(after)).toEqual(bases(otu));
      }),
      { numRuns: 300 },
    );
  });
});
