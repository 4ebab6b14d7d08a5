/** What became of an issue, as text. */
import { line } from '../escape.js';

/** The part of a proposal that is drawn. */
export interface ShownProposal {
  issue: number;
  outcome: 'proposed' | 'unchanged' | 'refused';
  planned: boolean;
  branch: string;
  commits: readonly string[];
  problems: readonly string[];
  remarks: readonly string[];
  pull_request: { title: string; url: string | null } | null;
}

export function proposalText({ issue, outcome, planned, branch, ...proposal }: ShownProposal): string {
  const { commits, problems, remarks, pull_request } = proposal;
  const heads = {
    proposed: `${planned ? 'Would propose' : 'Proposed'} issue ${issue} on the branch ${branch}`,
    unchanged: `Issue ${issue} asks for nothing that is not there already`,
    refused: `Issue ${issue} can't be proposed`,
  };
  const list = (mark: string, texts: readonly string[]) => texts.map((text) => `  ${mark} ${line(text)}`);
  return [
    heads[outcome],
    ...list('+', commits),
    ...list('-', problems),
    ...list('!', remarks),
    ...(pull_request ? [`  ${line(pull_request.title)}${pull_request.url ? `: ${line(pull_request.url)}` : ''}`] : []),
    '',
  ].join('\n');
}
