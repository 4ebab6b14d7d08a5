import { commentBody, issueBody, labelBody } from '../bodies/issue.js';
import { invalid, notFound, Refusal } from '../http.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';

/** GitHub's bound on the text of an issue, a pull request and a comment, in characters. */
export const MAX_BODY = 65_536;

/** The issue or pull request that a route names. */
function issueOf({ repository, params }: Call) {
  const number = Number(params.issue_number);
  const found = [...repository.issues, ...repository.pulls].find((each) => each.number === number);
  if (!found) throw notFound();
  return found;
}

function commentOf({ repository, params }: Call) {
  const found = repository.comments.find(({ id }) => id === Number(params.comment_id));
  if (!found) throw notFound();
  return found;
}

function checkBody(body: unknown): asserts body is string {
  if (typeof body !== 'string' || body === '') {
    throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' });
  }
  if (body.length > MAX_BODY) {
    const message = `body is too long (maximum is ${MAX_BODY} characters)`;
    throw invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message });
  }
}

/** A token that may write pull requests may write to them here too: they are issues. */
function checkMayWrite({ repository, token }: Call, number: number): void {
  const isPull = repository.pulls.some((pull) => pull.number === number);
  const enough = isPull ? (['issues', 'pull_requests'] as const) : (['issues'] as const);
  const { write } = token!;
  if (write === null || enough.some((permission) => write.includes(permission))) return;
  const headers = { 'x-accepted-github-permissions': enough.map((permission) => `${permission}=write`).join('; ') };
  throw new Refusal(403, 'Resource not accessible by integration', { headers });
}

export const issueEndpoints: Endpoint[] = [
  endpoint<'issues/list-comments'>('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', (call) => {
    const { number } = issueOf(call);
    const { items, headers } = page(
      call,
      call.repository.comments.filter(({ issue }) => issue === number),
    );
    return { status: 200, headers, body: items.map((each) => commentBody(call.repository, each)) };
  }),

  endpoint<'issues/create-comment'>('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', (call) => {
    const { number } = issueOf(call);
    checkMayWrite(call, number);
    const { body } = call.input;
    checkBody(body);
    const at = call.github.now();
    const user = call.token!.account;
    const comment = { id: call.github.newId(), issue: number, body, user, created_at: at, updated_at: at };
    call.repository.comments.push(comment);
    return { status: 201, body: commentBody(call.repository, comment) };
  }),

  endpoint<'issues/get-comment'>('GET /repos/{owner}/{repo}/issues/comments/{comment_id}', (call) => ({
    status: 200,
    body: commentBody(call.repository, commentOf(call)),
  })),

  endpoint<'issues/update-comment'>('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', (call) => {
    const comment = commentOf(call);
    checkMayWrite(call, comment.issue);
    checkBody(call.input.body);
    Object.assign(comment, { body: call.input.body, updated_at: call.github.now() });
    return { status: 200, body: commentBody(call.repository, comment) };
  }),

  endpoint<'issues/delete-comment'>('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', (call) => {
    const { comments } = call.repository;
    const comment = commentOf(call);
    checkMayWrite(call, comment.issue);
    comments.splice(comments.indexOf(comment), 1);
    return { status: 204 };
  }),

  endpoint<'issues/get'>('GET /repos/{owner}/{repo}/issues/{issue_number}', (call) => ({
    status: 200,
    body: issueBody(call.repository, issueOf(call)),
  })),

  endpoint<'issues/create'>(
    'POST /repos/{owner}/{repo}/issues',
    (call) => {
      const { title, body, labels = [] } = call.input;
      if (typeof title !== 'string') throw invalid({ resource: 'Issue', code: 'missing_field', field: 'title' });
      const issue = call.repository.issue({ title, body, labels, user: call.token!.account.login });
      return { status: 201, body: issueBody(call.repository, issue) };
    },
    { permission: 'issues' },
  ),

  endpoint<'issues/list-labels-on-issue'>('GET /repos/{owner}/{repo}/issues/{issue_number}/labels', (call) => ({
    status: 200,
    body: issueOf(call).labels.map((name) => labelBody(call.repository, name)),
  })),

  endpoint<'issues/add-labels'>('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', (call) => {
    const issue = issueOf(call);
    checkMayWrite(call, issue.number);
    const names = Array.isArray(call.input) ? call.input : call.input.labels;
    if (!Array.isArray(names)) throw new Refusal(422, 'Invalid request.');
    issue.labels = [...new Set([...issue.labels, ...names.map(String)])];
    return { status: 200, body: issue.labels.map((name) => labelBody(call.repository, name)) };
  }),

  endpoint<'issues/remove-label'>('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', (call) => {
    const issue = issueOf(call);
    checkMayWrite(call, issue.number);
    const name = call.params.name!;
    if (!issue.labels.includes(name)) throw new Refusal(404, 'Label does not exist');
    issue.labels = issue.labels.filter((each) => each !== name);
    return { status: 200, body: issue.labels.map((each) => labelBody(call.repository, each)) };
  }),
];
