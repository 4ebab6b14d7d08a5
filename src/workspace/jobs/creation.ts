/** What imports and clones share: a new reference whose OTU ids no other reference of the workspace knows. */
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { newId } from '../../otu/ids.js';
import type { Otu } from '../../otu/types.js';
import type { OtuSource } from '../../reference/creation.js';
import { ReferenceNotFoundError } from '../../reference/errors.js';
import { Reference } from '../../reference/reference.js';
import type { CloneReferenceJob, CreationResult, ImportReferenceJob, RemoteReferenceJob } from './job.js';

/** How long OTUs are worked on before messages, such as that the server is gone, get their turn, in ms. */
const TURN_MS = 50;

export interface CreationListener {
  /** Told now and then how many OTUs were taken. */
  onTurn(count: number): void;
  /** Told when the last one was. */
  onTaken(): void;
}

/** Makes the reference of a job from a source. Either all of it is there in the end, or nothing. */
export async function createFrom(
  source: OtuSource,
  { target, plan, account }: ImportReferenceJob | CloneReferenceJob | RemoteReferenceJob,
  others: readonly Reference[],
  { onTurn, onTaken }: CreationListener,
): Promise<Omit<CreationResult, 'warnings'>> {
  const counts = { otu_count: 0, renamed_otu_count: 0 };
  const given = new Set<string>();
  const taken = (id: string) => given.has(id.toLowerCase()) || others.some((reference) => reference.otuIdTaken(id));

  async function* otus(): AsyncGenerator<Otu> {
    let turn = performance.now();
    for await (const otu of source.otus) {
      counts.otu_count += 1;
      const clash = others.some((reference) => reference.otuIdTaken(otu.id));
      if (clash) counts.renamed_otu_count += 1;
      const id = clash ? newId(taken) : otu.id;
      given.add(id.toLowerCase());
      yield clash ? { ...otu, id } : otu;
      if (performance.now() - turn < TURN_MS) continue;
      onTurn(counts.otu_count);
      await setImmediate();
      turn = performance.now();
    }
    onTaken();
    // Before the long last step.
    await setImmediate();
  }

  const creation = { directory: target, ...plan, bare: true, source: { ...source, otus: otus() } };
  (await Reference.create(creation, { account })).close();
  return counts;
}

/** Opens references, does the work, and closes them. Those that have been removed meanwhile are left out. */
export async function withReferences<T>(
  folders: readonly string[],
  work: (references: Reference[]) => Promise<T>,
): Promise<T> {
  const references: Reference[] = [];
  try {
    for (const folder of folders.filter((path) => existsSync(path))) {
      try {
        references.push(await Reference.open(folder));
      } catch (error) {
        if (!(error instanceof ReferenceNotFoundError)) throw error;
      }
    }
    return await work(references);
  } finally {
    for (const reference of references) reference.close();
  }
}
