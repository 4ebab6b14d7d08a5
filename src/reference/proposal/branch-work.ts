/**
 * Work on a branch that is not checked out, as a pull request needs it: a HEAD beside that of the clone, over the same
 * objects. What is checked out, the clone's branches and its catalog stay as they are; commits that are made and not
 * pushed are objects that nobody refers to.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commitsOutside } from '../../store/commit-range.js';
import { RevisionNotFoundError } from '../../store/errors.js';
import { Repository } from '../../store/repository.js';
import type { RemoteOptions } from '../../store/transport/remote.js';
import { locateReference } from '../locate.js';
import { type OpenOptions, Reference } from '../reference.js';

/** Of the kind that each linked worktree has for itself (gitrepository-layout(5)): it goes with the folder. */
const BRANCH = 'refs/worktree/work';

export interface BranchStart {
  /** The branch that is worked on, as a full ref name; it is gone on with where it is there and not merged. */
  branch: string;
  /** Full ref names of what it begins from otherwise; the first that is there counts. */
  base: string[];
}

export class BranchWork {
  /** The reference as it is on the branch; edits are commits on it. */
  readonly reference: Reference;
  /** The commits (hex object ids) that the branch is compared with, and at which the work began. */
  readonly base: string;
  readonly start: string;
  readonly #folder: string;

  private constructor(reference: Reference, folder: string, { base, start }: { base: string; start: string }) {
    this.reference = reference;
    this.#folder = folder;
    this.base = base;
    this.start = start;
  }

  /**
   * Begins. Call {@link close} when done.
   *
   * @throws RevisionNotFoundError where none of the names is there; what {@link Reference.open} throws
   */
  static async open(directory: string, { branch, base }: BranchStart, options: OpenOptions): Promise<BranchWork> {
    const repository = locateReference(directory);
    const baseCommit = base.map((name) => repository.resolveRef(name)).find((oid) => oid !== null);
    if (!baseCommit) throw new RevisionNotFoundError(`There is no ${base.join(' or ')} in this clone`);
    const there = repository.resolveRef(branch);
    // A branch that was merged has nothing to go on with, and moves forward to its base.
    const isMerged = there === null || commitsOutside(repository.objects, [there], [baseCommit])?.length === 0;
    const start = isMerged ? baseCommit : there;
    const folder = mkdtempSync(join(tmpdir(), 'refkit-branch-'));
    try {
      writeFileSync(join(folder, 'commondir'), `${repository.commonDir}\n`);
      writeFileSync(join(folder, 'HEAD'), `ref: ${BRANCH}\n`);
      const file = join(folder, ...BRANCH.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${start}\n`);
      return new BranchWork(await Reference.open(folder, options), folder, { base: baseCommit, start });
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The newest commit of the branch: {@link start} where nothing was edited. */
  get tip(): string {
    return Repository.open(this.#folder).head().oid!;
  }

  /**
   * Brings the branch to a repository elsewhere, under a full ref name, and never by force.
   *
   * @throws PushRejectedError, and what else the transport throws
   */
  async push(remote: RemoteOptions, ref: string): Promise<void> {
    const { pushRefs } = await import('../../store/transport/transport.js');
    await pushRefs(Repository.open(this.#folder), { ...remote, refs: [{ local: this.tip, remote: ref }] });
  }

  close(): void {
    this.reference.close();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
