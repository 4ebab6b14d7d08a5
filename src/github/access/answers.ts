/** What GitHub's refusals mean to a person, in one place for all ways of asking. */
import { oneLine } from '../../otu/phrases.js';
import {
  GitHubAuthenticationError,
  type GitHubError,
  GitHubFailedError,
  GitHubForbiddenError,
  GitHubNotFoundError,
  GitHubRateLimitError,
  GitHubRefusedError,
} from './errors.js';

export interface Refusal {
  status: number;
  header(name: string): string | null;
  /** The body, as JSON where it is. */
  body: unknown;
  /** What was asked for, without host and parameters. */
  path: string;
  hasToken: boolean;
}

const LONGEST_REASON = 300;

/** The error that an answer with a status from 400 on is. */
export function explainRefusal(refusal: Refusal): GitHubError {
  const { status, path, hasToken } = refusal;
  const data = { status, path };
  const said = messageOf(refusal.body);
  const limited = rateLimit(refusal, said);
  if (limited) return limited;
  if (status === 401) {
    return hasToken
      ? new GitHubAuthenticationError('GitHub does not accept the token', {
          data,
          suggestions: ['see whether the token in GH_TOKEN (or GITHUB_TOKEN) is whole and has not expired'],
        })
      : new GitHubAuthenticationError('GitHub wants to know who asks for this', {
          data,
          suggestions: ['set GH_TOKEN to a token'],
        });
  }
  if (status === 403) {
    const reason = said ? `: ${said}` : '';
    return new GitHubForbiddenError(`GitHub does not allow this${reason}`, { data, suggestions: waysIn(refusal) });
  }
  if (status === 404 || status === 410) {
    return new GitHubNotFoundError(`GitHub has nothing at ${path}`, {
      data,
      suggestions: [
        'check how the name is spelt',
        hasToken
          ? 'see whether the token may read the repository: a private one is not there for others'
          : 'set GH_TOKEN where the repository is private: it is not there for those without a token',
      ],
    });
  }
  if (status >= 500) {
    return new GitHubFailedError(`GitHub has a problem and answered with status ${status}`, {
      data,
      suggestions: ['try again in a few minutes; https://www.githubstatus.com says what is known'],
    });
  }
  const reasons = reasonsOf(refusal.body);
  const words = [said, ...reasons.map(({ text }) => text)].filter((text) => text !== '').join('; ');
  return new GitHubRefusedError(`GitHub refuses this${words ? `: ${words}` : ''}`, {
    data: { ...data, reasons: reasons.map(({ field, code }) => ({ field, code })) },
  });
}

/** What is left to say where a limit was met, or null. */
function rateLimit({ status, header, path, hasToken }: Refusal, said: string): GitHubError | null {
  if (status !== 403 && status !== 429) return null;
  const wait = Number(header('retry-after') ?? Number.NaN);
  const isUsedUp = header('x-ratelimit-remaining') === '0';
  if (!isUsedUp && !Number.isFinite(wait) && !/rate limit/i.test(said) && status !== 429) return null;
  const reset = Number(header('x-ratelimit-reset') ?? Number.NaN);
  const primary = isUsedUp && Number.isFinite(reset) && reset > 0;
  const at = primary ? reset * 1000 : Date.now() + (Number.isFinite(wait) ? wait : 60) * 1000;
  const when = `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC, ${inWords(at - Date.now())}`;
  const limit = Number(header('x-ratelimit-limit') ?? Number.NaN);
  const of = Number.isFinite(limit) ? ` of ${limit} requests an hour` : '';
  const message = primary
    ? `GitHub's limit${of} is used up until ${when}`
    : `GitHub wants fewer requests at a time, and none until ${when}`;
  return new GitHubRateLimitError(message, {
    data: { status, path, resets_at: new Date(at).toISOString() },
    suggestions: [
      'try again then',
      ...(primary && !hasToken ? ['set GH_TOKEN: with a token there are 5,000 requests an hour'] : []),
    ],
  });
}

function inWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

/** What it would take, as far as GitHub says it. */
function waysIn({ header, hasToken }: Refusal): string[] {
  if (!hasToken) return ['set GH_TOKEN to a token that may'];
  const permissions = header('x-accepted-github-permissions');
  const scopes = header('x-accepted-oauth-scopes');
  const signOn = /url=(https:\/\/\S+)/.exec(header('x-github-sso') ?? '')?.[1];
  return [
    ...(signOn ? [`let the organization's single sign-on know the token: ${oneLine(signOn, LONGEST_REASON)}`] : []),
    ...(permissions ? [`give the token the permission ${oneLine(permissions)}`] : []),
    ...(scopes ? [`give the token one of the scopes ${oneLine(scopes)}`] : []),
    ...(permissions || scopes || signOn ? [] : ['use a token that may write to the repository']),
  ];
}

function messageOf(body: unknown): string {
  const message = isRecord(body) ? body.message : null;
  return typeof message === 'string' ? oneLine(message, LONGEST_REASON) : '';
}

function reasonsOf(body: unknown): { field: string; code: string; text: string }[] {
  const errors = isRecord(body) && Array.isArray(body.errors) ? body.errors.slice(0, 10) : [];
  return errors.map((each: unknown) => {
    if (!isRecord(each)) return { field: '', code: '', text: oneLine(String(each), LONGEST_REASON) };
    const [field, code, message] = [each.field, each.code, each.message].map((part) =>
      typeof part === 'string' ? oneLine(part, LONGEST_REASON) : '',
    ) as [string, string, string];
    return { field, code, text: message || `${field} ${code.replaceAll('_', ' ')}`.trim() };
  });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
