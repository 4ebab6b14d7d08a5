import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { editOtu } from '../../../../src/otu/edits.js';
import { childBundle } from '../../../support/child-bundle.js';
import { newReference, openedReference } from '../../../support/reference.js';
import { git, gitVerdict } from '../../../support/repository.js';
import { otusOf, RETRIEVED, release, SLUG, updateTo } from './releases.js';

const bundle = childBundle(import.meta.url);

/** Updates in a process of its own, which is killed so many milliseconds after it has begun. */
async function killedAfter(directory: string, number: number, milliseconds: number): Promise<string> {
  const child = spawn(process.execPath, [await bundle(), directory, String(number)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((done) => {
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      done();
    });
  });
  const closed = new Promise((done) => child.on('close', done));
  await begun;
  await setTimeout(milliseconds);
  child.kill('SIGKILL');
  await closed;
  return said;
}

test.each([false, true])(
  'an update that is killed was made or was not, and the next goes on (bare: %s) (slow)',
  async (bare) => {
    const source = {
      method: 'remote' as const,
      label: SLUG,
      otus: otusOf(0),
      provenance: { remotes_from: { slug: SLUG } },
      upstream: { slug: SLUG, release: release(0), retrievedAt: RETRIEVED },
    };
    const first = await newReference({ bare, source });
    const { directory } = first;
    const local = otusOf(0)[200]!.id;
    await first.editOtu(local, editOtu({ abbreviation: 'LOCAL' }));
    let installed = 0;
    const seen = new Set<string>();
    for (const [index, milliseconds] of [5, 30, 60, 90, 110, 130, 150, 170, 190, 220, 260, 320, 5000].entries()) {
      const before = git(directory, 'rev-parse', 'HEAD');
      const number = installed + 1;
      const said = await killedAfter(directory, number, milliseconds);
      expect(git(directory, 'fsck', '--strict', '--no-dangling')).toBe('');
      const isMade = git(directory, 'rev-parse', 'HEAD') !== before;
      if (said.includes('ended')) expect(isMade).toBe(true);
      seen.add(isMade ? 'made' : 'not made');
      if (isMade) installed = number;
      const reference = await openedReference(directory);
      const upstream = await reference.upstream();
      expect((await upstream.installed())?.tag).toBe(`v1.${installed}.0`);
      // Whatever is left over is settled by the next writer.
      await reference.editOtu(local, editOtu({ taxid: index + 1 }));
      if (!bare) expect(gitVerdict(directory).status).toBe('');
      expect([...reference.otus()]).toHaveLength(otusOf(installed).length);
    }
    expect(seen).toEqual(new Set(['made', 'not made']));
    const reference = await openedReference(directory);
    await updateTo(reference, installed + 1);
    const document = await reference.otu(local);
    expect(document).toMatchObject({
      abbreviation: 'LOCAL',
      name: expect.stringContaining(`of release ${installed + 1}`),
    });
    const tags = (await (await reference.upstream()).list()).map(({ tag }) => tag);
    expect(tags).toEqual(Array.from({ length: installed + 2 }, (_, number) => `v1.${installed + 1 - number}.0`));
  },
  120_000,
);
