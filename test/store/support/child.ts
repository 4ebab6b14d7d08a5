/**
 * A process that edits a repository, for tests that need several, or one to kill. Bundled by children.ts.
 *
 * Each file holds a JSON object with a counter for each writer. A writer adds one to its own, and when the commit
 * returned it says so with a line `<path> <count>` on standard output. With `twins` the same commit makes, or removes,
 * a second file beside the first: it is there while the count is odd.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Repository } from '../../../src/store/repository.js';
import { withWriter } from '../../../src/store/writer.js';

export interface ChildPlan {
  dir: string;
  id: string;
  /** Taken in turn. */
  paths: string[];
  /** How many edits; 0: until it is killed. */
  edits: number;
  waitSeconds: number;
  twins?: boolean;
  /** How many edits become one step, in a bare repository; each is a commit by itself where this is left out. */
  together?: number;
  durable?: boolean;
  /** Kills itself instead of the so-manieth change to the file system, counted from 1. */
  dieAt?: number;
  /** So many edits are made before those changes are counted. */
  spared?: number;
  /** From the so-manieth change on the disk is full. */
  fullAt?: number;
}

async function run(plan: ChildPlan): Promise<void> {
  const { dir, id, paths, edits, waitSeconds, twins, together, durable, dieAt, spared = 0, fullAt } = plan;
  const repo = Repository.open(dir);
  if (fullAt !== undefined) interfere(fullAt, refuse);
  for (let i = 0; edits === 0 || i < edits; i++) {
    if (dieAt !== undefined && i === spared) interfere(dieAt, die);
    const path = paths[i % paths.length]!;
    const count = await withWriter(repo, { waitSeconds, durable }, (writer) => {
      const raise = (): number => {
        const counters = JSON.parse(writer.read(path)?.toString() ?? '{}') as Record<string, number>;
        const next = (counters[id] ?? 0) + 1;
        counters[id] = next;
        const who = { name: id, email: `${id}@example.org`, timestamp: Math.trunc(Date.now() / 1000), offset: 0 };
        const twin = { path: `twins/${path}`, content: next % 2 === 1 ? `${next}\n` : null };
        writer.commit({
          files: [{ path, content: `${JSON.stringify(counters, null, 2)}\n` }, ...(twins ? [twin] : [])],
          message: `${id} ${path} ${next}\n`,
          author: who,
          committer: who,
        });
        return next;
      };
      if (together === undefined) return raise();
      writer.hold();
      for (let edit = 1; edit < together; edit++) raise();
      const last = raise();
      writer.publish();
      return last;
    });
    // Not console.log: that may keep a line back when we are killed.
    writeSync(1, `${path} ${count}\n`);
  }
}

const { writeSync } = fs;

const CHANGES = [
  ...['appendFileSync', 'chmodSync', 'linkSync', 'mkdirSync', 'openSync', 'renameSync', 'rmSync', 'rmdirSync'],
  ...['unlinkSync', 'utimesSync', 'writeFileSync', 'writeSync'],
] as const;

interface Change {
  name: string;
  args: unknown[];
}

/** Calls `act` before each change to the file system from the `number`th on. */
function interfere(number: number, act: (change: Change) => void): void {
  let count = 0;
  const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of CHANGES) {
    const original = functions[name]!;
    functions[name] = (...args) => {
      const reads = name === 'openSync' && (args[1] === 'r' || typeof args[1] === 'number');
      if (!reads) count++;
      if (!reads && count >= number) act({ name, args });
      return original(...args);
    };
  }
  syncBuiltinESMExports();
}

/** Ends without a chance to clean up. Half of what was about to be written is the worst that can be there. */
function die({ name, args: [file, bytes] }: Change): void {
  if (name === 'writeSync' && Buffer.isBuffer(bytes)) writeSync(file as number, bytes, 0, bytes.length >> 1);
  process.kill(process.pid, 'SIGKILL');
}

/** A full disk: names can still be removed and changed, but nothing new is taken. */
function refuse({ name }: Change): void {
  if (['renameSync', 'rmSync', 'rmdirSync', 'unlinkSync', 'chmodSync', 'utimesSync'].includes(name)) return;
  throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

run(JSON.parse(process.argv[2]!) as ChildPlan).catch((error) => {
  writeSync(2, `${error.stack}\n`);
  process.exitCode = 1;
});
