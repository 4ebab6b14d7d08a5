import type { UniqueRule } from '../rule.js';

/** Rules over values that no two places of a reference may have. `unique.ts` compares; here stands what it means. */

export const otuIdDuplicate: UniqueRule = {
  id: 'otu-id-duplicate',
  scope: 'reference',
  kind: 'otu_id',
  say: (value) => `The OTU id ${value} is also used by`,
  severity: 'error',
  title: 'OTU id in use twice',
  description:
    'No two OTUs have the same `id`. Ids that differ in case alone count as the same, since they name files, and some systems do not tell such files apart.',
  impact: 'Which of the OTUs a change or an index speaks of is not clear, and a clone on Windows or macOS loses one.',
  recommended_action: 'Give the newer OTU another id, and its file the name of it.',
  fixes: null,
};

export const nameDuplicate: UniqueRule = {
  id: 'name-duplicate',
  scope: 'reference',
  kind: 'name',
  say: (value) => `The name ${value} is also used by`,
  severity: 'error',
  title: 'OTU name in use twice',
  description: 'No two OTUs of a reference have the same name; case and the space around it are ignored.',
  impact:
    'People and programs that look an OTU up by name get the wrong one; refkit and Virtool refuse to import such a reference.',
  recommended_action: 'Rename one of the OTUs, or merge the two.',
  fixes: null,
};

export const abbreviationDuplicate: UniqueRule = {
  id: 'abbreviation-duplicate',
  scope: 'reference',
  kind: 'abbreviation',
  say: (value) => `The abbreviation ${value} is also used by`,
  severity: 'error',
  title: 'Abbreviation in use twice',
  description: 'No two OTUs of a reference have the same abbreviation, unless it is empty. Here case matters.',
  impact: 'People and programs that look an OTU up by abbreviation get the wrong one.',
  recommended_action: 'Change one of the abbreviations, or make it empty.',
  fixes: null,
};

export const sequenceIdDuplicate: UniqueRule = {
  id: 'sequence-id-duplicate',
  scope: 'reference',
  kind: 'sequence_id',
  say: (value) => `The sequence id ${value} is also used by`,
  severity: 'error',
  title: 'Sequence id in use twice',
  description: 'No two sequences of a reference have the same `id`: it is the name of the sequence in an index.',
  impact: 'Hits in an index cannot be traced to one sequence; refkit and Virtool refuse to import such a reference.',
  recommended_action: 'Give one of the sequences another id, or remove it where it is a copy.',
  fixes: null,
};

export const accessionDuplicate: UniqueRule = {
  id: 'accession-duplicate',
  scope: 'reference',
  kind: 'accession',
  say: (value) => `The accession ${value} is also used by`,
  severity: 'warning',
  title: 'Accession in use twice',
  description:
    'A record of GenBank is in a reference once, in one isolate of one OTU. Case and the space around an accession are ignored. Older references hold some records twice, so this is no error.',
  impact:
    'One of the places has the wrong sequence or the wrong accession; in an index the sequence competes with itself.',
  recommended_action: 'Look the record up, and remove or correct the place where it does not belong.',
  fixes: null,
};

export const accessionVersionDuplicate: UniqueRule = {
  id: 'accession-version-duplicate',
  scope: 'reference',
  kind: 'accession',
  say: (accession) => `The accession ${accession} is used in another version by`,
  severity: 'notice',
  title: 'Accession in use in several versions',
  description:
    'Two accessions are the same but for the version behind the point, or one of them has none: two versions of one record.',
  impact: 'The same sequence may be there twice, once out of date.',
  recommended_action: 'Keep the newer version, unless both are meant.',
  fixes: null,
};

export const UNIQUE_RULES = [
  otuIdDuplicate,
  nameDuplicate,
  abbreviationDuplicate,
  sequenceIdDuplicate,
  accessionDuplicate,
  accessionVersionDuplicate,
];
