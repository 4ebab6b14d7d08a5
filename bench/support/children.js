import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const usageReporter = pathToFileURL(join(root, 'bench/support/report-usage.js')).href;
let serial = 0;

/** What every measured process sees of the machine: no one's git configuration, one author, no repacking behind our back. */
export function environment(home) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GIT|REFKIT|XDG|NODE)_/.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    USERPROFILE: home,
    LOCALAPPDATA: home,
    GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.org',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.org',
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'gc.auto',
    GIT_CONFIG_VALUE_0: '0',
    GIT_CONFIG_KEY_1: 'init.defaultBranch',
    GIT_CONFIG_VALUE_1: 'main',
    NO_COLOR: '1',
  };
}

/** Runs a program to its end and answers the milliseconds from start to exit. Throws, with its words, where it fails. */
export function run(program, args, options = {}) {
  const start = performance.now();
  const done = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', ...options });
  const milliseconds = performance.now() - start;
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed (${done.status}):\n${done.stderr}`);
  return milliseconds;
}

/** Runs a program to its end and answers the JSON that it prints. Throws, with its words, where it fails. */
export function output(program, args, options = {}) {
  const done = spawnSync(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')} failed (${done.status}):\n${done.stderr}`);
  return JSON.parse(done.stdout);
}

/** Like `run`, for a script in Node; answers its peak memory in bytes too. */
export function runNode(args, options = {}) {
  serial += 1;
  const usageFile = join(tmpdir(), `refkit-bench-${process.pid}-${serial}.json`);
  try {
    const milliseconds = run(process.execPath, ['--import', usageReporter, ...args], {
      ...options,
      env: { ...options.env, REFKIT_BENCH_USAGE: usageFile },
    });
    return { milliseconds, ...JSON.parse(readFileSync(usageFile, 'utf8')) };
  } finally {
    rmSync(usageFile, { force: true });
  }
}

/**
 * Runs a script of ours in a fresh process, as cold as a command finds things, and answers what it printed as JSON: the
 * milliseconds of its measured part, without the start of Node.
 */
export function measureInside(script, args, options = {}) {
  return output(process.execPath, [join(root, 'bench/support', script), ...args], options);
}

/** The command line as it is installed: the arguments of Node that run it. */
export const refkit = (...args) => [join(root, 'bin/refkit.js'), ...args];
