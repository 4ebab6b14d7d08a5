/**
 * References in Virtool's form, for download. Each is written by a process of its own, one at a time; whoever asks for the
 * same while it is there gets the same file, which goes with the last reader.
 */
import { createReadStream, rmSync, statSync } from 'node:fs';
import { NotFoundError } from '../otu/errors.js';
import type { Download } from './downloads.js';
import { ExportFailedError } from './errors.js';
import { JobProcess } from './jobs/child-process.js';
import type { OpenReference, References } from './references.js';
import type { Uploads } from './uploads.js';

interface Export {
  readonly file: string;
  readonly written: Promise<void>;
  readers: number;
}

export class Exports {
  readonly #uploads: Uploads;
  readonly #references: References;
  readonly #exports = new Map<string, Export>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(uploads: Uploads, references: References) {
    this.#uploads = uploads;
    this.#references = references;
  }

  /** The reference.json.gz of what a reference is now. @throws ExportFailedError; NotFoundError where it was removed */
  async open(served: OpenReference): Promise<Download> {
    const key = `${served.id} ${served.state}`;
    const { file, written } = this.#exports.get(key) ?? this.#begin(key, served);
    this.#exports.get(key)!.readers += 1;
    const leave = () => this.#leave(key);
    try {
      await written;
      const { size } = statSync(file);
      const stream = createReadStream(file).once('close', leave);
      return { name: 'reference.json.gz', size, type: 'application/gzip', stream };
    } catch (error) {
      leave();
      throw error;
    }
  }

  #begin(key: string, served: OpenReference): Export {
    const file = this.#uploads.temporaryFile();
    const written = this.#turn.then(() => this.#write(served, file));
    this.#turn = written.catch(() => {});
    const begun = { file, written, readers: 0 };
    this.#exports.set(key, begun);
    return begun;
  }

  async #write({ id, reference }: OpenReference, file: string): Promise<void> {
    const outcome = await new JobProcess({ type: 'export_reference', directory: reference.directory, file }).ended;
    if (outcome.kind === 'done') return;
    if ((await this.#references.get(id)) === null) throw new NotFoundError(`The reference ${id} was removed`);
    const why = outcome.kind === 'failed' ? (outcome.details ?? outcome.error) : (outcome.details ?? outcome.reason);
    throw new ExportFailedError('The reference could not be exported', { cause: new Error(why) });
  }

  #leave(key: string): void {
    const left = this.#exports.get(key)!;
    left.readers -= 1;
    if (left.readers > 0) return;
    this.#exports.delete(key);
    rmSync(left.file, { force: true });
  }
}
