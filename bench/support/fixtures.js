/** What the rows measure on: sources to import, and references made from them. Made when first asked for, then kept. */
import { closeSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadBundle } from './bundle.js';
import { environment, refkit, run } from './children.js';

const REAL = fileURLToPath(new URL('../../../shared/data/ref-plant-viruses-v1.5.0.json.gz', import.meta.url));

export class Fixtures {
  #folder = mkdtempSync(join(tmpdir(), 'refkit-bench-'));
  #made = new Map();
  #serial = 0;
  env;

  constructor() {
    const home = this.folder('home');
    mkdirSync(home);
    this.env = environment(home);
  }

  /** A path that nothing stands at yet. */
  folder(name = 'work') {
    this.#serial += 1;
    return join(this.#folder, `${name}-${this.#serial}`);
  }

  /** Virtool's plant viruses at v1.5.0, or null where the real data is not beside the project. */
  get real() {
    return existsSync(REAL) ? REAL : null;
  }

  /** A generated reference.json of so many OTUs with 1,000 bases each. */
  source(count) {
    return this.#once(`source ${count}`, async () => {
      const { syntheticOtus } = await this.#generator();
      const path = `${this.folder('source')}.json`;
      const file = openSync(path, 'w');
      let text = '{"data_type":"genome","organism":"virus","name":"Generated","otus":[';
      let first = true;
      for (const { id, ...otu } of syntheticOtus({ count, basesPerOtu: 1000 })) {
        const isolates = otu.isolates.map((isolate) => ({
          ...isolate,
          sequences: isolate.sequences.map(({ id, ...sequence }) => ({ _id: id, ...sequence })),
        }));
        text += `${first ? '' : ','}\n${JSON.stringify({ _id: id, ...otu, isolates })}`;
        first = false;
        if (text.length > 1 << 20) {
          writeSync(file, text);
          text = '';
        }
      }
      writeSync(file, `${text}\n]}\n`);
      closeSync(file);
      return path;
    });
  }

  /** The same OTUs as `source(count)` holds. */
  async otus(count) {
    const { syntheticOtus } = await this.#generator();
    return [...syntheticOtus({ count, basesPerOtu: 1000 })];
  }

  /** A reference imported from `source(count)`. */
  reference(count, { bare = false } = {}) {
    return this.#once(`reference ${count} ${bare}`, async () => this.imported(await this.source(count), { bare }));
  }

  /** A reference imported from the real data. */
  realReference() {
    return this.#once('real reference', () => this.imported(this.real));
  }

  /** A copy of a reference of its own, with real git's index refreshed for the files' new places on disk. */
  copy(reference) {
    const folder = this.folder('copy');
    cpSync(reference, folder, { recursive: true, preserveTimestamps: true });
    run('git', ['status', '--porcelain'], { cwd: folder, env: this.env });
    return folder;
  }

  imported(source, { bare = false } = {}) {
    const folder = this.folder('reference');
    const flags = bare ? ['--bare'] : [];
    run(process.execPath, refkit('create', folder, '--import-from', source, ...flags), { env: this.env });
    return folder;
  }

  remove(path) {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  }

  removeAll() {
    this.remove(this.#folder);
  }

  #generator() {
    return this.#once('generator', () =>
      loadBundle("export * from './test/support/synthetic.ts';", `${this.folder('synthetic')}.mjs`),
    );
  }

  #once(key, make) {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key);
  }
}

/** Where a reference keeps an OTU. */
export const otuPath = (id) => `otus/${id.slice(0, 2)}/${id}.json`;
