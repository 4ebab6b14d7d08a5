import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Imports from a stream that it makes itself, and tells how many OTUs came and the most memory it ever had, in MB. */
const PROGRAM = `
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { openImport } from './src/exchange/import.ts';
import { exportReference } from './src/exchange/export.ts';
import { syntheticOtus } from './test/support/synthetic.ts';

const metadata = { created_at: '2020-01-01T00:00:00Z', data_type: 'genome', name: 'n', organism: 'virus' };
function* repeated(head, text, times) { yield head; for (let i = 0; i < times; i += 1) yield text; }
const sources = {
  large: () => Readable.from(exportReference(metadata, syntheticOtus({ count: 100_000 }))),
  spaces: () => Readable.from(repeated('{"otus": [', ' '.repeat(1 << 20), 400)).pipe(createGzip({ level: 1 })),
  string: () => Readable.from(repeated('{"otus": [{"name": "', 'A'.repeat(1 << 20), 400)).pipe(createGzip({ level: 1 })),
  lists: () => Readable.from(repeated('{"otus": [[', '[],'.repeat(1 << 18), 400)),
};
let count = 0;
let message = null;
try {
  for await (const _ of (await openImport(sources[process.argv[2]]())).otus) count += 1;
} catch (error) {
  message = error.message;
}
console.log(JSON.stringify({ count, message, peak: Math.round(process.resourceUsage().maxRSS / 1024) }));
`;

let folder: string;
let program: string;

function run(source: string): { count: number; message: string | null; peak: number } {
  return JSON.parse(
    execFileSync(process.execPath, ['--max-old-space-size=128', program, source], { encoding: 'utf8' }),
  );
}

// All sources are larger than the heap they are read in: 140 MB, and 300 to 400 MB for those made in bad faith.
describe('memory stays bounded (slow)', () => {
  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: PROGRAM, resolveDir: root, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      write: false,
    });
    folder = mkdtempSync(join(tmpdir(), 'refkit-test-'));
    program = join(folder, 'import.mjs');
    writeFileSync(program, outputFiles[0]!.contents);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('with 100,000 OTUs', () => {
    const { count, message, peak } = run('large');
    expect({ count, message }).toEqual({ count: 100_000, message: null });
    expect(peak).toBeLessThan(400);
  });

  test.each([
    ['white space that inflates a thousand times', 'spaces', 'inflates to more than 200 times its size'],
    ['a string that does', 'string', 'one value is larger than 67108864 bytes'],
    ['empty lists without end', 'lists', 'one value with more than 1000000 lists and objects'],
  ])('with %s', (_, source, expected) => {
    const { message, peak } = run(source);
    expect(message).toContain(expected);
    expect(peak).toBeLessThan(400);
  });
});
