import { oneLine } from '../otu/phrases.js';
import { type ImportProblem, ImportRefusedError } from './errors.js';

/** Something worth knowing about a source that is imported all the same, summed up over the whole of it. */
export interface ImportWarning {
  kind:
    | 'byte_order_mark'
    | 'unknown_key'
    | 'missing_field'
    | 'upper_case_source_type'
    | 'default_isolate'
    | 'unnamed_isolate'
    | 'unknown_segment'
    | 'shared_accession'
    | 'accession_white_space'
    | 'metadata'
    | 'passed_over';
  /** One sentence, with the count in it. */
  message: string;
  /** How often it was met. */
  count: number;
  /** The first few places, as words. */
  examples: string[];
}

/** Where in the source the reader is: the OTU's number, from 1, and what is known of its id and name. */
export interface OtuPlace {
  number: number;
  id: string | null;
  name: string | null;
}

const MAX_EXAMPLES = 5;
/** More kinds of warnings than this are summed up as one: a hostile file can make up a new key for every OTU. */
const MAX_WARNINGS = 200;
/** More problems than this are counted and not kept. */
const MAX_PROBLEMS = 100_000;

/** Collects what is wrong or odd while a source is read, and at its end refuses it or sums up. */
export class ImportLog {
  readonly #warnings = new Map<string, { warning: ImportWarning; sentence: (count: number) => string }>();
  readonly #problems: ImportProblem[] = [];
  #problemCount = 0;
  #silenced = 0;

  /** `source` is the file's name as it is shown. */
  constructor(readonly source: string) {}

  problem(kind: ImportProblem['kind'], otu: OtuPlace, message: string): void {
    this.#problemCount += 1;
    if (this.#problems.length < MAX_PROBLEMS)
      this.#problems.push({ kind, message: `${shownOtu(otu)}: ${message}`, otu });
  }

  /** Counts one occurrence. `topic` tells warnings of one kind apart; `sentence` is asked once, with the final count. */
  warn(kind: ImportWarning['kind'], topic: string, example: string | null, sentence: (count: number) => string): void {
    const key = `${kind} ${topic}`;
    let entry = this.#warnings.get(key);
    if (entry === undefined) {
      if (this.#warnings.size >= MAX_WARNINGS) {
        this.#silenced += 1;
        return;
      }
      entry = { warning: { kind, message: '', count: 0, examples: [] }, sentence };
      this.#warnings.set(key, entry);
    }
    entry.warning.count += 1;
    const { examples } = entry.warning;
    if (example !== null && examples.length < MAX_EXAMPLES && examples.at(-1) !== example) examples.push(example);
  }

  /** Throws ImportRefusedError where there was any problem; else gives the warnings. */
  close(): ImportWarning[] {
    if (this.#problemCount > 0) throw new ImportRefusedError(this.source, this.#problems, this.#problemCount);
    const warnings = [...this.#warnings.values()].map(({ warning, sentence }) => ({
      ...warning,
      message: sentence(warning.count),
    }));
    if (this.#silenced > 0) {
      const message = `${this.#silenced} more oddities of other kinds were not listed`;
      warnings.push({ kind: 'unknown_key', message, count: this.#silenced, examples: [] });
    }
    return warnings;
  }
}

/** `OTU 12 "Abaca bunchy top virus" (c93ec9a9)`, with what is known of it. Whatever the source holds, it is one line. */
export function shownOtu({ number, id, name }: OtuPlace): string {
  return `OTU ${number}${name === null ? '' : ` ${shown(name)}`}${id === null ? '' : ` (${oneLine(id, 64)})`}`;
}

/** Text from the source in quotes: short, on one line, and without characters that a terminal would obey. */
export function shown(text: string): string {
  const harmless = oneLine(text, 80).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  return JSON.stringify(harmless);
}

/** "1 OTU", "3 OTUs". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
