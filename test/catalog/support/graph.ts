import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { otuPath } from '../../../src/otu/ids.js';
import type { Otu } from '../../../src/otu/types.js';
import { git, temporaryFolder } from '../../support/repository.js';
import { smallOtu } from './otus.js';

/** A commit of an arbitrary graph: earlier ones are its parents, by number, and some OTUs get another content. */
export interface PlannedCommit {
  /** Indices to be taken modulo the number of commits so far; none for a root. */
  parents: number[];
  /** By number of OTU: a variant of its content, 0 for none, JUNK for what is no OTU. */
  edits: [number, number][];
  /** For merges: which parent each of the OTUs comes from, before the edits. */
  picks: number[];
  message: string;
  author: number;
}

/** Ids whose order by path is not their order by id. */
const IDS = ['aaaaaa01', 'aaaaaa01-x', 'aaaaaa01_x', 'bbbbbb02', 'cccccc03', 'dddddd04'];
const JUNK = 6;

export const plannedCommit: fc.Arbitrary<PlannedCommit> = fc.record({
  parents: fc.oneof(
    { weight: 12, arbitrary: fc.tuple(fc.nat()) },
    { weight: 6, arbitrary: fc.tuple(fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat(), fc.nat()) },
    { weight: 1, arbitrary: fc.constant<number[]>([]) },
  ),
  edits: fc.array(fc.tuple(fc.nat(IDS.length - 1), fc.nat(JUNK)), { maxLength: 3 }),
  picks: fc.array(fc.nat(2), { minLength: IDS.length, maxLength: IDS.length }),
  message: fc.constantFrom(
    'By hand\n',
    'Added Isolate a\n\nRefkit-Method: add_isolate\n',
    'Removed it\n\nRefkit-Method: remove\n',
    'Took them in\n\nRefkit-Method: import\n',
    'Newer ones\n\nRefkit-Method: remote\n\nSigned-off-by: A <a@example.org>\n',
    'Squashed\n\n* One\n\n    Refkit-Method: edit\n\nRefkit-Method: edit\n',
    'Reverted it\n\nThe reason.\n\nRefkit-Method: revert\nSigned-off-by: A <a@example.org>\n',
  ),
  author: fc.nat(2),
});

/**
 * Makes a bare repository with the planned commits, by git's own fast-import. Gives its folder and the commits' ids;
 * HEAD's branch, `main`, has none of them yet.
 */
export function makeGraph(plan: PlannedCommit[]): { folder: string; commits: string[] } {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--bare');
  const states: Map<string, string>[] = [];
  const script: string[] = ['feature done\n'];
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  for (const [number, { parents, edits, picks, message, author }] of plan.entries()) {
    const chosen = number === 0 ? [] : [...new Set(parents.map((parent) => parent % number))];
    const state = new Map<string, string>();
    for (const [index, id] of IDS.entries()) {
      const source = chosen[picks[index]! % chosen.length];
      const content = source === undefined ? undefined : states[source]!.get(id);
      if (content !== undefined) state.set(id, content);
    }
    for (const [index, variant] of edits) {
      const id = IDS[index]!;
      if (variant === 0) state.delete(id);
      else state.set(id, variant === JUNK ? '{ "id": 1 }' : contentOf(id, variant));
    }
    states.push(state);
    const when = `Person ${author} <p${author}@example.org> ${1_600_000_000 + ((number * 7919) % 1000)} +0000`;
    script.push(`commit refs/heads/all\nmark :${number + 1}\nauthor ${when}\ncommitter ${when}\n${data(message)}`);
    if (chosen.length === 0) script.push('from 0000000000000000000000000000000000000000\n');
    for (const [place, parent] of chosen.entries()) script.push(`${place === 0 ? 'from' : 'merge'} :${parent + 1}\n`);
    script.push('deleteall\n');
    for (const [id, content] of state) script.push(`M 100644 inline ${otuPath(id)}\n${data(content)}`);
    script.push('M 100644 inline reference.yaml\n', data(`number: ${number}\n`));
  }
  script.push('done\n');
  execFileSync('git', ['fast-import', '--quiet', '--force', '--export-marks=marks'], {
    cwd: folder,
    input: script.join(''),
  });
  const marks = execFileSync('cat', ['marks'], { cwd: folder, encoding: 'utf8' });
  const commits: string[] = [];
  for (const [, mark, oid] of marks.matchAll(/^:(\d+) (\w+)$/gm)) commits[Number(mark) - 1] = oid!;
  return { folder, commits };
}

function contentOf(id: string, variant: number): string {
  const fields: Partial<Otu>[] = [
    {},
    { name: `Renamed ${id}`, abbreviation: 'RN' },
    { isolates: [] },
    { taxid: variant, name: `Ärger ${id}` },
    { id: 'zzzzzz99' },
  ];
  return `${JSON.stringify(smallOtu(id, fields[variant - 1]), null, 2)}\n`;
}
