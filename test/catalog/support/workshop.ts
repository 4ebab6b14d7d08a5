import type { Otu } from '../../../src/otu/types.js';
import { git, gitRepository, writeFiles } from '../../support/repository.js';
import { otuFiles } from './otus.js';

/** A repository that real git works on, a step at a time. */
export class Workshop {
  readonly folder: string;

  constructor(...otus: Otu[]) {
    this.folder = gitRepository({ 'reference.yaml': 'format: 1\n', ...otuFiles(...otus) });
  }

  git(...args: string[]): string {
    return git(this.folder, ...args);
  }

  /** Writes OTUs and commits them. Gives the commit. */
  commit(message: string, ...otus: Otu[]): string {
    writeFiles(this.folder, otuFiles(...otus));
    this.git('add', '.');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Removes OTUs and commits that. */
  remove(message: string, ...ids: string[]): string {
    for (const id of ids) this.git('rm', '--quiet', `otus/${id.slice(0, 2)}/${id}.json`);
    this.git('commit', '--quiet', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  /** Goes to a branch, a new one where `from` says where it begins. */
  branch(name: string, from?: string): void {
    this.git('checkout', '--quiet', ...(from === undefined ? [name] : ['-b', name, from]));
  }

  merge(...branches: string[]): void {
    this.git('merge', '--quiet', '--no-ff', '--no-edit', ...branches);
  }
}
