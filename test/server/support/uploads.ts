/** Files to import over HTTP, and imports that stand still in the middle. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../../support/eventually.js';
import type { Client } from '../../support/server.js';
import { syntheticOtus } from '../../support/synthetic.js';
import { referenceJson } from '../../workspace/support/jobs.js';

/** The text of an upload with so many OTUs. */
export function importFile(count: number): string {
  return referenceJson(syntheticOtus({ count, seed: 1 }));
}

/** Uploads a file and gives its id. */
export async function upload(client: Client, raw: string): Promise<string> {
  const { status, body } = await client.post('/upload/reference?name=reference.json', undefined, { raw });
  expect(status).toBe(201);
  return body.id;
}

/** Begins to import an upload. */
export async function beginImport(client: Client, file: string, name = 'Imported') {
  const { status, body } = await client.post('/api/refs', { name, import_from: file });
  expect(status).toBe(201);
  return { ref: body.id as string, process: body.process.id as string };
}

/** Imports OTUs and gives the reference's id. */
export async function imported(client: Client, text: string, name?: string): Promise<string> {
  const { ref, process } = await beginImport(client, await upload(client, text), name);
  expect(await client.finished(process)).toMatchObject({ error: null, progress: 1 });
  return ref;
}

/**
 * Begins an import that reads half of its file and waits for the rest, until `finish`.
 *
 * @returns also the number of the process that does it
 */
export async function importInTheMiddle(client: Client, directory: string, count: number) {
  const text = importFile(count);
  const file = await upload(client, 'replaced by a pipe');
  const path = join(directory, 'files', file.slice(0, 8));
  rmSync(path);
  execFileSync('mkfifo', [path]);
  const begun = await beginImport(client, file);
  const pipe = await open(path, 'w');
  await pipe.write(text.slice(0, text.length / 2));
  const site = await eventually(() => siteOf(directory, begun.ref));
  const lock = await eventually(() => existsSync(site) && readFileSync(site, 'utf8'));
  const finish = async () => {
    await pipe.write(text.slice(text.length / 2));
    await pipe.close();
  };
  return { ...begun, pid: (JSON.parse(lock) as { pid: number }).pid, finish, abandon: () => pipe.close() };
}

/** The lock of the hidden place where a reference is being made. */
function siteOf(directory: string, ref: string): string | undefined {
  const folder = join(directory, 'references');
  const name = readdirSync(folder).find((entry) => entry.startsWith(`.${ref}.refkit-create-`));
  return name && join(folder, name, 'refkit', 'lock');
}
