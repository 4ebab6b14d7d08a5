/** Runs commands from their sources, in this process, as `refkit …` would. */
import { join, resolve } from 'node:path';
import { vi } from 'vitest';
import { type CommandClass, launch } from '../../../src/terminal/launch.js';

export const ROOT = resolve(import.meta.dirname, '..', '..', '..');

const modules = import.meta.glob<{ default: CommandClass }>([
  '../../../src/commands/**/*.ts',
  '!../../../src/commands/base/**',
]);

const fileOf = (id: string) => `../../../src/commands/${id.replaceAll(':', '/')}.ts`;

/** The ids of all commands, with colons, sorted. */
export const COMMAND_IDS = Object.keys(modules)
  .map((file) => file.slice('../../../src/commands/'.length, -'.ts'.length).replaceAll('/', ':'))
  .sort();

export async function loadCommand(id: string): Promise<CommandClass | null> {
  const module = await modules[fileOf(id)]?.();
  if (!module) return null;
  module.default.id = id;
  return module.default;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface Surroundings {
  cwd?: string;
  env?: Record<string, string>;
  /** Makes standard output a terminal of that width. */
  terminal?: number;
}

/** Runs a command line, given as words. */
export async function refkit(argv: string[], { cwd, env = {}, terminal }: Surroundings = {}): Promise<Outcome> {
  const outcome = { code: -1, stdout: '', stderr: '' };
  const before = process.cwd();
  const into = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk: unknown) => {
      outcome[name] += String(chunk);
      return true;
    });
  const spies = [into('stdout'), into('stderr')];
  const streams = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
  Object.assign(process.stdout, { isTTY: terminal !== undefined, columns: terminal });
  const variables = { ...process.env };
  Object.assign(process.env, env);
  if (cwd !== undefined) process.chdir(cwd);
  try {
    outcome.code = await launch(argv, { root: ROOT, version: '0.0.0', load: loadCommand });
  } finally {
    process.chdir(before);
    for (const name of Object.keys(env)) {
      if (variables[name] === undefined) delete process.env[name];
      else process.env[name] = variables[name];
    }
    Object.assign(process.stdout, streams);
    for (const spy of spies) spy.mockRestore();
  }
  return outcome;
}

/** Runs a command line with `--json`, which has to print one JSON value and nothing else. */
export async function refkitJson<T>(argv: string[], surroundings?: Surroundings): Promise<Outcome & { value: T }> {
  const outcome = await refkit([...argv, '--json'], surroundings);
  return { ...outcome, value: JSON.parse(outcome.stdout) as T };
}

/** The words of a command line as a shell would take them: quotes hold words together. */
export function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}

export const SAMPLE_SCRIPT = join(ROOT, 'scripts', 'sample.js');
