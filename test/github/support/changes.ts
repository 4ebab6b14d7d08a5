/** References with branches that change them, made by real git as a person would. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalOtu } from '../../../src/otu/canonical.js';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu, Sequence } from '../../../src/otu/types.js';
import { referenceOf } from '../../support/reference.js';
import { git, writeFiles } from '../../support/repository.js';
import { syntheticOtus } from '../../support/synthetic.js';

export interface Site {
  folder: string;
  /** As main has them. */
  otus: Otu[];
}

/** A reference of invented OTUs, each valid, and of one user: ada, who is `ada-on-github` there. */
export async function siteOf(count = 6): Promise<Site> {
  const otus = [...syntheticOtus({ count, isolatesPerOtu: 2, basesPerOtu: 60 })];
  const reference = await referenceOf(otus);
  await reference.editMember('users', { id: 'ada', github: 'ada-on-github' });
  reference.close();
  return { folder: reference.directory, otus };
}

/** Files by their paths: an OTU, a text, or null for none. */
export type Files = Record<string, Otu | string | null>;

/** The files of OTUs. */
export function filesOf(...otus: Otu[]): Files {
  return Object.fromEntries(otus.map((otu) => [otuPath(otu.id), otu]));
}

/** Commits files on a branch, which begins where `from` is if it is not there yet; main is checked out after it. */
export function commitOn(folder: string, branch: string, files: Files, from = 'main'): string {
  const exists = git(folder, 'branch', '--list', branch) !== '';
  git(folder, 'checkout', '--quiet', ...(exists ? [branch] : ['-b', branch, from]));
  for (const [path, content] of Object.entries(files)) {
    if (content === null) rmSync(join(folder, path));
    else writeFiles(folder, { [path]: typeof content === 'string' ? content : canonicalOtu(content) });
  }
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '-m', `Change ${Object.keys(files).join(', ')}`.slice(0, 70));
  git(folder, 'checkout', '--quiet', 'main');
  return git(folder, 'rev-parse', branch);
}

/** The same OTU with another first sequence. */
export function withSequence(otu: Otu, fields: Partial<Sequence>): Otu {
  const [isolate, ...isolates] = otu.isolates;
  const [sequence, ...sequences] = isolate!.sequences;
  return { ...otu, isolates: [{ ...isolate!, sequences: [{ ...sequence!, ...fields }, ...sequences] }, ...isolates] };
}

/** Three digits that stand for an id. */
function serialOf(id: string): string {
  const sum = [...id].reduce((number, letter) => (number * 31 + letter.charCodeAt(0)) % 1000, 7);
  return String(sum).padStart(3, '0');
}

/** A new OTU like another. Its ids, name and accessions are its own. */
export function copyOf(otu: Otu, fields: Partial<Otu> & { id: string }): Otu {
  return {
    ...otu,
    ...{ name: `Copy ${fields.id}`, abbreviation: '' },
    isolates: otu.isolates.map((isolate, i) => ({
      ...isolate,
      sequences: isolate.sequences.map((each, s) => ({
        ...each,
        ...{ id: `${fields.id}${i}${s}`, accession: `RK_9${i}${s}${serialOf(fields.id)}` },
      })),
    })),
    ...fields,
  };
}
