/** The contract of the command line: a flag that changes or goes has to change this file too. */
import { expect, test } from 'vitest';
import { COMMAND_IDS, loadCommand } from './support/run.js';

interface Described {
  args?: Record<string, { required?: boolean; options?: string[] }>;
  flags?: Record<string, Record<string, unknown>>;
  baseFlags: Record<string, Record<string, unknown>>;
}

const KEPT = [
  'type',
  'char',
  'required',
  'allowNo',
  'multiple',
  'options',
  'exclusive',
  'default',
  'env',
  'min',
  'max',
];

test('commands, their arguments and their flags are what the snapshot says', async () => {
  const commands: Record<string, unknown> = {};
  for (const id of COMMAND_IDS) {
    const { args = {}, flags = {}, baseFlags } = (await loadCommand(id)) as unknown as Described;
    const known = Object.entries({ ...baseFlags, ...flags }).sort(([a], [b]) => (a < b ? -1 : 1));
    commands[id.replaceAll(':', ' ')] = {
      args: Object.entries(args).map(([name, { required = false, options }]) => ({ name, required, options })),
      flags: Object.fromEntries(
        known.map(([name, flag]) => [
          name,
          Object.fromEntries(KEPT.filter((key) => flag[key]).map((key) => [key, flag[key]])),
        ]),
      ),
    };
  }
  await expect(`${JSON.stringify(commands, null, 2)}\n`).toMatchFileSnapshot('command-snapshot.json');
});
