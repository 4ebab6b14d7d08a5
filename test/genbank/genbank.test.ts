/** Records from a stand-in for NCBI over real connections, its failures, and the folder in which records are kept. */
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RecordCache } from '../../src/genbank/cache.js';
import { GenBankBusyError, NotAnAccessionError, UnusableRecordError } from '../../src/genbank/errors.js';
import { GenBank, type GenBankOptions } from '../../src/genbank/genbank.js';
import { NotFoundError } from '../../src/otu/errors.js';
import { FAILURES, type Ncbi, startNcbi } from '../support/ncbi.js';
import { temporaryFolder } from '../support/repository.js';

const one = { accession: 'ZZ000001.1', definition: 'The first' };
const two = { accession: 'ZZ000001.2', definition: 'The second', secondary: ['ZZ000009'] };
const other = { accession: 'NC_000007.1', definition: 'Another' };

/** A client that does not wait long between its tries. */
function client(ncbi: Pick<Ncbi, 'env'>, options: GenBankOptions = {}): GenBank {
  const env = { ...ncbi.env, NCBI_API_KEY: 'k3y' };
  const genbank = GenBank.open({ env, pauseMs: 1, ...options });
  onTestFinished(() => genbank.close());
  return genbank;
}

describe('a record', () => {
  test('is found by its accession, the newest where no version is given', async () => {
    const genbank = client(await startNcbi(one, two));
    expect(await genbank.record('ZZ000001.1')).toMatchObject({ accession: 'ZZ000001.1', definition: 'The first' });
    expect(await genbank.record('ZZ000001')).toMatchObject({ accession: 'ZZ000001.2', definition: 'The second' });
  });

  test('is found in whatever case and with white space around it', async () => {
    const ncbi = await startNcbi(one);
    expect(await client(ncbi).record(' zz000001.1\n')).toMatchObject({ accession: 'ZZ000001.1' });
    expect(ncbi.requests[0]!.ids).toEqual(['ZZ000001.1']);
  });

  test('is found by an accession that became part of it', async () => {
    expect(await client(await startNcbi(two)).record('ZZ000009')).toMatchObject({ accession: 'ZZ000001.2' });
  });

  test('that was replaced is given, with a warning', async () => {
    const warnings: string[] = [];
    const comment = '[WARNING] On Nov 25, 2010 this sequence was replaced by ZZ000001.2.';
    const genbank = client(await startNcbi({ ...one, comment }), { onWarning: (message) => warnings.push(message) });
    expect(await genbank.record('ZZ000001.1')).toMatchObject({ accession: 'ZZ000001.1' });
    expect(warnings).toEqual(['ZZ000001.1 was replaced by ZZ000001.2']);
  });

  test.each([
    ['no accession', 'nothing'],
    ['nothing', ''],
    ['a list', 'ZZ000001,ZZ000002'],
    ['a path', '../../ZZ000001'],
    ['a device', 'COM1'],
    ['a protein', 'YP_001718480.1'],
    ['a protein of three letters', 'AAA12345.1'],
    ['a search', 'ZZ000001[ACCN]'],
    ['digits without end', `ZZ${'1'.repeat(40)}`],
  ])('is not asked for by %s', async (_, text) => {
    const ncbi = await startNcbi();
    await expect(client(ncbi).record(text)).rejects.toThrow(NotAnAccessionError);
    expect(ncbi.requests).toEqual([]);
  });

  test('that there is not is not found, nor is one whose version there is not', async () => {
    const genbank = client(await startNcbi(one));
    await expect(genbank.record('ZZ000002')).rejects.toThrow('GenBank has no nucleotide record ZZ000002');
    await expect(genbank.record('ZZ000001.3')).rejects.toThrow(NotFoundError);
  });

  test.each(['empty list', 'empty set', 'spaced out'] as const)('is not found where the answer is: %s', async (how) => {
    const ncbi = await startNcbi(one);
    ncbi.fail(how);
    await expect(client(ncbi).record('ZZ000001.1')).rejects.toThrow(NotFoundError);
    expect(ncbi.requests).toHaveLength(1);
  });

  test('of no use is refused with the reason and a way out', async () => {
    const genbank = client(await startNcbi({ ...one, sequence: null, contig: 'join(ZZ000002.1:1..9)' }));
    await expect(genbank.record('ZZ000001.1')).rejects.toThrow(UnusableRecordError);
    await expect(genbank.record('ZZ000001.1')).rejects.toMatchObject({
      message: expect.stringMatching(/^ZZ000001\.1 has no sequence of its own/),
      suggestions: ['give the accessions of those records'],
    });
  });

  test('that is too large an answer is refused, however well it is packed', async () => {
    const genbank = client(await startNcbi({ ...one, sequence: 'a'.repeat(10_000) }), { mostBytes: 10_000 });
    await expect(genbank.record('ZZ000001.1')).rejects.toThrow('ZZ000001.1 is too large');
  });
});

describe('NCBI may', () => {
  const passing = Object.keys(FAILURES).filter(
    (how) => !['status 403', 'empty list', 'empty set', 'spaced out', 'elsewhere', 'another record'].includes(how),
  ) as (keyof typeof FAILURES)[];

  test.each(passing)('fail for a while: %s', async (how) => {
    const ncbi = await startNcbi(one);
    ncbi.fail(how, 2);
    expect(await client(ncbi).record('ZZ000001.1')).toMatchObject({ definition: 'The first' });
    expect(ncbi.requests).toHaveLength(3);
  });

  const lasting: [keyof typeof FAILURES, number, string][] = [
    ['status 500', 4, 'it answered with status 500'],
    ['status 403', 1, 'it answered with status 403'],
    ['rate limit', 4, 'it is asked too often'],
    ['web page', 4, 'it answered with a web page'],
    ['no xml', 4, 'its answer is no GenBank XML'],
    ['cut', 4, 'the connection was cut'],
    ['half', 4, 'the connection was cut'],
    ['half, unnoticed', 4, 'its answer was cut off'],
    ['elsewhere', 1, 'it answered with status 307'],
    ['another record', 1, 'it was asked for ZZ000001.1, and answered with ZZ999999.1'],
  ];
  test.each(lasting)('fail for good: %s', async (how, tries, reason) => {
    const ncbi = await startNcbi(one);
    ncbi.fail(how);
    const cacheDir = temporaryFolder();
    await expect(client(ncbi, { cacheDir }).record('ZZ000001.1')).rejects.toMatchObject({
      kind: 'network',
      message: expect.stringMatching(/^Could not reach Genbank: /),
      data: { reason: expect.stringContaining(reason) },
      suggestions: [expect.any(String)],
    });
    expect(ncbi.requests).toHaveLength(tries);
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  test('say nothing, which is not waited for without end', async () => {
    const ncbi = await startNcbi(one);
    ncbi.fail((response, xml) => void response.write(xml.slice(0, 100)));
    const result = client(ncbi, { answerMs: 50 }).record('ZZ000001.1');
    await expect(result).rejects.toMatchObject({ data: { reason: 'its answer takes too long' } });
  });

  test('not be there, which is said at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    const env = { NCBI_EUTILS_URL: `http://127.0.0.1:${port}/` };
    await expect(client({ env }, { pauseMs: 60_000 }).record('ZZ000001.1')).rejects.toMatchObject({
      message: `Could not reach Genbank: 127.0.0.1:${port}: it refuses connections`,
      suggestions: [expect.stringContaining('HTTPS_PROXY')],
    });
  });

  test('be at an address that nothing can be asked of', async () => {
    // A port that fetch reserves for another protocol.
    const result = client({ env: { NCBI_EUTILS_URL: 'http://127.0.0.1:25/' } }).record('ZZ000001.1');
    await expect(result).rejects.toMatchObject({ message: 'Could not reach Genbank: fetch failed' });
  });

  test('never see a key in an address, nor does anybody in an error', async () => {
    const ncbi = await startNcbi(one);
    ncbi.fail((response) => void response.writeHead(400).end('{"error":"API key invalid","api-key":"k3y"}'));
    const error = await client(ncbi)
      .record('ZZ000001.1')
      .catch((reason: Error) => reason);
    expect(error).toMatchObject({ data: { reason: 'it does not accept the key in NCBI_API_KEY' } });
    expect(JSON.stringify(error)).not.toContain('k3y');
    expect(ncbi.requests[0]).toMatchObject({ url: '/entrez/eutils/efetch.fcgi', form: { api_key: 'k3y' } });
  });
});

describe('many records', () => {
  const accession = (number: number) => `ZZ${String(number).padStart(6, '0')}`;
  const many = Array.from({ length: 450 }, (_, at) => ({ accession: `${accession(at)}.1` }));

  test('are asked for by 200, each once', async () => {
    const ncbi = await startNcbi(...many);
    const wanted = many.map((record) => record.accession);
    const found = await client(ncbi).records([...wanted, ...wanted]);
    expect([...found.values()].map((record) => record.accession)).toEqual(wanted);
    expect(ncbi.requests.map(({ ids }) => ids.length)).toEqual([200, 200, 50]);
  });

  test('are each found by the text that was asked for', async () => {
    const found = await client(await startNcbi(one, two, other)).records(['zz000001', 'NC_000007', 'ZZ000001.1']);
    expect([...found].map(([text, record]) => [text, record.accession])).toEqual([
      ['zz000001', 'ZZ000001.2'],
      ['NC_000007', 'NC_000007.1'],
      ['ZZ000001.1', 'ZZ000001.1'],
    ]);
  });

  test('of which some are unknown are refused, naming them all', async () => {
    const ncbi = await startNcbi(...many.slice(0, 60));
    const wanted = [
      ...many.slice(0, 30),
      { accession: 'YY000001' },
      ...many.slice(30, 60),
      { accession: 'YY000002.1' },
    ];
    await expect(client(ncbi).records(wanted.map((record) => record.accession))).rejects.toMatchObject({
      message: 'GenBank has no nucleotide records YY000001, YY000002.1',
      data: { accessions: ['YY000001', 'YY000002.1'] },
    });
    expect(ncbi.requests.length).toBeLessThan(25);
  });

  test('that are too much for one answer come in several', async () => {
    const large = many.slice(0, 8).map((record) => ({ ...record, sequence: 'a'.repeat(5000) }));
    const ncbi = await startNcbi(...large);
    const found = await client(ncbi, { mostBytes: 20_000 }).records(large.map((record) => record.accession));
    expect(found.size).toBe(8);
    expect(Math.max(...ncbi.requests.map(({ ids }) => ids.length))).toBe(8);
  });

  test('of which one was left out of the answer are asked for once more', async () => {
    const ncbi = await startNcbi(one, other);
    ncbi.fail((response, xml) => void response.end(xml.replace(/<GBSeq>[\s\S]*?<\/GBSeq>/, '')), 1);
    const found = await client(ncbi).records(['ZZ000001.1', 'NC_000007.1']);
    expect(found.size).toBe(2);
    expect(ncbi.requests.map(({ ids }) => ids)).toEqual([['ZZ000001.1', 'NC_000007.1'], ['ZZ000001.1']]);
  });

  test('that are the same, wanted by many at once, are one request', async () => {
    const ncbi = await startNcbi(one, other);
    const genbank = client(ncbi);
    const wanted = Array.from({ length: 50 }, (_, at) => genbank.record(at % 2 === 0 ? 'ZZ000001.1' : 'NC_000007'));
    expect(new Set((await Promise.all(wanted)).map((record) => record.accession)).size).toBe(2);
    expect(ncbi.requests).toHaveLength(2);
  });

  test('wanted by too many at once are refused, and those before are not', async () => {
    const ncbi = await startNcbi(...many);
    const genbank = client(ncbi, { mostWaiting: 2 });
    const results = await Promise.allSettled([0, 1, 2, 0].map((number) => genbank.record(accession(number))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ reason: expect.any(GenBankBusyError) });
    expect(await genbank.record(accession(2))).toMatchObject({ accession: `${accession(2)}.1` });
  });
});

describe('records are kept', () => {
  const DAY = 24 * 60 * 60 * 1000;

  /** A client that keeps them, with a clock of its own. */
  async function keeping() {
    const ncbi = await startNcbi(one);
    const cacheDir = join(temporaryFolder(), 'genbank');
    const clock = { now: 1_000_000 };
    const warnings: string[] = [];
    const open = () => client(ncbi, { cacheDir, now: () => clock.now, onWarning: (text) => warnings.push(text) });
    return { ncbi, cacheDir, clock, warnings, open };
  }

  test('a file each, and not asked for again', async () => {
    const { ncbi, cacheDir, open } = await keeping();
    const record = await open().record('ZZ000001.1');
    expect(readdirSync(cacheDir)).toEqual(['ZZ000001.1.json']);
    ncbi.fail('status 500');
    expect(await open().record('ZZ000001.1')).toEqual(record);
    expect(ncbi.requests).toHaveLength(1);
  });

  test('and the newest version is asked for again after a day', async () => {
    const { ncbi, clock, open } = await keeping();
    expect(await open().record('ZZ000001')).toMatchObject({ accession: 'ZZ000001.1' });
    ncbi.records.push(two);
    clock.now += DAY;
    expect(await open().record('ZZ000001')).toMatchObject({ accession: 'ZZ000001.1' });
    clock.now += 1;
    expect(await open().record('ZZ000001')).toMatchObject({ accession: 'ZZ000001.2' });
    expect(ncbi.requests).toHaveLength(2);
  });

  test('or at once where the clock was set back', async () => {
    const { ncbi, clock, open } = await keeping();
    await open().record('ZZ000001');
    clock.now -= 1;
    await open().record('ZZ000001');
    expect(ncbi.requests).toHaveLength(2);
  });

  test('and stand in for it where it can not be reached, which is said', async () => {
    const { ncbi, clock, warnings, open } = await keeping();
    await open().record('ZZ000001');
    clock.now += 7 * DAY;
    ncbi.fail('status 503');
    expect(await open().record('ZZ000001')).toMatchObject({ accession: 'ZZ000001.1' });
    expect(warnings).toEqual([
      'Could not reach Genbank: it answered with status 503. ZZ000001.1 was the newest version of ZZ000001 when it was last reached',
    ]);
  });

  test.each<[string, (text: string) => string]>([
    ['cut off', (text) => text.slice(0, -5)],
    ['empty', () => ''],
    ['another record', (text) => text.replaceAll('ZZ000001.1', 'ZZ000002.1')],
    ['without bases', (text) => text.replace('"ACGTACGT"', '""')],
    ['with other bases', (text) => text.replace('"ACGTACGT"', '"AC GT"')],
    ['of another format', (text) => text.replace('"format":1', '"format":0')],
    ['of another type', (text) => text.replace('"host":null', '"host":5')],
    ['null', () => 'null'],
  ])('unless the file is %s', async (_, spoil) => {
    const { ncbi, cacheDir, open } = await keeping();
    const record = await open().record('ZZ000001.1');
    const file = join(cacheDir, 'ZZ000001.1.json');
    const text = readFileSync(file, 'utf8');
    expect(spoil(text)).not.toBe(text);
    writeFileSync(file, spoil(text));
    expect(await open().record('ZZ000001.1')).toEqual(record);
    expect(ncbi.requests).toHaveLength(2);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('where that is possible; where it is not, that is said, and they are given all the same', async () => {
    const ncbi = await startNcbi(one);
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const warnings: string[] = [];
    const genbank = client(ncbi, { cacheDir: join(file, 'genbank'), onWarning: (text) => warnings.push(text) });
    expect(await genbank.record('ZZ000001.1')).toMatchObject({ accession: 'ZZ000001.1' });
    expect(warnings).toEqual([expect.stringMatching(/^Records of GenBank can't be kept for the next time: /)]);
  });

  test('until there are too many: then the oldest go, and what was left half written long ago', async () => {
    const folder = join(temporaryFolder(), 'genbank');
    mkdirSync(folder);
    const hours = (count: number) => new Date(Date.now() - count * 60 * 60 * 1000);
    const put = (name: string, age: number) => {
      writeFileSync(join(folder, name), 'x'.repeat(1000));
      utimesSync(join(folder, name), hours(age), hours(age));
    };
    put('ZZ000002.1.json', 5);
    put('ZZ000003.1.json', 4);
    put('ZZ000004.1.json', 3);
    put('ZZ000005.1.json.abc.part', 2);
    put('ZZ000006.1.json.abc.part', 0);
    const record = await client(await startNcbi(one)).record('ZZ000001.1');
    await new RecordCache(folder, { size: 3500 }).keep(record);
    expect(readdirSync(folder).sort()).toEqual(['ZZ000001.1.json', 'ZZ000004.1.json', 'ZZ000006.1.json.abc.part']);
  });

  test('only in their folder, whatever an accession looks like', async () => {
    const folder = temporaryFolder();
    const cache = new RecordCache(join(folder, 'genbank'));
    const record = await client(await startNcbi(one)).record('ZZ000001.1');
    await expect(cache.keep({ ...record, accession: '../ZZ000001.1' })).rejects.toThrow(NotAnAccessionError);
    expect(existsSync(join(folder, 'ZZ000001.1.json'))).toBe(false);
  });
});
