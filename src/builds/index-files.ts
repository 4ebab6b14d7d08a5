import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { exportOrder, exportReference } from '../exchange/export.js';
import { fastaRecord } from '../exchange/fasta.js';
import type { Otu } from '../otu/types.js';
import type { IndexSource } from '../reference/indexes.js';
import { bowtie2Version, runBowtie2Build } from './bowtie2.js';
import { CHECKSUM_FILE, checksumsOf } from './checksums.js';
import { BuildFailedError } from './errors.js';
import { GzipFile } from './gzip-file.js';

/** Raised whenever the same commit would give other bytes than before. */
export const INDEX_FORMAT = 1;

export const INDEX_FILE = 'index.json';
export type Mapper = 'none' | 'bowtie2';

/** The content of index.json. */
export interface IndexFile {
  format: number;
  id: string;
  version: number;
  commit: string;
  created_at: string;
  reference: { id: string; name: string; organism: string; data_type: string };
  change_count: number;
  otu_count: number;
  isolate_count: number;
  sequence_count: number;
  /** The program whose index files are here too; other versions of it may write other bytes. */
  mapper: { name: 'bowtie2'; version: string } | null;
}

export type BuildProgress = (progress: { step: string; done: number; total: number | null }) => void;

/** How long OTUs are worked on before the program's other work, such as drawing progress, gets its turn. */
const TURN_MS = 50;

/**
 * Writes the files of an index into an empty folder: reference.json.gz, reference.fa.gz, manifest.json, index.json,
 * with a mapper its files, and SHA256SUMS over all. Holds one OTU in memory at a time.
 */
export async function writeIndexFiles(
  source: IndexSource,
  folder: string,
  { mapper, onProgress = () => {} }: { mapper: Mapper; onProgress?: BuildProgress },
): Promise<IndexFile> {
  // First, so that a missing program is noticed before the work and not after it.
  const version = mapper === 'bowtie2' ? await bowtie2Version() : null;
  const fasta = version === null ? null : join(folder, 'reference.fa');

  const counts = await writeOtus(source, folder, fasta, onProgress);
  writeFile(join(folder, 'manifest.json'), manifestText(source.manifest));
  if (fasta !== null) {
    const step = 'Running bowtie2-build';
    await runBowtie2Build(fasta, join(folder, 'reference'), (share) => onProgress({ step, done: share, total: 1 }));
    rmSync(fasta);
  }
  const index: IndexFile = {
    format: INDEX_FORMAT,
    id: source.id,
    version: source.version,
    commit: source.commit,
    created_at: source.created_at,
    reference: source.reference,
    change_count: source.change_count,
    ...counts,
    mapper: version === null ? null : { name: 'bowtie2', version },
  };
  writeFile(join(folder, INDEX_FILE), `${JSON.stringify(index, null, 2)}\n`);
  writeFile(join(folder, CHECKSUM_FILE), await checksumsOf(folder));
  return index;
}

/** Writes the OTUs as Virtool's reference and the sequences of default isolates as FASTA, and counts them. */
async function writeOtus(source: IndexSource, folder: string, plainFasta: string | null, onProgress: BuildProgress) {
  const { data_type, name, organism } = source.reference;
  const counts = { otu_count: 0, isolate_count: 0, sequence_count: 0 };
  const total = Object.keys(source.manifest).length;
  const json = new GzipFile(join(folder, 'reference.json.gz'));
  const fasta = new GzipFile(join(folder, 'reference.fa.gz'));
  const plain = plainFasta === null ? null : openSync(plainFasta, 'wx');

  function* noted(): Generator<Otu> {
    for (const otu of source.otus(exportOrder)) {
      counts.otu_count += 1;
      counts.isolate_count += otu.isolates.length;
      for (const isolate of otu.isolates) {
        counts.sequence_count += isolate.sequences.length;
        if (!isolate.default) continue;
        const records = isolate.sequences.map(({ id, sequence }) => fastaRecord(id, sequence)).join('');
        fasta.add(records);
        if (plain !== null) writeAll(plain, records);
      }
      yield otu;
    }
  }

  try {
    let turn = performance.now();
    const metadata = { created_at: source.created_at, data_type, name, organism };
    for (const piece of exportReference(metadata, noted())) {
      json.add(piece);
      if (performance.now() - turn > TURN_MS) {
        onProgress({ step: 'Writing OTUs', done: counts.otu_count, total });
        await setImmediate();
        turn = performance.now();
      }
    }
    await json.finish();
    await fasta.finish();
  } finally {
    json.close();
    fasta.close();
    if (plain !== null) closeSync(plain);
  }
  if (counts.otu_count !== total) {
    throw new BuildFailedError(`The commit has ${counts.otu_count} OTUs and the catalog says ${total}`, {
      suggestions: ['"refkit doctor" compares the catalog with git'],
    });
  }
  onProgress({ step: 'Writing OTUs', done: total, total });
  return counts;
}

/** OTU ids and versions, by id. Written line by line: an object would put ids that look like numbers first. */
function manifestText(manifest: Readonly<Record<string, number>>): string {
  const lines = Object.keys(manifest)
    .sort()
    .map((id) => `  ${JSON.stringify(id)}: ${manifest[id]}`);
  return lines.length === 0 ? '{}\n' : `{\n${lines.join(',\n')}\n}\n`;
}

function writeFile(path: string, text: string): void {
  const fd = openSync(path, 'wx');
  try {
    writeAll(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
