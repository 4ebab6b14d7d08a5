/** The base of commands that ask the remote of a reference: the way to GitHub, and which releases count. */
import type { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import type { GitHub } from '../../github/access/client.js';
import { ReferenceCommand } from './reference-command.js';

export const prereleaseFlag = {
  prerelease: Flags.boolean({ description: 'Releases that are marked as prereleases count too.' }),
};

export const releaseFlag = Flags.string({ description: 'The release of this tag.', helpValue: 'TAG' });

export abstract class RemoteCommand<T extends typeof Command, Value> extends ReferenceCommand<T, Value> {
  #github: GitHub | undefined;

  /** The way to GitHub, opened the first time it is asked for. */
  protected async github(signal?: AbortSignal): Promise<GitHub> {
    const { GitHub } = await import('../../github/access/client.js');
    this.#github ??= GitHub.open({ onWarning: (message) => this.warn(message), signal });
    return this.#github;
  }

  override async finally(): Promise<void> {
    await super.finally();
    await this.#github?.close();
  }
}
