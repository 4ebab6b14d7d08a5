import { filesOf, pullBody, simplePullBody } from '../bodies/pull.js';
import { invalid, notFound } from '../http.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';

function pullOf({ repository, params }: Call) {
  const found = repository.pulls.find(({ number }) => number === Number(params.pull_number));
  if (!found) throw notFound();
  return found;
}

export const pullEndpoints: Endpoint[] = [
  endpoint<'pulls/list'>('GET /repos/{owner}/{repo}/pulls', (call) => {
    const { repository, query } = call;
    const state = query.get('state') ?? 'open';
    const head = query.get('head');
    const base = query.get('base');
    const found = repository.pulls
      .filter((each) => state === 'all' || each.state === state)
      .filter((each) => head === null || `${each.head.repository.owner.login}:${each.head.ref}` === head)
      .filter((each) => base === null || each.base.ref === base)
      .reverse();
    const { items, headers } = page(call, found);
    return { status: 200, headers, body: items.map((each) => simplePullBody(repository, each)) };
  }),

  endpoint<'pulls/get'>('GET /repos/{owner}/{repo}/pulls/{pull_number}', (call) => ({
    status: 200,
    body: pullBody(call.repository, pullOf(call)),
  })),

  endpoint<'pulls/create'>(
    'POST /repos/{owner}/{repo}/pulls',
    (call) => {
      const { repository, github, token, input } = call;
      const [branch, owner] = String(input.head).split(':').reverse() as [string, string?];
      const from =
        owner === undefined || owner === repository.owner.login
          ? repository
          : github.repositories.find((each) => each.owner.login === owner && each.parent === repository);
      const sha = from?.git?.commit(branch);
      if (!from || !sha) throw invalid({ resource: 'PullRequest', code: 'invalid', field: 'head' });
      const base = repository.git?.commit(String(input.base));
      if (!base) throw invalid({ resource: 'PullRequest', code: 'invalid', field: 'base' });
      const taken = repository.pulls.some(
        (each) => each.state === 'open' && each.head.repository === from && each.head.ref === branch,
      );
      if (taken) {
        const message = `A pull request already exists for ${from.owner.login}:${branch}.`;
        throw invalid({ resource: 'PullRequest', code: 'custom', message });
      }
      if (sha === base) {
        const message = `No commits between ${input.base} and ${branch}`;
        throw invalid({ resource: 'PullRequest', code: 'custom', message });
      }
      const { title, body, draft } = input;
      const pull = repository.pullRequest({
        title,
        body,
        draft,
        head: branch,
        from,
        base: input.base,
        user: token!.account.login,
      });
      return { status: 201, body: pullBody(repository, pull) };
    },
    { permission: 'pull_requests' },
  ),

  endpoint<'pulls/update'>(
    'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    (call) => {
      const pull = pullOf(call);
      const { title = pull.title, body = pull.body, state = pull.state } = call.input;
      Object.assign(pull, { title, body, state });
      return { status: 200, body: pullBody(call.repository, pull) };
    },
    { permission: 'pull_requests' },
  ),

  endpoint<'pulls/list-files'>('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', (call) => {
    const { items, headers } = page(call, filesOf(call.repository, pullOf(call)));
    return { status: 200, headers, body: items };
  }),
];
