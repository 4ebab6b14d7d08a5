/**
 * The yardstick of an import: one process that parses a reference.json(.gz), writes the files that refkit would write,
 * and lets real git make the repository. Arguments: the source, the folder to make, and a folder whose files other than
 * OTUs (reference.yaml, README.md …) come along, so that both make the same.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [source, folder, model] = process.argv.slice(2);

mkdirSync(folder);
for (const entry of readdirSync(model, { withFileTypes: true })) {
  if (entry.isFile()) copyFileSync(join(model, entry.name), join(folder, entry.name));
}
const raw = readFileSync(source);
const reference = JSON.parse(source.endsWith('.gz') ? gunzipSync(raw) : raw);
const made = new Set();
for (const otu of reference.otus ?? reference.data) {
  const shelf = join(folder, 'otus', otu._id.slice(0, 2));
  if (!made.has(shelf)) {
    mkdirSync(shelf, { recursive: true });
    made.add(shelf);
  }
  writeFileSync(join(shelf, `${otu._id}.json`), `${JSON.stringify(otu, null, 2)}\n`);
}
for (const args of [
  ['init', '-q'],
  ['add', '.'],
  ['commit', '-q', '-m', 'Import'],
]) {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
}
