/**
 * A job in a process of its own, so that whatever it takes, the server goes on answering. The process has a low
 * priority, no secrets in its environment but the token for GitHub where it is to go there, and ends when the server does.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { packagePath } from '../../package/locate.js';
import type { AnyJob, JobResult } from './job.js';
import type { ChildMessage } from './messages.js';

/** How a job ended. `cut_off` is where nobody could say: its process was killed, or broke down. */
export type Outcome =
  | { kind: 'done'; result: JobResult }
  | { kind: 'failed'; error: string; details: string | null }
  | { kind: 'cut_off'; reason: string; details: string | null };

export type OnProgress = (step: string, share: number) => void;

/** How much of what the process writes to its standard error is kept, in characters: the end of it. */
const KEPT_OUTPUT = 8192;

/** What a job needs to know of the server's surroundings; everything else, secrets included, is kept from it. */
const INHERITED =
  /^(PATH|PATHEXT|HOME|HOMEDRIVE|HOMEPATH|USERPROFILE|APPDATA|LOCALAPPDATA|SYSTEMROOT|TMPDIR|TMP|TEMP|TZ|LANG|LC_\w+|USER|LOGNAME|USERNAME|XDG_CONFIG_HOME|GIT_(AUTHOR|COMMITTER)_\w+|GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM))$/i;

/** What is needed to reach GitHub: the token, the way out, and whom to trust. */
const FOR_GITHUB =
  /^(GH_TOKEN|GITHUB_TOKEN|GITHUB_API_URL|GITHUB_SERVER_URL|HTTPS?_PROXY|NO_PROXY|NODE_EXTRA_CA_CERTS)$/i;
const TO_GITHUB: readonly AnyJob['type'][] = ['remote_reference', 'update_remote_reference'];

export class JobProcess {
  readonly #child: ChildProcess;
  /** Settled when the process is gone. */
  readonly ended: Promise<Outcome>;

  /** @param around where what is needed to reach GitHub is looked up */
  constructor(job: AnyJob, onProgress: OnProgress = () => {}, around: NodeJS.ProcessEnv = process.env) {
    const some = (env: NodeJS.ProcessEnv, names: RegExp) => Object.entries(env).filter(([name]) => names.test(name));
    const toGitHub = TO_GITHUB.includes(job.type) ? some(around, FOR_GITHUB) : [];
    const env = Object.fromEntries([...some(process.env, INHERITED), ...toGitHub]);
    // The options of this program, such as --inspect with its port, are not the child's.
    this.#child = fork(packagePath('dist/cli/workspace/jobs/child.js'), [], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      env,
    });
    this.ended = this.#follow(onProgress);
    lowerPriority(this.#child);
    // A child that could not start says so through 'error'.
    this.#child.send(job, () => {});
  }

  /** Ends the process at once, wherever it is. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #follow(onProgress: OnProgress): Promise<Outcome> {
    const child = this.#child;
    let said = '';
    let outcome: Outcome | undefined;
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_OUTPUT);
    });
    child.on('message', (message: ChildMessage) => {
      if (message.kind === 'progress') onProgress(message.step, message.share);
      else if (message.kind === 'done') outcome = message;
      else outcome = { kind: 'failed', error: message.message, details: message.details };
    });
    return new Promise((resolve) => {
      const cutOff = (reason: string): Outcome => ({ kind: 'cut_off', reason, details: said.trim() || null });
      child.once('error', (error) => {
        if (child.pid === undefined) resolve(cutOff(`it could not be started, ${error.message}`));
      });
      // The last message may come after 'exit', but never after both of these.
      let ending = 2;
      const end = () => {
        ending -= 1;
        if (ending > 0) return;
        const { signalCode, exitCode } = child;
        resolve(
          outcome ?? cutOff(signalCode === null ? `it ended with code ${exitCode}` : `it was ended by ${signalCode}`),
        );
      };
      child.once('disconnect', end);
      child.once('close', end);
    });
  }
}

/** Reads come first where there are few processors. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It may have ended, or the system has other ideas of priority: the work gets done all the same.
  }
}
