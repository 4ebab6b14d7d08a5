/** Questions before what cannot be undone. Asked on a terminal only; elsewhere `--yes` has to say it. */
import { NotConfirmedError, UsageError } from './errors.js';
import { EXIT_CODES } from './exit-codes.js';

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
}

/**
 * Returns when the answer is yes.
 *
 * @param question a sentence that ends in a question mark
 * @throws NotConfirmedError where the answer is no, UsageError where there is nobody to ask
 */
export async function confirm(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (!input.isTTY || !output.isTTY) {
    throw new UsageError('This cannot be undone, and there is no terminal to ask on', {
      suggestions: ['add --yes to go ahead'],
    });
  }
  const { createInterface } = await import('node:readline/promises');
  const reader = createInterface({ input, output });
  reader.once('SIGINT', () => {
    reader.close();
    output.write('\n');
    process.exit(EXIT_CODES.interrupted);
  });
  const closed = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  const answer = await Promise.race([reader.question(`${question} [y/N] `), closed]);
  reader.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new NotConfirmedError('Nothing was done');
}
