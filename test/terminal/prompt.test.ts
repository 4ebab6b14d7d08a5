import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { confirm } from '../../src/terminal/prompt.js';

function terminal({ isTTY = true } = {}) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough(), { isTTY });
  return { input, output, shown: () => String(output.read() ?? '') };
}

describe('a question', () => {
  test.each(['y', 'Y', 'yes', ' YES '])('is answered with yes by %j', async (answer) => {
    const { input, output, shown } = terminal();
    const asked = confirm('Remove it?', { input, output });
    input.write(`${answer}\n`);
    await asked;
    expect(shown()).toContain('Remove it? [y/N] ');
  });

  test.each(['', 'n', 'no', 'yess', 'maybe'])('is answered with no by %j', async (answer) => {
    const { input, output } = terminal();
    const asked = confirm('Remove it?', { input, output });
    input.write(`${answer}\n`);
    await expect(asked).rejects.toMatchObject({ code: 'NOT_CONFIRMED', message: 'Nothing was done' });
  });

  test('is answered with no by an end of input', async () => {
    const { input, output } = terminal();
    const asked = confirm('Remove it?', { input, output });
    input.end();
    await expect(asked).rejects.toMatchObject({ code: 'NOT_CONFIRMED' });
  });

  test('is not asked where there is no terminal: --yes has to answer it', async () => {
    const { input, output, shown } = terminal({ isTTY: false });
    await expect(confirm('Remove it?', { input, output })).rejects.toMatchObject({
      kind: 'usage',
      suggestions: ['add --yes to go ahead'],
    });
    expect(shown()).toBe('');
  });
});
