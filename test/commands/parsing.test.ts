/** From the command line to options; what commands do with them is tested elsewhere. */
import { describe, expect, test } from 'vitest';
import { COMMAND_IDS, loadCommand } from './support/run.js';

interface Parsed {
  args: Record<string, unknown>;
  flags: Record<string, unknown>;
}

const config = {
  bin: 'refkit',
  runHook: async () => ({ successes: [], failures: [] }),
};

/** The arguments and flags that a command line comes to; flags that were not given are left out. */
async function parse(id: string, ...argv: string[]): Promise<Parsed> {
  const CommandClass = (await loadCommand(id))!;
  const command = new CommandClass(argv, config as never) as unknown as Parsed & { init(): Promise<void> };
  await command.init();
  return { args: { ...command.args }, flags: { ...command.flags } };
}

describe('every command', () => {
  test.each(COMMAND_IDS)('%s takes --json, has a summary and one example', async (id) => {
    const { summary, examples, baseFlags } = (await loadCommand(id)) as unknown as {
      summary: string;
      examples: string[];
      baseFlags: object;
    };
    expect(Object.keys(baseFlags)).toContain('json');
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(examples).toHaveLength(1);
    expect(examples[0]).toMatch(new RegExp(`^refkit ${id.replaceAll(':', ' ')}\\b`));
  });
});

describe('options', () => {
  test('that all commands on a reference have', async () => {
    const { flags } = await parse('show', '-C', 'plants', '--user', 'ada', '--wait', '3', '--json');
    expect(flags).toEqual({ json: true, reference: 'plants', user: 'ada', wait: 3 });
  });

  test('that all commands on a workspace have', async () => {
    const { args, flags } = await parse('workspace:users:edit', 'ben', '-C', 'served', '--json', '--no-create-ref');
    expect({ args, flags }).toEqual({
      args: { id: 'ben' },
      flags: { json: true, workspace: 'served', 'create-ref': false },
    });
  });

  test('can be negated where both ways make sense', async () => {
    expect((await parse('edit', '--public', '--no-restrict-source-types')).flags).toEqual({
      public: true,
      'restrict-source-types': false,
    });
    expect((await parse('otu:list', '--no-verified')).flags).toMatchObject({ verified: false });
    expect((await parse('users:edit', 'ben', '--no-modify-otu', '--build')).flags).toEqual({
      'modify-otu': false,
      build: true,
    });
  });

  test('can be given several values', async () => {
    const { flags } = await parse('edit', '--source-type', 'isolate', 'strain', '--source-type', 'clone');
    expect(flags['source-type']).toEqual(['isolate', 'strain', 'clone']);
    const added = await parse('users:add', '--email', 'a@x.org', '--email', 'b@x.org', 'ben');
    expect(added).toMatchObject({ args: { id: 'ben' }, flags: { email: ['a@x.org', 'b@x.org'] } });
  });

  test('may be empty, which is how a value is taken away', async () => {
    expect((await parse('otu:edit', 'MoMV', '--abbreviation', '')).flags).toEqual({ abbreviation: '' });
  });

  test('have their defaults', async () => {
    expect((await parse('otu:list')).flags).toEqual({ page: 1, 'per-page': 15 });
    expect((await parse('diff')).flags).toEqual({ format: 'text' });
    expect((await parse('export')).flags).toEqual({ output: 'reference.json.gz' });
    expect((await parse('index:build')).flags).toEqual({ mapper: 'none' });
  });

  test('that are dates are read as such', async () => {
    const { flags } = await parse('history', '--since', '2026-03-31');
    expect(flags.since).toEqual(new Date('2026-03-31T00:00:00Z'));
  });
});

describe('a command line that makes no sense', () => {
  const refused = (id: string, ...argv: string[]) =>
    parse(id, ...argv).then(
      () => 'it was taken',
      (error: Error & { kind: string; suggestions: string[] }) => [error.kind, error.message, ...error.suggestions],
    );

  test('names an unknown flag, and those that are like it', async () => {
    expect(await refused('otu:create', '--nmae', 'x')).toEqual([
      'usage',
      'Unknown flag --nmae',
      'did you mean --name?',
      '"refkit otu create --help" shows how it is used',
    ]);
    expect(await refused('show', '--frobnicate=1')).toContain('Unknown flag --frobnicate=1');
  });

  test('names what is missing', async () => {
    expect(await refused('isolate:show', 'MoMV')).toContain('Missing ISOLATE');
    expect(await refused('sequence:show')).toContain('Missing OTU and ISOLATE and SEQUENCE');
    expect(await refused('otu:create')).toContain('Missing the flag --genbank or --name');
  });

  test('has a hint for a name without quotes', async () => {
    expect(await refused('otu:show', 'Moonbean', 'mosaic', 'virus')).toEqual([
      'usage',
      'Too many arguments: mosaic virus',
      'a name of several words has to stand in quotes',
      '"refkit otu show --help" shows how it is used',
    ]);
  });

  test('names flags that exclude each other', async () => {
    expect(await refused('history', '--unbuilt', '--built')).toContain('--built and --unbuilt exclude each other');
    expect(await refused('otu:list', '--all', '--page', '2')).toContain('--page and --all exclude each other');
  });

  test('names a value that is not one of those there are, and the likeliest', async () => {
    expect(await refused('diff', '--format', 'markdwn')).toEqual([
      'usage',
      '--format: "markdwn" is not one of text, markdown, json, html',
      'did you mean markdown?',
      '"refkit diff --help" shows how it is used',
    ]);
    expect(await refused('completion', 'zhs')).toContain('did you mean zsh?');
  });

  test.each([
    [['otu:list', '--page', 'two'], '--page: Expected an integer but received: two'],
    [['otu:list', '--page', '0'], '--page: Expected an integer greater than or equal to 1 but received: 0'],
    [['history', '--since', 'yesterday'], '--since: "yesterday" is not a date such as 2026-03-31'],
    [['otu:edit', 'x', '--name'], '--name expects a value'],
    [['show', '-C', 'a', '-C', 'b'], '--reference can only be specified once'],
  ])('%j: %s', async ([id, ...argv], message) => {
    expect(await refused(id!, ...argv!)).toContain(message);
  });

  test('may be about names that JavaScript knows', async () => {
    expect((await refused('show', '--constructor', '--__proto__'))[0]).toBe('usage');
  });
});
