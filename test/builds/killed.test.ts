import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { writeIndexFiles } from '../../src/builds/index-files.js';
import { OutputFolder } from '../../src/builds/output-folder.js';
import { compareIndex, readIndexFile } from '../../src/builds/verify.js';
import { indexSource } from '../support/index-source.js';
import { temporaryFolder } from '../support/repository.js';
import { syntheticOtus } from '../support/synthetic.js';

const root = resolve(import.meta.dirname, '../..');
const options = { count: 200, basesPerOtu: 20_000 };

/** Builds into the folder that it is told, and says when it begins and ends. */
const PROGRAM = `
import { writeIndexFiles } from './src/builds/index-files.ts';
import { OutputFolder } from './src/builds/output-folder.ts';
import { indexSource } from './test/support/index-source.ts';
import { syntheticOtus } from './test/support/synthetic.ts';

const source = indexSource([...syntheticOtus(${JSON.stringify(options)})]);
const output = new OutputFolder(process.argv[2], () => true);
console.log('begun');
await writeIndexFiles(source, output.path, { mapper: 'none' });
output.publish();
console.log('ended');
`;

let program: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const folder = mkdtempSync(join(tmpdir(), 'refkit-test-'));
  program = join(folder, 'build.mjs');
  writeFileSync(program, outputFiles[0]!.contents);
  return () => rmSync(folder, { recursive: true, force: true });
});

/** Runs the program and kills it so many milliseconds after it has begun. */
async function killedAfter(target: string, milliseconds: number): Promise<string> {
  const child = spawn(process.execPath, [program, target], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const begun = new Promise<void>((done) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      done();
    });
  });
  const closed = new Promise((done) => child.on('close', done));
  await begun;
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await closed;
  return said;
}

test('a build that is killed leaves the whole index or none, and the next one cleans up (slow)', async () => {
  const source = indexSource([...syntheticOtus(options)]);
  const parent = temporaryFolder();
  const target = join(parent, 'out');
  for (const milliseconds of [0, 15, 40, 80, 120, 160, 2000]) {
    const said = await killedAfter(target, milliseconds);
    const present = readdirSync(parent).includes('out');
    if (said.includes('ended')) expect(present).toBe(true);
    if (present) expect((await compareIndex(readIndexFile(target), source, target)).ok).toBe(true);
  }
  const output = new OutputFolder(target, () => true);
  await writeIndexFiles(source, output.path, { mapper: 'none' });
  output.publish();
  expect(readdirSync(parent)).toEqual(['out']);
});
