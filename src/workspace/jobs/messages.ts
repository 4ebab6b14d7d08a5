/** What the server and the process that does a job say to each other, over the channel between them. */
import type { JobResult } from './job.js';

export type ChildMessage =
  | { kind: 'progress'; step: string; share: number }
  | { kind: 'done'; result: JobResult }
  /** `details` is for the log, where the message does not say enough. */
  | { kind: 'failed'; message: string; details: string | null };
