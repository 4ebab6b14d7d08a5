import { basename } from 'node:path';
import { RefkitError } from '../../otu/errors.js';
import type { AnyJob } from './job.js';

/** As much of an error as a process says, in characters. */
const MAX_MESSAGE = 2000;

export interface Failure {
  /** For whoever asked for the job. */
  message: string;
  /** For the server's log, where the message does not say all. */
  details: string | null;
}

/** What is said of a job that failed: what a person can do something about as it is, and nothing of the server's folders. */
export function failureOf(error: unknown, job: AnyJob): Failure {
  if (error instanceof RefkitError) {
    const message = withoutFolders(error.message, job);
    const kind = error.kind === 'failed' ? (error.stack ?? null) : null;
    return { message: message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message, details: kind };
  }
  const { code, name, stack } = error as NodeJS.ErrnoException;
  return { message: `Something went wrong (${code ?? name})`, details: stack ?? String(error) };
}

function withoutFolders(message: string, job: AnyJob): string {
  const paths = [
    ...('target' in job ? [job.target, ...job.otherReferences] : []),
    ...('source' in job ? [job.source] : []),
    ...('file' in job ? [job.file] : []),
    ...('folder' in job ? [job.folder] : []),
    ...('directory' in job ? [job.directory] : []),
  ];
  return paths.reduce((text, path) => text.replaceAll(path, basename(path)), message);
}
