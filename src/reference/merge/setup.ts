/**
 * Registers refkit with git in one clone: the merge driver, so that `git merge`, `rebase`, `pull` and `cherry-pick` merge
 * OTUs field by field, and a diff driver, so that `git diff` says which isolate or sequence a change is in.
 */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packagePath } from '../../package/locate.js';
import { fullConfig } from '../../store/config.js';
import { type ConfigEdit, editRepositoryConfig, replaceShared } from '../../store/config-edit.js';
import type { Repository } from '../../store/repository.js';
import { entryAt } from '../../store/trees.js';
import { locateReference } from '../locate.js';

export interface SetupOptions {
  /** Takes away what was registered. */
  remove?: boolean;
  /** How long to wait for another writer, in seconds (default 10). */
  waitSeconds?: number;
}

export interface SetupResult {
  /** Whether the drivers are registered now. */
  registered: boolean;
  /** Whether anything was changed. */
  changed: boolean;
  /** The configuration file, which all worktrees of the clone share. */
  config: string;
  /** The command line that git calls, a word for its shell each; null where none is registered. */
  command: string | null;
  /** The file that tells git to use the drivers for OTU files; null where there is none. */
  attributes: string | null;
}

const ATTRIBUTES = '.gitattributes';
const ATTRIBUTES_LINE = 'otus/**/*.json merge=refkit diff=refkit';
const NAME = 'refkit';
/** Under this name git calls the driver to make one base of several. */
const ANCESTOR_NAME = 'refkit-ancestor';
/** What the lines above a change look like that say where it is: the isolate, the accession, the segment or the OTU. */
const HUNK_HEADING = '^ +("(name|source_name|accession)": ".*"),$';

/**
 * Registers the drivers in the clone that a folder is in, or takes them away; twice does no more than once.
 *
 * @throws ReferenceNotFoundError, NotAReferenceError, LockedError, GitLockedError, CannotWriteError
 */
export async function setUp(directory: string, options: SetupOptions = {}): Promise<SetupResult> {
  const { remove = false, waitSeconds = 10 } = options;
  const repository = locateReference(directory);
  const command = remove ? null : driverCommand();
  const configured = await editRepositoryConfig(repository, driverSettings(command), waitSeconds);
  const file = join(repository.commonDir, 'info', 'attributes');
  const inTree = attributesInTree(repository);
  const attributed = await replaceShared(repository, file, waitSeconds, (text) =>
    withLine(text, ATTRIBUTES_LINE, !remove && !inTree),
  );
  return {
    registered: !remove,
    changed: configured || attributed,
    config: join(repository.commonDir, 'config'),
    command,
    attributes: inTree ? ATTRIBUTES : remove ? null : file,
  };
}

/** What git's configuration says; all null takes it out. */
function driverSettings(command: string | null): ConfigEdit[] {
  const isOn = command !== null;
  const driver = (name: string, recursive: string | null, flag: string): ConfigEdit => ({
    section: 'merge',
    subsection: name,
    values: {
      name: isOn ? 'OTUs by isolate, sequence and field' : null,
      driver: isOn ? `${command} merge-driver ${flag}--marker-size %L -- %O %A %B %P` : null,
      ...(recursive === null ? {} : { recursive: isOn ? recursive : null }),
    },
  });
  return [
    driver(NAME, ANCESTOR_NAME, ''),
    driver(ANCESTOR_NAME, null, '--ancestor '),
    { section: 'diff', subsection: NAME, values: { xfuncname: isOn ? HUNK_HEADING : null } },
  ];
}

/** How git's shell calls this refkit: by its name where that is found wherever git runs, else by where it is. */
function driverCommand(): string {
  const onPath = (process.env.PATH ?? '').split(delimiter).some((folder) => {
    // What npx and npm scripts put there is gone when git runs.
    if (folder === '' || /node_modules|_npx/.test(folder)) return false;
    return isExecutable(join(folder, process.platform === 'win32' ? 'refkit.cmd' : 'refkit'));
  });
  if (onPath) return NAME;
  return [process.execPath, packagePath('bin/refkit.js')].map(shellWord).join(' ');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** A word for sh, which git uses on every system. */
function shellWord(text: string): string {
  return `'${text.replaceAll('\\', '/').replaceAll("'", "'\\''")}'`;
}

function attributesInTree(repository: Repository): boolean {
  const { workTree, objects } = repository;
  if (workTree !== null) return mentionsDriver(textIfThere(join(workTree, ATTRIBUTES)));
  const { oid } = repository.head();
  const entry = oid === null ? null : entryAt(objects, objects.readCommit(oid).tree, ATTRIBUTES);
  return entry !== null && mentionsDriver(objects.readBlob(entry.oid).toString());
}

function mentionsDriver(attributes: string): boolean {
  return /^[^#\n]*\smerge=refkit(\s|$)/m.test(attributes);
}

function textIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** A text with a line at its end, or without it. */
function withLine(text: string, line: string, wanted: boolean): string {
  const lines = text.split('\n');
  if (lines.includes(line) === wanted) return text;
  if (!wanted) return lines.filter((other) => other !== line).join('\n');
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`;
}

/** Whether git would merge OTUs with refkit in a clone; else what is missing. */
export function setupProblem(repository: Repository): string | null {
  const command = fullConfig({ ...repository, branch: null }).get('merge.refkit.driver');
  if (command === undefined)
    return "refkit's merge driver is not registered in this clone, so git merges OTUs line by line";
  const missing = [...command.matchAll(/'((?:[^']|'\\'')*)'/g)]
    .map(([, word]) => word!.replaceAll("'\\''", "'"))
    .find((file) => !existsSync(file));
  if (missing !== undefined) return `the merge driver that is registered in this clone is gone: there is no ${missing}`;
  const attributes = textIfThere(join(repository.commonDir, 'info', 'attributes'));
  if (attributesInTree(repository) || mentionsDriver(attributes)) return null;
  return 'no attributes file tells git to merge OTUs with the driver that is registered';
}
