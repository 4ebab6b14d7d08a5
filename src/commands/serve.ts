import * as Flags from '@oclif/core/flags';
import { serve } from '../server/serve.js';
import { RefkitCommand } from '../terminal/command.js';
import { line } from '../terminal/escape.js';
import { stopSignal } from '../terminal/stop-signal.js';
import { optionalArgument } from './base/parameters.js';

interface Served {
  url: string;
  directory: string;
}

export default class Serve extends RefkitCommand<typeof Serve, Served> {
  static override summary = 'Serve references over HTTP, in the API of Virtool, until Ctrl-C.';
  static override description = [
    'The workspace is a folder with refkit.yaml, references/, files/ and workspace.db; an empty folder becomes one.',
    'Who may come in is managed with "refkit workspace", also while it is served. Log lines go to standard output, with --json to standard error.',
  ].join('\n');
  static override examples = ['refkit serve lab --port 9950'];
  static override args = { workspace: optionalArgument('the folder of the workspace; the current one unless given') };
  static override flags = {
    port: Flags.integer({
      description: 'TCP port; that of refkit.yaml unless given.',
      min: 0,
      max: 65_535,
      helpValue: 'N',
    }),
    host: Flags.string({
      description: 'Address or name to listen on; that of refkit.yaml unless given.',
      helpValue: 'ADDRESS',
    }),
    'no-auth': Flags.boolean({ description: 'Without keys: whoever is at this machine may do everything.' }),
  };

  protected async work() {
    const { port, host, 'no-auth': noAuth } = this.flags;
    const told = stopSignal();
    const { version } = this.config;
    const { url, directory, deserted, close } = await serve(this.args.workspace ?? '.', {
      port,
      host,
      noAuth,
      version,
      // With --json, standard output is for the one value at the end.
      logStream: this.jsonEnabled() ? process.stderr : undefined,
    });
    this.tell(`Serving ${line(directory)} at ${url}`);
    if (deserted) {
      const where = `-C ${line(directory)}`;
      this.tell('Nobody has an account yet; from another terminal:');
      this.tell(`  refkit workspace users add ID --administrator ${where} && refkit workspace keys add ID ${where}`);
    }
    await told;
    this.tell('Stopping: what was begun is finished; Ctrl-C again stops at once');
    await close();
    return { url, directory };
  }

  protected present() {
    return null;
  }
}
