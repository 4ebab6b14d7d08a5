/** Every workflow and action there is: this repository's own, and those that a new reference gets, filled in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { templateFiles } from '../../../src/reference/templates.js';
import type { Action, Step, Workflow } from './workflow.js';

export const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

export interface TextFile {
  /** As people would name it. */
  path: string;
  text: string;
}

/** The template files of a reference that say what GitHub does, filled in as for a refkit of a known commit. */
export const TEMPLATES: TextFile[] = [
  ...templateFiles(
    { name: 'Plant *Viruses*', description: '{{commit}}', organism: 'virus' },
    { repository: 'refkit/refkit', version: '1.2.3', commit: COMMIT },
  ),
]
  .filter(([path]) => path.startsWith('.github/'))
  .map(([path, text]) => ({ path, text }));

const isWorkflow = ({ path }: TextFile) => path.startsWith('.github/workflows/');

function below(folder: string): TextFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

export const OWN_WORKFLOWS = below('.github/workflows');
export const TEMPLATE_WORKFLOWS = TEMPLATES.filter(isWorkflow);
export const ACTIONS = below('.github/actions').filter(({ path }) => path.endsWith('/action.yml'));

export const workflowOf = ({ text }: TextFile) => parse(text) as Workflow;
export const actionOf = ({ text }: TextFile) => parse(text) as Action;

/** All steps of workflows and actions, each with where it is. */
export function everyStep(files: { workflows: TextFile[]; actions: TextFile[] }): { where: string; step: Step }[] {
  const ofWorkflows = files.workflows.flatMap((file) =>
    Object.entries(workflowOf(file).jobs).flatMap(([name, { steps }]) =>
      steps.map((step) => ({ where: `${file.path}, ${name}`, step })),
    ),
  );
  const ofActions = files.actions.flatMap((file) =>
    actionOf(file).runs.steps.map((step) => ({ where: file.path, step })),
  );
  return [...ofWorkflows, ...ofActions];
}
