/** A look at one clone: are git's objects whole, does the catalog tell the truth, is anything left over? */
import { RefkitError } from '../otu/errors.js';
import { entryAt } from '../store/trees.js';
import { verifyObjects } from '../store/verify.js';
import { status } from '../store/working-tree.js';
import { setupProblem } from './merge/setup.js';
import type { Session } from './session.js';
import { templateEdition, templateFiles } from './templates.js';

export interface Check {
  /** Stable name: `git-objects`, `catalog`, `broken-otus`, `working-tree`, `history`, `templates`, `merge-driver`. */
  check: string;
  status: 'ok' | 'warning' | 'error';
  message: string;
  /** What to do about it. */
  action: string | null;
}

/** Runs every check, one after the other; none of them changes anything but a catalog that was wrong. */
export async function* examine(session: Session): AsyncGenerator<Check> {
  yield guarded('git-objects', () => checkObjects(session));
  yield guarded('history', () => checkHistory(session));
  yield guarded('catalog', () => checkCatalog(session));
  yield guarded('broken-otus', () => checkBroken(session));
  yield guarded('working-tree', () => checkWorkingTree(session));
  yield guarded('templates', () => checkTemplates(session));
  yield guarded('merge-driver', () => checkMergeDriver(session));
}

type Outcome = Omit<Check, 'check'>;

const ok = (message: string): Outcome => ({ status: 'ok', message, action: null });

function guarded(check: string, work: () => Outcome): Check {
  try {
    return { check, ...work() };
  } catch (error) {
    if (!(error instanceof RefkitError)) throw error;
    return { check, status: 'error', message: error.message, action: error.suggestions[0] ?? null };
  }
}

function checkObjects({ repository, options }: Session): Outcome {
  const { oid } = repository.head();
  const report = verifyObjects(repository, oid, (done) =>
    options.onProgress?.({ step: 'Reading every object', done, total: null }),
  );
  if (report.problems.length === 0) return ok(`${report.count} objects are whole`);
  return {
    status: 'error',
    message: `${report.problems.length} objects are missing or broken: ${report.problems.slice(0, 3).join('; ')}`,
    action: 'fetch them again from another clone: "git fetch --refetch"',
  };
}

function checkHistory({ repository }: Session): Outcome {
  if (!repository.isShallow()) return ok('the whole history is here');
  return {
    status: 'warning',
    message: 'this is a shallow clone: versions and history cannot be told',
    action: 'run "git fetch --unshallow"',
  };
}

function checkCatalog(session: Session): Outcome {
  if (session.repository.isShallow()) return ok('not needed in a shallow clone');
  const differences = session.catalog.differences();
  if (differences.length === 0) return ok('the catalog agrees with git');
  session.catalog.rebuild();
  return {
    status: 'warning',
    message: `the catalog did not agree with git (${differences.slice(0, 3).join('; ')}) and was built anew`,
    action: null,
  };
}

function checkBroken(session: Session): Outcome {
  if (session.repository.isShallow()) return ok('not looked for in a shallow clone');
  const broken = session.catalog.broken();
  if (broken.length === 0) return ok('every committed OTU can be read');
  return {
    status: 'error',
    message: `${broken.length} committed OTU files cannot be read: ${broken[0]!.message}`,
    action: 'correct and commit them, or revert; "refkit validate" lists them all',
  };
}

function checkWorkingTree({ repository }: Session): Outcome {
  if (repository.workTree === null) return ok('a bare repository has no working tree');
  const changed = status(repository).filter(({ path }) => path.startsWith('otus/') || path === 'reference.yaml');
  if (changed.length === 0) return ok('nothing waits to be committed');
  return {
    status: 'warning',
    message: `${changed.length} files have changes that are not committed, such as ${changed[0]!.path}`,
    action: 'commit them ("git commit"), or take them back ("git restore")',
  };
}

function checkTemplates({ repository, config }: Session): Outcome {
  const { oid } = repository.head();
  const tree = oid === null ? null : repository.objects.readCommit(oid).tree;
  const textOf = (path: string): string | null => {
    const entry = entryAt(repository.objects, tree, path);
    return entry?.mode.startsWith('100') ? repository.objects.readBlob(entry.oid).toString() : null;
  };
  const wanted = new Map(templateFiles(config));
  const attributes = '.gitattributes';
  if (textOf(attributes) !== wanted.get(attributes)) {
    return {
      status: 'warning',
      message: `${attributes} is not the one that this version of refkit gives a new reference`,
      action: 'compare it with that of a new reference ("refkit create"), and take over what you lack',
    };
  }
  const older = [...wanted].filter(([path, text]) => {
    const here = templateEdition(textOf(path) ?? '');
    return here !== null && here < (templateEdition(text) ?? 0);
  });
  if (older.length > 0) {
    const which =
      older.length === 1 ? '1 file is of an older template' : `${older.length} files are of older templates`;
    return {
      status: 'warning',
      message: `${which} than this version of refkit has: ${older.map(([path]) => path).join(', ')}`,
      action: 'compare them with those of a new reference ("refkit create"), and take over what you lack',
    };
  }
  return ok('the template files are those of this version');
}

function checkMergeDriver({ repository }: Session): Outcome {
  if (repository.workTree === null) return ok('a bare repository merges nothing');
  const problem = setupProblem(repository);
  if (problem === null) return ok('git merges OTUs field by field');
  return { status: 'warning', message: problem, action: 'run "refkit setup"' };
}
