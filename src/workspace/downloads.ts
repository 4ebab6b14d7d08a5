/** Files that clients take away. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { NotFoundError } from '../otu/errors.js';
import type { Reference } from '../reference/reference.js';

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
