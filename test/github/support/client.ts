import { onTestFinished } from 'vitest';
import { GitHub, type GitHubOptions } from '../../../src/github/access/client.js';
import type { StandInGitHub } from '../../support/github/github.js';

/** A client of the stand-in, with what it warned of. Waits take no time; closed when the test is over. */
export function clientOf(github: StandInGitHub, options: GitHubOptions = {}): { client: GitHub; warnings: string[] } {
  const warnings: string[] = [];
  const client = GitHub.open({
    env: github.env,
    onWarning: (message) => warnings.push(message),
    secondMs: 0,
    ...options,
  });
  onTestFinished(() => client.close());
  return { client, warnings };
}

/** What a promise was rejected with. */
export async function failureOf(work: Promise<unknown>): Promise<Error & { code?: string; suggestions: string[] }> {
  return work.then(
    (value) => {
      throw new Error(`It did not fail, and gave ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
}
