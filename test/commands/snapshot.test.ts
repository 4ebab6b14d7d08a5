/** The contract of the command line: a flag that changes or goes has to change this file too. */
import { expect, test } from 'vitest';
import { COMMAND_IDS, loadCommand } from './support/run.js';

interface Described {
  args?: Record<string, { required?: boolean; options?: string[] }>;
  flags?: Record<string, Record<string, unknown>>;
  baseFlags: Record<string, Record<string, unknown>>;
}

const KEPT = ['required', 'allowNo', 'multiple', 'options', 'exclusive', 'default', 'env', 'min', 'max'];

/** `-o, --output=… default=reference.json.gz`. */
function flagLine(name: string, flag: Record<string, unknown>): string {
  const short = flag.char ? `-${flag.char}, ` : '';
  const facts = KEPT.filter((key) => flag[key]).map((key) => (flag[key] === true ? key : `${key}=${flag[key]}`));
  return [`  ${short}--${name}${flag.type === 'option' ? '=…' : ''}`, ...facts].join(' ');
}

test('commands, their arguments and their flags are what the snapshot says', async () => {
  const lines: string[] = [];
  for (const id of COMMAND_IDS) {
    const { args = {}, flags = {}, baseFlags } = (await loadCommand(id)) as unknown as Described;
    const taken = Object.entries(args).map(([name, { required, options }]) => {
      const text = options ? options.join('|') : name;
      return required ? text : `[${text}]`;
    });
    const known = Object.entries({ ...baseFlags, ...flags }).sort(([a], [b]) => (a < b ? -1 : 1));
    lines.push([id.replaceAll(':', ' '), ...taken].join(' '), ...known.map(([name, flag]) => flagLine(name, flag)), '');
  }
  await expect(lines.join('\n')).toMatchFileSnapshot('command-snapshot.txt');
});
