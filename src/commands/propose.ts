import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { GitHub } from '../github/access/client.js';
import { issueEvent } from '../github/propose/issue-event.js';
import { type IssueProposal, proposeIssue } from '../github/propose/propose.js';
import { localFolder } from '../reference/locate.js';
import { readJsonInput } from '../terminal/files.js';
import { setOutputs } from '../terminal/github-actions.js';
import { proposalText } from '../terminal/views/proposal.js';
import { ReferenceCommand } from './base/reference-command.js';

export default class Propose extends ReferenceCommand<typeof Propose, IssueProposal> {
  static override summary = 'Make a pull request of an issue that was written with one of the issue forms.';
  static override description = [
    'For a workflow that runs for issues. What cannot be done is said in a comment on the issue. What is checked out is',
    'not touched. Takes a token in GH_TOKEN or GITHUB_TOKEN.',
  ].join('\n');
  static override examples = ['refkit propose --event event.json --dry-run'];
  static override flags = {
    event: Flags.string({
      description: 'The event of the issue, as GitHub Actions hands it to a workflow.',
      env: 'GITHUB_EVENT_PATH',
      helpValue: 'FILE',
      required: true,
    }),
    'dry-run': Flags.boolean({ description: 'Say what would be done, and do nothing.' }),
  };

  protected async work() {
    const event = issueEvent(readJsonInput(this.flags.event, '--event'));
    const github = GitHub.open({ onWarning: (message) => this.warn(message) });
    try {
      const genbank = { cacheDir: join(localFolder(this.directory), 'genbank') };
      const proposal = await proposeIssue(this.directory, event, { github, genbank, dryRun: this.flags['dry-run'] });
      setOutputs({ outcome: proposal.outcome, 'pull-request': proposal.pull_request?.number ?? '' });
      return proposal;
    } finally {
      await github.close();
    }
  }

  protected present(proposal: IssueProposal) {
    return proposalText(proposal);
  }
}
