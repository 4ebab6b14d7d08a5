import { isolateName, oneLine } from '../otu/phrases.js';
import type { Isolate, Sequence } from '../otu/types.js';

/** How messages speak of the parts of an OTU. All of it is one line, whatever a file holds. */

/** The name of an OTU, or its id where it has no name. */
export function otuLabel({ id, name }: { id: string; name: string }): string {
  return oneLine(name) || `OTU ${id}`;
}

/** "Isolate Q767 (4e8amg20)" */
export function isolateLabel(isolate: Isolate): string {
  return `${isolateName(isolate)} (${isolate.id})`;
}

/** "sequence NC_010317 (5w3oz9pl)"; the id alone where there is no accession. */
export function sequenceLabel({ accession, id }: Sequence): string {
  const known = oneLine(accession, 40);
  return known === '' || known === id ? `sequence ${id}` : `sequence ${known} (${id})`;
}

/** A value in quotes, so that spaces at its ends are seen, and cut where it is long. */
export function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
}

/** "a, b and c" */
export function listed(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}

/** A message with a mark at its end. */
export function sentence(message: string): string {
  return /[.?!]$/.test(message) ? message : `${message}.`;
}
