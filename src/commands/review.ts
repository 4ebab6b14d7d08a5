import { GitHub } from '../github/access/client.js';
import { workflowCommands } from '../github/review/annotations.js';
import { parseReview } from '../github/review/file.js';
import { type Posted, postReview } from '../github/review/post.js';
import { type Review, reviewChange } from '../github/review/review.js';
import { teamsOn } from '../github/review/teams.js';
import { UsageError } from '../terminal/errors.js';
import { readInput } from '../terminal/files.js';
import { inGitHubActions, withoutCommands } from '../terminal/github-actions.js';
import { writeReview } from '../terminal/review-files.js';
import type { View } from '../terminal/style.js';
import { postedText } from '../terminal/views/review.js';
import { drawReview } from '../terminal/views/review-drawing.js';
import { reviewMarkdown } from '../terminal/views/review-markdown.js';
import { ReferenceCommand } from './base/reference-command.js';
import { reviewFlags } from './base/review-flags.js';

interface Reviewed {
  review: Review;
  posted: Posted | null;
}

export default class ReviewCommand extends ReferenceCommand<typeof ReviewCommand, Reviewed> {
  static override summary =
    'Review a change: what it does, what is wrong with it, whether its author may, how it merges.';
  static override description =
    'Exits with 1 where there are errors. In GitHub Actions the step also gets annotations, a summary and the outputs verdict, errors and warnings.';
  static override examples = ['refkit review --base HEAD~1 --head HEAD --html review.html'];
  static override flags = reviewFlags;

  #github: GitHub | undefined;

  protected async work() {
    const { from, post, output, html, markdown } = this.flags;
    const review = from === undefined ? await this.make() : parseReview(readInput(from, '--from'));
    writeReview(review, { json: output, html, markdown });
    const posted = post ? await this.post(review) : null;
    // Posting what another job found is no failure.
    if (from === undefined && review.verdict === 'errors') this.status = 1;
    return { review, posted };
  }

  private make() {
    const { base, head, author } = this.flags;
    if (base === undefined || head === undefined) {
      throw new UsageError('What is to be reviewed was not given', {
        suggestions: ['say it with --base REV and --head REV, or take a review that is there with --from FILE'],
      });
    }
    return reviewChange(this.directory, { base, head, author, askTeam: teamsOn(() => this.github) });
  }

  private post(review: Review) {
    const { from, head, repository, 'pull-request': number } = this.flags;
    if (repository === undefined || head === undefined) {
      throw new UsageError('To post a review, its repository and commit have to be known', {
        suggestions: ['say them with --repository OWNER/REPO and --head SHA'],
      });
    }
    return postReview(this.github, {
      ...{ repository, number, review, fromElsewhere: from !== undefined },
      head: from === undefined ? review.head.commit : head,
      draw: (notes) => reviewMarkdown(review, { notes }),
    });
  }

  private get github(): GitHub {
    this.#github ??= GitHub.open({ onWarning: (message) => this.warn(message) });
    return this.#github;
  }

  override async finally(): Promise<void> {
    await this.#github?.close();
    await super.finally();
  }

  protected override json({ review, posted }: Reviewed) {
    return posted === null ? review : { ...review, posted };
  }

  protected present({ review, posted }: Reviewed, view: View) {
    if (posted !== null) this.tell(postedText(posted));
    const text = drawReview(review, this.flags.format, view);
    if (!inGitHubActions() || this.flags.format !== 'text') return text;
    // The job that made it has said it of its own step.
    return withoutCommands(text) + (this.flags.from === undefined ? workflowCommands(review) : '');
  }
}
