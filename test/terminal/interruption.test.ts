import { afterEach, describe, expect, test } from 'vitest';
import { Interruption } from '../../src/terminal/interruption.js';

let interruption: Interruption;
afterEach(() => interruption.end());

async function* numbers(count: number) {
  for (let at = 0; at < count; at += 1) yield at;
}

async function collect<T>(items: AsyncIterable<T>, each: (item: T) => void = () => {}): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
    each(item);
  }
  return found;
}

describe('work that can be interrupted', () => {
  test('goes on to its end when it is not', async () => {
    interruption = new Interruption();
    expect(await collect(interruption.until(numbers(3)))).toEqual([0, 1, 2]);
    expect(await collect(interruption.until([4, 5]))).toEqual([4, 5]);
    interruption.check();
  });

  test('stops while it waits for what may never come', async () => {
    interruption = new Interruption();
    const endless = async function* () {
      yield 1;
      await new Promise(() => {});
    };
    const work = collect(interruption.until(endless()), () => setTimeout(() => process.emit('SIGINT'), 10));
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test('stops in the middle of work that never waits', async () => {
    interruption = new Interruption();
    const busy = function* () {
      for (;;) yield performance.now();
    };
    setTimeout(() => process.emit('SIGINT'), 20);
    await expect(collect(interruption.until(busy()))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(() => interruption.check()).toThrow('Interrupted');
  });

  test('passes on what goes wrong in it', async () => {
    interruption = new Interruption();
    const broken = async function* () {
      yield 1;
      throw new Error('a broken file');
    };
    await expect(collect(interruption.until(broken()))).rejects.toThrow('a broken file');
  });

  test('listens no more when it is done', () => {
    const before = process.listenerCount('SIGINT');
    interruption = new Interruption();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
    interruption.end();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
