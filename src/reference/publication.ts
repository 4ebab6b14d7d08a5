/** What publishing a release needs of a reference's repository: its branch, its tags, and what lies between two commits. */
import { commitsOutside } from '../store/commit-range.js';
import { DetachedHeadError, UnbornBranchError } from '../store/errors.js';
import { reaches } from '../store/history.js';
import { shortRefName } from '../store/ref-names.js';
import type { Ref } from '../store/ref-store.js';
import type { RemoteOptions } from '../store/transport/transport.js';
import { status } from '../store/working-tree.js';
import { withWriter } from '../store/writer.js';
import { actorOf, requireRight, signaturesOf } from './actor.js';
import { CONFIG_PATH } from './config.js';
import { userOfAddress } from './people.js';
import type { Session } from './session.js';

/** A tag of this clone. */
export interface LocalTag {
  /** Without `refs/tags/`. */
  name: string;
  /** What the ref names: the tag object, or the commit of a lightweight tag. */
  oid: string;
  commit: string;
}

/** The refs of a repository elsewhere. */
export interface RemoteRefs {
  /** Branches by name, with their commits. */
  branches: ReadonlyMap<string, string>;
  /** Tags by name, with the commits they name. */
  tags: ReadonlyMap<string, string>;
}

export class Publication {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** The branch that is checked out. @throws DetachedHeadError, UnbornBranchError */
  branch(): { name: string; commit: string } {
    const { ref, oid } = this.#session.repository.head();
    if (ref === null) {
      throw new DetachedHeadError('No branch is checked out, so there is none to publish from', {
        suggestions: ['check one out: "git switch main"'],
      });
    }
    if (oid === null) throw new UnbornBranchError(`The branch ${shortRefName(ref)} has no commit yet`);
    return { name: shortRefName(ref), commit: oid };
  }

  /** Where `git fetch` gets from and `git push` puts to, as the repository's own settings have it. */
  originUrl(): string | null {
    return this.#session.repository.config.get('remote.origin.url') ?? null;
  }

  /** The files of the reference that have changes which no commit has. */
  uncommitted(): string[] {
    return status(this.#session.repository)
      .map(({ path }) => path)
      .filter((path) => path.startsWith('otus/') || path === CONFIG_PATH);
  }

  /** The tags whose names begin so; those that name no commit are left out. */
  tags(prefix: string): LocalTag[] {
    return this.#session.repository
      .listRefs(`refs/tags/${prefix}`)
      .map((ref) => ({ name: ref.name.slice('refs/tags/'.length), oid: ref.oid, commit: this.#commitOf(ref) }))
      .filter((tag): tag is LocalTag => tag.commit !== null);
  }

  /** Whether a commit is in this clone. */
  has(commit: string): boolean {
    return this.#session.repository.objects.has(commit);
  }

  /** Whether the history of a commit, itself included, holds another one, which is in this clone. */
  reaches(commit: string, other: string): boolean {
    return reaches(this.#session.repository.objects, commit, other);
  }

  /**
   * Who made the commits that one commit reaches and another does not, most first: a user of the reference by id, others
   * by their login at GitHub or their name. Addresses are not told.
   *
   * @param base null for the whole history
   */
  contributors(base: string | null, head: string): { name: string; count: number }[] {
    const { repository, config } = this.#session;
    const counts = new Map<string, number>();
    for (const { author } of commitsOutside(repository.objects, [head], base === null ? [] : [base])!) {
      const user = userOfAddress(config, author.email);
      const name = user === author.email ? author.name : user;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
  }

  /**
   * Makes an annotated tag, which takes the right to build.
   *
   * @throws TagExistsError, ForbiddenError
   */
  async tag(name: string, commit: string, message: string): Promise<void> {
    const { repository, config, options } = this.#session;
    await withWriter(repository, { waitSeconds: options.waitSeconds ?? 10 }, () => {
      const actor = actorOf(repository, config, options);
      requireRight(config, actor, 'build', options);
      repository.createTag(name, { target: commit, message, tagger: signaturesOf(repository, actor).committer });
    });
  }

  /** What the repository elsewhere has. @throws what the transport throws */
  async remoteRefs(remote: RemoteOptions): Promise<RemoteRefs> {
    const { listRemoteRefs } = await import('../store/transport/transport.js');
    const branches = new Map<string, string>();
    const tags = new Map<string, string>();
    for (const { name, oid, peeled } of (await listRemoteRefs({ ...remote, peelTags: true })).refs) {
      if (name.startsWith('refs/heads/')) branches.set(name.slice('refs/heads/'.length), oid);
      if (name.startsWith('refs/tags/')) tags.set(name.slice('refs/tags/'.length), peeled ?? oid);
    }
    return { branches, tags };
  }

  /**
   * Pushes refs under their own names, all or none and never by force. The branch goes as far as the commit that is
   * given, whatever was committed since.
   *
   * @throws PushRejectedError, and what else the transport throws
   */
  async push(remote: RemoteOptions, refs: readonly string[], branch: { name: string; commit: string }): Promise<void> {
    const { pushRefs } = await import('../store/transport/transport.js');
    const { repository } = this.#session;
    const local = (ref: string) => (ref === `refs/heads/${branch.name}` ? branch.commit : ref);
    await pushRefs(repository, { ...remote, refs: refs.map((ref) => ({ local: local(ref), remote: ref })) });
  }

  #commitOf({ oid }: Ref): string | null {
    const { objects } = this.#session.repository;
    let at = oid;
    // A clone that is not whole may lack what a tag names.
    while (objects.has(at)) {
      const { type } = objects.read(at);
      if (type === 'commit') return at;
      if (type !== 'tag') return null;
      at = objects.readTag(at).target;
    }
    return null;
  }
}
