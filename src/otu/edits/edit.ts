import { NotFoundError } from '../errors.js';
import { isolateName, oneLine } from '../phrases.js';
import type { Isolate, Method, Otu, Sequence } from '../types.js';

/**
 * An edit is made from input, which it checks at once (InvalidInputError), and then applied to an OTU, where what the
 * OTU lacks or already has can still refuse it (NotFoundError, BadRequestError, AlreadyExistsError). It changes
 * nothing it is given; applied anew to another state of the OTU it gives that state's result.
 */
export interface Edit {
  readonly method: Method;
  apply(otu: Otu): EditOutcome;
}

export interface EditOutcome {
  /** The very object that was given where the edit changes nothing. */
  otu: Otu;
  description: string;
  /** The id of the isolate or sequence that was made or touched. */
  subject?: string;
}

/** The outcome of an edit that changes nothing. */
export function unchanged(otu: Otu, subject?: string): EditOutcome {
  return { otu, description: 'Changed nothing', subject };
}

/** The isolate with an id. Throws NotFoundError, which lists the isolates there are. */
export function findIsolate(otu: Otu, isolateId: string): Isolate {
  const isolate = otu.isolates.find(({ id }) => id === isolateId);
  if (isolate) return isolate;
  throw new NotFoundError(`${oneLine(otu.name)} (${otu.id}) has no isolate ${JSON.stringify(isolateId)}`, {
    data: { otu_id: otu.id, isolate_id: isolateId },
    suggestions: among(
      'isolates',
      otu.isolates.map((other) => `${other.id} (${isolateName(other)})`),
    ),
  });
}

/** The sequence with an id in an isolate. Throws NotFoundError, which lists the sequences there are. */
export function findSequence(otu: Otu, isolate: Isolate, sequenceId: string): Sequence {
  const sequence = isolate.sequences.find(({ id }) => id === sequenceId);
  if (sequence) return sequence;
  const home = otu.isolates.find((other) => other.sequences.some(({ id }) => id === sequenceId));
  throw new NotFoundError(
    `${isolateName(isolate)} (${isolate.id}) of ${oneLine(otu.name)} has no sequence ${JSON.stringify(sequenceId)}`,
    {
      data: { otu_id: otu.id, isolate_id: isolate.id, sequence_id: sequenceId },
      suggestions: home
        ? [`it is in isolate ${home.id} (${isolateName(home)})`]
        : among(
            'sequences',
            isolate.sequences.map((other) => `${other.id} (${oneLine(other.accession)})`),
          ),
    },
  );
}

/** The OTU with one isolate put in the place of another. */
export function replaceIsolate(otu: Otu, old: Isolate, replacement: Isolate): Otu {
  return { ...otu, isolates: otu.isolates.map((isolate) => (isolate === old ? replacement : isolate)) };
}

const MOST_SUGGESTED = 10;

function among(what: string, names: string[]): string[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, MOST_SUGGESTED).join(', ');
  const rest = names.length - MOST_SUGGESTED;
  return [`its ${what} are ${shown}${rest > 0 ? ` and ${rest} more` : ''}`];
}
