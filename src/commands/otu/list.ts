import * as Flags from '@oclif/core/flags';
import type { Reference } from '../../reference/reference.js';
import type { View } from '../../terminal/style.js';
import { otuTable } from '../../terminal/views/otu.js';
import { pageFlags } from '../base/parameters.js';
import { ReferenceCommand } from '../base/reference-command.js';

type Found = Awaited<ReturnType<Reference['findOtus']>>;

export default class OtuList extends ReferenceCommand<typeof OtuList, Found> {
  static override summary = 'List OTUs by name.';
  static override examples = ['refkit otu list --find mosaic --verified'];
  static override flags = {
    find: Flags.string({ description: 'Any part of a name or abbreviation, case ignored.', helpValue: 'TEXT' }),
    verified: Flags.boolean({ description: 'Only those that are verified, or are not.', allowNo: true }),
    ...pageFlags,
    all: Flags.boolean({ description: 'All of them, on one page.', exclusive: ['page', 'per-page'] }),
  };

  protected async work() {
    const { find, verified, page, 'per-page': perPage, all } = this.flags;
    return (await this.reference()).findOtus(all ? { find, verified, all } : { find, verified, page, perPage });
  }

  protected async present({ documents, ...rest }: Found, view: View) {
    this.notePage(rest, 'OTU');
    return otuTable(documents, view);
  }
}
