/**
 * Whether HEAD and tags may have moved, asked so cheaply that every read can begin with it: by the state of the files
 * that git keeps them in, of which it replaces one whenever a ref moves.
 */
import { join } from 'node:path';
import { fileState } from '../files/state.js';
import type { Repository } from './repository.js';

export class RefWatch {
  readonly #repo: Repository;
  readonly #fixed: string[];
  /** HEAD's state when the branch was last asked for, and the files to look at. */
  #head = '';
  #files: string[] | null = null;

  /** @param folder a folder of refs to watch beside HEAD and its branch, such as `refs/tags/index` */
  constructor(repo: Repository, folder: string) {
    this.#repo = repo;
    const { commonDir } = repo;
    this.#fixed = [join(commonDir, 'packed-refs'), join(commonDir, ...folder.split('/'))];
  }

  /**
   * A text that is the same as before only where no ref has moved in between; null where that cannot be told by looking
   * at files. To be asked before the refs are read.
   *
   * @param now ms since 1970
   */
  look(now = Date.now()): string | null {
    const head = fileState(join(this.#repo.gitDir, 'HEAD'), now);
    if (head === null) return null;
    if (head !== this.#head) {
      this.#files = this.#filesToWatch();
      this.#head = head;
    }
    if (this.#files === null) return null;
    let all = head;
    for (const file of this.#files) {
      const state = fileState(file, now);
      if (state === null) return null;
      all += ` ${state}`;
    }
    return all;
  }

  /** null for a branch that names another one: that one may move alone. */
  #filesToWatch(): string[] | null {
    const { refs } = this.#repo;
    const head = refs.read('HEAD');
    if (head === null || 'oid' in head) return head && this.#fixed;
    const branch = refs.read(head.target);
    if (branch && 'target' in branch) return null;
    return [refs.file(head.target), ...this.#fixed];
  }
}
