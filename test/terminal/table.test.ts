import { describe, expect, test } from 'vitest';
import { COLOURED, PLAIN, type View } from '../../src/terminal/style.js';
import { type Column, fields, table } from '../../src/terminal/table.js';

interface Row {
  id: string;
  name: string;
  size: number;
}

const columns: Column<Row>[] = [
  { header: 'id', value: ({ id }) => id, style: 'cyan' },
  { header: 'name', value: ({ name }) => name, cut: true },
  { header: 'size', value: ({ size }) => size, shown: ({ size }) => `${size} nt`, align: 'right' },
];
const rows: Row[] = [
  { id: 'a1', name: 'Tobacco mosaic virus', size: 6395 },
  { id: 'b2', name: 'Short', size: 7 },
];

const piped: View = { terminal: false, columns: 80, style: PLAIN };
const terminal = (width: number): View => ({ terminal: true, columns: width, style: PLAIN });

describe('a table', () => {
  test('for programs has no header and whole, exact values between tabs', async () => {
    expect(await table(rows, columns, piped)).toBe('a1\tTobacco mosaic virus\t6395\nb2\tShort\t7\n');
  });

  test('for programs keeps a value in its cell', async () => {
    const row = { id: 'a\tb', name: 'c\nd\x1b', size: 1 };
    expect(await table([row], columns, piped)).toBe('a\\tb\tc\\nd\\x1b\t1\n');
  });

  test('for people has a header and columns', async () => {
    expect(await table(rows, columns, terminal(80))).toBe(
      [
        'ID  NAME                     SIZE',
        'a1  Tobacco mosaic virus  6395 nt',
        'b2  Short                    7 nt',
        '',
      ].join('\n'),
    );
  });

  test('for people fits the terminal: the column that may be cut is', async () => {
    const drawn = (await table(rows, columns, terminal(26))).trimEnd().split('\n');
    expect(drawn).toEqual(['ID  NAME              SIZE', 'a1  Tobacco mosa…  6395 nt', 'b2  Short             7 nt']);
    expect(Math.max(...drawn.map((text) => text.length))).toBe(26);
  });

  test('is aligned by what characters take on the screen', async () => {
    const wide = [
      { id: '番茄', name: 'é', size: 1 },
      { id: 'x', name: 'y', size: 2 },
    ];
    const drawn = await table(wide, columns, terminal(80));
    expect(drawn.split('\n').slice(1, 3)).toEqual(['番茄  é     1 nt', 'x     y     2 nt']);
  });

  test('is aligned with colours too', async () => {
    const drawn = await table(rows, columns, { ...terminal(80), style: COLOURED });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(drawn.replace(/\x1b\[\d+m/g, '')).toBe(await table(rows, columns, terminal(80)));
    expect(drawn).toContain('\x1b[36ma1\x1b[39m');
  });

  test('of nothing is nothing', async () => {
    expect(await table([], columns, piped)).toBe('');
    expect(await table([], columns, terminal(80))).toBe('');
  });

  test('may be long', async () => {
    const many = Array.from({ length: 200_000 }, (_, at) => ({ id: String(at), name: 'n', size: at }));
    expect((await table(many, columns, terminal(80))).split('\n')).toHaveLength(200_002);
  });
});

test('fields align their values and leave out what is null', () => {
  const pairs = [
    ['id', 'a1'],
    ['taxid', null],
    ['version', 3],
  ] as const;
  expect(fields(pairs, piped)).toBe('id       a1\nversion  3\n');
});
