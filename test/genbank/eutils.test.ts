/** How NCBI is asked: how often, with what, and again. The clock is a false one, and nothing leaves this process. */
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { GenBankSettingsError, GenBankUnreachableError } from '../../src/genbank/errors.js';
import { Eutils } from '../../src/genbank/eutils.js';
import { gbSet } from '../support/gbseq.js';

// What is loaded takes its time by the true clock.
beforeAll(() => import('fast-xml-parser'));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Asked {
  url: string;
  init: RequestInit;
  form: URLSearchParams;
  /** ms since 1970, by the false clock. */
  at: number;
}

/** NCBI as a function, which answers with these in turn, and then with the last of them. */
function ncbi(env: NodeJS.ProcessEnv, ...answers: (() => Response)[]) {
  const asked: Asked[] = [];
  const fetch = async (url: string | URL, init: RequestInit = {}) => {
    asked.push({ url: String(url), init, form: new URLSearchParams(String(init.body)), at: Date.now() });
    return (answers[asked.length - 1] ?? answers.at(-1) ?? found)();
  };
  return { asked, eutils: new Eutils({ env, fetch }) };
}

const found = () => new Response(gbSet({ accession: 'ZZ000001.1' }));
const failed =
  (status: number, headers = {}) =>
  () =>
    new Response('Sorry', { status, headers });

/** The most that were asked within any one second. */
function busiestSecond(asked: Asked[]): number {
  return Math.max(...asked.map(({ at }) => asked.filter((other) => other.at >= at && other.at < at + 1000).length));
}

describe('NCBI is asked', () => {
  test.each([
    ['3 times a second without a key', {}, 3],
    ['10 times a second with one', { NCBI_API_KEY: 'k3y' }, 10],
  ])('%s, and no more', async (_, env, limit) => {
    const { asked, eutils } = ncbi(env);
    const all = Promise.all(Array.from({ length: 4 * limit }, () => eutils.records(['ZZ000001.1'])));
    await vi.advanceTimersByTimeAsync(10_000);
    await all;
    expect(asked).toHaveLength(4 * limit);
    expect(busiestSecond(asked)).toBe(limit);
    expect(asked.at(-1)!.at - asked[0]!.at).toBeLessThan(4000);
  });

  test('for GenBank records as XML, by a form that holds all it is to know', async () => {
    const { asked, eutils } = ncbi({ NCBI_API_KEY: 'k3y', NCBI_EMAIL: 'ada@example.org' });
    await eutils.records(['ZZ000001.1', 'ZZ000002']);
    const [{ url, init, form }] = asked as [Asked];
    expect(url).toBe('https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi');
    expect(init.method).toBe('POST');
    expect(Object.fromEntries(form)).toEqual({
      db: 'nuccore',
      rettype: 'gb',
      retmode: 'xml',
      tool: 'refkit',
      id: 'ZZ000001.1,ZZ000002',
      email: 'ada@example.org',
      api_key: 'k3y',
    });
  });

  test('without a name or a key where there is none', async () => {
    const { asked, eutils } = ncbi({ NCBI_API_KEY: '', NCBI_EMAIL: '' });
    await eutils.records(['ZZ000001.1']);
    expect([...asked[0]!.form.keys()]).toEqual(['db', 'rettype', 'retmode', 'tool', 'id']);
  });

  test('by no more than three at once, however slow its answers are', async () => {
    const waiting: ((response: Response) => void)[] = [];
    const fetch = () => new Promise<Response>((resolve) => waiting.push(resolve));
    const eutils = new Eutils({ env: { NCBI_API_KEY: 'k3y' }, fetch });
    const all = Promise.all(Array.from({ length: 5 }, () => eutils.records(['ZZ000001.1'])));
    await vi.advanceTimersByTimeAsync(5000);
    expect(waiting).toHaveLength(3);
    waiting[0]!(found());
    await vi.advanceTimersByTimeAsync(1000);
    expect(waiting).toHaveLength(4);
    for (const answer of waiting) answer(found());
    await vi.advanceTimersByTimeAsync(1000);
    waiting[4]!(found());
    expect(await all).toHaveLength(5);
  });
});

test('who has waited too long for a turn is not kept waiting for an answer too', async () => {
  const fetch = () => new Promise<Response>((resolve) => setTimeout(() => resolve(found()), 6000));
  const eutils = new Eutils({ env: {}, fetch, lineMs: 10_000 });
  const results = Promise.allSettled(Array.from({ length: 8 }, () => eutils.records(['ZZ000001.1'])));
  await vi.advanceTimersByTimeAsync(20_000);
  expect((await results).map(({ status }) => status)).toEqual([...Array(6).fill('fulfilled'), 'rejected', 'rejected']);
  const after = eutils.records(['ZZ000001.1']);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await after).toMatchObject({ kind: 'records' });
});

describe('what may be over the next time is asked again', () => {
  /** What came of asking, and after how many ms each try began. */
  async function outcome(...answers: (() => Response)[]) {
    const { asked, eutils } = ncbi({}, ...answers);
    const result = eutils.records(['ZZ000001.1']).then(
      ({ kind }) => kind,
      (error: Error) => error,
    );
    await vi.advanceTimersByTimeAsync(600_000);
    return { result: await result, tries: asked.map(({ at }) => at - asked[0]!.at) };
  }

  test('later each time', async () => {
    expect(await outcome(failed(500), failed(503), failed(502), found)).toEqual({
      result: 'records',
      tries: [0, 1000, 3000, 7000],
    });
  });

  test('four times in all', async () => {
    const { result, tries } = await outcome(failed(500));
    expect(tries).toEqual([0, 1000, 3000, 7000]);
    expect(result).toBeInstanceOf(GenBankUnreachableError);
    expect((result as Error).message).toBe('Could not reach Genbank: it answered with status 500');
  });

  test('when the server says so in seconds', async () => {
    const { result, tries } = await outcome(failed(429, { 'retry-after': '12' }), found);
    expect({ result, tries }).toEqual({ result: 'records', tries: [0, 12_000] });
  });

  test('when the server says so by a date', async () => {
    vi.setSystemTime(new Date('2026-03-01T10:00:00Z'));
    const { tries } = await outcome(failed(503, { 'retry-after': 'Sun, 01 Mar 2026 10:00:20 GMT' }), found);
    expect(tries).toEqual([0, 20_000]);
  });

  test('but not when it says an hour', async () => {
    const { result, tries } = await outcome(failed(429, { 'retry-after': '3600' }), found);
    expect(tries).toEqual([0]);
    expect((result as Error).message).toBe('Could not reach Genbank: it is asked too often');
  });

  test.each([
    ['a redirect', () => new Response('', { status: 307, headers: { location: 'https://example.org/' } })],
    ['a refusal', failed(403)],
    ['a key that is refused', () => new Response('{"error":"API key invalid","api-key":"k3y"}', { status: 400 })],
  ])('but not %s', async (_, answer) => {
    const { result, tries } = await outcome(answer, found);
    expect(tries).toEqual([0]);
    expect(result).toBeInstanceOf(GenBankUnreachableError);
    expect(JSON.stringify(result)).not.toContain('k3y');
  });

  test('and not once nobody waits for it any more', async () => {
    const { asked, eutils } = ncbi({}, failed(500));
    const results = Promise.allSettled(Array.from({ length: 5 }, () => eutils.records(['ZZ000001.1'])));
    await vi.advanceTimersByTimeAsync(10);
    eutils.close();
    expect((await results).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(3);
  });
});

describe('NCBI_EUTILS_URL', () => {
  test.each([
    ['http://127.0.0.1:8080/eutils', 'http://127.0.0.1:8080/eutils/efetch.fcgi'],
    ['http://[::1]:8080/', 'http://[::1]:8080/efetch.fcgi'],
    ['https://mirror.example.org/a/b/?x=1', 'https://mirror.example.org/a/b/efetch.fcgi'],
  ])('may be %s', async (text, url) => {
    const { asked, eutils } = ncbi({ NCBI_EUTILS_URL: text });
    await eutils.records(['ZZ000001.1']);
    expect(asked[0]!.url).toBe(url);
  });

  test.each([
    'http://mirror.example.org/',
    'http://127.0.0.1.example.org/',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'eutils',
    'https://ada:s3cret@mirror.example.org/',
  ])('may not be %s', (text) => {
    expect(() => ncbi({ NCBI_EUTILS_URL: text })).toThrow(GenBankSettingsError);
    expect(() => ncbi({ NCBI_EUTILS_URL: text })).not.toThrow(/s3cret/);
  });
});
