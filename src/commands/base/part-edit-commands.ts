/** The base of commands that edit an isolate or a sequence: they answer with it, in the API's shape. */
import type { Command } from '@oclif/core/command';
import type { EditResult } from '../../reference/reference.js';
import { EditCommand } from './edit-command.js';

export abstract class IsolateEditCommand<T extends typeof Command> extends EditCommand<T> {
  /** The isolate that was made or touched. */
  protected override json({ document, subject }: EditResult): unknown {
    return document.isolates.find(({ id }) => id === subject);
  }
}

export abstract class SequenceEditCommand<T extends typeof Command> extends EditCommand<T> {
  /** The sequence that was made or touched, with where it is. */
  protected override json({ document, subject }: EditResult): unknown {
    for (const isolate of document.isolates) {
      const sequence = isolate.sequences.find(({ id }) => id === subject);
      if (sequence) return { ...sequence, otu_id: document.id, isolate_id: isolate.id };
    }
    return null;
  }
}

/** Something is gone: what is left to show is the change. */
export abstract class RemovalCommand<T extends typeof Command> extends EditCommand<T> {
  protected override json({ change }: EditResult): unknown {
    return change;
  }
}
