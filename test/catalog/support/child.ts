/** A process of its own that opens a repository's catalog and says what it finds: `node child.mjs FOLDER [times]`. */
import { Catalog } from '../../../src/catalog/catalog.js';
import { Repository } from '../../../src/store/repository.js';

const [folder, times = '1'] = process.argv.slice(2);
for (let time = 0; time < Number(times); time += 1) {
  const warnings: string[] = [];
  const repo = Repository.open(folder!);
  const catalog = Catalog.open(repo, { onWarning: (message) => warnings.push(message) });
  const ids = catalog.findOtus({}, 'all').documents.map(({ id }) => id);
  const counted = ids.filter((id) => catalog.otu(id) !== null).length;
  console.log(JSON.stringify({ counts: catalog.counts(), counted, warnings }));
  catalog.close();
  repo.objects.close();
}
