/** What must be unique in a reference: OTU names and abbreviations, sequence ids, accessions. The catalog knows. */
import type { Catalog } from '../catalog/catalog.js';
import type { Claims } from '../otu/claims.js';
import { AlreadyExistsError } from '../otu/errors.js';
import { oneLine } from '../otu/phrases.js';
import type { OpenOptions } from './session.js';

/**
 * Refuses an edit that claims what another OTU or sequence has. Another version of an accession in another OTU is not
 * refused, since it may be meant: who edits at a terminal is told.
 *
 * @param otuId the OTU that is edited; null for a new one
 * @throws AlreadyExistsError in the words of the HTTP API, with the holder in a suggestion
 */
export function refuseClashes(
  catalog: Catalog,
  claims: Claims,
  otuId: string | null,
  { account, onWarning }: OpenOptions = {},
): void {
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
  if (account !== undefined || !onWarning) return;
  for (const accession of claims.accessions) {
    const other = catalog.accessionHolders(accession).find(({ otu_id }) => otu_id !== otuId);
    if (!other) continue;
    onWarning(`Another version of ${oneLine(accession)}, ${oneLine(other.accession)}, is in ${holder(other.otu_id)}`);
  }
}
