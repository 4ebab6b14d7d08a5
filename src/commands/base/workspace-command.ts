/** The base of commands that work on the accounts of one workspace. */
import type { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { RefkitCommand } from '../../terminal/command.js';
import type { Accounts } from '../../workspace/accounts.js';
import { openAccounts } from '../../workspace/open-accounts.js';

export abstract class WorkspaceCommand<T extends typeof Command, Value> extends RefkitCommand<T, Value> {
  static override baseFlags = {
    ...RefkitCommand.baseFlags,
    workspace: Flags.string({
      char: 'C',
      description: 'The folder of the workspace; the current one unless given.',
      helpGroup: 'GLOBAL',
      helpValue: 'DIR',
    }),
  };

  #opened: ReturnType<typeof openAccounts> | undefined;

  /** The workspace's accounts, opened the first time they are asked for. */
  protected get accounts(): Accounts {
    this.#opened ??= openAccounts((this.flags as { workspace?: string }).workspace ?? '.');
    return this.#opened.accounts;
  }

  override async finally(): Promise<void> {
    this.#opened?.close();
  }
}
