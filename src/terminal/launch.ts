/**
 * From the command line to a command. The usual case, a command that is there, loads that command and nothing else of
 * oclif's machinery, since start-up is part of every edit; help, topics and mistakes load the whole configuration.
 */
import type { Interfaces } from '@oclif/core';
import type { RefkitCommand } from './command.js';
import { errorReport } from './error-report.js';
import { crash, output } from './output.js';

export { crash };

/** What the program around the launcher gives it. */
export interface Host {
  /** The folder of package.json and oclif.manifest.json. */
  root: string;
  version: string;
  /** The class of a command (its id has colons), or null where there is none. */
  load(id: string): Promise<CommandClass | null>;
}

// biome-ignore lint/suspicious/noExplicitAny: a command's types are its own business
type AnyCommand = RefkitCommand<any, any>;
export type CommandClass = { id: string } & (new (argv: string[], config: Interfaces.Config) => AnyCommand);

/** The longest command, such as `workspace users add`, has three words. */
const MAX_WORDS = 3;
/** Needs every command's description, not only its own. */
const NEEDS_EVERYTHING = new Set(['completion']);

/** Runs a command line. @returns the exit code */
export async function launch(argv: string[], host: Host): Promise<number> {
  const line = wellOrdered(argv);
  if (line.globals.length === 0 && /^(--version|-v)$/.test(line.rest[0] ?? '')) {
    output(`refkit/${host.version} ${process.platform}-${process.arch} node-${process.version}\n`);
    return 0;
  }
  const words = leadingWords(line.rest);
  try {
    if (words.length === 0 || words[0] === 'help' || wantsHelp(line.rest)) {
      const { showHelp } = await import('./help.js');
      const topic = words[0] === 'help' ? words.slice(1) : words;
      return await showHelp(topic, host);
    }
    for (let count = Math.min(words.length, MAX_WORDS); count > 0; count -= 1) {
      const id = words.slice(0, count).join(':');
      const loaded = await host.load(id);
      if (loaded === null) continue;
      loaded.id = id;
      const config = NEEDS_EVERYTHING.has(id)
        ? await (await import('./help.js')).wholeConfig(host)
        : minimalConfig(host);
      return await new loaded([...line.globals, ...line.rest.slice(count)], config).execute();
    }
    const { unknownCommand } = await import('./help.js');
    return await unknownCommand(words, host);
  } catch (error) {
    return await fail(error, line);
  }
}

/** `refkit -C DIR --json otu list`: what stands before the command's name belongs to the command. */
function wellOrdered(argv: string[]): { globals: string[]; rest: string[] } {
  let at = 0;
  for (; at < argv.length; at += 1) {
    const word = argv[at]!;
    if (/^(-C|--reference|--workspace|--user|--wait)$/.test(word)) at += 1;
    else if (!/^(-C.|--reference=|--workspace=|--user=|--wait=|--json$)/.test(word)) break;
  }
  return { globals: argv.slice(0, at), rest: argv.slice(at) };
}

function leadingWords(argv: string[]): string[] {
  const end = argv.findIndex((word) => !/^[a-z][a-z0-9-]*$/.test(word));
  return end < 0 ? argv : argv.slice(0, end);
}

function wantsHelp(argv: string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h');
}

/** What a running command asks of oclif's configuration. */
function minimalConfig(host: Host): Interfaces.Config {
  const config = {
    bin: 'refkit',
    name: 'refkit',
    root: host.root,
    get version() {
      return host.version;
    },
    runHook: async () => ({ successes: [], failures: [] }),
    scopedEnvVar: () => undefined,
    scopedEnvVarKey: (key: string) => `REFKIT_${key}`,
    scopedEnvVarKeys: (key: string) => [`REFKIT_${key}`],
  };
  return config as unknown as Interfaces.Config;
}

/** For what goes wrong outside of any command; a command reports its own errors. */
async function fail(error: unknown, line: { globals: string[]; rest: string[] }): Promise<number> {
  const report = errorReport(error);
  if ([...line.globals, ...line.rest].includes('--json')) {
    output(`${JSON.stringify({ error: report.json }, null, 2)}\n`);
    return report.exitCode;
  }
  return crash(error);
}
