import { nodeId } from '../bodies/links.js';
import { invalid, notFound, Refusal } from '../http.js';
import type { StandInRepository } from '../repository.js';
import { type Call, type Endpoint, endpoint } from '../router.js';
import type { Schemas } from '../types.js';

function refBody({ github, slug, id }: StandInRepository, ref: { name: string; oid: string; type: string }) {
  const api = `${github.apiUrl}/repos/${slug}/git`;
  const body: Schemas['git-ref'] = {
    ref: ref.name,
    node_id: nodeId(`Ref ${ref.name}`, id),
    url: `${api}/${ref.name}`,
    object: { type: ref.type, sha: ref.oid, url: `${api}/${ref.type}s/${ref.oid}` },
  };
  return body;
}

function gitOf({ repository }: Call) {
  if (repository.git === null) throw new Refusal(409, 'Git Repository is empty.');
  return repository.git;
}

function refOf(call: Call) {
  const name = `refs/${call.params.ref!}`;
  return gitOf(call)
    .refs(name)
    .find((each) => each.name === name);
}

const isSha = (text: unknown): text is string => typeof text === 'string' && /^[0-9a-f]{40}$/.test(text);

export const refEndpoints: Endpoint[] = [
  endpoint<'git/get-ref'>('GET /repos/{owner}/{repo}/git/ref/{ref}', (call) => {
    const ref = refOf(call);
    if (!ref) throw notFound();
    return { status: 200, body: refBody(call.repository, ref) };
  }),

  endpoint<'git/list-matching-refs'>('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', (call) => {
    const prefix = `refs/${call.params.ref!}`;
    const refs = gitOf(call)
      .refs('refs/')
      .filter(({ name }) => name.startsWith(prefix));
    return { status: 200, body: refs.map((each) => refBody(call.repository, each)) };
  }),

  endpoint<'git/create-ref'>(
    'POST /repos/{owner}/{repo}/git/refs',
    (call) => {
      const git = gitOf(call);
      const { ref, sha } = call.input;
      if (typeof ref !== 'string' || !/^refs\/[^/]+\/./.test(ref)) throw new Refusal(422, 'Reference is not valid');
      if (git.ask('check-ref-format', ref) === null) throw new Refusal(422, 'Reference is not valid');
      const type = isSha(sha) ? git.ask('cat-file', '-t', sha) : null;
      if (type === null) throw new Refusal(422, 'Object does not exist');
      if (git.refs(ref).some(({ name }) => name === ref)) throw new Refusal(422, 'Reference already exists');
      git.run('update-ref', ref, sha, '0'.repeat(40));
      return { status: 201, body: refBody(call.repository, { name: ref, oid: sha, type }) };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'git/update-ref'>(
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    (call) => {
      const git = gitOf(call);
      const ref = refOf(call);
      if (!ref) throw new Refusal(422, 'Reference does not exist');
      const { sha, force = false } = call.input;
      if (!isSha(sha) || git.ask('cat-file', '-t', sha) === null) throw new Refusal(422, 'Object does not exist');
      if (!force && git.ask('merge-base', '--is-ancestor', ref.oid, sha) === null) {
        throw new Refusal(422, 'Update is not a fast forward');
      }
      git.run('update-ref', ref.name, sha, ref.oid);
      return { status: 200, body: refBody(call.repository, { ...ref, oid: sha }) };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'git/delete-ref'>(
    'DELETE /repos/{owner}/{repo}/git/refs/{ref}',
    (call) => {
      const ref = refOf(call);
      if (!ref) throw new Refusal(422, 'Reference does not exist');
      gitOf(call).run('update-ref', '-d', ref.name, ref.oid);
      return { status: 204 };
    },
    { role: 'write', permission: 'contents' },
  ),

  endpoint<'git/create-tag'>(
    'POST /repos/{owner}/{repo}/git/tags',
    (call) => {
      const git = gitOf(call);
      const { tag, message, object, type, tagger } = call.input;
      if (!isSha(object) || git.ask('cat-file', '-t', object) !== type) throw new Refusal(422, 'Object does not exist');
      if (typeof tag !== 'string' || typeof message !== 'string') {
        throw invalid({ resource: 'Tag', code: 'missing_field', field: 'tag' });
      }
      const { name = 'octocat', email = 'octocat@example.org', date = '2024-01-01T00:00:00Z' } = tagger ?? {};
      const seconds = Math.floor(Date.parse(date) / 1000);
      const text = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${name} <${email}> ${seconds} +0000\n\n${message}\n`;
      const sha = git.write('tag', text);
      const api = `${call.github.apiUrl}/repos/${call.repository.slug}/git`;
      const body: Schemas['git-tag'] = {
        node_id: nodeId(`Tag ${sha}`, call.repository.id),
        tag,
        sha,
        url: `${api}/tags/${sha}`,
        message,
        tagger: { name, email, date },
        object: { sha: object, type, url: `${api}/${type}s/${object}` },
      };
      return { status: 201, body };
    },
    { role: 'write', permission: 'contents' },
  ),
];
