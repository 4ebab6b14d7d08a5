/** Files that flags name (`--fasta FILE`, `--schema FILE`), and standard input as `-`. */
import { readFileSync, statSync } from 'node:fs';
import { InputFileError } from './errors.js';

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
