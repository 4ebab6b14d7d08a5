/** One `run:` of a step, in a real shell, with the files by which it speaks to its runner. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Annotation {
  level: 'error' | 'warning' | 'notice';
  properties: Record<string, string>;
  message: string;
}

export interface StepResult {
  ok: boolean;
  /** All that it printed, in the order in which it came. */
  log: string;
  annotations: Annotation[];
  outputs: Record<string, string>;
  /** What later steps find in their environment. */
  env: Record<string, string>;
  summary: string;
}

export interface RunOptions {
  script: string;
  shell: string | undefined;
  cwd: string;
  env: Record<string, string>;
  /** The folder for scripts and files. */
  temp: string;
}

/** As GitHub runs them; `bash` that is asked for stops at the first failure of a pipe too. */
const SHELLS: Record<string, string[]> = {
  bash: ['--noprofile', '--norc', '-eo', 'pipefail'],
  unspecified: ['-e'],
};

export async function runScript({ script, shell, cwd, env, temp }: RunOptions): Promise<StepResult> {
  const folder = mkdtempSync(join(temp, '_step-'));
  const files = Object.fromEntries(
    ['output', 'env', 'path', 'step_summary', 'state'].map((name) => [name, join(folder, name)]),
  );
  for (const file of Object.values(files)) writeFileSync(file, '');
  const named = Object.fromEntries(Object.entries(files).map(([name, file]) => [`GITHUB_${name.toUpperCase()}`, file]));
  const scriptFile = join(folder, 'script.sh');
  writeFileSync(scriptFile, script);
  const args = SHELLS[shell ?? 'unspecified'];
  if (!args) throw new Error(`no such shell here: ${shell}`);
  const { code, log } = await run('bash', [...args, scriptFile], { cwd, env: { ...env, ...named } });
  if (readFileSync(files.path!, 'utf8') !== '') throw new Error('GITHUB_PATH is not played here');
  return {
    ok: code === 0,
    log,
    annotations: annotationsOf(log),
    outputs: assignments(readFileSync(files.output!, 'utf8')),
    env: assignments(readFileSync(files.env!, 'utf8')),
    summary: readFileSync(files.step_summary!, 'utf8'),
  };
}

function run(program: string, args: string[], options: { cwd: string; env: Record<string, string> }) {
  return new Promise<{ code: number | null; log: string }>((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        log += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, log }));
  });
}

/** `name=value` and `name<<END … END`, as GITHUB_OUTPUT and GITHUB_ENV take them. */
export function assignments(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line === '') continue;
    const [, name, operator, rest] = /^([^=<]+?)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`Invalid format '${line}'`);
    if (operator === '=') {
      found[name] = rest!;
      continue;
    }
    const end = lines.indexOf(rest!, at + 1);
    if (end < 0) throw new Error(`Matching delimiter not found '${rest}'`);
    found[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return found;
}

/** The workflow commands that a log makes annotations of; none where they are switched off. */
function annotationsOf(log: string): Annotation[] {
  const found: Annotation[] = [];
  let off: string | null = null;
  for (const line of log.split('\n')) {
    const [, command, properties = '', data = ''] =
      /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line) ?? [];
    if (off !== null) {
      if (line.trim() === `::${off}::`) off = null;
    } else if (command === 'stop-commands') off = data;
    else if (command === 'error' || command === 'warning' || command === 'notice') {
      found.push({ level: command, properties: propertiesOf(properties), message: unescaped(data) });
    } else if (command !== undefined) throw new Error(`the command ::${command}:: is not played here`);
  }
  return found;
}

function propertiesOf(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => (pair === '' ? [] : [pair.split('=', 2)]));
  return Object.fromEntries(pairs.map(([name, value = '']) => [name, unescaped(value)]));
}

function unescaped(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');
}
