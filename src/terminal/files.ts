/** Files that flags name (`--fasta FILE`, `--schema FILE`, `-o FILE`), and standard input and output as `-`. */
import { appendFileSync, createWriteStream, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { InputFileError, OutputFileError, UsageError } from './errors.js';
import { guard } from './output.js';

/** More than any genome segment or schema needs (bytes). */
const MAX_BYTES = 256 << 20;

/**
 * The text of a file, or of standard input where the name is `-`.
 *
 * @param flag the flag that named it, for messages
 * @throws InputFileError where it cannot be read, is larger than 256 MiB or is not UTF-8
 */
export function readInput(file: string, flag: string): string {
  const where = file === '-' ? 'standard input' : file;
  let bytes: Buffer;
  try {
    if (file !== '-' && statSync(file).size > MAX_BYTES) throw new Error('it is larger than 256 MiB');
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };
    throw new InputFileError(`${flag}: ${where} cannot be read: ${reasons[code ?? ''] ?? message}`, {
      data: { flag, file },
      cause,
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InputFileError(`${flag}: ${where} is not UTF-8 text`, { data: { flag, file }, cause });
  }
}

/** The value in a JSON file or in standard input. @throws InputFileError, also where it is not JSON */
export function readJsonInput(file: string, flag: string): unknown {
  const text = readInput(file, flag);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const where = file === '-' ? 'standard input' : file;
    throw new InputFileError(`${flag}: ${where} is not JSON: ${(cause as Error).message}`, {
      data: { flag, file },
      cause,
    });
  }
}

/**
 * Writes text to a file, whole or not at all, in the place of one that is there.
 *
 * @param flag the flag that named it, for messages
 * @throws OutputFileError
 */
export function writeTextFile(file: string, text: string, flag: string): void {
  const partial = partialName(file);
  try {
    writeFileSync(partial, text, { flag: 'wx' });
    renameSync(partial, file);
  } catch (cause) {
    rmSync(partial, { force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    const reasons: Record<string, string> = { ENOENT: 'there is no such folder', EISDIR: 'it is a folder' };
    throw new OutputFileError(`${flag}: ${file} cannot be written: ${reasons[code ?? ''] ?? message}`, {
      data: { flag, file },
      cause,
    });
  }
}

/** A name of its own beside a file, so that a killed process leaves no half of it under its name. */
function partialName(file: string): string {
  return join(dirname(file), `.${basename(file)}.${process.pid}.part`);
}

/**
 * Writes text, whole or not at all: to a file, gzip-compressed unless its name ends in `.json`, or to standard output
 * where the name is `-`, compressed too.
 *
 * @param pieces the text, made as it is needed
 * @throws UsageError where compressed data would go to a terminal
 */
export async function writeOutput(file: string, pieces: Iterable<string>): Promise<void> {
  const { createGzip } = await import('node:zlib');
  const { pipeline } = await import('node:stream/promises');
  const source = Readable.from(pieces, { objectMode: false });
  const encoder = file.endsWith('.json') ? new PassThrough() : createGzip();
  if (file === '-') {
    if (process.stdout.isTTY) {
      throw new UsageError('Compressed data does not belong on a terminal', {
        suggestions: ['pipe it into a program, or write to a file with -o FILE'],
      });
    }
    guard();
    await pipeline(source, encoder, process.stdout, { end: false });
    return;
  }
  const partial = partialName(file);
  try {
    await pipeline(source, encoder, createWriteStream(partial, { flags: 'wx' }));
    renameSync(partial, file);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw cause;
  }
}

/** Adds a text to the end of a file that another program made, such as GitHub Actions for a step. */
export function appendToFile(file: string, text: string): void {
  appendFileSync(file, text);
}
