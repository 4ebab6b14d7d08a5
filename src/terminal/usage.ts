/** What oclif's parser says of a command line, in refkit's own words. */
import { stripVTControlCharacters } from 'node:util';
import { UsageError } from './errors.js';
import { didYouMean, similar } from './suggest.js';

/** The parts of oclif's parse errors that are looked at; which of them are there depends on the error. */
interface ParseError extends Error {
  /** Flags that the command does not have, as typed. */
  flags?: string[];
  /** Missing arguments (their definitions), or arguments too many (their texts). */
  args?: ({ name: string } | string)[];
}

/** The command that was being parsed. */
export interface ParsedCommand {
  /** With spaces, as typed. */
  id: string;
  /** Names of its flags. */
  flags: string[];
}

export async function usageError(cause: ParseError, { id, flags }: ParsedCommand): Promise<UsageError> {
  const { message, hint } = await explain(cause, flags);
  const suggestions = [`"refkit ${id} --help" shows how it is used`];
  if (hint !== null) suggestions.unshift(hint);
  return new UsageError(message, { data: { command: id }, suggestions, cause });
}

async function explain(error: ParseError, known: string[]): Promise<{ message: string; hint: string | null }> {
  if (error.flags?.length) {
    const typed = error.flags[0]!.replace(/=.*$/s, '');
    const near = await similar(typed.replace(/^-+(no-)?/, ''), known);
    const word = error.flags.length === 1 ? 'flag' : 'flags';
    return { message: `Unknown ${word} ${error.flags.join(', ')}`, hint: didYouMean(near.map((name) => `--${name}`)) };
  }
  const [first] = error.args ?? [];
  if (typeof first === 'object') {
    const missing = (error.args as { name: string }[]).map(({ name }) => name.toUpperCase());
    return { message: `Missing ${missing.join(' and ')}`, hint: null };
  }
  if (typeof first === 'string') {
    const extra = error.args as string[];
    const hint = 'a name of several words has to stand in quotes';
    return { message: `Too many arguments: ${extra.join(' ')}`, hint };
  }
  return generic(error);
}

async function generic(error: Error): Promise<{ message: string; hint: string | null }> {
  const message = stripVTControlCharacters(error.message)
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--[\w-]+)\s+/, '$1: ')
    .replace(/^Expected (--[\w-]+)=(.*) to be one of: (.*)$/s, '$1: "$2" is not one of $3')
    .replace(/^Expected (.*) to be one of: (.*)$/s, '"$1" is not one of $2')
    .replace(/Missing required flag ([\w-]+)/g, 'Missing the flag --$1')
    .replace(/At least one of the following must be provided: (.*)/, (_, flags: string) => {
      return `Missing the flag ${flags.replaceAll(', ', ' or ')}`;
    })
    .replace(/(--[\w-]+)=\S* cannot also be provided when using (--[\w-]+)/g, '$1 and $2 exclude each other')
    .replace(/^Flag (--[\w-]+)/, '$1')
    .trim()
    .replace(/\s*\n\s*/g, '; ');
  const choice = /"(.*)" is not one of (.*)$/s.exec(message);
  const near = choice ? await similar(choice[1]!, choice[2]!.split(', ')) : [];
  return { message, hint: didYouMean(near) };
}
