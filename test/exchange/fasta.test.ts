import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fastaRecord, parseFasta } from '../../src/exchange/fasta.js';

describe('FASTA', () => {
  test('is read whatever its line ends, with blank lines, comments and broken lines', () => {
    const text = '\ufeff; a comment\r\n\r\n>one first record \r\nACGT\r\nacgn\r\n\r\n> two\rAC GT\n\nRY-*\n';
    expect(parseFasta(text)).toEqual([
      { header: 'one first record', sequence: 'ACGTacgn' },
      { header: 'two', sequence: 'ACGTRY-*' },
    ]);
  });

  test('is written with a sequence on one line, and read back', () => {
    const record = fc.record({
      header: fc.stringMatching(/^[\w.|]{1,20}( [\w]+)?$/),
      sequence: fc.stringMatching(/^[ACGTN]+$/),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (records) => {
        const text = records.map(({ header, sequence }) => fastaRecord(header, sequence)).join('');
        expect(parseFasta(text)).toEqual(records);
        expect(text.split('\n')).toHaveLength(records.length * 2 + 1);
      }),
    );
  });

  test.each([
    ['', 'it holds no record (line 1)'],
    ['ACGT\n', 'it does not begin with ">" (line 1)'],
    ['>one\n>two\nA\n', 'the record ">one" has no sequence (line 1)'],
    ['>one\nA\n\n>two\n\n', 'the record ">two" has no sequence (line 4)'],
    ['>\nACGT\n', 'a record without a header (line 1)'],
    ['>one\nAC\nA1\n', '"1" in a sequence (line 3)'],
    ['{"a": 1}', 'it does not begin with ">" (line 1)'],
  ])('that is not valid says why and where: %j', (text, message) => {
    expect(() => parseFasta(text)).toThrow(`Not valid FASTA: ${message}`);
  });
});
