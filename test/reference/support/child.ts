/**
 * A process that edits a bare reference as accounts of a server would, many edits waiting at once. Bundled by
 * children.ts. Each edit adds an isolate named `<account> <number>` to an OTU, and when it was answered, the process
 * says so with a line `<otu id> <account> <number>` on standard output.
 */
import { writeSync } from 'node:fs';
import { addIsolate } from '../../../src/otu/edits.js';
import { Reference } from '../../../src/reference/reference.js';

export interface ChildPlan {
  dir: string;
  accounts: string[];
  /** Ids of OTUs, taken in turn. */
  otus: string[];
  /** How many edits; 0: until it is killed. */
  edits: number;
  /** How many edits wait at once. */
  together: number;
  durable: boolean;
}

async function run({ dir, accounts, otus, edits, together, durable }: ChildPlan): Promise<void> {
  const reference = await Reference.open(dir, { waitSeconds: 30, durable });
  const rules = reference.sourceRules;
  const actors = accounts.map((id) => ({
    id,
    reference: reference.as({ id, emails: [`${id}@example.org`], groups: [], administrator: true }),
  }));
  let serial = 0;
  const client = async (): Promise<void> => {
    while (edits === 0 || serial < edits) {
      const number = serial++;
      const actor = actors[number % actors.length]!;
      const otu = otus[number % otus.length]!;
      const isolate = { source_type: 'isolate', source_name: `${actor.id} ${number}` };
      await actor.reference.editOtu(otu, addIsolate(isolate, rules));
      // Not console.log: that may keep a line back when we are killed.
      writeSync(1, `${otu} ${actor.id} ${number}\n`);
    }
  };
  await Promise.all(Array.from({ length: together }, client));
  reference.close();
}

run(JSON.parse(process.argv[2]!) as ChildPlan).catch((error) => {
  writeSync(2, `${error.stack}\n`);
  process.exitCode = 1;
});
