/**
 * Finds the OTUs that hold names, accessions or ids which a change brings: by the catalog where there is one that is
 * near, else by looking through the files as bytes, since parsing them all takes many times as long.
 */
import { Catalog, type ClaimKind } from '../../catalog/catalog.js';
import { parseOtu } from '../../otu/canonical.js';
import { RefkitError } from '../../otu/errors.js';
import { otuIdOfPath } from '../../otu/ids.js';
import type { Otu } from '../../otu/types.js';
import type { Repository } from '../../store/repository.js';
import { diffTrees, listTree, type TreeEntry } from '../../store/trees.js';

/** What a catalog may have to take in first, in commits and files. More than this, and looking through files is faster. */
const MUCH = 300;

export interface WantedClaim {
  kind: ClaimKind;
  /** In the form in which two values that count as one are the same. */
  key: string;
}

/**
 * The paths of the OTU files in a tree that hold one of the values, or something close to it, sorted.
 *
 * @param tree the id of a tree
 * @param except paths that need not be looked at
 * @param much how much a catalog may have to take in first; 0 goes without one
 */
export function pathsHolding(
  repository: Repository,
  tree: string,
  claims: readonly WantedClaim[],
  except: ReadonlySet<string>,
  much = MUCH,
): string[] {
  const found = new Set<string>();
  const ids = claims.filter(({ kind }) => kind === 'otu_id').map(({ key }) => key);
  for (const path of pathsWithIds(repository, tree, new Set(ids))) found.add(path);
  const values = claims.filter(({ kind }) => kind !== 'otu_id');
  if (values.length > 0) {
    const scanner = new ClaimScanner(values.map(({ key }) => key));
    const near = nearCatalog(repository, much);
    const entries = near === null ? listTree(repository.objects, tree, 'otus') : near.elsewhere(tree);
    for (const { path, oid } of entries) {
      if (except.has(path) || otuIdOfPath(path) === null) continue;
      if (scanner.holds(repository.objects.readBlob(oid))) found.add(path);
    }
    for (const path of near?.holders(values, tree) ?? []) found.add(path);
    near?.close();
  }
  return [...found].filter((path) => !except.has(path)).sort();
}

/** OTU ids are file names, so nothing need be read for them; they may differ in case, and so may their folders. */
function* pathsWithIds({ objects }: Repository, tree: string, ids: ReadonlySet<string>): Generator<string> {
  if (ids.size === 0) return;
  const prefixes = new Set([...ids].map((id) => id.slice(0, 2)));
  const otus = objects.readTree(tree).find(({ path, mode }) => path === 'otus' && mode === '40000');
  if (!otus) return;
  for (const folder of objects.readTree(otus.oid)) {
    if (folder.mode !== '40000' || !prefixes.has(folder.path.toLowerCase())) continue;
    for (const { path } of objects.readTree(folder.oid)) {
      const whole = `otus/${folder.path}/${path}`;
      const id = otuIdOfPath(whole);
      if (id !== null && ids.has(id.toLowerCase())) yield whole;
    }
  }
}

interface NearCatalog {
  /** What the catalog does not know as the tree has it. */
  elsewhere(tree: string): Generator<TreeEntry>;
  /** Who holds the values, among what the catalog knows as the tree has it. */
  holders(claims: readonly WantedClaim[], tree: string): string[];
  close(): void;
}

/** The repository's catalog, where bringing it up to date costs less than going without. */
function nearCatalog(repository: Repository, much: number): NearCatalog | null {
  if (repository.head().oid === null || Catalog.lag(repository, much) >= much) return null;
  const catalog = Catalog.open(repository);
  const { objects } = repository;
  const known = catalog.head === null ? null : objects.readCommit(catalog.head).tree;
  return {
    *elsewhere(tree) {
      for (const { after } of diffTrees(objects, known, tree, 'otus')) if (after) yield after;
    },
    holders(claims, tree) {
      const differs = new Set<string>();
      for (const { path } of diffTrees(objects, known, tree, 'otus')) differs.add(path);
      const paths = claims.flatMap(({ kind, key }) => catalog.holders(kind, key).map(({ path }) => path));
      return paths.filter((path) => !differs.has(path));
    },
    close: () => catalog.close(),
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** A character may be written as six bytes (`\u00e9`), and there may be white space around a value. */
const BYTES_PER_CHARACTER = 6;
const WHITE_SPACE = 64;

/** Looks for values in the bytes of JSON files. */
export class ClaimScanner {
  readonly #wanted: Set<string>;
  readonly #longest: number;
  /** Which bytes a value may begin with. */
  readonly #first = new Uint8Array(256);

  /** @param keys values in the form in which those that count as one are the same */
  constructor(keys: Iterable<string>) {
    this.#wanted = new Set([...keys].map(folded));
    let longest = 0;
    for (const key of this.#wanted) {
      longest = Math.max(longest, key.length);
      for (const letter of [key[0] ?? '"', (key[0] ?? '"').toUpperCase()]) this.#first[Buffer.from(letter)[0]!] = 1;
    }
    // White space, escapes and letters beyond ASCII may be anything's beginning.
    this.#first
      .fill(1, 0, 0x21)
      .fill(1, 0x80)
      .fill(1, BACKSLASH, BACKSLASH + 1);
    this.#longest = longest * BYTES_PER_CHARACTER + WHITE_SPACE;
  }

  /** Whether an OTU's file claims one of the values. False for what is no OTU. */
  holds(bytes: Buffer): boolean {
    return this.#mentions(bytes) && this.#claims(bytes);
  }

  /** Whether one of the values is among the strings of a file, whatever they are there for. */
  #mentions(bytes: Buffer): boolean {
    for (let start = bytes.indexOf(QUOTE); start >= 0; ) {
      let end = bytes.indexOf(QUOTE, start + 1);
      while (end > 0 && isEscaped(bytes, end)) end = bytes.indexOf(QUOTE, end + 1);
      if (end < 0) return false;
      if (end - start <= this.#longest && this.#first[bytes[start + 1]!] === 1) {
        const text = stringAt(bytes, start, end);
        if (text !== null && this.#wants(text)) return true;
      }
      start = bytes.indexOf(QUOTE, end + 1);
    }
    return false;
  }

  #claims(bytes: Buffer): boolean {
    let otu: Otu;
    try {
      otu = parseOtu(bytes);
    } catch (error) {
      if (error instanceof RefkitError) return false;
      throw error;
    }
    if (this.#wants(otu.name) || this.#wants(otu.abbreviation)) return true;
    return otu.isolates.some(({ sequences }) =>
      sequences.some(({ id, accession }) => this.#wants(id) || this.#wants(accession)),
    );
  }

  #wants(text: string): boolean {
    const value = folded(text);
    return this.#wanted.has(value) || this.#wanted.has(value.replace(/\.\d+$/, '').trim());
  }
}

/** Coarser than any of the forms in which values are compared: some letters are the same in upper case alone, as ß and ss. */
function folded(text: string): string {
  return text.normalize('NFC').trim().toLowerCase().toUpperCase().toLowerCase();
}

function isEscaped(bytes: Buffer, quote: number): boolean {
  let backslashes = 0;
  while (bytes[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
}

/** The value of a JSON string; null where it is none. */
function stringAt(bytes: Buffer, start: number, end: number): string | null {
  const raw = bytes.toString('utf8', start + 1, end);
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return null;
  }
}
