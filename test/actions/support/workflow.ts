/** Workflow and action files, read as GitHub reads them. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Step {
  id?: string;
  name?: string;
  if?: unknown;
  uses?: string;
  with?: Record<string, unknown>;
  run?: string;
  shell?: string;
  env?: Record<string, unknown>;
  'working-directory'?: string;
  'continue-on-error'?: unknown;
}

export type Permissions = Record<string, 'read' | 'write' | 'none'>;

export interface Job {
  name?: string;
  if?: unknown;
  needs?: string | string[];
  permissions?: Permissions;
  'timeout-minutes'?: number;
  'runs-on'?: string;
  env?: Record<string, unknown>;
  steps: Step[];
}

export interface Workflow {
  name?: string;
  on: Record<string, unknown>;
  permissions?: Permissions;
  env?: Record<string, unknown>;
  jobs: Record<string, Job>;
}

export interface Input {
  description?: string;
  required?: boolean;
  default?: unknown;
}

export interface Action {
  name: string;
  description: string;
  inputs?: Record<string, Input>;
  outputs?: Record<string, { description?: string; value: string }>;
  runs: { using: string; steps: Step[] };
}

export function readWorkflow(file: string): Workflow {
  return parse(readFileSync(file, 'utf8')) as Workflow;
}

export function readAction(folder: string): Action {
  return parse(readFileSync(`${folder}/action.yml`, 'utf8')) as Action;
}
