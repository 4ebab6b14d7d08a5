/** What merges one branch of a reference into another, as following a remote does, from the sources. */
import { loadBundle } from './bundle.js';

const SOURCE = `
  import { mergeTrees } from './src/reference/merge/merge.ts';
  import { mergeBase } from './src/store/merge-base.ts';
  import { Repository } from './src/store/repository.ts';
  import { withWriter } from './src/store/writer.ts';

  export function merge(folder, branch) {
    const repository = Repository.open(folder);
    const theirs = repository.resolveRef('refs/heads/' + branch);
    return withWriter(repository, { waitSeconds: 0 }, (writer) => {
      const treeOf = (commit) => repository.objects.readCommit(commit).tree;
      const base = treeOf(mergeBase(repository, writer.head, theirs));
      const { files, conflicts } = mergeTrees(repository, { base, ours: writer.tree, theirs: treeOf(theirs) });
      if (conflicts.length > 0) throw new Error('the sides were to have no conflicts');
      const who = { name: 'Bench', email: 'bench@example.org', timestamp: Math.floor(Date.now() / 1000), offset: 0 };
      const parents = [writer.head, theirs];
      return writer.commit({ files, message: 'Merged\\n', author: who, committer: who, parents });
    });
  }
`;

/** @param outfile where the bundle goes, with `.mjs` at its end */
export async function mergeFunction(outfile) {
  return (await loadBundle(SOURCE, outfile)).merge;
}
