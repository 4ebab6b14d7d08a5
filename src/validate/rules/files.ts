import { MAX_OTU_BYTES } from '../../otu/canonical.js';
import { otuIdOfPath } from '../../otu/ids.js';
import { findSyntaxError } from '../../otu/json-text.js';
import { quoted } from '../labels.js';
import type { FileRule } from '../rule.js';

/** Rules over a file's place, its bytes and its JSON, before it is looked at as an OTU. */

const START = { line: 1, column: 1 };

export const misplacedOtu: FileRule = {
  id: 'misplaced-otu',
  scope: 'file',
  severity: 'error',
  title: 'JSON file in the wrong place',
  description:
    'An OTU is the file `otus/<first two characters of its id>/<id>.json`, where the id is 2 to 64 letters, digits, `_` and `-`, begins with a letter or digit, and is no name that Windows keeps for devices (`con`, `nul`, `com1` …). Any other `.json` file below `otus/` looks like an OTU and is none.',
  impact: 'The file is not part of the reference: it is in no list, no history and no index.',
  recommended_action: 'Move the file to where its id belongs, or out of otus/.',
  fixes: null,
  check({ path, pathId }, report) {
    if (pathId !== null || !path.toLowerCase().endsWith('.json')) return;
    const name = path.slice(path.lastIndexOf('/') + 1, -'.json'.length);
    const proper = `otus/${name.slice(0, 2)}/${name}.json`;
    const hint = otuIdOfPath(proper) === null ? '' : `; an OTU with this id is ${proper}`;
    report({ path: [], message: `No OTU file belongs at ${quoted(path)}${hint}` });
  },
};

export const unexpectedFile: FileRule = {
  id: 'unexpected-file',
  scope: 'file',
  severity: 'warning',
  title: 'File that is no OTU',
  description: 'Only OTU files belong below `otus/`.',
  impact: 'refkit passes the file over.',
  recommended_action: 'Move the file out of otus/, or delete it.',
  fixes: null,
  check({ path, pathId }, report) {
    if (pathId !== null || path.toLowerCase().endsWith('.json')) return;
    report({ path: [], message: `${quoted(path)} is no OTU file, and only those belong below otus/` });
  },
};

export const symlink: FileRule = {
  id: 'symlink',
  scope: 'file',
  severity: 'error',
  title: 'Symbolic link in the place of an OTU',
  description:
    'OTUs are regular files. A symbolic link may lead out of the repository, and what it leads to has no history of its own, so refkit follows none.',
  impact: 'The OTU is not part of the reference.',
  recommended_action: 'Put a file in the place of the link.',
  fixes: null,
  check(file, report) {
    if (file.symlink && file.pathId !== null) report({ path: [], message: `${quoted(file.path)} is a symbolic link` });
  },
};

export const fileSize: FileRule = {
  id: 'file-size',
  scope: 'file',
  severity: 'error',
  title: 'File too large',
  description: `refkit reads OTU files of up to ${MAX_OTU_BYTES >> 20} MiB. The largest real ones are below 1 MiB.`,
  impact: 'The OTU cannot be read.',
  recommended_action: 'Look at what was put into the file, and split the OTU if it is all meant.',
  fixes: null,
  check({ tooLarge, pathId }, report) {
    if (tooLarge && pathId !== null)
      report({ path: [], message: `The file is larger than ${MAX_OTU_BYTES >> 20} MiB` });
  },
};

export const encoding: FileRule = {
  id: 'encoding',
  scope: 'file',
  severity: 'error',
  title: 'Not UTF-8',
  description: 'OTU files and `reference.yaml` are UTF-8 text.',
  impact: 'The file cannot be read.',
  recommended_action: 'Save the file as UTF-8.',
  fixes: null,
  check(file, report) {
    if (file.readable && file.text === null) report({ path: [], message: 'The file is not UTF-8 text' });
  },
};

export const byteOrderMark: FileRule = {
  id: 'byte-order-mark',
  scope: 'file',
  severity: 'error',
  title: 'Byte order mark',
  description:
    'Some editors put the three bytes EF BB BF before UTF-8 text. JSON text must not begin with them (RFC 8259, section 8.1).',
  impact: 'The OTU cannot be read.',
  recommended_action: 'Save the file as UTF-8 without a byte order mark.',
  fixes: 'Takes the byte order mark away.',
  check(file, report) {
    if (file.text !== null && file.byteOrderMark) {
      report({ path: [], message: 'The file begins with a byte order mark', position: START });
    }
  },
};

export const lineEnds: FileRule = {
  id: 'line-ends',
  scope: 'file',
  severity: 'warning',
  title: 'Windows line ends',
  description:
    'Lines end in a line feed alone, so that the same OTU is the same bytes everywhere. The `.gitattributes` of a reference asks git to keep it so.',
  impact: 'The next edit by refkit changes every line of the file, which hides what was really changed.',
  recommended_action: 'Let `refkit format` rewrite the file, and tell the editor to keep line feeds.',
  fixes: 'Makes every line end in a line feed.',
  check({ text, value }, report) {
    const at = text?.indexOf('\r\n') ?? -1;
    if (at < 0 || value === null) return;
    const position = { line: 1, column: at + 1 };
    report({ path: [], message: 'Lines end in carriage return and line feed', position });
  },
};

export const jsonSyntax: FileRule = {
  id: 'json-syntax',
  scope: 'file',
  severity: 'error',
  title: 'Not JSON',
  description: 'An OTU file is one JSON value (RFC 8259): no comments, no trailing commas, no merge conflict markers.',
  impact: 'The OTU cannot be read.',
  recommended_action: 'Correct the file at the place that is named.',
  fixes: null,
  check({ text, value }, report) {
    if (text === null || value !== null) return;
    const fault = findSyntaxError(text);
    const conflict = /^(?:<{7}|={7}|>{7})/m.test(text) ? '; the file has merge conflict markers' : '';
    const problem = fault?.problem ?? 'it cannot be parsed';
    report({ path: [], message: `The file is not JSON: ${problem}${conflict}`, position: fault?.position ?? START });
  },
};

export const duplicateKey: FileRule = {
  id: 'duplicate-key',
  scope: 'file',
  severity: 'error',
  title: 'Key that stands twice',
  description:
    'Of two equal keys in one JSON object, programs read the last and drop the other without a word. A careless merge leaves such files.',
  impact: 'What the first of the two says is lost.',
  recommended_action: 'Keep the one that is right.',
  fixes: null,
  check({ duplicateKeys }, report) {
    for (const { key, position } of duplicateKeys) {
      report({ path: [], message: `The key ${quoted(key)} stands in the same object before`, position });
    }
  },
};
