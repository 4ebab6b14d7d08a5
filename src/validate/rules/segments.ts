import { oneLine } from '../../otu/phrases.js';
import { isolateLabel, listed, quoted, sequenceLabel } from '../labels.js';
import type { OtuRule } from '../rule.js';
import { eachSequence, sequencePath } from './walk.js';

export const schemaEmpty: OtuRule = {
  id: 'schema-empty',
  scope: 'otu',
  severity: 'notice',
  title: 'OTU without a schema',
  description:
    'The `schema` lists the segments of the genome, one for a genome in one piece. It is what says whether an isolate is complete.',
  impact: 'refkit cannot tell whether isolates lack a segment.',
  recommended_action: 'Describe the segments: `refkit otu edit OTU --schema FILE`.',
  fixes: null,
  check(otu, report) {
    if (otu.schema.length === 0) report({ path: ['schema'], message: 'The OTU has no schema' });
  },
};

export const segmentNameEmpty: OtuRule = {
  id: 'segment-name-empty',
  scope: 'otu',
  severity: 'error',
  title: 'Segment without a name',
  description: 'Sequences refer to segments by name.',
  impact: 'No sequence can be assigned to the segment.',
  recommended_action: 'Name the segment, or remove it.',
  fixes: null,
  check(otu, report) {
    otu.schema.forEach(({ name }, at) => {
      if (name.trim() === '')
        report({ path: ['schema', at, 'name'], message: `The segment schema[${at}] has no name` });
    });
  },
};

export const segmentNameDuplicate: OtuRule = {
  id: 'segment-name-duplicate',
  scope: 'otu',
  severity: 'error',
  title: 'Segments of one name',
  description: 'No two segments of a schema have the same name.',
  impact: 'Nobody can tell which of the segments a sequence is.',
  recommended_action: 'Rename one of the segments, or remove it.',
  fixes: null,
  check(otu, report) {
    const seen = new Set<string>();
    otu.schema.forEach(({ name }, at) => {
      if (seen.has(name)) {
        report({ path: ['schema', at, 'name'], message: `The schema has two segments called ${quoted(name)}` });
      }
      seen.add(name);
    });
  },
};

export const segmentMoleculeMissing: OtuRule = {
  id: 'segment-molecule-missing',
  scope: 'otu',
  severity: 'notice',
  title: 'Segment without a molecule type',
  description: 'The `molecule` of a segment says what it is made of: ssDNA, dsDNA, ssRNA, ssRNA+, ssRNA- or dsRNA.',
  impact: 'Programs that group viruses by their genome do not know where this one belongs.',
  recommended_action: 'Fill in the molecule type, as the ICTV or the GenBank record has it.',
  fixes: null,
  check(otu, report) {
    otu.schema.forEach(({ name, molecule }, at) => {
      if (molecule !== '') return;
      report({ path: ['schema', at, 'molecule'], message: `The segment ${quoted(name)} has no molecule type` });
    });
  },
};

export const moleculesMixed: OtuRule = {
  id: 'molecules-mixed',
  scope: 'otu',
  severity: 'warning',
  title: 'Schema with different molecule types',
  description:
    'The segments of one virus are made of the same kind of molecule, with few exceptions. A segment without a molecule type beside others that have one counts as different.',
  impact: 'One of the segments is likely described wrongly.',
  recommended_action: 'Compare the molecule types with those in the GenBank records.',
  fixes: null,
  check(otu, report) {
    if (otu.schema.every(({ molecule }) => molecule === otu.schema[0]!.molecule)) return;
    const kinds = new Map<string, string[]>();
    for (const { name, molecule } of otu.schema) {
      const names = kinds.get(molecule);
      if (names) names.push(oneLine(name, 40));
      else kinds.set(molecule, [oneLine(name, 40)]);
    }
    const said = [...kinds].map(([molecule, names]) => `${molecule || 'nothing said'} (${names.join(', ')})`);
    report({ path: ['schema'], message: `The segments have different molecule types: ${listed(said)}` });
  },
};

export const segmentUndeclared: OtuRule = {
  id: 'segment-undeclared',
  scope: 'otu',
  severity: 'warning',
  title: 'Sequence of no segment in the schema',
  description:
    'Where an OTU has a schema, each sequence names one of its segments. A sequence that names none, or one that the schema lacks, breaks this; so does any segment where there is no schema.',
  impact: 'The sequence counts for no segment, so that its isolate may seem to lack one.',
  recommended_action: 'Set the segment of the sequence, or add the segment to the schema.',
  fixes: null,
  check(otu, report) {
    const declared = new Set(otu.schema.map(({ name }) => name));
    eachSequence(otu, (sequence, isolate, i, s) => {
      // Older files have "" where there is no segment.
      const segment = sequence.segment || null;
      if (segment === null ? declared.size === 0 : declared.has(segment)) return;
      const said = segment === null ? 'no segment' : `the segment ${quoted(segment)}, which the schema lacks`;
      report({
        path: sequencePath(i, s, 'segment'),
        message: `In ${isolateLabel(isolate)}, ${sequenceLabel(sequence)} has ${said}`,
      });
    });
  },
};

export const segmentMissing: OtuRule = {
  id: 'segment-missing',
  scope: 'otu',
  severity: 'warning',
  title: 'Isolate that lacks a required segment',
  description: 'Each isolate has a sequence for each segment that the schema calls `required`.',
  impact: 'The genome of the isolate is incomplete; where it is the default, reads from that segment are not found.',
  recommended_action: 'Add the sequence, set the segment of the sequence that it is, or make the segment optional.',
  fixes: null,
  check(otu, report) {
    const required = otu.schema.filter((segment) => segment.required);
    otu.isolates.forEach((isolate, at) => {
      // An isolate without sequences lacks them all; another rule says so.
      if (isolate.sequences.length === 0) return;
      const segments = new Set(isolate.sequences.map(({ segment }) => segment));
      const lacking = required.filter(({ name }) => !segments.has(name));
      if (lacking.length === 0) return;
      const names = lacking.map(({ name }) => oneLine(name, 40));
      report({
        path: ['isolates', at, 'sequences'],
        message: `${isolateLabel(isolate)} lacks the required ${names.length === 1 ? 'segment' : 'segments'} ${listed(names)}`,
      });
    });
  },
};
