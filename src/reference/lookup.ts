/** From what a person typed to the thing they mean, with a way out where there is none. */
import { distance } from 'fastest-levenshtein';
import type { Catalog, ChangeRow, OtuSummary } from '../catalog/catalog.js';
import { isolateName } from '../otu/canonical.js';
import { NotFoundError } from '../otu/errors.js';
import type { Isolate, Otu, Sequence } from '../otu/types.js';
import { AmbiguousOtuError } from './errors.js';

/**
 * The id of the OTU that a text stands for: an id, or an exact name or abbreviation.
 *
 * @param removed whether the id of an OTU that is gone will do
 * @param byName whether anything but an id will do
 * @throws NotFoundError with near names; AmbiguousOtuError
 */
export function resolveOtu(catalog: Catalog, text: string, { removed = false, byName = true } = {}): string {
  // An id comes before any name, also that of an OTU which is gone.
  if (catalog.otu(text) !== null || (removed && catalog.otuChanges(text).length > 0)) return text;
  if (!byName) throw new NotFoundError(`There is no OTU ${JSON.stringify(text)}`, { data: { otu: text } });
  const found = catalog.resolveOtu(text);
  if (found.length === 1) return found[0]!.id;
  if (found.length > 1) {
    const list = found.map(({ id, name }) => `${id} (${name})`);
    throw new AmbiguousOtuError(`"${text}" stands for ${found.length} OTUs: ${list.slice(0, 10).join(', ')}`, {
      data: { otus: found.map(({ id }) => id) },
      suggestions: ['name the OTU by its id'],
    });
  }
  const near = nearOtus(catalog, text);
  throw new NotFoundError(`There is no OTU "${text}"`, {
    data: { otu: text },
    suggestions:
      near.length > 0
        ? [`did you mean ${near.map(({ id, name }) => `${name} (${id})`).join(', ')}?`]
        : ['"refkit otu list --find TEXT" finds OTUs by any part of their name'],
  });
}

/** OTUs that somebody may have meant: those whose name holds the text, else those with a word of it, nearest first. */
function nearOtus(catalog: Catalog, text: string): OtuSummary[] {
  const request = { page: 1, per_page: 100 };
  const holding = catalog.findOtus({ find: text }, request).documents;
  const words = text.split(/\s+/).filter((word) => word.length > 3 && !/^virus$/i.test(word));
  const sharing = holding.length > 0 ? [] : words.flatMap((find) => catalog.findOtus({ find }, request).documents);
  const wanted = text.toLowerCase();
  const ranked = [...holding, ...sharing].map((otu) => ({ otu, far: distance(otu.name.toLowerCase(), wanted) }));
  ranked.sort((a, b) => a.far - b.far);
  return [...new Map(ranked.map(({ otu }) => [otu.id, otu])).values()].slice(0, 3);
}

/** @throws NotFoundError with the changes that the OTU has */
export function findChange(catalog: Catalog, id: string): ChangeRow {
  const row = catalog.change(id);
  if (row) return row;
  const otu = id.replace(/\.[^.]*$/, '');
  const known = catalog.otuChanges(otu).map((change) => change.id);
  throw new NotFoundError(`There is no change "${id}"`, {
    data: { change: id },
    suggestions: [
      known.length > 0
        ? `the changes of OTU ${otu} are ${known[0]} to ${known.at(-1)}`
        : 'a change is named by its OTU and version, such as "c93ec9a9.0"; "refkit history" lists them',
    ],
  });
}

/**
 * @param text an id, or an exact name such as "Isolate Q767" or "Q767"
 * @throws NotFoundError with the isolates there are
 */
export function isolateOf(otu: Pick<Otu, 'id' | 'name' | 'isolates'>, text: string): Isolate {
  const byId = otu.isolates.find(({ id }) => id === text);
  if (byId) return byId;
  const byName = otu.isolates.filter((isolate) => isolateName(isolate) === text || isolate.source_name === text);
  if (byName.length === 1) return byName[0]!;
  const known = (byName.length > 1 ? byName : otu.isolates).map((isolate) => `${isolate.id} (${isolateName(isolate)})`);
  const message =
    byName.length > 1
      ? `OTU ${otu.id} has ${byName.length} isolates named "${text}"`
      : `OTU ${otu.id} (${otu.name}) has no isolate "${text}"`;
  throw new NotFoundError(message, {
    data: { otu: otu.id, isolate: text },
    suggestions: [known.length > 0 ? `its isolates are ${known.slice(0, 10).join(', ')}` : 'it has no isolates yet'],
  });
}

/**
 * @param text an id or an accession
 * @throws NotFoundError with the sequences there are
 */
export function sequenceOf(isolate: Isolate, text: string): Sequence {
  const found =
    isolate.sequences.find(({ id }) => id === text) ?? isolate.sequences.find(({ accession }) => accession === text);
  if (found) return found;
  const known = isolate.sequences.map(({ id, accession }) => `${id} (${accession})`);
  throw new NotFoundError(`${isolateName(isolate)} (${isolate.id}) has no sequence "${text}"`, {
    data: { isolate: isolate.id, sequence: text },
    suggestions: [known.length > 0 ? `its sequences are ${known.slice(0, 10).join(', ')}` : 'it has no sequences yet'],
  });
}
