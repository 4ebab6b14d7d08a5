import { canonicalOtu } from '../../otu/canonical.js';
import { isAboutBases } from '../otu-file.js';
import type { FileRule } from '../rule.js';

/** Rules over the form of an OTU: its keys and types, its layout, its id. */

export const otuSchema: FileRule = {
  id: 'otu-schema',
  scope: 'file',
  severity: 'error',
  title: 'Not in the form of an OTU',
  description:
    'An OTU has the keys and types that [`schemas/otu.schema.json`](../schemas/otu.schema.json) describes, and no others. An editor that knows the schema says so while one types.',
  impact: 'The OTU cannot be read, or what refkit does not know is lost at its next edit.',
  recommended_action: 'Correct the field that is named.',
  fixes: null,
  check(file, report) {
    for (const problem of file.schemaProblems) {
      if (isAboutBases(problem)) continue;
      report({ path: problem.parts, message: `${problem.path || 'The OTU'} ${problem.message}` });
    }
  },
};

export const canonicalForm: FileRule = {
  id: 'canonical-form',
  scope: 'file',
  severity: 'warning',
  title: 'Not in canonical form',
  description:
    'OTU files are JSON with two spaces of indent, all keys, in one order, and a line feed at the end, so that the smallest edit is the smallest diff. `docs/format.md` has the details.',
  impact: 'The next edit by refkit changes lines that nobody meant to change.',
  recommended_action: 'Run `refkit format`.',
  fixes: 'Writes the file in canonical form.',
  check(file, report) {
    if (file.canonical || !file.rewritable) return;
    const plain = file.text!.replaceAll('\r\n', '\n');
    const canonical = canonicalOtu(file.otu!);
    if (plain === canonical) return;
    report({ path: [], message: 'The file is not in canonical form', position: firstDifference(plain, canonical) });
  },
};

/** Where a text begins to differ from another. */
function firstDifference(text: string, other: string): { line: number; column: number } {
  const lines = text.split('\n');
  const others = other.split('\n');
  const line = lines.findIndex((content, at) => content !== others[at]);
  if (line < 0) return { line: lines.length, column: lines.at(-1)!.length + 1 };
  let column = 0;
  while (column < lines[line]!.length && lines[line]![column] === others[line]?.[column]) column += 1;
  return { line: line + 1, column: column + 1 };
}

export const pathId: FileRule = {
  id: 'path-id',
  scope: 'file',
  severity: 'error',
  title: 'Id differs from the path',
  description: 'The file `otus/ab/abcd1234.json` holds the OTU whose `id` is `abcd1234`.',
  impact: 'The history of the OTU and its place on disk contradict each other, and refkit cannot edit it.',
  recommended_action:
    'Rename the file where the id is right. Where the file was copied from another OTU, give `id` the name of the file.',
  fixes: null,
  check(file, report) {
    if (file.otu === null || file.otu.id === file.pathId) return;
    report({ path: ['id'], message: `The id is ${file.otu.id}, but the path is that of ${file.pathId}` });
  },
};
