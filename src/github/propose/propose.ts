/**
 * From an issue to a pull request: what the issue asks for becomes commits by its author on a branch of its own, which is
 * pushed, and a pull request that closes the issue. What cannot be done is said on the issue. Run again, for an issue that
 * was edited or after a run that was cut off, it goes on from the branch that is there.
 */
import type { GenBankOptions } from '../../genbank/genbank.js';
import { RefkitError } from '../../otu/errors.js';
import { BranchWork } from '../../reference/proposal/branch-work.js';
import type { GitHub } from '../access/client.js';
import { placeOf } from '../access/slug.js';
import { postComment } from '../review/comment.js';
import { makeEdits, type ProposedEdits } from './edits.js';
import { IssueFormError } from './errors.js';
import { IssueHost, type OpenedPullRequest } from './host.js';
import type { IssueEvent } from './issue-event.js';
import { type IssueForm, readIssueForm } from './issue-forms.js';
import { proposedComment, pullRequestBody, pullRequestTitle, refusedComment, unchangedComment } from './text.js';

/** What a maintainer puts on an issue to have it proposed, and what is taken off when that is done. */
export const LABEL = 'propose';
const MARKER = '<!-- refkit-propose -->';

export interface ProposeOptions {
  github: GitHub;
  /** Where records are kept, and how NCBI is asked. */
  genbank: Omit<GenBankOptions, 'onWarning'>;
  /** Only says what would be done: nothing is pushed or written at GitHub. */
  dryRun: boolean;
}

export interface IssueProposal {
  issue: number;
  /** `unchanged`: the reference says already what the issue asks for. */
  outcome: 'proposed' | 'unchanged' | 'refused';
  planned: boolean;
  /** Without `refs/heads/`. */
  branch: string;
  otu: { id: string; name: string } | null;
  /** What each new commit says. */
  commits: string[];
  /** Why nothing is proposed, in sentences. */
  problems: string[];
  /** What a reviewer should look at. */
  remarks: string[];
  pull_request: { title: string; body: string; number: number | null; url: string | null; state: State } | null;
  comment: string | null;
}

type State = OpenedPullRequest['state'] | 'planned';

/**
 * Does what an issue asks for, as far as it can be done.
 *
 * @param directory the reference, with its whole history; what is checked out is not touched
 * @throws what the reference throws where it cannot be opened; GitHub's errors, PushRejectedError
 */
export async function proposeIssue(
  directory: string,
  event: IssueEvent,
  { github, genbank, dryRun }: ProposeOptions,
): Promise<IssueProposal> {
  const { issue, repository, default_branch } = event;
  const branch = `issue-${issue.number}`;
  const remarks: string[] = [];
  const onWarning = (message: string) => void remarks.push(message);
  const { login, id } = issue.author;
  const work = await BranchWork.open(
    directory,
    { branch: `refs/remotes/origin/${branch}`, base: [`refs/remotes/origin/${default_branch}`, 'HEAD'] },
    { author: { name: login, email: `${id}+${login}@users.noreply.github.com` }, onWarning },
  );
  const proposal: IssueProposal = {
    issue: issue.number,
    outcome: 'refused',
    planned: dryRun,
    branch,
    otu: null,
    commits: [],
    problems: [],
    remarks,
    pull_request: null,
    comment: null,
  };
  try {
    const made = await edited(work, issue.body, { ...genbank, onWarning }, proposal.problems);
    if (made !== null) {
      const { form, edits } = made;
      const said = { issue: issue.number, login, form, edits, remarks };
      Object.assign(proposal, { otu: edits.otu, commits: edits.descriptions });
      proposal.outcome = work.tip === work.base ? 'unchanged' : 'proposed';
      const [title, body] = [pullRequestTitle(said), pullRequestBody(said)];
      const text = { title, body, number: null, url: null, state: 'planned' as const };
      if (proposal.outcome === 'proposed') proposal.pull_request = text;
    }
    if (dryRun) return proposal;
    const host = await IssueHost.open(github, repository, issue.number);
    if (proposal.pull_request) {
      await work.push(github.gitRemote(repository), `refs/heads/${branch}`);
      Object.assign(proposal.pull_request, await host.pullRequest(branch, default_branch, proposal.pull_request));
    }
    proposal.comment = commentOf(proposal);
    await postComment(await github.octokit(), placeOf(repository), issue.number, proposal.comment, MARKER);
    if (event.label === LABEL) await host.unlabel(LABEL);
    return proposal;
  } finally {
    work.close();
  }
}

/** The edits, made; null where the issue asks for what cannot be done, and then `problems` say why. */
async function edited(
  work: BranchWork,
  body: string | null,
  genbank: GenBankOptions,
  problems: string[],
): Promise<{ form: IssueForm; edits: ProposedEdits } | null> {
  try {
    const form = readIssueForm(body);
    return { form, edits: await makeEdits(work, form, genbank) };
  } catch (error) {
    if (!(error instanceof RefkitError)) throw error;
    if (error instanceof IssueFormError) problems.push(...error.problems);
    else problems.push([error.message, ...error.suggestions].join('; '));
    return null;
  }
}

function commentOf({ outcome, problems, pull_request }: IssueProposal): string {
  if (outcome === 'unchanged') return unchangedComment();
  return pull_request?.number ? proposedComment(pull_request.number) : refusedComment(problems);
}
