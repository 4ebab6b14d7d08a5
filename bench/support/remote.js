/** A GitHub on this machine with a reference that follows it, and what asks it, from the sources. */
import { loadBundle } from './bundle.js';

const SOURCE = `
  import { checkRemote } from './src/github/remotes/remotes.ts';
  import { openRemote } from './src/github/remotes/remote-source.ts';
  import { GitHub } from './src/github/access/client.ts';
  import { Reference } from './src/reference/reference.ts';
  import { StandInGitHub } from './test/support/github/stand-in.ts';
  import { releaseFile } from './test/support/release-file.ts';
  import { syntheticOtus } from './test/support/synthetic.ts';

  const SLUG = 'lab/plants';

  export async function follow(directory, count) {
    const remote = await StandInGitHub.start();
    const repository = remote.repository(SLUG);
    repository.release({ tag: 'v1.0.0', assets: { 'reference.json.gz': releaseFile(syntheticOtus({ count })) } });
    const github = GitHub.open({ env: remote.env });
    const { source, close } = await openRemote(github, SLUG);
    const reference = await Reference.create({ directory, source });
    close();
    repository.release({ tag: 'v1.1.0', assets: { 'reference.json.gz': Buffer.from('newer') } });
    return {
      check: () => checkRemote(github, reference),
      /** The same question, by nothing but fetch. */
      async ask() {
        const { apiUrl } = github.hosts;
        const { etag } = (await reference.upstream()).state.release;
        const headers = { authorization: 'Bearer ' + remote.token, 'if-none-match': etag };
        const url = apiUrl + '/repos/' + SLUG + '/releases?per_page=30&page=1';
        await (await fetch(url, { headers })).arrayBuffer();
      },
      requests: () => remote.requests.length,
      async close() {
        reference.close();
        await github.close();
        await remote.close();
      },
    };
  }
`;

/** @param outfile where the bundle goes, with `.mjs` at its end, below the project for the libraries it leaves outside */
export async function followFunction(outfile) {
  return (await loadBundle(SOURCE, outfile)).follow;
}
