import type { StandInCheckRun, StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { nodeId } from './links.js';

export function checkRunBody(repository: StandInRepository, run: StandInCheckRun): Schemas['check-run'] {
  const { github, slug } = repository;
  const url = `${github.apiUrl}/repos/${slug}/check-runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    name: run.name,
    head_sha: run.head_sha,
    external_id: run.external_id,
    url,
    html_url: `${github.serverUrl}/${slug}/runs/${run.id}`,
    details_url: run.details_url,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.started_at,
    completed_at: run.completed_at,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: 1 },
    app: null,
    pull_requests: [],
  };
}
