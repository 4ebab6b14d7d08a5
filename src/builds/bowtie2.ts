import { execFile, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { BowtieFailedError, BowtieNotFoundError } from './errors.js';

const PROGRAM = 'bowtie2-build';

/** The version of the bowtie2-build that is installed, such as "2.5.0". @throws BowtieNotFoundError, BowtieFailedError */
export async function bowtie2Version(): Promise<string> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(PROGRAM, ['--version'], { windowsHide: true }));
  } catch (cause) {
    throw asBowtieError(cause as NodeJS.ErrnoException, String((cause as { stderr?: string }).stderr ?? ''));
  }
  const version = /version (\S+)/.exec(stdout)?.[1];
  if (version === undefined) throw new BowtieFailedError(`${PROGRAM} --version says nothing of a version`);
  return version;
}

/**
 * Runs bowtie2-build, which writes `<prefix>.1.bt2` and five more (.bt2l where the sequences pass 4 billion bases).
 * Its files depend on the sequences and its version only, not on the number of threads.
 *
 * @param onProgress gets a share from 0 to 1, as the program tells it
 * @throws BowtieNotFoundError, BowtieFailedError
 */
export async function runBowtie2Build(
  fasta: string,
  prefix: string,
  onProgress: (share: number) => void = () => {},
): Promise<void> {
  const threads = String(availableParallelism());
  const child = spawn(PROGRAM, ['--threads', threads, '--seed', '0', fasta, prefix], {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let complaints = '';
  child.stderr.on('data', (data: Buffer) => {
    complaints = (complaints + data.toString()).slice(-4000);
  });
  // The index is made twice, for the sequences and for their mirror images, block by block.
  let mirrored = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, block, blocks] = /^Getting block (\d+) of (\d+)/.exec(line) ?? [];
    if (block !== undefined) onProgress(((Number(block) - 1) / Number(blocks) + (mirrored ? 1 : 0)) / 2);
    if (line.startsWith('Total time for call to driver() for forward index')) mirrored = true;
  });
  await new Promise<void>((resolve, reject) => {
    child.on('error', (error) => reject(asBowtieError(error, complaints)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(asBowtieError(new Error(signal ? `ended by ${signal}` : `exit code ${code}`), complaints));
    });
  });
}

function asBowtieError(cause: NodeJS.ErrnoException, output: string): BowtieNotFoundError | BowtieFailedError {
  if (cause.code === 'ENOENT') return new BowtieNotFoundError();
  const said = output.trim().split('\n').at(-1) ?? '';
  return new BowtieFailedError(`${PROGRAM} failed: ${said || cause.message}`, { cause, data: { output } });
}
