/** `refkit serve` as a process: told to stop, killed, started again, started twice. */
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RepositoryLock } from '../../src/store/lock.js';
import { eventually } from '../support/eventually.js';
import { git, temporaryFolder } from '../support/repository.js';
import { folderOf, serve, start } from './support/served.js';
import { imported, importFile, importInTheMiddle } from './support/uploads.js';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const references = (directory: string) => readdirSync(join(directory, 'references'));

// Windows has no signals, and no pipes with a name in a folder.
describe.skipIf(process.platform === 'win32')('a server that is killed', () => {
  it('in the middle of an import says so when it comes back, and nothing half made is left (slow)', async () => {
    const first = await serve(temporaryFolder());
    const kept = await imported(first.admin, importFile(3), 'Kept');
    const { ref, process: id, pid, abandon } = await importInTheMiddle(first.admin, first.directory, 100);
    first.kill('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    await eventually(() => !isRunning(pid));
    await abandon();
    const { admin, directory } = await serve(first.directory);
    expect((await admin.get(`/api/processes/${id}`)).body).toMatchObject({
      type: 'import_reference',
      error: 'The server stopped before this was done',
    });
    expect((await admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect((await admin.get('/api/refs')).body.documents).toMatchObject([{ id: kept, otu_count: 3 }]);
    expect(
      (await admin.get('/api/files?per_page=100')).body.documents.map(
        ({ reserved }: { reserved: boolean }) => reserved,
      ),
    ).toEqual([false, false]);
    expect(references(directory)).toEqual([kept]);
  });

  it('right after it said that it removes a reference removes it when it comes back (slow)', async () => {
    const first = await serve(temporaryFolder());
    const ref = await imported(first.admin, importFile(300));
    const removal = await first.admin.delete(`/api/refs/${ref}`);
    expect(removal.status).toBe(202);
    first.kill('SIGKILL');
    await first.ended;
    const { admin, directory } = await serve(first.directory);
    expect((await admin.get(`/api/refs/${ref}`)).status).toBe(404);
    expect(await admin.finished(removal.body.id)).toMatchObject({ type: 'delete_reference', progress: 1, error: null });
    expect(references(directory)).toEqual([]);
  });

  it('has kept every edit that it answered, and no other (slow)', async () => {
    const first = await serve(temporaryFolder());
    const ref = (await first.admin.post('/api/refs', { name: 'Edited', data_type: 'genome' })).body.id;
    const answered: string[] = [];
    const edits = Array.from({ length: 40 }, async (_, n) => {
      const { status } = await first.admin.post(`/api/refs/${ref}/otus`, { name: `Virus ${n}` });
      expect(status).toBe(201);
      answered.push(`Virus ${n}`);
      if (answered.length === 20) first.kill('SIGKILL');
    });
    await Promise.allSettled(edits);
    await first.ended;
    const kept = [...answered];
    const { admin, directory } = await serve(first.directory);
    const { documents } = (await admin.get(`/api/refs/${ref}/otus?per_page=100`)).body;
    const names: string[] = documents.map(({ name }: { name: string }) => name);
    expect(kept.filter((name) => !names.includes(name))).toEqual([]);
    expect((await admin.post(`/api/refs/${ref}/otus`, { name: 'One more' })).status).toBe(201);
    expect(git(folderOf(directory, ref), 'fsck', '--strict', '--no-dangling')).toBe('');
  });
});

describe.skipIf(process.platform === 'win32')('a server that is told to stop', () => {
  it('finishes what it was asked, takes nothing new, and ends well (slow)', async () => {
    const first = await serve(temporaryFolder());
    const { admin, url, directory } = first;
    const ref = (await admin.post('/api/refs', { name: 'Edited', data_type: 'genome' })).body.id;
    // An edit that waits for the lock, an upload that is half there, and an import.
    const lock = await RepositoryLock.acquire(folderOf(directory, ref), { waitSeconds: 5 });
    const edit = admin.post(`/api/refs/${ref}/otus`, { name: 'Waiting' });
    const { hostname, port } = new URL(url);
    const upload = connect(Number(port), hostname);
    let said = '';
    upload.setEncoding('latin1').on('data', (text: string) => {
      said += text;
    });
    const head = `POST /upload/ref?name=x HTTP/1.1\r\nHost: x\r\nAuthorization: ${admin.authorization}\r\nContent-Length: 10\r\n\r\n`;
    upload.write(`${head}01234`);
    const files = join(directory, 'files');
    await eventually(() => readdirSync(files).some((name) => name.endsWith('.part')));
    const coming = await importInTheMiddle(admin, directory, 30);
    await eventually(() => existsSync(join(folderOf(directory, ref), 'refkit', 'lock')));
    first.kill('SIGTERM');
    await eventually(() => first.said.stderr.includes('Stopping'));
    await eventually(() =>
      fetch(`${url}/health`).then(
        () => false,
        () => true,
      ),
    );
    upload.write('56789');
    lock.release();
    await coming.finish();
    expect((await edit).status).toBe(201);
    await eventually(() => said.includes('}'));
    expect(said).toMatch(/^HTTP\/1\.1 201 /);
    expect(await first.ended).toBe(0);

    const again = await serve(directory);
    expect((await again.admin.get(`/api/refs/${ref}/otus`)).body.documents).toMatchObject([{ name: 'Waiting' }]);
    expect(
      (await again.admin.get('/api/files')).body.documents.find(({ name }: { name: string }) => name === 'x').size,
    ).toBe(10);
    expect((await again.admin.get(`/api/processes/${coming.process}`)).body).toMatchObject({
      progress: 1,
      error: null,
    });
    expect((await again.admin.get(`/api/refs/${coming.ref}`)).body.otu_count).toBe(30);
    again.kill('SIGINT');
    expect(await again.ended).toBe(0);
  });

  it('has written no key to its log', async () => {
    const { admin, said, kill, ended } = await serve(temporaryFolder());
    const { body } = await admin.post('/api/account/keys', { name: 'mine' });
    await admin.get('/api/refs', {
      headers: { authorization: `Basic ${Buffer.from(`igboyes:${body.key}`).toString('base64')}` },
    });
    kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(said.stdout).toContain('"url":"/api/account/keys"');
    for (const text of [said.stdout, said.stderr]) {
      expect(text).not.toContain(body.key);
      expect(text).not.toContain(admin.authorization!.slice('Basic '.length));
    }
  });
});

describe('a workspace', () => {
  it('is served by one process at a time', async () => {
    const { directory, admin } = await serve(temporaryFolder());
    const second = start(directory);
    expect(await second.ended).toBe(4);
    expect(second.said.stderr).toContain(`Another process serves ${directory}`);
    expect((await admin.get('/api/refs')).status).toBe(200);
  });

  it('is served without keys to this machine only', async () => {
    const directory = temporaryFolder();
    const { ended, said } = start(directory, '--no-auth', '--host', '0.0.0.0');
    expect(await ended).toBe(2);
    expect(said.stderr).toContain('Without keys refkit serves this machine only');
  });
});
