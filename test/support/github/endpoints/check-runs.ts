import { checkRunBody } from '../bodies/check-run.js';
import { invalid, notFound, Refusal } from '../http.js';
import type { StandInCheckRun } from '../repository.js';
import { type Call, type Endpoint, endpoint, page } from '../router.js';

/** How many annotations one request may bring. */
const MAX_ANNOTATIONS = 50;

function runOf({ repository, params }: Call) {
  const found = repository.checkRuns.find(({ id }) => id === Number(params.check_run_id));
  if (!found) throw notFound();
  return found;
}

function change({ input, github }: Call, run: StandInCheckRun): void {
  const { output } = input;
  const annotations = output?.annotations ?? [];
  if (annotations.length > MAX_ANNOTATIONS) {
    throw new Refusal(
      422,
      `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`,
    );
  }
  if (output && (typeof output.title !== 'string' || typeof output.summary !== 'string')) {
    throw new Refusal(422, 'Invalid request.\n\n"title" and "summary" weren\'t supplied.');
  }
  for (const text of [output?.summary, output?.text]) {
    if (typeof text === 'string' && text.length > 65_535) {
      throw invalid({ resource: 'CheckRun', code: 'custom', message: 'output exceeds a maximum of 65535 characters' });
    }
  }
  if (input.status === 'completed' && input.conclusion === undefined) {
    throw invalid({ resource: 'CheckRun', code: 'missing_field', field: 'conclusion' });
  }
  run.status = input.conclusion === undefined ? (input.status ?? run.status) : 'completed';
  run.conclusion = input.conclusion ?? run.conclusion;
  if (run.status === 'completed') run.completed_at ??= github.now();
  run.name = input.name ?? run.name;
  run.details_url = input.details_url ?? run.details_url;
  if (output) run.output = { title: output.title, summary: output.summary, text: output.text ?? null };
  for (const each of annotations) run.annotations.push({ title: null, ...each });
}

/** Check runs are made by apps alone. */
function requireApp({ token }: Call): void {
  if (!token?.app) throw new Refusal(403, 'You must authenticate via a GitHub App.');
}

const WRITE = { role: 'write', permission: 'checks' } as const;

export const checkRunEndpoints: Endpoint[] = [
  endpoint<'checks/create'>(
    'POST /repos/{owner}/{repo}/check-runs',
    (call) => {
      requireApp(call);
      const { repository, github, input } = call;
      if (typeof input.name !== 'string' || typeof input.head_sha !== 'string') {
        throw new Refusal(422, 'Invalid request.\n\n"name" and "head_sha" weren\'t supplied.');
      }
      const known =
        repository.git === null ||
        repository.git.commit(input.head_sha) !== null ||
        repository.pulls.some(({ head }) => head.sha === input.head_sha);
      if (!known) throw new Refusal(422, `No commit found for SHA: ${input.head_sha}`);
      const run: StandInCheckRun = {
        id: github.newId(),
        name: input.name,
        head_sha: input.head_sha,
        external_id: input.external_id ?? '',
        details_url: null,
        status: 'queued',
        conclusion: null,
        started_at: github.now(),
        completed_at: null,
        output: { title: null, summary: null, text: null },
        annotations: [],
      };
      change(call, run);
      repository.checkRuns.push(run);
      return { status: 201, body: checkRunBody(repository, run) };
    },
    WRITE,
  ),

  endpoint<'checks/update'>(
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    (call) => {
      requireApp(call);
      const run = runOf(call);
      change(call, run);
      return { status: 200, body: checkRunBody(call.repository, run) };
    },
    WRITE,
  ),

  endpoint<'checks/get'>('GET /repos/{owner}/{repo}/check-runs/{check_run_id}', (call) => ({
    status: 200,
    body: checkRunBody(call.repository, runOf(call)),
  })),

  endpoint<'checks/list-annotations'>('GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', (call) => {
    const { items, headers } = page(call, runOf(call).annotations);
    const { serverUrl } = call.github;
    const body = items.map((each) => ({
      ...each,
      start_column: null,
      end_column: null,
      raw_details: null,
      blob_href: `${serverUrl}/${call.repository.slug}/blob/${runOf(call).head_sha}/${each.path}`,
    }));
    return { status: 200, headers, body };
  }),

  endpoint<'checks/list-for-ref'>('GET /repos/{owner}/{repo}/commits/{commit_sha}/check-runs', (call) => {
    const { repository, params, query } = call;
    const sha = repository.git?.commit(params.commit_sha!) ?? params.commit_sha;
    const name = query.get('check_name');
    const found = repository.checkRuns.filter((each) => each.head_sha === sha && (name === null || each.name === name));
    const { items, headers } = page(call, found);
    const check_runs = items.map((each) => checkRunBody(repository, each));
    return { status: 200, headers, body: { total_count: found.length, check_runs } };
  }),
];
