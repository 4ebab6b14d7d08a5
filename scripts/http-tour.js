#!/usr/bin/env node
/**
 * The tour of the HTTP API in docs/http.md: starts a server on a new folder, and takes a reference through its life with
 * curl. Whatever it shows was run and printed; a command that ends otherwise than it should ends the tour with 1.
 *
 *   node scripts/http-tour.js                 run it, and show it
 *   node scripts/http-tour.js --check FILE    fail unless the tour in FILE is what the commands print today
 *   node scripts/http-tour.js --write FILE    put what they print today into FILE
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { shownJson } from './http-tour/json.js';
import { ADDRESS, STEPS } from './http-tour/steps.js';
import { sampleReference } from './sample.js';
import { servedFolder } from './server.js';
import { environment, putTour, Stand, tourMarkdown } from './tour.js';

const refkit = fileURLToPath(new URL('../bin/refkit.js', import.meta.url));

/** How often the state of long work is asked for, in ms, and how many times. */
const EVERY_MS = 100;
const TIMES = 300;

/** Headers that differ from answer to answer and matter. */
const SHOWN_HEADERS = /^(HTTP\/|location|content-location|etag|www-authenticate|content-disposition)/i;

const { values } = parseArgs({ options: { check: { type: 'string' }, write: { type: 'string' } } });
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'refkit-http-tour-')));
const env = { ...environment(join(folder, 'home')), NO_COLOR: '1', NO_PROXY: '127.0.0.1' };
const stand = new Stand();
try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function main() {
  prepare();
  const server = await servedFolder({ cwd: folder, env });
  let transcript;
  try {
    transcript = await run(server);
  } finally {
    await server.stop();
  }
  if (transcript === null) return 1;
  const { check, write } = values;
  if (!check && !write) console.log(transcript);
  return putTour(transcript, { check, write, remedy: `node scripts/http-tour.js --write ${check}` });
}

/** Takes every step and answers the tour as Markdown; null where one failed, which it has said by then. */
async function run({ url, said }) {
  stand.for(url, ADDRESS);
  const say = 'In one terminal, serve a folder that is not there yet.';
  const shown = [{ say, text: `$ refkit serve lab\n${stand.in(said).trimEnd()}` }];
  for (const step of STEPS) {
    const text = await take(step);
    if (text === null) return null;
    shown.push({ say: step.say, text });
  }
  return tourMarkdown(shown);
}

/** The file that is uploaded, and `refkit` as a command. */
function prepare() {
  for (const name of ['home', 'bin']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'sample.json'), JSON.stringify(sampleReference()));
  const command = join(folder, 'bin', 'refkit');
  // Read back by a program, a key comes as a bare line. Here a person reads along.
  const asTerminal = 'data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:110})';
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" --import "${asTerminal}" "${refkit}" "$@"\n`);
  chmodSync(command, 0o755);
  env.PATH = `${join(folder, 'bin')}${delimiter}${env.PATH}`;
  stand.for(folder, '/home/ada');
}

/** Takes a step, and answers what is shown of it; null where it failed, which it has said by then. */
async function take({ run, file, until, random = {}, status, tidy = (text) => text }) {
  if (file) writeFileSync(join(folder, file.name), stand.out(file.text), { mode: 0o600 });
  const command = stand.out(run);
  let output = '';
  for (let times = 0; times < TIMES; times += 1) {
    const done = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
    output = `${done.stdout}${done.stderr}`.trimEnd();
    const [, answered = null] = /^HTTP\/1\.1 (?!100)(\d+)/m.exec(output) ?? [];
    if (done.status !== 0 || (status !== undefined && Number(answered) !== status)) {
      console.error(`"${run}" ended with ${done.status}, status ${answered}.\n${output}`);
      return null;
    }
    if (!until || until.test(output)) break;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  for (const [stable, pattern] of Object.entries(random)) stand.for(pattern.exec(output)?.[1], stable);
  return `$ ${run}\n${tidy(stand.in(shownAnswer(output)))}`.trimEnd();
}

/** What curl printed, without the headers that do not matter, and with JSON indented. */
function shownAnswer(output) {
  const text = output.replaceAll('\r', '');
  // A head, after that of a "100 Continue" where there is one.
  const heads = /^(?:HTTP\/[\s\S]*?(?:\n\n|$))+/.exec(text)?.[0] ?? '';
  const head = heads.trim().split('\n\n').at(-1).split('\n');
  const body = shownJson(text.slice(heads.length));
  return [head.filter((line) => SHOWN_HEADERS.test(line)).join('\n'), body].filter(Boolean).join('\n\n');
}
