import type { RevertResult } from '../reference/reference.js';
import type { View } from '../terminal/style.js';
import { editText } from '../terminal/views/history.js';
import { count } from '../terminal/words.js';
import { argument, yesFlag } from './base/parameters.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Revert extends ReferenceCommand<typeof Revert, RevertResult> {
  static override summary = 'Undo a change and all later ones of its OTU, by a new commit.';
  static override description = 'Changes that are in an index stay: correct them by a new edit.';
  static override examples = ['refkit revert mnbeanmv.2 --yes'];
  static override args = { change: argument('a change, such as mnbeanmv.1; "refkit history" lists them') };
  static override flags = { ...yesFlag };

  protected async work() {
    const reference = await this.reference();
    const { change: id } = this.args;
    if (!this.flags.yes) {
      const { otu } = await reference.change(id);
      const history = await reference.otuHistory(otu.id);
      const undone = history.length - history.findIndex((change) => change.id === id);
      await this.confirm(false, `Undo ${count(undone, 'change')} of ${otu.name}?`);
    }
    return reference.revert(id);
  }

  protected override json({ change }: RevertResult) {
    return change;
  }

  protected present({ document, change }: RevertResult, view: View) {
    return editText({ document: document ?? { id: change.otu.id }, changed: true, change }, view);
  }
}
