/** The event file of a workflow that runs for an issue, as far as it is needed; GitHub writes it, people fill it. */
import { EventFileError } from './errors.js';

export interface IssueEvent {
  /** `owner/name` */
  repository: string;
  default_branch: string;
  issue: {
    number: number;
    body: string | null;
    author: { login: string; id: number };
  };
  /** The label that was put on, where it is about one. */
  label: string | null;
}

const SLUG = /^[A-Za-z0-9](?:[A-Za-z0-9-]*)\/[A-Za-z0-9._-]+$/;
/** Of people, and of apps. */
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,99})(?:\[bot\])?$/;

/** @throws EventFileError where it is about anything but an open issue */
export function issueEvent(value: unknown): IssueEvent {
  const event = record(value, 'it');
  const issue = record(event.issue, 'issue');
  if (issue.pull_request) throw new EventFileError('The event is about a pull request, and not about an issue');
  if (issue.state !== 'open') throw new EventFileError('The event is about an issue that is not open');
  const user = record(issue.user, 'issue.user');
  const repository = record(event.repository, 'repository');
  const label = event.label === undefined ? null : record(event.label, 'label').name;
  return {
    repository: text(repository.full_name, 'repository.full_name', SLUG),
    default_branch: text(repository.default_branch, 'repository.default_branch', /^[^\s~^:?*[\\]{1,200}$/),
    issue: {
      number: count(issue.number, 'issue.number'),
      body: typeof issue.body === 'string' ? issue.body : null,
      author: { login: text(user.login, 'issue.user.login', LOGIN), id: count(user.id, 'issue.user.id') },
    },
    label: typeof label === 'string' ? label : null,
  };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new EventFileError(`The event file is not that of an issue: ${what} is missing`, {
    suggestions: ['name the file that GITHUB_EVENT_PATH names in a workflow that runs "on: issues"'],
  });
}

function text(value: unknown, what: string, shape: RegExp): string {
  if (typeof value === 'string' && shape.test(value)) return value;
  throw new EventFileError(`The event file is not that of an issue: ${what} is not what it should be`);
}

function count(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new EventFileError(`The event file is not that of an issue: ${what} is no number above 0`);
}
