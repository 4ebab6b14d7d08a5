import type { StandInRepository } from '../repository.js';
import type { Schemas } from '../types.js';
import { links, nodeId } from './links.js';

/** A commit, or null where the repository has none of that id. */
export function commitBody(repository: StandInRepository, sha: string): Schemas['commit'] | null {
  const { github, slug, git } = repository;
  const format = ['%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');
  const said = git?.ask('show', '--no-patch', `--format=${format}`, sha);
  if (!said) return null;
  const [tree, parents, name, email, date, committer, committerEmail, committed, message] = said.split(
    '\0',
  ) as string[];
  const api = `${github.apiUrl}/repos/${slug}`;
  return {
    sha,
    node_id: nodeId(`Commit ${sha}`, repository.id),
    html_url: `${github.serverUrl}/${slug}/commit/${sha}`,
    ...links(`${api}/commits/${sha}`, { url: '', comments_url: '/comments' }),
    commit: {
      url: `${api}/git/commits/${sha}`,
      author: { name, email, date },
      committer: { name: committer, email: committerEmail, date: committed },
      message: message ?? '',
      comment_count: 0,
      tree: { sha: tree!, url: `${api}/git/trees/${tree}` },
    },
    author: null,
    committer: null,
    parents: parents!
      .split(' ')
      .filter((each) => each !== '')
      .map((each) => ({ sha: each, url: `${api}/commits/${each}` })),
  };
}
