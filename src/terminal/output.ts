/** Standard output. Nothing else writes to it, so that what goes wrong there is handled in one place. */
import { errorReport, errorText } from './error-report.js';
import { viewOf } from './style.js';

let guarded = false;

/** Writes data to standard output. */
export function output(text: string | Uint8Array): void {
  if (!guarded) guard();
  process.stdout.write(text);
}

/**
 * `refkit history | head` ends when head has seen enough, and that is no failure; a full disk is one. oclif listens too,
 * from the moment it is loaded, and throws.
 */
export function guard(): void {
  guarded = true;
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.exit(crash(error));
  });
}

/** Says what ended the process from outside of any command. @returns the exit code */
export function crash(error: unknown): number {
  const report = errorReport(error);
  process.stderr.write(errorText(report, viewOf(process.stderr)));
  return report.exitCode;
}
