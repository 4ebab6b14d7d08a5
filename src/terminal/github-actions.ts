/**
 * What a command says to GitHub Actions beside what it prints: outputs and the summary of its step. What a step prints
 * is looked through for commands; see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands.
 */
import { randomUUID } from 'node:crypto';
import { appendToFile } from './files.js';

/** GitHub drops the summary of a step that is larger than 1 MiB. */
export const SUMMARY_LIMIT = 1_000_000;

/** Whether this runs in a step of a workflow. */
export function inGitHubActions(env: NodeJS.ProcessEnv = process.env): boolean {
  return env.GITHUB_ACTIONS === 'true';
}

/** Text of a person's making, in which GitHub Actions is told to look for no commands. */
export function withoutCommands(text: string): string {
  if (text === '') return text;
  const word = randomUUID();
  return `::stop-commands::${word}\n${text.endsWith('\n') ? text : `${text}\n`}::${word}::\n`;
}

/** Adds Markdown to the summary of the step, where there is one. */
export function addToSummary(markdown: () => string, env: NodeJS.ProcessEnv = process.env): void {
  if (env.GITHUB_STEP_SUMMARY) appendToFile(env.GITHUB_STEP_SUMMARY, `${markdown()}\n`);
}

/** Gives the step outputs, where it can have some. The values are words and numbers, one line each. */
export function setOutputs(outputs: Record<string, string | number>, env: NodeJS.ProcessEnv = process.env): void {
  if (!env.GITHUB_OUTPUT) return;
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${String(value).replace(/[\r\n]/g, ' ')}\n`);
  appendToFile(env.GITHUB_OUTPUT, lines.join(''));
}
