import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { otuPath } from '../../src/otu/ids.js';
import { Checkout } from '../../src/reference/checkout.js';
import type { Reference } from '../../src/reference/reference.js';
import { formatFiles } from '../../src/validate/format.js';
import { importedReference } from '../support/reference.js';
import { git } from '../support/repository.js';

const paths = async (reference: Reference) =>
  (await reference.findOtus({ all: true })).documents.map(({ id }) => otuPath(id));

describe('format', () => {
  it('brings files into canonical form and leaves what already is', async () => {
    const reference = await importedReference(3);
    const [first, second] = await paths(reference);
    const file = join(reference.directory, first!);
    const canonical = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify(JSON.parse(canonical), null, 4));
    writeFileSync(join(reference.directory, second!), '{');
    const checkout = Checkout.open(reference.directory);
    const expected = { changed: [first], unreadable: [{ path: second, message: expect.any(String) }], checked: 3 };
    expect(formatFiles(checkout, { check: true })).toEqual(expected);
    expect(readFileSync(file, 'utf8')).not.toBe(canonical);
    expect(formatFiles(checkout)).toEqual(expected);
    expect(readFileSync(file, 'utf8')).toBe(canonical);
    expect(git(reference.directory, 'status', '--porcelain')).toBe(` M ${second}`);
  });

  it('leaves a file alone whose canonical form would lack what a person wrote', async () => {
    const reference = await importedReference(2);
    const [first, second] = await paths(reference);
    const rewrite = (path: string, from: string, to: string) => {
      const file = join(reference.directory, path);
      writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
      return readFileSync(file, 'utf8');
    };
    const noted = rewrite(first!, '"taxid": null', '"taxid": null, "note": "mine"');
    rewrite(second!, '"taxid": null', '"taxid": 1, "taxid": 2');
    const { changed, unreadable } = formatFiles(Checkout.open(reference.directory));
    expect(changed).toEqual([]);
    expect(unreadable).toEqual(
      expect.arrayContaining([
        { path: first, message: expect.stringContaining('note') },
        { path: second, message: expect.stringContaining('"taxid" twice') },
      ]),
    );
    expect(readFileSync(join(reference.directory, first!), 'utf8')).toBe(noted);
  });
});
