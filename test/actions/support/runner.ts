/**
 * A runner of GitHub Actions: the jobs of a workflow, in the order of their needs, each in a folder of its own, with the
 * environment that GitHub gives, an event file, and a token that may do what the job's permissions say. `run:` steps and
 * refkit's own actions are executed; what other actions do is played (stand-ins.ts).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StandInGitHub } from '../../support/github/github.js';
import type { StandInRepository } from '../../support/github/repository.js';
import type { Permission } from '../../support/github/types.js';
import { temporaryFolder } from '../../support/repository.js';
import { type Contexts, holds, interpolate, type JobState } from './expressions.js';
import { type Annotation, runScript, type StepResult } from './run-step.js';
import { STAND_INS } from './stand-ins.js';
import { type Action, type Job, type Permissions, readAction, type Step, type Workflow } from './workflow.js';

export interface Start {
  github: StandInGitHub;
  repository: StandInRepository;
  workflow: Workflow;
  event_name: string;
  event: Record<string, unknown>;
  /** Full ref name: `refs/heads/main`, `refs/pull/1/merge`. */
  ref: string;
  actor?: string;
  inputs?: Record<string, unknown>;
  secrets?: Record<string, string>;
  /** A folder with refkit's actions, as GitHub downloads the whole repository; this one unless given. */
  refkit?: string;
  env?: Record<string, string>;
}

export interface JobResult {
  ran: boolean;
  ok: boolean;
  log: string;
  annotations: Annotation[];
  summary: string;
  /** Outputs of each step with an id. */
  steps: Record<string, Record<string, string>>;
  token: string;
  attested: string[];
  workspace: string;
}

export interface WorkflowResult {
  id: string;
  jobs: Record<string, JobResult>;
  ok: boolean;
}

/** What a stand-in for an action may look at. */
export interface Run {
  id: string;
  github: StandInGitHub;
  repository: StandInRepository;
  ref: string;
  workspace: string;
  permissions: Permissions;
  artifacts: Map<string, string>;
  /** Artifacts of every run of this runner, by the id of the run. */
  runs: Map<string, Map<string, string>>;
  attested: string[];
}

/** Whose the token of a job is. */
export const BOT = 'github-actions[bot]';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const OWN_ACTION = /^refkit\/refkit\/(\.github\/actions\/[a-z]+)@(\S+)$/;
/** Nothing of a runner's world is known but where programs are, and what keeps git from this machine's settings. */
const KEPT = ['PATH', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM', 'TZ'];
/** The names of permissions where they differ from the stand-in's. */
const GRANTS: Record<string, Permission> = {
  contents: 'contents',
  issues: 'issues',
  'pull-requests': 'pull_requests',
  checks: 'checks',
};

export class Runner {
  readonly #runs = new Map<string, Map<string, string>>();

  /** The folder with what a run left as an artifact. */
  artifact(run: string, name: string): string {
    const folder = this.#runs.get(run)?.get(name);
    if (!folder) throw new Error(`Artifact not found for name: ${name}`);
    return folder;
  }

  /** Runs a workflow whose trigger is taken for granted. */
  async run(start: Start): Promise<WorkflowResult> {
    const id = String(7000 + this.#runs.size);
    const artifacts = new Map<string, string>();
    this.#runs.set(id, artifacts);
    const jobs: Record<string, JobResult> = {};
    for (const [name, job] of Object.entries(start.workflow.jobs)) {
      const needs = [job.needs ?? []].flat();
      if (needs.some((other) => !jobs[other])) throw new Error(`${name} stands before a job that it needs`);
      const failed = needs.some((other) => !jobs[other]!.ok);
      jobs[name] = await new JobRun(start, job, { id, artifacts, runs: this.#runs }).execute(failed);
    }
    return { id, jobs, ok: Object.values(jobs).every(({ ok }) => ok) };
  }
}

class JobRun {
  readonly #run: Run;
  readonly #state: JobState = { failed: false };
  readonly #temp = temporaryFolder('refkit-runner-');
  readonly #contexts: Contexts;
  readonly #env: Record<string, string>;
  readonly #result: JobResult;

  constructor(
    private readonly start: Start,
    private readonly job: Job,
    { id, artifacts, runs }: Pick<Run, 'id' | 'artifacts' | 'runs'>,
  ) {
    const { github, repository, workflow, ref, event } = start;
    const permissions = job.permissions ?? workflow.permissions;
    if (!permissions) throw new Error('a job without permissions may do what the settings of the repository say');
    const workspace = join(this.#temp, 'work', repository.name);
    const runnerTemp = join(this.#temp, '_temp');
    const home = join(this.#temp, 'home');
    for (const folder of [workspace, runnerTemp, home]) mkdirSync(folder, { recursive: true });
    const eventPath = join(this.#temp, 'event.json');
    writeFileSync(eventPath, JSON.stringify(event));
    const write = Object.entries(permissions).flatMap(([name, level]) =>
      level === 'write' && GRANTS[name] ? [GRANTS[name]] : [],
    );
    const token = github.addToken({ login: BOT, write });
    this.#run = { id, github, repository, ref, workspace, permissions, artifacts, runs, attested: [] };
    const actor = start.actor ?? 'octocat';
    const facts = {
      actor,
      actor_id: String(github.state.accounts.account(actor).id),
      api_url: github.env.GITHUB_API_URL,
      server_url: github.env.GITHUB_SERVER_URL,
      base_ref: (event.pull_request as { base?: { ref?: string } } | undefined)?.base?.ref ?? '',
      event_name: start.event_name,
      event_path: eventPath,
      head_ref: (event.pull_request as { head?: { ref?: string } } | undefined)?.head?.ref ?? '',
      ref,
      ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
      repository: repository.slug,
      repository_owner: repository.slug.split('/')[0]!,
      run_id: id,
      run_attempt: '1',
      sha: repository.git?.commit(ref) ?? '',
      workflow: workflow.name ?? '',
      workspace,
    };
    this.#contexts = {
      github: { ...facts, event, token },
      runner: { temp: runnerTemp, os: 'Linux', arch: 'X64' },
      inputs: start.inputs ?? {},
      secrets: { GITHUB_TOKEN: token, ...start.secrets },
      vars: {},
    };
    this.#env = {
      ...Object.fromEntries(KEPT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      HOME: home,
      RUNNER_TEMP: runnerTemp,
      RUNNER_OS: 'Linux',
      ...start.env,
    };
    this.#result = {
      ran: false,
      ok: true,
      log: '',
      annotations: [],
      summary: '',
      steps: {},
      token,
      attested: this.#run.attested,
      workspace,
    };
  }

  async execute(failed: boolean): Promise<JobResult> {
    if (!holds(this.job.if, this.#contexts, { failed })) return this.#result;
    this.#result.ran = true;
    const env = { ...this.#texts(this.start.workflow.env), ...this.#texts(this.job.env) };
    this.#result.steps = await this.#steps(this.job.steps, this.#contexts, env);
    this.#result.ok = !this.#state.failed;
    return this.#result;
  }

  /** Runs steps one after the other. @returns the outputs of those with an id */
  async #steps(steps: Step[], outer: Contexts, env: Record<string, string>, action?: string) {
    const outputs: Record<string, Record<string, string>> = {};
    const records: Record<string, { outputs: Record<string, string>; outcome: string }> = {};
    for (const step of steps) {
      const contexts = { ...outer, steps: records, env };
      if (!holds(step.if, contexts, this.#state)) continue;
      const own = { ...env, ...this.#texts(step.env, contexts) };
      const result = await this.#step(step, { ...contexts, env: own }, own, action);
      Object.assign(env, result.env);
      this.#result.log += result.log;
      this.#result.annotations.push(...result.annotations);
      this.#result.summary += result.summary;
      const forgiven = step['continue-on-error'] === true;
      if (!result.ok && !forgiven) this.#state.failed = true;
      if (step.id === undefined) continue;
      records[step.id] = { outputs: result.outputs, outcome: result.ok ? 'success' : 'failure' };
      outputs[step.id] = result.outputs;
    }
    return outputs;
  }

  async #step(step: Step, contexts: Contexts, env: Record<string, string>, action?: string): Promise<StepResult> {
    if (step.run !== undefined) {
      if (action && !step.shell) throw new Error('a step of an action has to name its shell');
      return runScript({
        script: this.#fill(step.run, contexts),
        shell: step.shell,
        cwd: resolve(this.#run.workspace, this.#fill(step['working-directory'] ?? '', contexts)),
        env: { ...this.#env, ...env, ...(action && { GITHUB_ACTION_PATH: action }) },
        temp: this.#temp,
      });
    }
    const inputs = this.#texts(step.with, contexts);
    const [, path] = OWN_ACTION.exec(step.uses!) ?? [];
    if (path) return this.#action(join(this.start.refkit ?? ROOT, path), inputs, env);
    const name = step.uses!.split('@')[0]!;
    const standIn = STAND_INS[name];
    if (!standIn) throw new Error(`nothing plays ${name} here`);
    const result = { ok: true, log: `${name}\n`, annotations: [], outputs: {}, env: {}, summary: '' };
    try {
      return { ...result, outputs: standIn(this.#run, inputs) };
    } catch (error) {
      return { ...result, ok: false, log: `${name}: ${(error as Error).message}\n` };
    }
  }

  /** One of refkit's own actions: its steps, with its inputs. */
  async #action(folder: string, given: Record<string, string>, env: Record<string, string>): Promise<StepResult> {
    const action = readAction(folder);
    const contexts = {
      ...this.#contexts,
      github: { ...(this.#contexts.github as object), action_path: folder },
      inputs: this.#inputsOf(action, given),
    };
    // An action cannot see secrets but what it is given.
    delete (contexts as Contexts).secrets;
    const before = this.#state.failed;
    this.#state.failed = false;
    const steps = await this.#steps(action.runs.steps, contexts, { ...env }, folder);
    const ok = !this.#state.failed;
    this.#state.failed = before;
    const records = Object.fromEntries(Object.entries(steps).map(([id, outputs]) => [id, { outputs }]));
    const outputs = Object.entries(action.outputs ?? {}).map(([name, { value }]) => [
      name,
      this.#fill(value, { ...contexts, steps: records }),
    ]);
    return { ok, log: '', annotations: [], outputs: Object.fromEntries(outputs), env: {}, summary: '' };
  }

  #inputsOf({ name, inputs = {} }: Action, given: Record<string, string>): Record<string, string> {
    const unknown = Object.keys(given).filter((key) => !Object.hasOwn(inputs, key));
    if (unknown.length > 0) throw new Error(`Unexpected input(s) of ${name}: ${unknown.join(', ')}`);
    const defaults = Object.entries(inputs).map(([key, input]) => [
      key,
      this.#fill(input.default ?? '', this.#contexts),
    ]);
    return { ...Object.fromEntries(defaults), ...given };
  }

  #texts(values: Record<string, unknown> = {}, contexts: Contexts = this.#contexts): Record<string, string> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.#fill(value, contexts)]));
  }

  #fill(value: unknown, contexts: Contexts): string {
    return interpolate(String(value), contexts, this.#state);
  }
}
