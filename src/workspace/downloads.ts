/** Files that clients take away: those of an index, and a reference in Virtool's form. */
import { createReadStream, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NotFoundError } from '../otu/errors.js';
import type { Reference } from '../reference/reference.js';
import { ExportFailedError } from './errors.js';
import { JobProcess } from './jobs/child-process.js';
import type { OpenReference } from './references.js';
import type { Workspace } from './workspace.js';

export interface Download {
  /** Safe as a file name. */
  name: string;
  /** In bytes. */
  size: number;
  /** MIME type. */
  type: string;
  stream: Readable;
}

/** @throws NotFoundError where there is no such index, or no such file of it here */
export async function openIndexFile(reference: Reference, indexId: string, name: string): Promise<Download> {
  const { version, files } = await reference.indexes.get(indexId);
  const file = files.find((candidate) => candidate.name === name);
  if (!file) throw new NotFoundError(`Index ${version} has no file ${JSON.stringify(name)}`, { data: { file: name } });
  const stream = createReadStream(join(reference.indexes.directory(version), file.name));
  return { ...file, type: 'application/octet-stream', stream };
}

/** Exports one after the other: each takes a process. */
let turn: Promise<unknown> = Promise.resolve();

/** The reference.json.gz of what HEAD is now. Made by a process of its own, and gone when it is sent. @throws ExportFailedError */
export async function exportReference(workspace: Workspace, { reference }: OpenReference): Promise<Download> {
  const file = workspace.uploads.temporaryFile();
  const remove = () => rmSync(file, { force: true });
  const work = turn.then(
    () => new JobProcess({ type: 'export_reference', directory: reference.directory, file }).ended,
  );
  turn = work;
  const outcome = await work;
  if (outcome.kind !== 'done') {
    remove();
    throw new ExportFailedError('The reference could not be exported', {
      cause: new Error(outcome.details ?? outcome.kind),
    });
  }
  const { size } = statSync(file);
  return {
    name: 'reference.json.gz',
    size,
    type: 'application/gzip',
    stream: createReadStream(file).once('close', remove),
  };
}
