import { oneLine } from '../../otu/phrases.js';
import { CONFIG_PATH } from '../../reference/config.js';
import type { ProposedFile } from '../../reference/proposal/proposal.js';
import type { Remark, Review } from './review.js';

/** Files that decide what runs with the repository's rights, or how git treats the other files. */
const NOTABLE: readonly [pattern: RegExp, title: string, impact: string][] = [
  [/^\.github\//i, 'Changes .github/', 'what is in .github/ runs with rights of this repository once it is merged'],
  [/(^|\/)\.gitattributes$/i, 'Changes .gitattributes', 'it says how git merges and stores the other files'],
  [/^\.gitmodules$/i, 'Changes .gitmodules', 'it makes clones fetch other repositories'],
];

/** How many remarks of one kind name their file; the rest is counted. */
const MOST_NAMED = 20;

/** The files of a change besides OTUs and reference.yaml, and a warning for each that ought to be looked at with care. */
export function remarksOnFiles(files: readonly ProposedFile[]): { others: Review['files']; remarks: Remark[] } {
  const others = files.filter(({ path }) => !path.startsWith('otus/') && path !== CONFIG_PATH);
  const remarks = NOTABLE.flatMap(([pattern, title, impact]) => {
    const hits = others.filter(({ path }) => pattern.test(path));
    const named = hits.slice(0, MOST_NAMED).map(
      ({ path, kind }): Remark => ({
        level: 'warning',
        about: 'files',
        title,
        message: `${oneLine(path)} is ${kind}: ${impact}`,
        // There is no line to point at in a file that is gone.
        file: kind === 'removed' ? null : path,
      }),
    );
    if (hits.length <= MOST_NAMED) return named;
    const message = `${hits.length - MOST_NAMED} more files are touched there`;
    return [...named, { level: 'warning' as const, about: 'files' as const, title, message, file: null }];
  });
  return { others, remarks };
}
