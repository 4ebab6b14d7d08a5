/** The base of commands that work on one reference: which one, and who acts. */
import type { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { Reference } from '../../reference/reference.js';
import { RefkitCommand } from '../../terminal/command.js';

export abstract class ReferenceCommand<T extends typeof Command, Value> extends RefkitCommand<T, Value> {
  static override baseFlags = {
    ...RefkitCommand.baseFlags,
    reference: Flags.string({
      char: 'C',
      description: 'The reference; the nearest folder upward with a reference.yaml unless given.',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
    }),
    user: Flags.string({
      description: 'Act as this user of the reference.',
      env: 'REFKIT_USER',
      helpGroup: 'GLOBAL',
      helpValue: 'ID',
    }),
    wait: Flags.integer({
      description: 'How long to wait for another writer, in seconds (10 unless given).',
      min: 0,
      helpGroup: 'GLOBAL',
      helpValue: 'SECONDS',
    }),
  };

  #reference: Reference | undefined;

  /** The folder to look for the reference in. */
  protected get directory(): string {
    return (this.flags as { reference?: string }).reference ?? '.';
  }

  /** How long to wait for another writer, in seconds; undefined where nobody said. */
  protected get waitSeconds(): number | undefined {
    return (this.flags as { wait?: number }).wait;
  }

  /** The reference, opened the first time it is asked for. */
  protected async reference(): Promise<Reference> {
    const { user } = this.flags as { user?: string };
    this.#reference ??= await Reference.open(this.directory, {
      user,
      waitSeconds: this.waitSeconds,
      onWarning: (message) => this.warn(message),
      onProgress: await this.progress(),
    });
    return this.#reference;
  }

  override async finally(): Promise<void> {
    this.#reference?.close();
  }
}
