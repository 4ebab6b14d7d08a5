import { describe, expect, test } from 'vitest';
import { ProgressLine } from '../../src/terminal/progress.js';

function setUp({ isTTY = true, columns = 80 } = {}) {
  const written: string[] = [];
  const clock = { now: 0 };
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  return { written, clock, progress: new ProgressLine(stream, () => clock.now) };
}

describe('progress', () => {
  test('is not shown for what is done within half a second', () => {
    const { written, clock, progress } = setUp();
    progress.update({ step: 'Reading', done: 1, total: 10 });
    clock.now = 499;
    progress.update({ step: 'Reading', done: 9, total: 10 });
    progress.clear();
    expect(written).toEqual([]);
  });

  test('is shown after that, and taken away at the end', () => {
    const { written, clock, progress } = setUp();
    progress.update({ step: 'Reading', done: 0, total: 2000 });
    clock.now = 600;
    progress.update({ step: 'Reading', done: 1000, total: 2000 });
    progress.clear();
    expect(written).toEqual(['\r████████████░░░░░░░░░░░░  50% Reading 1,000/2,000\x1b[K', '\r\x1b[K']);
  });

  test('is drawn ten times a second at most', () => {
    const { written, clock, progress } = setUp();
    for (clock.now = 0; clock.now < 2000; clock.now += 1) progress.update({ step: 'x', done: clock.now, total: null });
    expect(written.length).toBeLessThanOrEqual(15);
    expect(written.length).toBeGreaterThan(10);
  });

  test('stays on its line in a narrow terminal', () => {
    const { written, clock, progress } = setUp({ columns: 20 });
    progress.update({ step: 'Taking OTUs from a very long file name', done: 0, total: 9 });
    clock.now = 1000;
    progress.update({ step: 'Taking OTUs from a very long file name', done: 5, total: 9 });
    expect(written).toEqual(['\rTaking OTUs from a \x1b[K']);
  });

  test('is not shown where standard error is no terminal', () => {
    const { written, clock, progress } = setUp({ isTTY: false });
    progress.update({ step: 'x', done: 0, total: 1 });
    clock.now = 5000;
    progress.update({ step: 'x', done: 1, total: 1 });
    progress.clear();
    expect(written).toEqual([]);
  });
});
