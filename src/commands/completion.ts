import * as Args from '@oclif/core/args';
import { RefkitCommand } from '../terminal/command.js';
import { bashCompletion } from '../terminal/completion/bash.js';
import { fishCompletion } from '../terminal/completion/fish.js';
import { vocabulary } from '../terminal/completion/vocabulary.js';
import { zshCompletion } from '../terminal/completion/zsh.js';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
type Shell = keyof typeof SHELLS;

export default class Completion extends RefkitCommand<typeof Completion, { shell: Shell; script: string }> {
  static override summary = 'Print a script that completes commands and flags in a shell.';
  static override description = [
    'bash: put "source <(refkit completion bash)" into ~/.bashrc',
    'zsh: refkit completion zsh > a file named _refkit in a folder of $fpath',
    'fish: refkit completion fish > ~/.config/fish/completions/refkit.fish',
  ].join('\n');
  static override examples = ['refkit completion bash'];
  static override args = {
    shell: Args.string({ description: 'the shell', options: Object.keys(SHELLS), required: true, ignoreStdin: true }),
  };

  protected async work() {
    const shell = this.args.shell as Shell;
    return { shell, script: SHELLS[shell](vocabulary(this.config)) };
  }

  protected present({ script }: { script: string }) {
    return script;
  }
}
