import type { Isolate } from '../../otu/types.js';
import type { View } from '../../terminal/style.js';
import { isolateTable } from '../../terminal/views/otu.js';
import { otuArgument } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

export default class IsolateList extends ReferenceCommand<typeof IsolateList, Isolate[]> {
  static override summary = 'List the isolates of an OTU.';
  static override examples = ['refkit isolate list MoMV'];
  static override args = { otu: otuArgument };

  protected async work() {
    return (await (await this.reference()).otu(this.args.otu)).isolates;
  }

  protected present(isolates: Isolate[], view: View) {
    return isolateTable(isolates, view);
  }
}
