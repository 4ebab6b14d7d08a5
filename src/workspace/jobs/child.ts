/**
 * The program that does one job, in a process that the server starts: it takes the job from the channel between them,
 * says there how far it is and what came of it, and ends. It ends as well where the server does.
 */
import { failureOf } from './failure.js';
import type { AnyJob } from './job.js';
import type { ChildMessage } from './messages.js';
import { runJob } from './run.js';

/** How often the server is told how far the job is, in ms. */
const PROGRESS_MS = 100;

let told = Number.NEGATIVE_INFINITY;
let step = '';

function say(message: ChildMessage, then: () => void = () => {}): void {
  process.send!(message, then);
}

function report(now: string, share: number): void {
  if (now === step && performance.now() - told < PROGRESS_MS) return;
  step = now;
  told = performance.now();
  say({ kind: 'progress', step, share });
}

async function outcomeOf(job: AnyJob): Promise<ChildMessage> {
  try {
    return { kind: 'done', result: await runJob(job, report) };
  } catch (error) {
    return { kind: 'failed', ...failureOf(error, job) };
  }
}

// Nobody is there who would be told; what is half made is removed by the next server. An ordinary exit would wait for a
// read that does not end.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// These reach everything that was started at a terminal. Whether the job goes on is for the server to say.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.once('message', async (job: AnyJob) => {
  say(await outcomeOf(job), () => process.exit(0));
});
