/** A git repository on disk: where its parts are, its refs and its objects. */
import { existsSync, mkdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fullConfig, GitConfig } from './config.js';
import {
  InvalidRefNameError,
  NotARepositoryError,
  RepositoryExistsError,
  TagExistsError,
  UnsupportedRepositoryError,
} from './errors.js';
import { encodeTag, isOid, type Signature } from './object-format.js';
import { ObjectStore } from './objects.js';
import { isRefName } from './ref-names.js';
import { type Ref, RefStore } from './ref-store.js';
import { updateRef } from './refs.js';

/** Extensions of the format that change nothing for us (gitrepository-layout(5), git's setup.c). */
const HARMLESS_EXTENSIONS = new Set([
  'noop',
  'noop-v1',
  'preciousobjects',
  'partialclone',
  'worktreeconfig',
  'relativeworktrees',
]);

interface Layout {
  workTree: string | null;
  gitDir: string;
  commonDir: string;
  config: GitConfig;
}

export class Repository {
  /** The folder whose files are checked out; null in a bare repository. */
  readonly workTree: string | null;
  /** HEAD, the git index and what else each linked worktree has of its own. */
  readonly gitDir: string;
  /** Objects, refs and config, which linked worktrees share. The same as `gitDir` outside of those. */
  readonly commonDir: string;
  readonly objects: ObjectStore;
  readonly refs: RefStore;
  /** The repository's own `config` (and `config.worktree`): `core.*`, `extensions.*`. */
  readonly config: GitConfig;

  private constructor(layout: Layout) {
    this.workTree = layout.workTree;
    this.gitDir = layout.gitDir;
    this.commonDir = layout.commonDir;
    this.config = layout.config;
    this.objects = new ObjectStore(join(layout.commonDir, 'objects'));
    this.refs = new RefStore(layout.gitDir, layout.commonDir);
  }

  /**
   * The repository that a folder is in, or null. Follows `.git` files (linked worktrees, submodules) and finds bare
   * repositories. Throws UnsupportedRepositoryError for a format that is not read here, and NotARepositoryError for a
   * `.git` file that leads nowhere. `GIT_DIR` and its kin are not looked at.
   */
  static discover(dir: string): Repository | null {
    for (let folder = realPath(dir); ; folder = dirname(folder)) {
      const layout = layoutOf(folder);
      if (layout) return new Repository(layout);
      if (dirname(folder) === folder) return null;
    }
  }

  /** As `discover`; throws NotARepositoryError where there is none. */
  static open(dir: string): Repository {
    const found = Repository.discover(dir);
    if (found) return found;
    throw new NotARepositoryError(`${dir} is not in a git repository`, {
      data: { directory: dir },
      suggestions: ['name a folder inside one with -C', 'make a new reference with `refkit create`'],
    });
  }

  /**
   * Makes an empty repository that git accepts. `branch` is the one HEAD names; by default as git is configured
   * (`init.defaultBranch`), else `main`. Throws RepositoryExistsError where there is one.
   */
  static init(dir: string, { bare, branch }: { bare: boolean; branch?: string }): Repository {
    const gitDir = bare ? dir : join(dir, '.git');
    if (existsSync(join(gitDir, 'HEAD'))) {
      throw new RepositoryExistsError(`${dir} is a git repository already`, { data: { directory: dir } });
    }
    const head = `refs/heads/${branch ?? fullConfig(null).get('init.defaultbranch') ?? 'main'}`;
    if (!isRefName(head)) throw new InvalidRefNameError(`git does not allow the branch name ${head.slice(11)}`);
    for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags', 'info']) {
      mkdirSync(join(gitDir, folder), { recursive: true });
    }
    writeFileSync(join(gitDir, 'info', 'exclude'), '');
    writeFileSync(join(gitDir, 'config'), initialConfig(gitDir, bare));
    // Last: what has a HEAD is a repository.
    writeFileSync(join(gitDir, 'HEAD'), `ref: ${head}\n`);
    return Repository.open(dir);
  }

  /** The commits whose parents were left out when this was cloned (`--depth`). */
  shallowCommits(): Set<string> {
    const file = join(this.commonDir, 'shallow');
    if (!existsSync(file)) return new Set();
    return new Set(readFileSync(file, 'latin1').split('\n').filter(isOid));
  }

  /** Whether history was cut off. */
  isShallow(): boolean {
    return this.shallowCommits().size > 0;
  }

  /** HEAD: `ref` is the branch it names, null when detached; `oid` is the commit, null when that branch has none. */
  head(): { ref: string | null; oid: string | null } {
    const end = this.refs.follow('HEAD');
    return { ref: end.ref === 'HEAD' ? null : end.ref, oid: end.oid };
  }

  /** The id that a full ref name (or `HEAD`) leads to, or null. */
  resolveRef(name: string): string | null {
    return this.refs.resolve(name);
  }

  /** The refs whose full names begin with `prefix`, sorted by name. */
  listRefs(prefix: string): Ref[] {
    return this.refs.list(prefix);
  }

  /**
   * Makes an annotated tag (`name` without `refs/tags/`) and gives the tag object's id.
   * Throws TagExistsError: a tag never moves.
   */
  createTag(name: string, { target, message, tagger }: { target: string; message: string; tagger: Signature }): string {
    const ref = `refs/tags/${name}`;
    if (!isRefName(ref)) throw new InvalidRefNameError(`git does not allow the tag name ${JSON.stringify(name)}`);
    if (this.refs.read(ref) !== null)
      throw new TagExistsError(`The tag ${name} exists already`, { data: { tag: name } });
    const { type } = this.objects.read(target);
    const oid = this.objects.write('tag', encodeTag({ target, type, name, tagger, message }));
    updateRef(this, ref, { from: null, to: oid, reflog: { signature: tagger, message: `tag: tagging ${target}` } });
    return oid;
  }

  /** The folder for what refkit keeps in this worktree (`<gitDir>/refkit`); made where it is missing. */
  localDir(): string {
    const folder = join(this.gitDir, 'refkit');
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

/** The folder without symbolic links, as git sees it; as given where it does not exist. */
function realPath(dir: string): string {
  try {
    return realpathSync(resolve(dir));
  } catch {
    return resolve(dir);
  }
}

/** The repository whose top folder this is, or null. */
function layoutOf(folder: string): Layout | null {
  const dotGit = join(folder, '.git');
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat?.isDirectory() && isGitDir(dotGit)) return layout(dotGit, folder);
  if (stat?.isFile()) {
    const target = /^gitdir: (.+?)[\r\n]*$/s.exec(readFileSync(dotGit, 'utf8'))?.[1];
    const gitDir = target === undefined ? null : resolve(folder, target);
    if (gitDir !== null && isGitDir(gitDir)) return layout(realPath(gitDir), folder);
    throw new NotARepositoryError(
      `${dotGit} does not lead to a git repository${gitDir ? `: there is none at ${gitDir}` : ''}`,
      {
        data: { directory: folder },
        suggestions: ['if a linked worktree or its repository was moved, run `git worktree repair` in the repository'],
      },
    );
  }
  if (!isGitDir(folder)) return null;
  return layout(folder, basename(folder) === '.git' ? dirname(folder) : null);
}

function isGitDir(dir: string): boolean {
  if (!existsSync(join(dir, 'HEAD'))) return false;
  const common = commonDirOf(dir);
  return existsSync(join(common, 'objects')) && existsSync(join(common, 'refs'));
}

/** What `commondir` names in a linked worktree's git folder; the folder itself elsewhere. */
function commonDirOf(gitDir: string): string {
  const file = join(gitDir, 'commondir');
  return existsSync(file) ? resolve(gitDir, readFileSync(file, 'utf8').trimEnd()) : gitDir;
}

function layout(gitDir: string, folder: string | null): Layout {
  const commonDir = commonDirOf(gitDir);
  const config = new GitConfig().read(join(commonDir, 'config'));
  if (config.boolean('extensions.worktreeconfig', false)) config.read(join(gitDir, 'config.worktree'));
  refuseUnknownFormat(gitDir, config);
  const linked = commonDir !== gitDir;
  const elsewhere = config.get('core.worktree');
  let workTree = folder;
  // `core.bare` and `core.worktree` speak of the main worktree.
  if (!linked && config.boolean('core.bare', false)) workTree = null;
  else if (!linked && elsewhere !== undefined) workTree = realPath(resolve(gitDir, elsewhere));
  return { gitDir, commonDir, workTree, config };
}

function refuseUnknownFormat(gitDir: string, config: GitConfig): void {
  const refuse = (what: string, suggestions: string[] = []) => {
    throw new UnsupportedRepositoryError(`refkit cannot use the repository ${gitDir}: ${what}`, {
      data: { directory: gitDir },
      suggestions,
    });
  };
  const version = Number(config.get('core.repositoryformatversion') ?? 0);
  if (!(version <= 1)) refuse(`its format has version ${version}`);
  for (const key of config.keys()) {
    if (!key.startsWith('extensions.')) continue;
    const name = key.slice('extensions.'.length);
    const value = config.get(key) ?? 'true';
    if (HARMLESS_EXTENSIONS.has(name)) continue;
    if (name === 'objectformat' && value.toLowerCase() === 'sha1') continue;
    if (name === 'refstorage' && value.toLowerCase() === 'files') continue;
    if (name === 'objectformat') refuse(`its objects have ${value} ids`, ['Clone into one with SHA-1 ids']);
    if (name === 'refstorage') {
      refuse(`its refs are stored as ${value}`, ['Run `git refs migrate --ref-format=files`']);
    }
    if (version > 0) refuse(`it uses git's extension ${name}`);
  }
}

function initialConfig(gitDir: string, bare: boolean): string {
  const windows = process.platform === 'win32';
  const lines = ['[core]', 'repositoryformatversion = 0', `filemode = ${!windows}`, `bare = ${bare}`];
  if (!bare) lines.push('logallrefupdates = true');
  if (windows) lines.push('symlinks = false');
  // The folder exists by now: does it also under another spelling?
  if (existsSync(join(gitDir, 'OBJECTS'))) lines.push('ignorecase = true');
  if (process.platform === 'darwin') lines.push('precomposeunicode = true');
  return `${lines.join('\n\t')}\n`;
}
