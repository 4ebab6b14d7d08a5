/** What must be unique in a reference: OTU names and abbreviations, sequence ids, accessions. The catalog knows. */
import type { Catalog } from '../catalog/catalog.js';
import type { Claims } from '../otu/claims.js';
import { AlreadyExistsError } from '../otu/errors.js';

/**
 * Refuses an edit that claims what another OTU or sequence has.
 *
 * @param otuId the OTU that is edited; null for a new one
 * @throws AlreadyExistsError in the words of the HTTP API, with the holder in a suggestion
 */
export function refuseClashes(catalog: Catalog, claims: Claims, otuId: string | null): void {
  const except = otuId ?? undefined;
  const name = claims.name === undefined ? null : catalog.nameTaken(claims.name, except);
  const abbreviation =
    claims.abbreviation === undefined ? null : catalog.abbreviationTaken(claims.abbreviation, except);
  const holder = (id: string) => `OTU ${id}, ${catalog.otu(id)?.name}`;
  const clash = (message: string, ...held: { field: string; value: string | undefined; otu: string }[]) =>
    new AlreadyExistsError(message, {
      data: { clashes: held },
      suggestions: held.map(({ field, value, otu }) => `${field} "${value}" is that of ${holder(otu)}`),
    });
  const heldName = { field: 'name', value: claims.name, otu: name ?? '' };
  const heldAbbreviation = { field: 'abbreviation', value: claims.abbreviation, otu: abbreviation ?? '' };
  if (name && abbreviation) throw clash('Name and abbreviation already exist', heldName, heldAbbreviation);
  if (name) throw clash('Name already exists', heldName);
  if (abbreviation) throw clash('Abbreviation already exists', heldAbbreviation);
  for (const value of claims.sequenceIds) {
    const otu = catalog.sequenceIdTaken(value);
    if (otu) throw clash('Sequence id already exists', { field: 'sequence id', value, otu });
  }
  for (const value of claims.accessions) {
    const otu = catalog.accessionTaken(value);
    if (otu) throw clash('Accession already exists', { field: 'accession', value, otu });
  }
}
