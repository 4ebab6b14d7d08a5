/** References that follow a remote, over HTTP: made, updated, cut off. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Otu } from '../../src/otu/types.js';
import { eventually } from '../support/eventually.js';
import { type StandInGitHub, startGitHub } from '../support/github/github.js';
import { releaseFile } from '../support/release-file.js';
import { git, temporaryFolder } from '../support/repository.js';
import { type Client, openServer, startServer } from '../support/server.js';
import { syntheticOtus } from '../support/synthetic.js';

const SLUG = 'lab/plants';
const otusOf = (count: number): Otu[] => [...syntheticOtus({ count, basesPerOtu: 60 })];
const renamed = (otus: Otu[], index: number, name: string) => otus.with(index, { ...otus[index]!, name });

async function lab(content = otusOf(3)) {
  const github = await startGitHub();
  const repository = github.repository(SLUG);
  const publish = (tag: string, otus: Otu[]) =>
    repository.release({ tag, assets: { 'reference.json.gz': releaseFile(otus) } });
  publish('v1.0.0', content);
  return { github, repository, publish, otus: content };
}

/** Begins to make a reference of the newest release. */
async function begin(client: Client, name = 'Followed') {
  const { status, body } = await client.post('/api/refs', { name, remote_from: SLUG });
  expect(status).toBe(201);
  return { ref: body.id as string, process: body.process.id as string };
}

async function follow(client: Client): Promise<string> {
  const { ref, process } = await begin(client);
  expect(await client.finished(process)).toMatchObject({ type: 'remote_reference', error: null, progress: 1 });
  return ref;
}

/** Installs a release, and gives its process when it is over. */
async function update(client: Client, ref: string, body?: object) {
  const answer = await client.post(`/api/refs/${ref}/updates`, body);
  expect(answer.status).toBe(201);
  return client.finished(answer.body.process.id);
}

const folderOf = (directory: string, ref: string) => join(directory, 'references', ref);

function verdict(directory: string, ref: string) {
  return { fsck: git(folderOf(directory, ref), 'fsck', '--strict', '--no-dangling'), refs: refsOf(directory, ref) };
}
const refsOf = (directory: string, ref: string) => git(folderOf(directory, ref), 'for-each-ref', '--format=%(refname)');

describe('a reference from a remote', () => {
  it('is made by a process, keeps the ids of the release, and is updated by one', async () => {
    const { github, publish, otus } = await lab();
    const { admin, workspace } = await startServer({ env: github.env });
    const ref = await follow(admin);
    const { body: made } = await admin.get(`/api/refs/${ref}`);
    expect(made).toMatchObject({ otu_count: 3, remotes_from: { installed: { tag: 'v1.0.0' }, errors: [] } });
    const { id } = otus[0]!;
    expect((await admin.patch(`/api/otus/${id}`, { abbreviation: 'HERE' })).status).toBe(200);
    publish('v1.1.0', renamed(otus, 0, 'There'));
    expect((await admin.get(`/api/refs/${ref}/release`)).body).toMatchObject({ tag: 'v1.1.0', newer: true });
    expect(await update(admin, ref)).toMatchObject({ type: 'update_remote_reference', error: null, progress: 1 });
    expect((await admin.get(`/api/otus/${id}`)).body).toMatchObject({ name: 'There', abbreviation: 'HERE' });
    const { body: history } = await admin.get(`/api/otus/${id}/history`);
    expect(history.map(({ release }: { release?: string }) => release)).toEqual([
      'v1.0.0',
      undefined,
      'v1.1.0',
      undefined,
    ]);
    expect(verdict(workspace.directory, ref)).toEqual({
      fsck: '',
      refs: 'refs/heads/main\nrefs/heads/upstream/lab-plants',
    });
    expect(readdirSync(join(workspace.directory, 'references'))).toEqual([ref]);
  });

  it('shares OTU ids with another that follows the same, and a request says which is meant', async () => {
    const { github, otus } = await lab();
    const { admin } = await startServer({ env: github.env });
    const [first] = [await follow(admin), await follow(admin)];
    expect((await admin.get(`/api/otus/${otus[0]!.id}`)).status).toBe(409);
    const { body } = await admin.get(`/api/otus/${otus[0]!.id}?reference=${first}`);
    expect(body.reference).toEqual({ id: first });
  });

  it('whose update meets conflicts says which, and takes the side that is asked for', async () => {
    const { github, publish, otus } = await lab();
    const { admin } = await startServer({ env: github.env });
    const ref = await follow(admin);
    const { id, name } = otus[0]!;
    await admin.patch(`/api/otus/${id}`, { name: 'Here' });
    publish('v1.1.0', renamed(otus, 0, 'There'));
    const failed = await update(admin, ref);
    expect(failed.error).toContain(`Here (${id}): name: was "${name}", here "Here", in the release "There"`);
    expect((await admin.get(`/api/otus/${id}`)).body.name).toBe('Here');
    expect((await admin.get(`/api/refs/${ref}/updates`)).body.documents).toHaveLength(1);
    expect(await update(admin, ref, { conflicts: 'theirs' })).toMatchObject({ error: null });
    expect((await admin.get(`/api/otus/${id}`)).body.name).toBe('There');
    expect((await admin.get(`/api/refs/${ref}/updates`)).body.documents).toHaveLength(2);
  });

  it('whose release is no good is not made, and says why', async () => {
    const { github } = await lab([...otusOf(2), ...otusOf(1)]);
    const { admin, workspace } = await startServer({ env: github.env });
    const { ref, process } = await begin(admin);
    const { error } = await admin.finished(process);
    expect(error).toContain('reference.json.gz of v1.0.0');
    expect((await admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect(readdirSync(join(workspace.directory, 'references'))).toEqual([]);
  });

  it('is answered with 502 where GitHub is out of reach, with the reason in the log and no token anywhere', async () => {
    const { github, otus, publish } = await lab();
    const server = await startServer({ env: github.env });
    const { admin } = server;
    const ref = await follow(admin);
    publish('v1.1.0', renamed(otus, 0, 'There'));
    const bodies: unknown[] = [];
    for (const ask of [
      () => admin.post('/api/refs', { name: 'x', remote_from: SLUG }),
      () => admin.get(`/api/refs/${ref}/release`),
      () => admin.post(`/api/refs/${ref}/updates`),
    ]) {
      github.fail({ path: /releases/, times: 1, how: 'rate limit' });
      const { status, body } = await ask();
      expect({ status, body }).toEqual({ status: 502, body: { id: 'bad_gateway', message: 'Could not reach GitHub' } });
      bodies.push(body);
    }
    const { body } = await admin.get(`/api/refs/${ref}`);
    expect(body.remotes_from).toMatchObject({ release: { tag: 'v1.0.0' }, errors: [expect.stringContaining('limit')] });
    expect(server.log.join('\n')).toMatch(/limit.* is used up until/);
    expect(JSON.stringify([bodies, body]) + server.log.join('\n')).not.toContain(github.token);
  });

  it('is asked about by whoever may read it, and updated by whoever may modify it', async () => {
    const { github, otus, publish } = await lab();
    const { admin, user } = await startServer({ env: github.env });
    const ref = await follow(admin);
    publish('v1.1.0', renamed(otus, 0, 'There'));
    const reader = user({ user_id: 'reader' });
    await admin.post(`/api/refs/${ref}/users`, { user_id: 'reader' });
    expect((await reader.get(`/api/refs/${ref}/release`)).status).toBe(200);
    expect((await reader.get(`/api/refs/${ref}/updates`)).status).toBe(200);
    expect((await reader.post(`/api/refs/${ref}/updates`)).status).toBe(403);
    await admin.patch(`/api/refs/${ref}/users/reader`, { modify: true });
    expect(await update(reader, ref)).toMatchObject({ error: null });
    expect((await admin.get(`/api/refs/${ref}/updates`)).body.documents[0].user).toEqual({ id: 'reader' });
  });

  it('is updated once at a time', async () => {
    const { github, otus, publish } = await lab();
    const { admin } = await startServer({ env: github.env });
    const ref = await follow(admin);
    publish('v1.1.0', renamed(otus, 0, 'There'));
    const [first, second] = [
      await admin.post(`/api/refs/${ref}/updates`),
      await admin.post(`/api/refs/${ref}/updates`),
    ];
    expect([first.status, second.status]).toEqual([201, 409]);
    expect(second.body.message).toBe('Update already in progress');
    await admin.finished(first.body.process.id);
  });
});

describe('a server that is stopped', () => {
  /** A GitHub whose downloads stand still in the middle. */
  const stall = (github: StandInGitHub) => github.fail({ path: /^\/\d+\/reference/, how: 'stall' });

  it('while a reference is being made removes what is half made, and says so', async () => {
    const { github } = await lab(otusOf(200));
    const first = await openServer({ directory: temporaryFolder(), env: github.env });
    onTestFinished(first.close);
    stall(github);
    const { ref, process } = await begin(first.admin);
    const folder = join(first.workspace.directory, 'references');
    await eventually(() => github.failuresLeft === 0 && readdirSync(folder).includes(`.download-${ref}`));
    await first.close();
    const second = await startServer({ directory: first.workspace.directory, env: github.env });
    expect((await second.admin.get(`/api/processes/${process}`)).body.error).toBe(
      'The server stopped before this was done',
    );
    expect((await second.admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('while an update is made leaves the reference as it was, and the next one goes on', async () => {
    const { github, otus, publish } = await lab(otusOf(200));
    const first = await openServer({ directory: temporaryFolder(), env: github.env });
    onTestFinished(first.close);
    const ref = await follow(first.admin);
    const before = verdict(first.workspace.directory, ref);
    publish('v1.1.0', renamed(otus, 0, 'There'));
    stall(github);
    const { body } = await first.admin.post(`/api/refs/${ref}/updates`);
    const folder = join(folderOf(first.workspace.directory, ref), 'refkit', 'tmp');
    const downloads = () => readdirSync(folder).filter((name) => name.startsWith('download-'));
    await eventually(() => github.failuresLeft === 0 && downloads().length > 0);
    await first.close();
    const { admin } = await startServer({ directory: first.workspace.directory, env: github.env });
    expect((await admin.get(`/api/processes/${body.process.id}`)).body.error).toContain('stopped before');
    expect(downloads()).toEqual([]);
    expect(verdict(first.workspace.directory, ref)).toEqual(before);
    expect(await update(admin, ref)).toMatchObject({ error: null });
    expect((await admin.get(`/api/otus/${otus[0]!.id}`)).body.name).toBe('There');
  });
});

describe('the process that goes to GitHub', () => {
  it.skipIf(process.platform !== 'linux')('has the token in its environment, and no other secret', async () => {
    const { github } = await lab();
    const { admin } = await startServer({ env: { ...github.env, NCBI_API_KEY: 'hush' } });
    github.fail({ path: /^\/\d+\/reference/, how: 'stall' });
    const { ref } = await begin(admin);
    const pid = await eventually(() =>
      readdirSync('/proc').find((name) => /^\d+$/.test(name) && environment(name).includes(github.token)),
    );
    expect(environment(pid)).toContain('GITHUB_API_URL=');
    expect(environment(pid)).not.toContain('hush');
    await admin.delete(`/api/refs/${ref}`);
  });
});

/** The environment of a process whose program does a server's work; empty for any other. */
function environment(pid: string): string {
  try {
    const isChild = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('workspace/jobs/child.js');
    return isChild ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
  } catch {
    // It has ended.
    return '';
  }
}
