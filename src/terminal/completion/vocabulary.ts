/** What can be typed after `refkit`, taken from oclif's description of the commands. */

import type { Interfaces } from '@oclif/core';
import type { Command } from '@oclif/core/command';

export interface Flag {
  /** As typed: `--json`, `--no-public`, `-C`. */
  name: string;
  summary: string;
  /** Whether a value follows. */
  takesValue: boolean;
  /** The values there are; empty where it may be anything. */
  values: string[];
}

/** A command or the first word of several (`otu`). */
export interface Node {
  /** The words that lead here, with spaces; "" is refkit itself. */
  path: string;
  /** The words that may follow. */
  children: { word: string; summary: string }[];
  flags: Flag[];
  /** The values that the first argument may have; empty where it may be anything, a file perhaps. */
  values: string[];
}

type Described = Pick<Interfaces.Config, 'commands' | 'topics'>;

export function vocabulary({ commands, topics }: Described): Node[] {
  const nodes = new Map<string, Node>([['', { path: '', children: [], flags: [], values: [] }]]);
  const at = (words: string[]): Node => {
    const path = words.join(' ');
    const known = nodes.get(path);
    if (known) return known;
    const node: Node = { path, children: [], flags: [], values: [] };
    nodes.set(path, node);
    const topic = topics.find(({ name }) => name === words.join(':'));
    at(words.slice(0, -1)).children.push({ word: words.at(-1)!, summary: topic?.description ?? '' });
    return node;
  };
  for (const command of [...commands].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const words = command.id.split(':');
    const node = at(words);
    at(words.slice(0, -1)).children.find(({ word }) => word === words.at(-1))!.summary = command.summary ?? '';
    node.flags = Object.values(command.flags).flatMap(flagsOf);
    node.values = [...(Object.values(command.args)[0]?.options ?? [])];
  }
  return [...nodes.values()];
}

function flagsOf(flag: Command.Flag.Cached): Flag[] {
  const names = [`--${flag.name}`];
  if (flag.char) names.push(`-${flag.char}`);
  if (flag.type === 'boolean' && flag.allowNo) names.push(`--no-${flag.name}`);
  const summary = flag.summary ?? flag.description ?? '';
  const takesValue = flag.type === 'option';
  const values = flag.type === 'option' ? [...(flag.options ?? [])] : [];
  return names.map((name) => ({ name, summary, takesValue, values }));
}
