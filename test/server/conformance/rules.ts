/** Rules of OTUs, their history and indexes that the documents leave open. */
import { type Exchange, each, has, is, type Story } from './exchange.js';
import {
  build,
  change,
  id,
  index,
  member,
  newIsolate,
  newOtu,
  newReference,
  newSequence,
  page,
  pageOf,
  verifiedOtu,
} from './steps.js';

const INVALID: Exchange['error'] = ['invalid_input', 'Invalid input'];
const described = (description: string, method_name: string, more = {}) =>
  has({ most_recent_change: has({ ...change, description: is(description), method_name: is(method_name) }), ...more });
/** The OTU as it is, and how its newest change is described. */
const newest = (description: string, method: string, more = {}): Exchange => ({
  ask: 'GET /api/otus/{otu}',
  status: 200,
  answer: described(description, method, more),
});

export const RULES: Story[] = [
  {
    about: 'What an OTU may be called, and how edits describe themselves',
    exchanges: [
      newReference('Named'),
      newOtu('Tobacco mosaic virus'),
      newest('Created Tobacco mosaic virus', 'create', { version: is(0), abbreviation: is(''), verified: is(false) }),
      newOtu('No abbreviation either', {}, 'other'),
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { abbreviation: 'TMV' },
        status: 200,
        answer: described('Added abbreviation TMV', 'edit'),
      },
      // Abbreviations count exactly, names whatever their case.
      { ask: 'PATCH /api/otus/{other}', body: { abbreviation: 'tmv' }, status: 200 },
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { name: 'TOBACCO MOSAIC VIRUS', abbreviation: '' },
        status: 200,
        answer: described('Changed name to TOBACCO MOSAIC VIRUS and removed abbreviation TMV', 'edit', {
          version: is(2),
        }),
      },
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { name: 'TOBACCO MOSAIC VIRUS' },
        status: 200,
        answer: described('Changed name to TOBACCO MOSAIC VIRUS and removed abbreviation TMV', 'edit', {
          version: is(2),
        }),
      },
      { ask: 'PATCH /api/otus/{otu}', body: {}, status: 200, answer: has({ version: is(2) }) },
      { ask: 'PATCH /api/otus/{otu}', body: { name: ' ' }, status: 422, error: INVALID },
      { ask: 'DELETE /api/otus/{other}', status: 204 },
      {
        ask: 'GET /api/history/{other}.removed',
        status: 200,
        answer: has({
          ...change,
          method_name: is('remove'),
          description: is('Removed No abbreviation either (tmv)'),
          otu: has({ version: is('removed') }),
          diff: has({ name: is('No abbreviation either') }),
        }),
      },
    ],
  },
  {
    about: 'Schemas and segments',
    exchanges: [
      newReference('Segmented'),
      newOtu('Segmented virus', { schema: [{ name: 'RNA1' }, { name: 'RNA2', molecule: 'ssRNA-', required: false }] }),
      {
        ask: 'GET /api/otus/{otu}',
        status: 200,
        answer: has({
          schema: is([
            { name: 'RNA1', molecule: '', required: true },
            { name: 'RNA2', molecule: 'ssRNA-', required: false },
          ]),
        }),
      },
      { ask: 'PATCH /api/otus/{otu}', body: { schema: [{ name: 'a' }, { name: 'a' }] }, status: 422, error: INVALID },
      { ask: 'PATCH /api/otus/{otu}', body: { schema: [{ molecule: 'DNA', name: 'a' }] }, status: 422, error: INVALID },
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { schema: [{}] },
        status: 422,
        error: ['invalid_input', 'Invalid input', { 'schema.0.name': ['required field'] }],
      },
      newIsolate('a'),
      newSequence('ACC_1', { segment: 'RNA1' }, 'first'),
      newSequence('ACC_2', { segment: 'RNA2' }, 'second'),
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { schema: [{ name: 'RNA One' }, { name: 'RNA2', molecule: 'ssRNA-', required: false }] },
        status: 200,
        answer: described('Modified schema', 'edit'),
      },
      {
        ask: 'GET /api/otus/{otu}/isolates/{isolate}/sequences/{first}',
        status: 200,
        answer: has({ segment: is(null) }),
      },
      {
        ask: 'GET /api/otus/{otu}/isolates/{isolate}/sequences/{second}',
        status: 200,
        answer: has({ segment: is('RNA2') }),
      },
    ],
  },
  {
    about: 'Issues',
    exchanges: [
      newReference('Troubled'),
      newOtu('Troubled virus'),
      newIsolate('a'),
      {
        ask: 'GET /api/otus/{otu}',
        status: 200,
        answer: has({
          verified: is(false),
          issues: has({
            empty_otu: is(false),
            empty_virus: is(false),
            empty_isolate: is(['{isolate}']),
            empty_sequence: is(false),
            isolate_inconsistency: is(false),
          }),
        }),
      },
      newSequence('ACC_1'),
      { ask: 'GET /api/otus/{otu}', status: 200, answer: has({ verified: is(true), issues: is(null) }) },
      newIsolate('b', {}, 'second'),
      {
        ask: 'GET /api/otus/{otu}',
        status: 200,
        answer: has({ issues: has({ empty_isolate: is(['{second}']), isolate_inconsistency: is(true) }) }),
      },
      { ask: 'GET /api/refs/{ref}/otus?verified=false', status: 200, answer: has({ found_count: is(1) }) },
    ],
  },
  {
    about: 'Isolates, and how edits of them describe themselves',
    exchanges: [
      newReference('Isolating'),
      newOtu('Isolated virus'),
      // The first is the default whatever the input says; types are stored in lower case.
      {
        ask: 'POST /api/otus/{otu}/isolates',
        body: { source_type: 'Isolate', source_name: 'a', default: false },
        status: 201,
        keep: { isolate: 'id' },
        answer: has({ default: is(true), source_type: is('isolate') }),
      },
      newest('Added Isolate a as default', 'add_isolate'),
      newIsolate('b', { default: true }, 'second'),
      newest('Added Isolate b as default', 'add_isolate', {
        isolates: [has({ default: is(false) }), has({ default: is(true) })],
      }),
      {
        ask: 'POST /api/otus/{otu}/isolates',
        body: {},
        status: 201,
        keep: { unnamed: 'id' },
        answer: has({ source_type: is(''), source_name: is(''), default: is(false) }),
      },
      newest('Added Unnamed Isolate', 'add_isolate'),
      {
        ask: 'PATCH /api/otus/{otu}/isolates/{unnamed}',
        body: { source_type: 'strain', source_name: 'c' },
        status: 200,
      },
      newest('Renamed Unnamed Isolate to Strain c', 'edit_isolate'),
      { ask: 'PUT /api/otus/{otu}/isolates/{second}/default', status: 200 },
      newest('Renamed Unnamed Isolate to Strain c', 'edit_isolate', { version: is(4) }),
      newSequence('ACC_1'),
      newest('Created new sequence ACC_1 in Isolate a', 'create_sequence'),
      {
        ask: 'PATCH /api/otus/{otu}/isolates/{isolate}/sequences/{sequence}',
        body: { sequence: ' at ga\nnnr ' },
        status: 200,
        answer: has({ sequence: is('ATGANNR'), accession: is('ACC_1') }),
      },
      newest('Edited sequence {sequence} in Isolate a', 'edit_sequence'),
      { ask: 'DELETE /api/otus/{otu}/isolates/{isolate}/sequences/{sequence}', status: 204 },
      newest('Removed sequence {sequence} from Isolate a', 'remove_sequence'),
      { ask: 'DELETE /api/otus/{otu}/isolates/{second}', status: 204 },
      newest('Removed Isolate b and set Isolate a as default', 'remove_isolate', {
        isolates: [has({ default: is(true) }), has({ default: is(false) })],
      }),
      { ask: 'DELETE /api/otus/{otu}/isolates/{unnamed}', status: 204 },
      newest('Removed Strain c', 'remove_isolate'),
    ],
  },
  {
    about: 'History and how it is undone',
    exchanges: [
      newReference('Undone'),
      member('reader'),
      newOtu('First name', { abbreviation: 'FN' }),
      { ask: 'PATCH /api/otus/{otu}', body: { name: 'Second name' }, status: 200 },
      { ask: 'PATCH /api/otus/{otu}', body: { name: 'Third name' }, status: 200 },
      {
        ask: 'GET /api/history/{otu}.1',
        status: 200,
        answer: has({
          ...change,
          diff: [is(['change', 'name', ['First name', 'Second name']]), is(['change', 'version', [0, 1]])],
          patch: [has({ op: is('replace'), path: is('/name'), value: is('Second name') })],
        }),
      },
      {
        ask: 'GET /api/history/{otu}.0',
        status: 200,
        answer: has({ patch: is(null), diff: has({ name: is('First name') }) }),
      },
      { ask: 'GET /api/history/{otu}.9', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/history/nothing1.0', status: 404, error: ['not_found', 'Not found'] },
      {
        ask: 'DELETE /api/history/{otu}.1',
        as: 'reader',
        status: 403,
        error: ['insufficient_rights', 'Insufficient rights'],
      },
      { ask: 'DELETE /api/history/{otu}.1', status: 204 },
      newest('Reverted First name to version 0', 'revert', { name: is('First name'), version: is(3) }),
      { ask: 'DELETE /api/otus/{otu}', status: 204 },
      { ask: 'GET /api/otus/{otu}', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/otus/{otu}/history', status: 200, answer: each(has(change)) },
      { ask: 'DELETE /api/history/{otu}.removed', status: 204 },
      // The number that the removal has used up is not used again.
      { ask: 'GET /api/otus/{otu}', status: 200, answer: has({ name: is('First name'), version: is(5) }) },
      newIsolate('a'),
      newSequence('ACC_1'),
      ...build(),
      { ask: 'DELETE /api/history/{otu}.1', status: 409, error: ['conflict', 'Not unbuilt'] },
      { ask: 'GET /api/history?per_page=100', status: 200, answer: page(has(change)) },
      { ask: 'GET /api/history?unbuilt=true', as: 'outsider', status: 200, answer: has({ documents: [] }) },
      {
        ask: 'GET /api/refs/{ref}/history?unbuilt=false',
        status: 200,
        answer: has({ found_count: is(8), documents: each(has({ index: is({ id: '{index}', version: 0 }) })) }),
      },
    ],
  },
  {
    about: 'Indexes',
    exchanges: [
      newReference('Built'),
      { ask: 'POST /api/refs/{ref}/indexes', status: 400, error: ['bad_request', 'There are no unbuilt changes'] },
      newOtu('Bare virus'),
      { ask: 'POST /api/refs/{ref}/indexes', status: 400, error: ['bad_request', 'There are unverified OTUs'] },
      newIsolate('a'),
      newSequence('ACC_1'),
      {
        ask: 'POST /api/refs/{ref}/indexes',
        status: 201,
        keep: { index: 'id', process: 'job.id' },
        replies: { location: '/api/indexes/{index}' },
        answer: has({
          ...index,
          ready: is(false),
          has_files: is(false),
          version: is(0),
          change_count: is(3),
          modified_otu_count: is(1),
        }),
      },
      {
        ask: 'GET /api/processes/{process}',
        untilOver: true,
        status: 200,
        answer: has({ type: is('build_index'), error: is(null) }),
      },
      { ask: 'POST /api/refs/{ref}/indexes', status: 400, error: ['bad_request', 'There are no unbuilt changes'] },
      {
        ask: 'GET /api/indexes/{index}',
        status: 200,
        answer: has({
          ...index,
          ready: is(true),
          manifest: has({ '{otu}': is(2) }),
          contributors: is([{ id: 'igboyes', count: 3 }]),
          otus: is([{ id: '{otu}', name: 'Bare virus', change_count: 3 }]),
          files: each(has({ name: 'string', size: 'integer' })),
        }),
      },
      { ask: 'GET /api/indexes/{index}', as: 'outsider', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/indexes/nothing1', status: 404, error: ['not_found', 'Not found'] },
      {
        ask: 'GET /api/indexes/{index}/history',
        status: 200,
        answer: pageOf([has(change), has(change), has(change)], { found_count: 3 }),
      },
      {
        ask: 'GET /api/indexes/{index}/files/reference.json.gz',
        status: 200,
        replies: { 'content-length': 'any', 'content-type': 'application/octet-stream' },
      },
      { ask: 'GET /api/indexes/{index}/files/nothing', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/indexes', status: 200, answer: page(has({ ...index, job: 'object|null' })) },
      {
        ask: 'GET /api/indexes?ready=true',
        status: 200,
        answer: each(has({ id: 'string', version: 'integer', reference: has({ id: 'string', name: 'string' }) })),
      },
      { ask: 'GET /api/indexes?ready=true', as: 'outsider', status: 200, answer: [] },
      {
        ask: 'GET /api/otus/{otu}',
        status: 200,
        answer: has({ last_indexed_version: is(2), most_recent_change: is(null) }),
      },
      { ask: 'GET /api/refs/{ref}/otus', status: 200, answer: has({ modified_count: is(0) }) },
      {
        ask: 'PATCH /api/otus/{otu}',
        body: { abbreviation: 'BV' },
        status: 200,
        answer: has({ last_indexed_version: is(2), most_recent_change: has({ id: is('{otu}.3') }) }),
      },
      ...build(),
      {
        ask: 'GET /api/refs/{ref}/indexes',
        status: 200,
        answer: has({ documents: [has({ version: is(1), change_count: is(1) }), has({ version: is(0) })] }),
      },
      { ask: 'GET /api/refs/{ref}', status: 200, answer: has({ latest_build: has({ version: is(1), user: id }) }) },
    ],
  },
  {
    about: 'A second build at the same time',
    exchanges: [
      newReference('Twice'),
      ...verifiedOtu('Twice built virus'),
      { ask: 'POST /api/refs/{ref}/indexes', status: 201, keep: { process: 'job.id', index: 'id' } },
      { ask: 'POST /api/refs/{ref}/indexes', status: 409, error: ['conflict', 'Index build already in progress'] },
      { ask: 'GET /api/processes/{process}', untilOver: true, status: 200 },
    ],
  },
];
