/** The References document: all its examples, R1 to R16 in its order. */
import { each, has, is, type Story } from './exchange.js';
import {
  build,
  change,
  id,
  index,
  member,
  newOtu,
  newReference,
  page,
  process,
  reference,
  verifiedOtu,
} from './steps.js';

const IMPORTED = JSON.stringify({
  data_type: 'genome',
  organism: 'virus',
  otus: ['Sweet potato feathery mottle virus', 'Sweet potato chlorotic stunt virus'].map((name, number) => ({
    _id: `spv${number}otu`,
    name,
    abbreviation: `SPV${number}`,
    schema: [],
    isolates: [
      {
        id: `spv${number}iso`,
        source_type: 'isolate',
        source_name: 'A',
        default: true,
        sequences: [
          { _id: `spv${number}seq`, accession: `SP_${number}`, definition: name, host: '', sequence: 'ATGACTAGC' },
        ],
      },
    ],
  })),
});

const owned = { ...reference, users: each(has({ id: is('igboyes'), build: is(true), modify: is(true) })) };
const rights = { build: is(true), modify: is(true), modify_otu: is(true), remove: is(true) };
const made = { data_type: is('genome'), internal_control: is(null), latest_build: is(null), contributors: [] };
const imported = {
  imported_from: has({ name: is('reference.json'), user: has({ id: is('igboyes') }), id: is('{file}') }),
  process: has({ id: is('{process}') }),
};

export const REFERENCES: Story[] = [
  {
    about: 'Find',
    exchanges: [
      newReference('Zebra grass viruses'),
      {
        shows: 'R1',
        ask: 'GET /api/refs?page=1&per_page=100',
        status: 200,
        // The document shows one reference without the page around it.
        answer: page(
          has({ ...reference, data_type: 'string|null', internal_control: 'null|object', latest_build: 'null|object' }),
        ),
      },
    ],
  },
  {
    about: 'Create',
    exchanges: [
      {
        shows: 'R3',
        ask: 'POST /api/refs',
        body: { name: 'Plant Viruses', organism: 'viruses', data_type: 'genome' },
        status: 201,
        replies: { location: '/api/refs/{ref}' },
        keep: { ref: 'id' },
        answer: has({
          ...owned,
          ...made,
          users: [has({ id: is('igboyes'), ...rights })],
          name: is('Plant Viruses'),
          organism: is('viruses'),
          description: is(''),
          public: is(false),
          user: has({ id: is('igboyes') }),
        }),
      },
    ],
  },
  {
    about: 'Create by cloning',
    exchanges: [
      newReference('Original', { organism: 'viroid' }),
      ...verifiedOtu('Hop stunt viroid'),
      { ask: 'GET /api/refs/{ref}', status: 200, keep: { original: 'id' } },
      {
        shows: 'R4',
        ask: 'POST /api/refs',
        body: { name: 'Test 1', organism: 'viruses', data_type: 'genome', clone_from: '{original}' },
        status: 201,
        replies: { location: '/api/refs/{ref}' },
        keep: { ref: 'id', process: 'process.id' },
        answer: has({
          ...owned,
          ...made,
          name: is('Test 1'),
          // Taken from the source, whatever is asked for.
          organism: is('viroid'),
          groups: [],
          cloned_from: has({ id: is('{original}'), name: is('Original') }),
          process: id,
        }),
      },
      {
        ask: 'GET /api/processes/{process}',
        untilOver: true,
        status: 200,
        answer: has({ ...process, error: is(null), type: is('clone_reference') }),
      },
      {
        ask: 'GET /api/refs/{ref}/history',
        status: 200,
        answer: has({
          documents: [has({ ...change, method_name: is('clone'), description: is('Cloned Hop stunt viroid') })],
        }),
      },
      {
        ask: 'GET /api/refs/{ref}',
        status: 200,
        answer: has({ otu_count: is(1), process: has({ id: is('{process}') }) }),
      },
      {
        ask: 'POST /api/refs',
        body: { name: 'Test 1', clone_from: 'nothing1' },
        status: 400,
        error: ['bad_request', 'Source reference does not exist'],
      },
    ],
  },
  {
    about: 'Create by importing, Get, Find History',
    exchanges: [
      {
        ask: 'POST /upload/reference?name=reference.json',
        raw: IMPORTED,
        status: 201,
        keep: { file: 'id' },
      },
      {
        shows: 'R5',
        ask: 'POST /api/refs',
        body: { name: 'Test 1', organism: 'viruses', data_type: 'genome', import_from: '{file}' },
        status: 201,
        replies: { location: '/api/refs/{ref}' },
        keep: { ref: 'id', process: 'process.id' },
        answer: has({ ...owned, ...made, ...imported, data_type: is(null), organism: is(null), groups: [] }),
      },
      {
        ask: 'GET /api/processes/{process}',
        untilOver: true,
        status: 200,
        answer: has({ ...process, error: is(null), type: is('import_reference') }),
      },
      {
        shows: 'R2',
        ask: 'GET /api/refs/{ref}',
        status: 200,
        answer: has({
          ...owned,
          ...made,
          ...imported,
          organism: 'string',
          contributors: [has({ id: is('igboyes'), count: is(2) })],
          id: is('{ref}'),
        }),
      },
      {
        shows: 'R9',
        ask: 'GET /api/refs/{ref}/history?per_page=2',
        status: 200,
        answer: has({
          documents: each(
            has({
              ...change,
              method_name: is('import'),
              index: is({ id: 'unbuilt', version: 'unbuilt' }),
              reference: is({ id: '{ref}' }),
              user: is({ id: 'igboyes' }),
            }),
          ),
          total_count: is(2),
          found_count: is(2),
          page_count: is(1),
          per_page: is(2),
          page: is(1),
        }),
      },
      { ask: 'GET /api/refs/{ref}/history?unbuilt=true', status: 200, answer: has({ found_count: is(2) }) },
      {
        ask: 'GET /api/refs/{ref}/history?unbuilt=false',
        status: 200,
        answer: has({ documents: [], found_count: is(0) }),
      },
      {
        ask: 'POST /api/refs',
        body: { name: 'Test 1', import_from: 'nothing1-reference.json.gz' },
        status: 404,
        error: ['not_found', 'File not found'],
      },
    ],
  },
  {
    about: 'Create from a remote',
    exchanges: [
      {
        // Until releases can be followed, the one answer is that GitHub is out of reach.
        shows: 'R6',
        ask: 'POST /api/refs',
        body: {
          name: 'Test Remote',
          organism: 'viruses',
          data_type: 'genome',
          remote_from: 'virtool/virtool-database',
        },
        status: 502,
        error: ['bad_gateway', 'Could not reach GitHub'],
      },
    ],
  },
  {
    about: 'Edit',
    exchanges: [
      newReference('Pests'),
      newOtu('Thingy'),
      {
        shows: 'R7',
        ask: 'PATCH /api/refs/{ref}',
        body: { name: 'Regulated Pests', organism: 'phytoplasma', internal_control: '{otu}' },
        status: 200,
        replies: { etag: 'any' },
        answer: has({
          ...owned,
          data_type: is('genome'),
          name: is('Regulated Pests'),
          organism: is('phytoplasma'),
          internal_control: is({ id: '{otu}', name: 'Thingy' }),
          id: is('{ref}'),
        }),
      },
      // The document shows both methods.
      {
        ask: 'POST /api/refs/{ref}',
        body: { public: true, description: 'All' },
        status: 200,
        answer: has({ public: is(true), description: is('All') }),
      },
      {
        ask: 'PATCH /api/refs/{ref}',
        body: { internal_control: null, public: false },
        status: 200,
        answer: has({ internal_control: is(null) }),
      },
      {
        ask: 'PATCH /api/refs/{ref}',
        body: { internal_control: 'nothing1' },
        status: 404,
        error: ['not_found', 'Not found'],
      },
      {
        ask: 'PATCH /api/refs/{ref}',
        body: { data_type: 'barcode' },
        status: 422,
        error: ['invalid_input', 'Invalid input'],
        answer: has({ errors: has({ data_type: each('string') }) }),
      },
    ],
  },
  {
    about: 'Remove',
    exchanges: [
      newReference('Unloved'),
      {
        shows: 'R8',
        ask: 'DELETE /api/refs/{ref}',
        status: 202,
        replies: { 'content-location': '/api/processes/{process}' },
        keep: { process: 'id' },
        answer: has({
          ...process,
          progress: is(0),
          step: is('delete_indexes'),
          step_count: is(2),
          type: is('delete_reference'),
        }),
      },
      { ask: 'GET /api/refs/{ref}', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/refs?find=unloved', status: 200, answer: has({ documents: [] }) },
      {
        ask: 'GET /api/processes/{process}',
        untilOver: true,
        status: 200,
        answer: has({ progress: is(1), error: is(null) }),
      },
    ],
  },
  {
    about: 'Find Indexes',
    exchanges: [
      newReference('Indexed'),
      ...verifiedOtu('Alfalfa latent virus'),
      ...build(),
      {
        shows: 'R10',
        ask: 'GET /api/refs/{ref}/indexes',
        status: 200,
        answer: has({
          documents: [
            has({
              ...index,
              version: is(0),
              ready: is(true),
              has_files: is(true),
              ref: is({ id: '{ref}' }),
              id: is('{index}'),
              job: is({ id: '{process}' }),
              change_count: is(3),
              modified_otu_count: is(1),
            }),
          ],
          total_count: is(1),
          found_count: is(1),
          page_count: is(1),
          per_page: is(15),
          page: is(1),
        }),
      },
      {
        ask: 'GET /api/refs/{ref}',
        status: 200,
        answer: has({
          latest_build: has({ id: is('{index}'), version: is(0), created_at: 'time', user: id, has_files: is(true) }),
        }),
      },
    ],
  },
  {
    about: 'Users',
    exchanges: [
      newReference('Shared'),
      { ask: 'POST /api/users', body: { user_id: 'baz' }, status: 201 },
      {
        shows: 'R11',
        ask: 'POST /api/refs/{ref}/users',
        body: { user_id: 'baz', modify_otu: true },
        status: 201,
        replies: { location: '/api/refs/{ref}/users/baz' },
        answer: has({
          id: is('baz'),
          created_at: 'time',
          build: is(false),
          modify: is(false),
          modify_otu: is(true),
          remove: is(false),
        }),
      },
      {
        shows: 'R12',
        ask: 'PATCH /api/refs/{ref}/users/baz',
        body: { build: true, modify: true },
        status: 200,
        // What is not named stays as it was: the document's `modify_otu: false` is of another example.
        answer: has({
          id: is('baz'),
          created_at: 'time',
          build: is(true),
          modify: is(true),
          modify_otu: is(true),
          remove: is(false),
        }),
      },
      { ask: 'GET /api/refs/{ref}/users', status: 200, answer: [has({ id: is('igboyes') }), has({ id: is('baz') })] },
      { ask: 'GET /api/refs/{ref}/users/baz', status: 200, answer: has({ id: is('baz'), build: is(true) }) },
      {
        ask: 'POST /api/refs/{ref}/users',
        body: { user_id: 'baz' },
        status: 400,
        error: ['bad_request', 'User already exists'],
      },
      {
        ask: 'POST /api/refs/{ref}/users',
        body: { user_id: 'unheard' },
        status: 400,
        error: ['bad_request', 'User does not exist'],
      },
      {
        ask: 'POST /api/refs/{ref}/users',
        body: { modify: true },
        status: 422,
        error: ['invalid_input', 'Invalid input', { user_id: ['required field'] }],
      },
      { shows: 'R13', ask: 'DELETE /api/refs/{ref}/users/baz', status: 204 },
      { ask: 'GET /api/refs/{ref}/users/baz', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'PATCH /api/refs/{ref}/users/baz', body: { build: true }, status: 404, error: ['not_found', 'Not found'] },
      { ask: 'DELETE /api/refs/{ref}/users/baz', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'DELETE /api/refs/{ref}/users/igboyes', status: 409, error: ['conflict'] },
      { ask: 'PATCH /api/refs/{ref}/users/igboyes', body: { modify: false }, status: 409, error: ['conflict'] },
    ],
  },
  {
    about: 'Groups',
    exchanges: [
      newReference('Shared with a group'),
      { ask: 'POST /api/groups', body: { group_id: 'bazzers' }, status: 201 },
      {
        // The document writes "gorup_id": a slip, and an unknown field.
        ask: 'POST /api/refs/{ref}/groups',
        body: { gorup_id: 'bazzers', modify_otu: true },
        status: 422,
        error: ['invalid_input', 'Invalid input', { gorup_id: ['unknown field'], group_id: ['required field'] }],
      },
      {
        shows: 'R14',
        ask: 'POST /api/refs/{ref}/groups',
        body: { group_id: 'bazzers', modify_otu: true },
        status: 201,
        replies: { location: '/api/refs/{ref}/groups/bazzers' },
        answer: has({
          id: is('bazzers'),
          created_at: 'time',
          build: is(false),
          modify: is(false),
          modify_otu: is(true),
          remove: is(false),
        }),
      },
      {
        shows: 'R15',
        ask: 'PATCH /api/refs/{ref}/groups/bazzers',
        body: { build: true, modify: true },
        status: 200,
        answer: has({
          id: is('bazzers'),
          created_at: 'time',
          build: is(true),
          modify: is(true),
          modify_otu: is(true),
          remove: is(false),
        }),
      },
      { ask: 'GET /api/refs/{ref}/groups', status: 200, answer: [has({ id: is('bazzers') })] },
      { ask: 'GET /api/refs/{ref}/groups/bazzers', status: 200, answer: has({ id: is('bazzers'), build: is(true) }) },
      {
        ask: 'POST /api/refs/{ref}/groups',
        body: { group_id: 'bazzers' },
        status: 400,
        error: ['bad_request', 'Group already exists'],
      },
      {
        ask: 'POST /api/refs/{ref}/groups',
        body: { group_id: 'unheard' },
        status: 400,
        error: ['bad_request', 'Group does not exist'],
      },
      { shows: 'R16', ask: 'DELETE /api/refs/{ref}/groups/bazzers', status: 204 },
      { ask: 'GET /api/refs/{ref}/groups/bazzers', status: 404, error: ['not_found', 'Not found'] },
    ],
  },
  {
    about: 'References and those who may not',
    exchanges: [
      newReference('Private'),
      {
        ask: 'GET /api/refs',
        as: 'nobody',
        status: 401,
        error: ['requires_authorization', 'Requires authorization'],
        replies: { 'www-authenticate': 'Basic realm="refkit", charset="UTF-8"' },
      },
      {
        ask: 'POST /api/refs',
        as: 'outsider',
        body: { name: 'Mine', data_type: 'genome' },
        status: 403,
        error: ['not_permitted', 'Not permitted'],
      },
      { ask: 'GET /api/refs/{ref}', as: 'outsider', status: 404, error: ['not_found', 'Not found'] },
      { ask: 'GET /api/refs?find=private', as: 'outsider', status: 200, answer: has({ documents: [] }) },
      member('reader'),
      { ask: 'GET /api/refs/{ref}', as: 'reader', status: 200 },
      {
        ask: 'PATCH /api/refs/{ref}',
        as: 'reader',
        body: { name: 'Mine' },
        status: 403,
        error: ['insufficient_rights', 'Insufficient rights'],
      },
      {
        ask: 'DELETE /api/refs/{ref}',
        as: 'reader',
        status: 403,
        error: ['insufficient_rights', 'Insufficient rights'],
      },
      {
        ask: 'POST /api/refs/{ref}/indexes',
        as: 'reader',
        status: 403,
        error: ['insufficient_rights', 'Insufficient rights'],
      },
      { ask: 'PATCH /api/users/outsider', body: { permissions: { create_ref: true } }, status: 200 },
      {
        ask: 'POST /api/refs',
        as: 'outsider',
        body: { name: 'Mine', data_type: 'genome' },
        status: 201,
        answer: has({ user: is({ id: 'outsider' }), users: [has({ id: is('outsider'), ...rights })] }),
      },
      {
        ask: 'POST /api/refs',
        as: 'outsider',
        body: { name: 'Mine too', clone_from: '{ref}' },
        status: 400,
        error: ['bad_request', 'Source reference does not exist'],
      },
      { ask: 'PATCH /api/users/outsider', body: { permissions: { create_ref: false } }, status: 200 },
    ],
  },
];
