/** Following a remote that is a reference itself: its history comes along. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openRemote } from '../../../src/github/remotes/remote-source.js';
import { updateRemote } from '../../../src/github/remotes/remotes.js';
import { addIsolate, editOtu } from '../../../src/otu/edits.js';
import { Reference } from '../../../src/reference/reference.js';
import { startGitHub } from '../../support/github/github.js';
import { importedReference } from '../../support/reference.js';
import { releaseFile } from '../../support/release-file.js';
import { git, gitVerdict, temporaryFolder } from '../../support/repository.js';
import { clientOf } from '../support/client.js';

const SLUG = 'lab/plants';

/** A reference on GitHub that was released once, and what publishes it again. */
async function published() {
  const github = await startGitHub();
  const upstream = await importedReference(4);
  const bare = join(temporaryFolder(), 'plants.git');
  git('.', 'clone', '-q', '--bare', upstream.directory, bare);
  const repository = github.repository(SLUG, { gitDir: bare });
  const publish = (tag: string, content = [...upstream.otus()]) => {
    git(upstream.directory, 'push', '-q', bare, 'HEAD:main');
    git(bare, 'tag', '-a', '-m', tag, tag, 'main');
    repository.release({ tag, assets: { 'reference.json.gz': releaseFile(content) } });
  };
  publish('v1.0.0');
  return { github, upstream, publish, bare };
}

async function follow(github: Awaited<ReturnType<typeof published>>['github'], env = github.env) {
  const { client, warnings } = clientOf(github, { env });
  const remote = await openRemote(client, SLUG);
  const directory = join(temporaryFolder(), 'reference');
  const onWarning = (message: string) => warnings.push(message);
  const reference = await Reference.create({ directory, source: remote.source }, { onWarning });
  onTestFinished(() => reference.close());
  remote.close();
  return { client, warnings, reference };
}

describe('a remote that is a reference', () => {
  test('brings its commits: who did what, under the same change ids', async () => {
    const { github, upstream, publish } = await published();
    const [first] = (await upstream.findOtus({ all: true })).documents;
    await upstream.editOtu(first!.id, editOtu({ abbreviation: 'UP' }));
    publish('v1.1.0');
    const { reference, warnings } = await follow(github);
    const { directory } = reference;
    expect(git(directory, 'rev-parse', 'HEAD^^')).toBe(git(upstream.directory, 'rev-parse', 'HEAD'));
    const changes = async (of: Reference) => (await of.otuHistory(first!.id)).map(({ reference: _, ...each }) => each);
    expect(await changes(reference)).toEqual(await changes(upstream));
    expect(warnings).toEqual([]);
    expect(gitVerdict(directory)).toEqual({ fsck: '', status: '' });
  });

  test('goes on bringing them with each update, beside what is done here', async () => {
    const { github, upstream, publish } = await published();
    const { client, reference } = await follow(github);
    const [a, b] = (await upstream.findOtus({ all: true })).documents;
    await reference.editOtu(a!.id, editOtu({ taxid: 7 }));
    const rules = upstream.sourceRules;
    await upstream.editOtu(a!.id, addIsolate({ source_type: 'isolate', source_name: 'there' }, rules));
    await upstream.editOtu(b!.id, editOtu({ abbreviation: 'THERE' }));
    publish('v1.1.0');
    await updateRemote(client, reference);
    const history = await reference.otuHistory(a!.id);
    expect(history.map(({ id, description }) => [id, description])).toEqual([
      [`${a!.id}.0`, `Imported ${a!.name}`],
      [`${a!.id}.1`, 'Added taxid 7'],
      [`${a!.id}.2`, 'Added Isolate there'],
      [`${a!.id}.3`, expect.stringContaining('Isolate there')],
    ]);
    expect((await reference.otuHistory(b!.id)).map(({ description }) => description)).toEqual([
      `Imported ${b!.name}`,
      'Changed abbreviation to THERE',
    ]);
    expect(git(reference.directory, 'rev-parse', 'upstream/lab-plants^2')).toBe(
      git(upstream.directory, 'rev-parse', 'HEAD'),
    );
    expect((await (await reference.upstream()).list()).map(({ tag, changes }) => [tag, changes])).toEqual([
      ['v1.1.0', { added: 0, changed: 2, removed: 0 }],
      ['v1.0.0', { added: 4, changed: 0, removed: 0 }],
    ]);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });

  test('whose tag has other OTUs than the file of its release is followed by the file alone', async () => {
    const { github, upstream, publish } = await published();
    const otus = [...upstream.otus()];
    publish('v1.1.0', [{ ...otus[0]!, name: 'Only in the file' }, ...otus.slice(1)]);
    const { reference, warnings } = await follow(github);
    expect(warnings).toEqual([expect.stringContaining('has other OTUs')]);
    expect((await reference.otu(otus[0]!.id)).name).toBe('Only in the file');
    expect(git(reference.directory, 'rev-list', '--count', 'HEAD')).toBe('2');
  });

  test('needs no token where it is public', async () => {
    const { github } = await published();
    const { reference } = await follow(github, { ...github.anonymousEnv, GH_TOKEN: '' });
    expect((await reference.history()).documents.map(({ method_name }) => method_name)).toEqual(
      Array(4).fill('import'),
    );
    expect(github.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  test('that does not hand out its history keeps the reference from being made, or updated', async () => {
    const { github, upstream, publish } = await published();
    const { client, reference } = await follow(github);
    await upstream.createOtu({ name: 'One more' });
    publish('v1.1.0');
    const before = git(reference.directory, 'for-each-ref');
    github.fail({ path: /git-upload-pack/, how: 'cut', times: 9 });
    await expect(updateRemote(client, reference)).rejects.toMatchObject({ kind: 'network' });
    expect(git(reference.directory, 'for-each-ref')).toBe(before);
    expect(gitVerdict(reference.directory)).toEqual({ fsck: '', status: '' });
  });
});
