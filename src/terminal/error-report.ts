/** What is said of an error: the message, the exit code, and the JSON of it. */
import { RefkitError } from '../otu/errors.js';
import { lines } from './escape.js';
import { EXIT_CODES } from './exit-codes.js';
import type { View } from './style.js';

export interface ErrorReport {
  exitCode: number;
  message: string;
  /** What the reader can do about it. */
  suggestions: string[];
  /** With `DEBUG=refkit` only. */
  stack: string | null;
  /** What `--json` prints under `error`. Made of chosen fields: an unknown error may hold anything. */
  json: Record<string, unknown>;
}

/** Failures of the machine that people can act on, by Node's code, and where that is not enough, by what was tried. */
const SYSTEM_ERRORS: Record<string, string> = {
  'EACCES listen': 'ports below 1024 are for root: choose another one with --port',
  EACCES: 'check who may read and write it',
  EPERM: 'check who may read and write it',
  ENOSPC: 'free some space on the disk, then try again',
  EROFS: 'the file system is read-only',
  EMFILE: 'raise the limit of open files ("ulimit -n")',
  EADDRINUSE: 'another program listens there: stop it, or choose another port with --port',
  EADDRNOTAVAIL: 'no network device of this machine has that address: choose another one with --host',
  ENOTFOUND: 'there is no machine of that name: choose another one with --host',
};

export function errorReport(error: unknown, env: NodeJS.ProcessEnv = process.env): ErrorReport {
  const stack = wantsStack(env) && error instanceof Error ? stackOf(error) : null;
  if (error instanceof RefkitError) {
    const { message, suggestions } = error;
    return {
      exitCode: EXIT_CODES[error.kind],
      message,
      suggestions,
      stack,
      json: { ...error.toJSON(), id: error.code.toLowerCase(), message },
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code === 'string' && typeof (error as NodeJS.ErrnoException).syscall === 'string') {
    const advice = SYSTEM_ERRORS[`${code} ${(error as NodeJS.ErrnoException).syscall}`] ?? SYSTEM_ERRORS[code];
    const suggestions = advice ? [advice] : [];
    return {
      exitCode: EXIT_CODES.failed,
      message,
      suggestions,
      stack,
      json: { id: 'system_error', code, message, suggestions },
    };
  }
  const suggestions = ['this is a fault of refkit: please report it, with what DEBUG=refkit adds to this message'];
  return {
    exitCode: EXIT_CODES.failed,
    message,
    suggestions,
    stack,
    json: { id: 'internal_error', message, suggestions },
  };
}

function wantsStack({ DEBUG = '' }: NodeJS.ProcessEnv): boolean {
  return DEBUG.split(/[\s,]+/).some((name) => name === 'refkit' || name === '*');
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** An error for people: what is wrong, and what to do about it. */
export function errorText({ message, suggestions, stack }: ErrorReport, { style }: View): string {
  const parts = [
    `${style.red('error:')} ${lines(message)}`,
    ...suggestions.map((text) => style.dim(`  ${lines(text)}`)),
  ];
  if (stack) parts.push(lines(stack));
  return `${parts.join('\n')}\n`;
}
