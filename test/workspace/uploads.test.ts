import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/workspace/database.js';
import { Uploads } from '../../src/workspace/uploads.js';
import { temporaryFolder } from '../support/repository.js';

function newUploads() {
  const home = temporaryFolder();
  const db = openDatabase(home);
  onTestFinished(() => db.close());
  const folder = join(home, 'files');
  const uploads = new Uploads(db, folder);
  const receive = (content: Iterable<Buffer> | AsyncIterable<Buffer>, name = 'reference.json.gz', limit = 1000) =>
    uploads.receive(Readable.from(content), { name, type: 'reference', user_id: 'bea', limit });
  return { uploads, folder, receive, again: () => new Uploads(db, folder) };
}

const hello = [Buffer.from('hel'), Buffer.from('lo')];

describe('an upload', () => {
  it('is kept under a name of its own, and known by what it was called', async () => {
    const { uploads, folder, receive } = newUploads();
    const file = await receive(hello);
    expect(file).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{8}-reference\.json\.gz$/),
      name: 'reference.json.gz',
      type: 'reference',
      ready: true,
      reserved: false,
      uploaded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      size: 5,
      user: { id: 'bea' },
    });
    expect(readdirSync(folder)).toEqual([file.id.slice(0, 8)]);
    expect(readFileSync(uploads.path(file.id), 'utf8')).toBe('hello');
    expect(uploads.list()).toEqual([file]);
    expect(uploads.get(file.id)).toEqual(file);
  });

  it('may be empty, and of the very size that is allowed', async () => {
    const { receive } = newUploads();
    expect((await receive([])).size).toBe(0);
    expect((await receive([Buffer.alloc(1000)])).size).toBe(1000);
  });

  it('that is too large is refused, and nothing of it stays', async () => {
    const { uploads, folder, receive } = newUploads();
    let given = 0;
    function* endless() {
      for (;;) {
        given += 1;
        yield Buffer.alloc(100);
      }
    }
    await expect(receive(endless())).rejects.toMatchObject({ code: 'UPLOAD_TOO_LARGE', data: { limit: 1000 } });
    expect(given).toBeLessThan(1000);
    expect(readdirSync(folder)).toEqual([]);
    expect(uploads.list()).toEqual([]);
  });

  it('that breaks off leaves nothing', async () => {
    const { uploads, folder, receive } = newUploads();
    async function* broken() {
      yield Buffer.from('half');
      throw new Error('the client is gone');
    }
    await expect(receive(broken())).rejects.toThrow('the client is gone');
    expect(readdirSync(folder)).toEqual([]);
    expect(uploads.list()).toEqual([]);
  });

  it('whose stream is cut leaves nothing', async () => {
    const { uploads, folder } = newUploads();
    const stream = new Readable({ read() {} });
    stream.push('half');
    const received = uploads.receive(stream, { name: 'a', type: 'reference', user_id: 'bea', limit: 10 });
    setImmediate(() => stream.destroy());
    await expect(received).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('whose stream is cut while its file is being opened leaves nothing', async () => {
    const { uploads, folder, receive } = newUploads();
    const cut = Array.from({ length: 50 }, () => {
      const stream = new Readable({ read() {} });
      const received = uploads.receive(stream, { name: 'a', type: 'reference', user_id: 'bea', limit: 10 });
      stream.push('half');
      process.nextTick(() => stream.destroy(new Error('the client is gone')));
      return received;
    });
    expect((await Promise.allSettled(cut)).map(({ status }) => status)).toEqual(cut.map(() => 'rejected'));
    // Whatever the system was still about to do is done by then.
    const { id } = await receive(hello, 'later');
    uploads.remove(id);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\bea\\reference.json', 'reference.json'],
    ['..\\..\\x', 'x'],
    ['a\u0000b\r\nc\u001b[2J\u007f.json', 'abc[2J.json'],
    ['plants; rm -rf $HOME `id`.json', 'plants; rm -rf $HOME `id`.json'],
    ['vírus \u{1f33f}.json', 'vírus \u{1f33f}.json'],
    ['lone \ud800 half', 'lone  half'],
    ['.hidden', '.hidden'],
    ['é'.repeat(300), 'é'.repeat(127)],
  ])('called %j is called %j, wherever it lies', async (given, name) => {
    const { uploads, folder, receive } = newUploads();
    const file = await receive(hello, given);
    expect(file.name).toBe(name);
    expect(uploads.get(file.id).id).toBe(`${readdirSync(folder)[0]}-${name}`);
    uploads.remove(file.id);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['', '   ', '.', '..', 'a/', '../..', '\u0000\n'])('called %j is refused', async (name) => {
    const { folder, receive } = newUploads();
    await expect(receive(hello, name)).rejects.toMatchObject({ errors: { name: ['required field'] } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file', () => {
  it('that is not there is not found', () => {
    const { uploads } = newUploads();
    for (const id of ['abcdefgh-x', '../workspace.db', '']) {
      expect(() => uploads.get(id)).toThrow('File not found');
      expect(() => uploads.path(id)).toThrow('File not found');
      expect(() => uploads.remove(id)).toThrow('File not found');
      expect(() => uploads.reserve(id)).toThrow('File not found');
      uploads.release(id);
    }
  });

  it('is not removed while anything is made from it', async () => {
    const { uploads, receive } = newUploads();
    const { id } = await receive(hello);
    uploads.reserve(id);
    uploads.reserve(id);
    expect(uploads.get(id).reserved).toBe(true);
    uploads.release(id);
    expect(() => uploads.remove(id)).toThrow('File is in use');
    uploads.release(id);
    uploads.release(id);
    expect(uploads.get(id).reserved).toBe(false);
    const path = uploads.path(id);
    uploads.remove(id);
    expect(existsSync(path)).toBe(false);
    expect(uploads.list()).toEqual([]);
  });
});

describe('a sweep', () => {
  it('removes what nobody recorded, and records of what is gone', async () => {
    const { uploads, folder, receive } = newUploads();
    const [kept, gone, used] = [
      await receive(hello, 'kept'),
      await receive(hello, 'gone'),
      await receive(hello, 'used'),
    ];
    writeFileSync(join(folder, 'xxxxxxxx'), 'nobody knows');
    writeFileSync(join(folder, 'yyyyyyyy.part'), 'half');
    rmSync(uploads.path(gone.id));
    uploads.reserve(kept.id);
    uploads.sweep([used.id]);
    expect(readdirSync(folder).sort()).toEqual([kept.id.slice(0, 8), used.id.slice(0, 8)].sort());
    const reserved = Object.fromEntries(uploads.list().map(({ name, reserved }) => [name, reserved]));
    expect(reserved).toEqual({ kept: false, used: true });
  });
});
