/** `--help` of everything, drawn by oclif from the manifest, and the topics that are no command. */
import type { Interfaces } from '@oclif/core';
import { Config } from '@oclif/core/config';
import { CommandHelp, Help } from '@oclif/core/help';
import { UsageError } from './errors.js';
import { EXIT_CODE_MEANINGS } from './exit-codes.js';
import { guard, output } from './output.js';
import { viewOf } from './style.js';
import { didYouMean, similar } from './suggest.js';
import { fields } from './table.js';

/** Where help comes from. */
interface HelpHost {
  root: string;
}

const TOPICS: Record<string, { summary: string; text(): string }> = {
  'exit-codes': {
    summary: 'what the exit codes mean',
    text: () => EXIT_CODE_MEANINGS.map(([code, meaning]) => `${String(code).padStart(5)}  ${meaning}\n`).join(''),
  },
  environment: {
    summary: 'environment variables that are read',
    text: () =>
      [
        ['REFKIT_USER', 'the user of the reference to act as; --user comes before it'],
        ['GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_AUTHOR_DATE', 'who makes an edit, and when; as in git'],
        ['GIT_COMMITTER_NAME, GIT_COMMITTER_EMAIL, GIT_COMMITTER_DATE', 'who commits it'],
        ['NO_COLOR', 'no colours'],
        ['FORCE_COLOR, CLICOLOR_FORCE', 'colours even where output is not a terminal'],
        ['DEBUG=refkit', 'stack traces with errors'],
      ]
        .map(([name, meaning]) => `  ${name}\n      ${meaning}\n`)
        .join(''),
  },
};

/** A command's help, without its summary said twice. */
class RefkitCommandHelp extends CommandHelp {
  override description(): string | undefined {
    return this.command.description && this.wrap(this.command.description);
  }
}

class RefkitHelp extends Help {
  override CommandHelpClass = RefkitCommandHelp;

  override formatRoot(): string {
    const topics = Object.entries(TOPICS).map(([name, { summary }]) => [`refkit help ${name}`, summary] as const);
    const more = fields(
      [['refkit COMMAND --help', 'what a command does, with an example'], ...topics],
      viewOf({ isTTY: false }, {}),
    );
    return `${super.formatRoot()}\n\n${this.section('MORE', more.trimEnd())}`;
  }
}

/** Shows the help of a command, of a topic, or of refkit as a whole. @returns the exit code */
export async function showHelp(words: string[], host: HelpHost): Promise<number> {
  const topic = words.length === 1 ? TOPICS[words[0]!] : undefined;
  if (topic) {
    output(topic.text());
    return 0;
  }
  const config = await wholeConfig(host);
  const known = knownWords(words, config);
  if (known.length === 0 && words.length > 0) throw await unknown(words, config);
  const view = viewOf(process.stdout);
  const help = new RefkitHelp(config, {
    maxWidth: Math.min(view.columns, 120),
    stripAnsi: view.style.bold('x') === 'x',
    flagSortOrder: 'none',
  });
  guard();
  await help.showHelp(known);
  return 0;
}

/** A word that is no command: a topic shows its help, anything else is an error with a suggestion. */
export async function unknownCommand(words: string[], host: HelpHost): Promise<number> {
  const config = await wholeConfig(host);
  const known = knownWords(words, config);
  if (known.length === words.length || TOPICS[words.join(' ')]) return showHelp(words, host);
  throw await unknown(words, config);
}

/** As many of the words as name a command or a topic together. */
function knownWords(words: string[], config: Interfaces.Config): string[] {
  for (let count = words.length; count > 0; count -= 1) {
    const id = words.slice(0, count).join(':');
    if (config.findCommand(id) || config.findTopic(id)) return words.slice(0, count);
  }
  return [];
}

async function unknown(words: string[], config: Interfaces.Config): Promise<UsageError> {
  const depth = knownWords(words, config).length;
  const typed = words.slice(0, depth + 1).join(' ');
  const names = new Set<string>(Object.keys(TOPICS).map((name) => `help ${name}`));
  for (const { id } of config.commands) {
    const parts = id.split(':');
    for (let count = 1; count <= parts.length; count += 1) names.add(parts.slice(0, count).join(' '));
  }
  const hint = didYouMean((await similar(typed, [...names])).map((name) => `"refkit ${name}"`));
  const list = depth > 0 ? `"refkit ${words.slice(0, depth).join(' ')} --help"` : '"refkit --help"';
  return new UsageError(`Unknown command "${typed}"`, {
    data: { command: typed },
    suggestions: [...(hint ? [hint] : []), `${list} lists the commands`],
  });
}

/** oclif's own configuration: every command, from the manifest. */
export async function wholeConfig({ root }: Pick<HelpHost, 'root'>): Promise<Interfaces.Config> {
  return (await Config.load({ root })) as Interfaces.Config;
}
