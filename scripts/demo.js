#!/usr/bin/env node
/**
 * The tour: makes a small reference in a temporary folder and takes it through its life with the real, built command
 * line, showing each command and what it prints. Any command that ends otherwise than it should ends the demo with 1.
 *
 *   node scripts/demo.js [--keep]           run it; --keep leaves the folder and says where it is
 *   node scripts/demo.js --check FILE       fail unless the tour in FILE (the README) is what the commands print today
 *   node scripts/demo.js --write FILE       put what they print today into FILE
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sampleReference } from './sample.js';
import { environment, putTour, Stand, tourMarkdown } from './tour.js';

const refkit = fileURLToPath(new URL('../bin/refkit.js', import.meta.url));

/**
 * What a step says, and the command it runs. `inside`: in the folder of the reference. `random`: what of its output is
 * another one in each run, and what stands for it where the tour is written down.
 */
const STEPS = [
  {
    say: "Make a reference from a file in Virtool's own form. The import is one commit, and one change for each OTU.",
    run: 'create plants --import-from sample.json --name "Garden viruses"',
    random: { e5t0gw3v: /^id +([a-z0-9]{8})$/m },
  },
  { say: 'Everything that follows happens in its folder.', run: 'otu list', inside: true },
  {
    say: 'Add an isolate and its sequence. Each edit is one commit by you, and says what it did.',
    run: 'isolate add MoMV --source-type isolate --source-name "Dune 8"',
    inside: true,
    random: { x7k2m9qd: /([a-z0-9]{8}), change/ },
  },
  {
    run: 'sequence add MoMV "Dune 8" --accession RK_0006 --segment Genome --definition "Moonbean mosaic virus, complete sequence" --fasta ../dune8.fa',
    inside: true,
    random: { h1v8n4cz: /([a-z0-9]{8}), change/ },
  },
  { run: 'otu edit "Sand clover dwarf virus" --name "Sand clover stunt virus" --abbreviation SCSV', inside: true },
  {
    say: 'See what happened since the last build, newest first, and what one change did.',
    run: 'history',
    inside: true,
  },
  { run: 'history show sndclvdv.1', inside: true },
  {
    say: 'That name was a mistake. Undo it: by a new commit, so that nothing is lost.',
    run: 'revert sndclvdv.1 --yes',
    inside: true,
  },
  {
    say: 'Ask what is wrong with the data. Every finding names the file, the line and what to do.',
    run: 'validate',
    inside: true,
  },
  { run: 'isolate edit MoMV mnbeanhl --source-type isolate', inside: true },
  {
    say: 'Build an index. The same commit gives the same bytes on any machine, which anyone can check.',
    run: 'index build -o ../index-0',
    inside: true,
    random: { b6d90f2a: /^id +([a-z0-9]{8})$/m },
  },
  { run: 'index verify ../index-0', inside: true },
  { say: 'All of it is plain git.', program: 'git', run: 'log --oneline', inside: true },
];

const { values } = parseArgs({
  options: { keep: { type: 'boolean' }, check: { type: 'string' }, write: { type: 'string' } },
});
const pinned = values.check !== undefined || values.write !== undefined;
/** Read back by a program, lists come as bare lines. Here a person reads along: draw them as on a terminal. */
const asTerminal = `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:${pinned ? 110 : (process.stdout.columns ?? 110)}})`;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'refkit-demo-')));
try {
  process.exitCode = main();
} finally {
  if (values.keep) console.log(`\nLeft in ${folder}`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function main() {
  mkdirSync(join(folder, 'home'));
  const sample = sampleReference();
  writeFileSync(join(folder, 'sample.json'), JSON.stringify(sample));
  const bases = sample.otus[0].isolates[0].sequences[0].sequence;
  writeFileSync(join(folder, 'dune8.fa'), `>RK_0006 Moonbean mosaic virus, complete sequence\n${bases.slice(12)}\n`);
  const transcript = run();
  if (transcript === null) return 1;
  const { check, write } = values;
  return putTour(transcript, { check, write, remedy: `node scripts/demo.js --write ${check}` });
}

/** Runs every step and answers the tour as Markdown; null where a step failed, which it has said by then. */
function run() {
  const stand = new Stand();
  stand.for(folder, '/home/ada');
  const env = { ...environment(join(folder, 'home')), ...(pinned ? { NO_COLOR: '1' } : {}) };
  const steps = [];
  for (const { say, program = 'refkit', run: command, inside = false, random = {} } of STEPS) {
    const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]);
    const [file, first] = program === 'refkit' ? [process.execPath, ['--import', asTerminal, refkit]] : [program, []];
    const cwd = inside ? join(folder, 'plants') : folder;
    const done = spawnSync(file, [...first, ...args], { cwd, env, encoding: 'utf8' });
    if (done.error?.code === 'ENOENT' && program !== 'refkit') continue;
    const output = `${done.stdout}${done.stderr}`.trimEnd();
    if (!pinned) {
      if (say) console.log(`\n# ${say}`);
      console.log(`\n$ ${program} ${command}\n${output}`);
    }
    if (done.status !== 0) {
      console.error(`\n"${program} ${command}" ended with ${done.status}.${pinned ? `\n${output}` : ''}`);
      return null;
    }
    for (const [stable, pattern] of Object.entries(random)) stand.for(pattern.exec(output)?.[1], stable);
    steps.push({ say, text: `$ ${program} ${command}\n${stand.in(output)}` });
  }
  return tourMarkdown(steps);
}
