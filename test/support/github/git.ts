/** What a repository's git folder says, asked of real git. */
import { execFileSync } from 'node:child_process';

const SHA = /^[0-9a-f]{40}$/;

export class GitFolder {
  constructor(readonly directory: string) {}

  /** Runs git and gives its output, trimmed at the end. Throws where it fails. */
  run(...args: string[]): string {
    return this.bytes(...args)
      .toString('utf8')
      .trimEnd();
  }

  bytes(...args: string[]): Buffer {
    const options = { cwd: this.directory, maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'pipe'] as never };
    return execFileSync('git', ['--git-dir', this.directory, ...args], options) as unknown as Buffer;
  }

  /** As `run`; null where git fails. */
  ask(...args: string[]): string | null {
    try {
      return this.run(...args);
    } catch {
      return null;
    }
  }

  /** Writes an object and gives its id. */
  write(type: string, text: string): string {
    const args = ['--git-dir', this.directory, 'hash-object', '-w', '-t', type, '--stdin'];
    return execFileSync('git', args, { input: text, encoding: 'utf8' }).trimEnd();
  }

  /** The commit that a branch, a tag or an id names, or null. */
  commit(name: string): string | null {
    const names = SHA.test(name) ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`, name];
    for (const each of names) {
      const oid = this.ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${each}^{commit}`);
      if (oid) return oid;
    }
    return null;
  }

  refs(prefix: string): { name: string; oid: string; type: string }[] {
    const lines = this.run('for-each-ref', '--format=%(refname) %(objectname) %(objecttype)', prefix).split('\n');
    return lines
      .filter((line) => line !== '')
      .map((line) => {
        const [name, oid, type] = line.split(' ') as [string, string, string];
        return { name, oid, type };
      });
  }

  /** The files in which two commits differ, from where they parted. */
  changedFiles(base: string, head: string): { path: string; status: string; additions: number; deletions: number }[] {
    const range = `${base}...${head}`;
    const states = new Map(
      this.run('diff', '--no-renames', '--name-status', '-z', range)
        .split('\0')
        .flatMap((status, at, all) =>
          at % 2 === 0 && all[at + 1] !== undefined ? [[all[at + 1]!, status] as const] : [],
        ),
    );
    return this.run('diff', '--no-renames', '--numstat', '-z', range)
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [added, deleted, path] = line.split('\t') as [string, string, string];
        return {
          path,
          status: states.get(path) ?? 'M',
          additions: Number(added) || 0,
          deletions: Number(deleted) || 0,
        };
      });
  }
}
