import * as Flags from '@oclif/core/flags';
import type { Reference } from '../reference/reference.js';
import type { View } from '../terminal/style.js';
import { historyTable } from '../terminal/views/history.js';
import { pageFlags } from './base/parameters.js';
import { ReferenceCommand } from './base/reference-command.js';

type Found = Awaited<ReturnType<Reference['history']>>;

const date = Flags.custom<Date>({
  async parse(text) {
    const parsed = new Date(text);
    if (Number.isNaN(parsed.getTime())) throw new Error(`"${text}" is not a date such as 2026-03-31`);
    return parsed;
  },
});

export default class History extends ReferenceCommand<typeof History, Found> {
  static override summary = 'List changes, newest first.';
  static override examples = ['refkit history --unbuilt --since 2026-01-01'];
  static override flags = {
    unbuilt: Flags.boolean({ description: 'Only those that are in no index yet.', exclusive: ['built'] }),
    built: Flags.boolean({ description: 'Only those that are in an index.' }),
    otu: Flags.string({ description: 'Only those of an OTU: its id, name or abbreviation.' }),
    user: Flags.string({ description: 'Only those of a user.', helpValue: 'ID' }),
    since: date({ description: 'Only those made since a date (ISO 8601).', helpValue: 'DATE' }),
    ...pageFlags,
  };

  protected async work() {
    const { unbuilt, built, otu, user, since, page, 'per-page': perPage } = this.flags;
    const query = { unbuilt: unbuilt ? true : built ? false : undefined, otu, user, since, page, perPage };
    return (await this.reference()).history(query);
  }

  protected async present({ documents, ...rest }: Found, view: View) {
    this.notePage(rest, 'change');
    return historyTable(documents, view);
  }
}
