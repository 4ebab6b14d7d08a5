import { onTestFinished } from 'vitest';
import { StandInGitHub } from './stand-in.js';

export type { StandInGitHub } from './stand-in.js';

/** A GitHub for a test, closed when it is over. */
export async function startGitHub(): Promise<StandInGitHub> {
  const github = await StandInGitHub.start();
  onTestFinished(() => github.close());
  return github;
}
