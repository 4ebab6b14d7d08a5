/** Virtool's plant virus reference, followed from v1.4.0 to v1.5.0. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openImport } from '../../../src/exchange/import.js';
import { openRemote } from '../../../src/github/remotes/remote-source.js';
import { checkRemote, updateRemote } from '../../../src/github/remotes/remotes.js';
import { addIsolate, editOtu } from '../../../src/otu/edits.js';
import type { Otu } from '../../../src/otu/types.js';
import { Reference } from '../../../src/reference/reference.js';
import { startGitHub } from '../../support/github/github.js';
import { noRealData, realData } from '../../support/real-data.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { clientOf } from '../support/client.js';

const SLUG = 'virtool/ref-plant-viruses';

async function otusIn(file: string): Promise<Map<string, Otu>> {
  const otus = new Map<string, Otu>();
  for await (const otu of (await openImport(file)).otus) otus.set(otu.id, otu);
  return otus;
}

describe.skipIf(noRealData)('a reference that follows the real one', () => {
  test('keeps what was done here through its update (slow)', { timeout: 120_000 }, async () => {
    const github = await startGitHub();
    const repository = github.repository(SLUG);
    repository.release({ tag: 'v1.4.0', assets: { 'reference.json.gz': realData['v1.4.0'] } });
    const { client } = clientOf(github);
    const remote = await openRemote(client, SLUG);
    const directory = join(temporaryFolder(), 'reference');
    const reference = await Reference.create({ directory, source: remote.source });
    onTestFinished(() => reference.close());
    remote.close();
    const [before, after] = [await otusIn(realData['v1.4.0']), await otusIn(realData['v1.5.0'])];
    expect((await reference.describe()).otu_count).toBe(before.size);

    const same = (id: string) => JSON.stringify(before.get(id)) === JSON.stringify(after.get(id));
    const shared = [...before.keys()].filter((id) => after.has(id));
    const changed = shared.filter((id) => !same(id));
    const gone = [...before.keys()].filter((id) => !after.has(id));
    const added = [...after.keys()].filter((id) => !before.has(id));
    const [edited] = changed.filter((id) => before.get(id)!.taxid === after.get(id)!.taxid);
    const [untouched] = shared.filter(same);
    const local = await reference.createOtu({ name: 'A virus of our own' });
    await reference.editOtu(
      edited!,
      addIsolate({ source_type: 'isolate', source_name: 'Ours' }, reference.sourceRules),
    );
    await reference.editOtu(untouched!, editOtu({ abbreviation: 'OURS' }));

    repository.release({ tag: 'v1.5.0', assets: { 'reference.json.gz': realData['v1.5.0'] } });
    expect((await checkRemote(client, reference)).release).toMatchObject({ tag: 'v1.5.0', newer: true });
    const { outcome } = await updateRemote(client, reference);
    expect(outcome).toMatchObject({ conflicts: [], summary: { added: added.length, removed: gone.length } });
    expect(outcome!.summary.changed).toBe(changed.length);

    const result = new Map([...reference.otus()].map((otu) => [otu.id, otu]));
    expect(result.size).toBe(after.size + 1);
    expect(result.get(local.document.id)?.name).toBe('A virus of our own');
    expect(result.get(untouched!)).toEqual({ ...after.get(untouched!), abbreviation: 'OURS' });
    const { isolates, ...rest } = result.get(edited!)!;
    const there = after.get(edited!)!;
    expect(isolates.filter(({ source_name }) => source_name === 'Ours')).toHaveLength(1);
    expect({ ...rest, isolates: isolates.filter(({ source_name }) => source_name !== 'Ours') }).toEqual({
      ...there,
      isolates: there.isolates,
    });
    for (const [id, otu] of after) if (id !== edited && id !== untouched) expect(result.get(id)).toEqual(otu);
    const history = await reference.otuHistory(edited!);
    expect(history.map(({ release }) => release)).toEqual(['v1.4.0', undefined, 'v1.5.0', undefined]);
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
    expect(
      git(directory, 'diff', '--stat', 'upstream/virtool-ref-plant-viruses', '--', 'otus').split('\n'),
    ).toHaveLength(4);
  });
});
