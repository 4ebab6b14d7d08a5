import type { ChangeWords } from '../otu/describe.js';
import { describeMethod, inferChange } from '../otu/describe.js';
import { oneLine } from '../otu/phrases.js';
import { METHODS, type Method, type Otu } from '../otu/types.js';

/** How much of a commit's subject is kept as a description. */
const LONGEST_SUBJECT = 1000;

/** What a commit made by refkit says of itself. */
export interface Stamp {
  method: Method;
  subject: string;
}

/**
 * The method and subject of a commit that says in a trailer, `Refkit-Method: add_isolate`, that refkit made it. null for
 * all others, and for those that hold several such commits: a squash merge quotes the messages of what it squashed.
 */
export function readStamp(message: string): Stamp | null {
  const mentions = message.match(/^\s*Refkit-Method:.*$/gim);
  if (mentions?.length !== 1) return null;
  const paragraphs = message
    .replaceAll('\r', '')
    .trim()
    .split(/\n(?:[ \t]*\n)+/);
  const trailer = paragraphs.length > 1 && /^Refkit-Method: *(\w+) *$/im.exec(paragraphs.at(-1)!);
  const method = METHODS.find((known) => trailer && known === trailer[1]);
  const subject = oneLine(paragraphs[0]!, LONGEST_SUBJECT);
  return method && subject ? { method, subject } : null;
}

/** A file of an OTU at one moment: not there, readable, or with what is wrong with it. */
export type Reading = null | { otu: Otu } | { problem: string };

/** Where the contents of OTU files come from; null stands for no file. */
export interface OtuFiles {
  read(otuId: string, blob: string | null): Reading;
  /** The name of the OTU in a file; null where there is none to read. */
  nameIn(otuId: string, blob: string | null): string | null;
}

/** A change, as far as its words depend on it. */
export interface Occurrence {
  otuId: string;
  /** null for a merge, whose message says nothing of one OTU. */
  stamp: Stamp | null;
  /** Whether the commit changes this OTU and no other. */
  alone: boolean;
  removed: boolean;
  /** The OTU's name as of the change. */
  name: string;
  /** Reads the file before and after the change. Called only when its content matters. */
  before(): Reading;
  after(): Reading;
}

const ARRIVALS = ['import', 'clone', 'remote'] as const;

/**
 * The method and description of a change. refkit's own commits speak for themselves where they change one OTU, and bring
 * in each OTU by its name where they are an import, a clone or an update. Everything else is inferred from the files.
 */
export function wordsOf(change: Occurrence): ChangeWords {
  const { stamp, removed } = change;
  const arrival = ARRIVALS.find((method) => method === stamp?.method);
  if (arrival && !removed) {
    return { method: arrival, description: describeMethod(arrival, change.name) };
  }
  // A stamp that contradicts the files was left on a commit that somebody amended.
  if (stamp && !arrival && change.alone && (stamp.method === 'revert' || (stamp.method === 'remove') === removed)) {
    return { method: stamp.method, description: stamp.subject };
  }
  return inferWords(change);
}

function inferWords({ otuId, name, before, after }: Occurrence): ChangeWords {
  const [old, current] = [before(), after()];
  if (isReadable(old) && isReadable(current)) return inferChange(old?.otu ?? null, current?.otu ?? null);
  if (!current) return { method: 'remove', description: `Removed ${otuId}, whose file was not readable` };
  if (!isReadable(current)) {
    return {
      method: old ? 'edit' : 'create',
      description: `${old ? 'Edited' : 'Created'} ${otuId} by hand (not readable)`,
    };
  }
  return { method: 'edit', description: `Made ${oneLine(name)} readable` };
}

function isReadable(reading: Reading): reading is null | { otu: Otu } {
  return reading === null || 'otu' in reading;
}
