/**
 * A process that edits a repository, for tests that need several, or one to kill. Bundled by children.ts.
 *
 * Each file holds a JSON object with a counter for each writer. A writer adds one to its own, and when the commit
 * returned it says so with a line `<path> <count>` on standard output.
 */
import { writeSync } from 'node:fs';
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
}

async function run({ dir, id, paths, edits, waitSeconds }: ChildPlan): Promise<void> {
  const repo = Repository.open(dir);
  for (let i = 0; edits === 0 || i < edits; i++) {
    const path = paths[i % paths.length]!;
    const count = await withWriter(repo, { waitSeconds }, (writer) => {
      const counters = JSON.parse(writer.read(path)?.toString() ?? '{}') as Record<string, number>;
      counters[id] = (counters[id] ?? 0) + 1;
      const who = { name: id, email: `${id}@example.org`, timestamp: Math.trunc(Date.now() / 1000), offset: 0 };
      writer.commit({
        files: [{ path, content: `${JSON.stringify(counters, null, 2)}\n` }],
        message: `${id} ${path} ${counters[id]}\n`,
        author: who,
        committer: who,
      });
      return counters[id];
    });
    // Not console.log: that may keep a line back when we are killed.
    writeSync(1, `${path} ${count}\n`);
  }
}

run(JSON.parse(process.argv[2]!) as ChildPlan).catch((error) => {
  writeSync(2, `${error.stack}\n`);
  process.exitCode = 1;
});
