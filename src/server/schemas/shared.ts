/**
 * What the API answers with, each by its name. What stands in files has its schema in schemas/, and is taken from there.
 * Older names are no business of these: older-names.ts adds them.
 */
import { METHODS } from '../../otu/types.js';
import { storedMembers } from '../../schemas/stored.js';
import {
  anything,
  count,
  described,
  flag,
  idOnly,
  list,
  nullable,
  object,
  ref,
  type Schema,
  text,
  time,
} from './shapes.js';

/** A part of an OTU file as it is answered. */
function stored(
  part: Parameters<typeof storedMembers>[0],
  changed: Record<string, Schema> = {},
): Record<string, Schema> {
  return { ...(storedMembers(part) as Record<string, Schema>), ...changed };
}

const rights = { build: flag, modify: flag, modify_otu: flag, remove: flag };
const permissions = object({ create_ref: flag, upload_file: flag, remove_file: flag });

const changeMembers = {
  id: described(text, '`<otu id>.<version>`; `<otu id>.removed` for a removal'),
  method_name: { type: 'string', enum: [...METHODS] },
  description: text,
  created_at: time,
  otu: object({ id: text, name: text, version: { type: ['integer', 'string'], description: 'or "removed"' } }),
  reference: idOnly,
  index: object({ id: text, version: { type: ['integer', 'string'], description: 'or "unbuilt"' } }),
  user: idOnly,
  release: described(text, 'Of a change that a release of a remote brought: the tag of the release'),
};

const sequenceMembers = { ...stored('sequence'), otu_id: text, isolate_id: text };

const indexMembers = {
  id: text,
  version: count,
  created_at: time,
  ready: flag,
  has_files: flag,
  job: described(nullable(idOnly), 'The process that builds it; null where it was built elsewhere'),
  reference: idOnly,
  user: idOnly,
  change_count: count,
  modified_otu_count: count,
};

const releaseMembers = {
  id: count,
  name: text,
  tag: text,
  body: described(text, 'The notes, in Markdown'),
  etag: nullable(text),
  filename: text,
  size: described(count, 'In bytes'),
  html_url: text,
  download_url: text,
  published_at: time,
  content_type: text,
  retrieved_at: described(time, 'When GitHub said so'),
  newer: described(flag, 'Whether it is newer than what is installed'),
};

const otuSummary = { id: text, name: text, abbreviation: text, verified: flag, version: count };

const userMembers = {
  id: text,
  name: text,
  emails: list(text),
  administrator: flag,
  groups: list(text),
  permissions,
  created_at: time,
};

const keyMembers = { id: text, name: text, created_at: time, user: idOnly };

export const SHARED: Schema[] = [
  object(
    { id: text, message: text, errors: { type: 'object', additionalProperties: list(text) } },
    { id: 'Error', optional: ['errors'], description: 'What is wrong, and with which field' },
  ),
  object({ id: text, ...rights, created_at: time }, { id: 'Member', description: 'The rights of a user or a group' }),
  object(
    {
      id: text,
      name: text,
      description: text,
      data_type: nullable(text),
      organism: nullable(text),
      public: flag,
      created_at: time,
      internal_control: nullable(object({ id: text, name: text })),
      restrict_source_types: flag,
      source_types: list(text),
      user: idOnly,
      users: list(ref('Member')),
      groups: list(ref('Member')),
      contributors: list(object({ id: text, count })),
      latest_build: nullable(object({ id: text, version: count, created_at: time, user: idOnly, has_files: flag })),
      otu_count: count,
      unbuilt_change_count: count,
      cloned_from: object({ id: text, name: text }),
      imported_from: object({ id: text, name: text, user: idOnly }, { optional: ['id', 'user'] }),
      remotes_from: ref('Remote'),
      process: described(idOnly, 'What makes or made it'),
    },
    {
      id: 'Reference',
      description: 'A reference',
      optional: ['cloned_from', 'imported_from', 'remotes_from', 'process'],
    },
  ),
  object(releaseMembers, { id: 'Release', description: 'A release of a remote' }),
  object(
    {
      ...releaseMembers,
      created_at: described(time, 'When it was installed, or began to be'),
      user: idOnly,
      ready: described(flag, 'Whether it is installed'),
      changes: described(
        nullable(object({ added: count, changed: count, removed: count })),
        'OTUs that differ from the release before it; null while that is not known',
      ),
      process: described(idOnly, 'What installs it'),
    },
    { id: 'Update', optional: ['process'], description: 'A release that was, or is being, installed' },
  ),
  object(
    {
      slug: text,
      last_checked: nullable(time),
      last_updated: nullable(time),
      release: described(nullable(ref('Release')), 'The newest release that is known'),
      installed: nullable(ref('Release')),
      errors: described(list(text), 'What went wrong when the remote was last asked'),
    },
    { id: 'Remote', description: 'The GitHub repository whose releases a reference follows' },
  ),
  object({ id: text, name: text }, { id: 'OtuName', description: 'An OTU by its name' }),
  object(otuSummary, { id: 'OtuSummary', description: 'An OTU as lists show it' }),
  object(
    { ...otuSummary, reference: object({ id: text, name: text }) },
    { id: 'FoundOtu', description: 'An OTU as lists show it, with its reference' },
  ),
  object(stored('segment'), { id: 'Segment', description: 'A segment of a genome' }),
  object(stored('sequence'), { id: 'StoredSequence', description: 'A sequence' }),
  object(sequenceMembers, { id: 'Sequence', description: 'A sequence, with where it is' }),
  object(stored('isolate', { sequences: list(ref('StoredSequence')), default: flag }), {
    id: 'Isolate',
    description: 'An isolate with its sequences',
  }),
  object(
    {
      id: described(text, 'Its accession'),
      accession: described(text, 'With its version'),
      definition: text,
      host: nullable(text),
      isolate: nullable(text),
      strain: nullable(text),
      clone: nullable(text),
      source_type: described(text, 'isolate, strain, clone or serotype: the first that the record has; else empty'),
      source_name: text,
      segment: nullable(text),
      molecule: described(text, 'As in the schema of an OTU; empty where the record leaves it open'),
      taxid: nullable({ type: 'integer' }),
      organism: text,
      sequence: text,
      notice: described(nullable(text), 'What NCBI says against using it: that it was replaced or withdrawn'),
    },
    { id: 'GenBankRecord', description: 'A record of GenBank' },
  ),
  object(
    {
      empty_otu: flag,
      empty_isolate: described(anything, 'false, or the ids of isolates without sequences'),
      empty_sequence: described(anything, 'false, or the sequences without bases'),
      isolate_inconsistency: described(flag, 'Whether isolates have different numbers of sequences'),
    },
    { id: 'Issues', description: 'What keeps an OTU from being verified' },
  ),
  object(changeMembers, { id: 'Change', optional: ['release'], description: 'A change of an OTU' }),
  object(
    {
      ...changeMembers,
      commit: text,
      diff: described(anything, 'The whole OTU for its first change and its removal, else a list of changes'),
      patch: described(anything, 'The same as RFC 6902; null where `diff` is the whole OTU'),
    },
    { id: 'ChangeDetail', optional: ['release'], description: 'A change of an OTU, with what it did' },
  ),
  object(
    {
      id: text,
      name: text,
      abbreviation: text,
      taxid: nullable({ type: 'integer' }),
      schema: list(ref('Segment')),
      isolates: list(ref('Isolate')),
      reference: idOnly,
      created_at: time,
      version: count,
      verified: flag,
      issues: nullable(ref('Issues')),
      last_indexed_version: nullable({ type: 'integer' }),
      most_recent_change: nullable(ref('Change')),
    },
    { id: 'Otu', description: 'An OTU' },
  ),
  object(indexMembers, { id: 'Index', description: 'An index build' }),
  object(
    {
      ...indexMembers,
      manifest: { type: 'object', additionalProperties: count, description: 'OTU id to version' },
      contributors: list(object({ id: text, count })),
      otus: list(object({ id: text, name: text, change_count: count })),
      files: list(object({ name: text, size: count })),
    },
    { id: 'IndexDetail', description: 'An index build, with what it is made of' },
  ),
  object(
    {
      id: text,
      created_at: time,
      type: text,
      progress: { type: 'number', minimum: 0, maximum: 1 },
      step: text,
      step_count: count,
      error: nullable(text),
    },
    { id: 'Process', description: 'Long work' },
  ),
  object(
    {
      id: text,
      name: text,
      type: text,
      ready: flag,
      reserved: flag,
      uploaded_at: time,
      size: count,
      user: idOnly,
    },
    { id: 'File', description: 'An upload' },
  ),
  object(userMembers, { id: 'User', description: 'A user of this server' }),
  object(
    { id: text, permissions, users: list(text), created_at: time },
    { id: 'Group', description: 'A group of users' },
  ),
  object(keyMembers, { id: 'Key', description: 'An API key, without the key' }),
  object({ ...keyMembers, key: described(text, 'Shown this once') }, { id: 'NewKey', description: 'An API key' }),
];
