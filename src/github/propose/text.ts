/** What is said at GitHub of an issue that is proposed: text of people is shown as it is, and can do nothing. */
import { inertText, markdownCode, markdownText } from '../../otu/markdown.js';
import { oneLine } from '../../otu/phrases.js';
import type { ProposedEdits } from './edits.js';
import type { IssueForm } from './issue-forms.js';

interface Said {
  issue: number;
  login: string;
  form: IssueForm;
  edits: ProposedEdits;
  remarks: string[];
}

/** GitHub's bound is 256; a name can be longer. */
const LONGEST_NAME = 120;
/** Together less than the 65,536 characters that GitHub takes, with every character escaped. */
const MOST_LISTED = 40;
const LONGEST_LINE = 300;

/** One line, which becomes a part of the commit that merges: a name in it closes no issue and calls nobody. */
export function pullRequestTitle({ form, edits }: Pick<Said, 'form' | 'edits'>): string {
  const name = inertText(oneLine(edits.otu.name, LONGEST_NAME));
  return form.form === 'new_otu' ? `New OTU: ${name}` : `Correct ${name}`;
}

export function pullRequestBody({ issue, login, edits, remarks }: Said): string {
  const { otu, descriptions } = edits;
  return [
    `Closes #${issue}`,
    '',
    `Proposed by ${markdownText(login)} with an issue form, and made into edits by refkit. OTU ${markdownCode(otu.id)}.`,
    ...section('What it does', descriptions),
    ...section('What to look at', remarks),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LISTED;
  return [
    '',
    `### ${title}`,
    '',
    ...lines.slice(0, MOST_LISTED).map((line) => `- ${markdownText(oneLine(line, LONGEST_LINE))}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
  ];
}

/** The comment on the issue once there is a pull request. */
export function proposedComment(pullRequest: number): string {
  return `This is proposed in #${pullRequest}. To change the proposal, edit the issue, and have the label \`propose\` put on again.\n`;
}

/** The comment on an issue that nothing was made of. */
export function refusedComment(problems: readonly string[]): string {
  return [
    'No pull request could be made of this issue:',
    '',
    ...problems.slice(0, MOST_LISTED).map((problem) => `- ${markdownText(oneLine(problem, 2 * LONGEST_LINE))}`),
    '',
    'Edit the issue, and have the label `propose` put on again.',
    '',
  ].join('\n');
}

/** The comment on an issue that asks for what is there already. */
export function unchangedComment(): string {
  return 'There is nothing to propose: the reference already says what this issue asks for.\n';
}
