import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalOtu, parseOtu } from '../../../src/otu/canonical.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { setUp } from '../../../src/reference/merge/setup.js';
import { git, gitRepository, writeFiles } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';

/** OTUs that nothing is in common to but their look. */
export const [mosaic, wilt] = [...syntheticOtus({ count: 2, seed: 9, basesPerOtu: 60, isolatesPerOtu: 2 })] as [
  Otu,
  Otu,
];

export const MOSAIC = otuPath(mosaic.id);

export const renamed = (otu: Otu, name: string): Otu => ({ ...otu, name });
export const abbreviated = (otu: Otu, abbreviation: string): Otu => ({ ...otu, abbreviation });

/** An OTU with other fields in the first sequence of its first isolate. */
export function withSequence(otu: Otu, fields: Partial<Otu['isolates'][0]['sequences'][0]>): Otu {
  const [first, ...others] = otu.isolates;
  const [sequence, ...rest] = first!.sequences;
  return { ...otu, isolates: [{ ...first!, sequences: [{ ...sequence!, ...fields }, ...rest] }, ...others] };
}

/** A clone of a reference in which two branches, `main` and `side`, are to be merged. */
export class Clone {
  private constructor(readonly folder: string) {}

  /** `main` is checked out; each state is one commit, and null removes the OTU. `registered` runs `setup`. */
  static async of(base: Otu | null, main: Otu | null, side: Otu | null, { registered = true } = {}): Promise<Clone> {
    const clone = new Clone(
      gitRepository({
        'reference.yaml': 'format: 1\n',
        '.gitattributes': '* -text\notus/**/*.json merge=refkit diff=refkit\n',
        [otuPath(wilt.id)]: canonicalOtu(wilt),
      }),
    );
    if (registered) await setUp(clone.folder);
    if (base) clone.commit('Base', base);
    clone.git('switch', '--quiet', '--create', 'side');
    clone.commit('Theirs', side);
    clone.git('switch', '--quiet', 'main');
    clone.commit('Ours', main);
    return clone;
  }

  git(...args: string[]): string {
    return git(this.folder, ...args);
  }

  /** Runs git where it may fail: its exit code, and all that it said. */
  try(...args: string[]): { code: number | null; said: string } {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_EDITOR: 'true' },
    });
    return { code: status, said: `${stdout}${stderr}` };
  }

  /** Commits a state of the OTU; null removes it. */
  commit(message: string, otu: Otu | null): void {
    if (otu === null) this.git('rm', '--quiet', '--ignore-unmatch', MOSAIC);
    else {
      writeFiles(this.folder, { [MOSAIC]: canonicalOtu(otu) });
      this.git('add', MOSAIC);
    }
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
  }

  get text(): string {
    return readFileSync(join(this.folder, MOSAIC), 'utf8');
  }

  set text(text: string) {
    writeFileSync(join(this.folder, MOSAIC), text);
  }

  get otu(): Otu {
    return parseOtu(this.text);
  }

  /** What `git status` shows. */
  get status(): string {
    return this.git('status', '--porcelain');
  }
}
