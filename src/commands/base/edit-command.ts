/** The base of commands that edit an OTU: what they did is shown in one way, whatever they answer in JSON. */
import type { Command } from '@oclif/core/command';
import type { EditResult } from '../../reference/reference.js';
import type { View } from '../../terminal/style.js';
import { editText } from '../../terminal/views/history.js';
import { ReferenceCommand } from './reference-command.js';

export abstract class EditCommand<T extends typeof Command> extends ReferenceCommand<T, EditResult> {
  /** The OTU as it is now, unless a command says otherwise. */
  protected override json({ document }: EditResult): unknown {
    return document;
  }

  protected present(result: EditResult, view: View): string {
    return editText(result, view);
  }
}
