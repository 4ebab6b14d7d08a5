/** References, their users and groups, and their indexes as text. */
import { line } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { count, fileSize, grouped, shortTime } from '../words.js';
import type { ShownIndex, ShownIndexDetail, ShownMember, ShownReference } from './shapes.js';

const MOST_NAMED = 10;

export function referenceText(reference: ShownReference, view: View): string {
  const { latest_build: build, internal_control: control, contributors } = reference;
  const named = contributors.slice(0, MOST_NAMED).map(({ id, count: changes }) => `${id} (${changes})`);
  const facts = fields(
    [
      ['id', reference.id],
      ['description', reference.description || null],
      ['organism', reference.organism],
      ['public', reference.public ? 'yes' : 'no'],
      ['created', `${shortTime(reference.created_at)} by ${reference.user.id}`],
      ['imported from', reference.imported_from?.name ?? null],
      ['cloned from', reference.cloned_from ? `${reference.cloned_from.name} (${reference.cloned_from.id})` : null],
      ['follows', reference.remotes_from ? remoteFact(reference.remotes_from) : null],
      ['OTUs', grouped(reference.otu_count)],
      ['unbuilt', count(reference.unbuilt_change_count, 'change')],
      ['newest index', build ? `${build.version}, of ${shortTime(build.created_at)}` : 'none'],
      ['internal control', control ? `${control.name} (${control.id})` : null],
      [
        'source types',
        `${reference.source_types.join(', ')}${reference.restrict_source_types ? ' and no others' : ' and any other'}`,
      ],
      ['users', reference.users.map(({ id }) => id).join(', ')],
      ['groups', reference.groups.map(({ id }) => id).join(', ') || null],
      ['contributors', contributors.length > MOST_NAMED ? `${named.join(', ')} …` : named.join(', ') || null],
    ],
    view,
  );
  return `${view.style.bold(line(reference.name))}\n${facts}`;
}

function remoteFact({ slug, installed, release }: NonNullable<ShownReference['remotes_from']>): string {
  const newer = release?.newer ? `; ${release.tag} is newer` : '';
  return installed ? `${slug}, of which ${installed.tag} is installed${newer}` : slug;
}

export function referenceTable(
  references: readonly (ShownReference & { directory: string })[],
  view: View,
): Promise<string> {
  const columns: Column<ShownReference & { directory: string }>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    { header: 'name', value: ({ name }) => name },
    { header: 'OTUs', value: ({ otu_count }) => otu_count, align: 'right' },
    { header: 'unbuilt', value: ({ unbuilt_change_count }) => unbuilt_change_count, align: 'right' },
    { header: 'folder', value: ({ directory }) => directory, cut: true },
  ];
  return table(references, columns, view);
}

export function memberTable(members: readonly ShownMember[], view: View): Promise<string> {
  const right = (name: 'build' | 'modify' | 'modify_otu' | 'remove'): Column<ShownMember> => ({
    header: name.replace('_', ' '),
    value: (member) => member[name],
    shown: (member) => (member[name] ? 'yes' : ''),
  });
  const columns: Column<ShownMember>[] = [
    { header: 'id', value: ({ id }) => id, style: 'cyan' },
    right('build'),
    right('modify'),
    right('modify_otu'),
    right('remove'),
    { header: 'known as', value: (member) => knownAs(member).join(' '), cut: true },
  ];
  return table(members, columns, view);
}

function knownAs({ emails = [], members = [], github }: ShownMember): string[] {
  return [...emails, ...members, ...(github ? [`github:${github}`] : [])];
}

export function indexTable(indexes: readonly ShownIndex[], view: View): Promise<string> {
  const columns: Column<ShownIndex>[] = [
    { header: 'index', value: ({ version }) => version, style: 'cyan' },
    { header: 'id', value: ({ id }) => id },
    { header: 'built', value: ({ created_at }) => created_at, shown: ({ created_at }) => shortTime(created_at) },
    { header: 'by', value: ({ user }) => user.id },
    { header: 'changes', value: ({ change_count }) => change_count, align: 'right' },
    { header: 'OTUs changed', value: ({ modified_otu_count }) => modified_otu_count, align: 'right' },
    { header: 'files', value: ({ has_files }) => has_files, shown: ({ has_files }) => (has_files ? 'here' : '') },
  ];
  return table(indexes, columns, view);
}

export function indexText(index: ShownIndexDetail, view: View): string {
  const facts = fields(
    [
      ['id', index.id],
      ['built', `${shortTime(index.created_at)} by ${index.user.id}`],
      ['commit', index.commit],
      ['OTUs', grouped(Object.keys(index.manifest).length)],
      ['changes', `${count(index.change_count, 'change')} of ${count(index.modified_otu_count, 'OTU')}`],
      ['contributors', index.contributors.map(({ id, count: changes }) => `${id} (${changes})`).join(', ') || null],
      ['files', index.files.map(({ name, size }) => `${name} (${fileSize(size)})`).join(', ') || 'none in this clone'],
    ],
    view,
  );
  return `${view.style.bold(`Index ${index.version}`)}\n${facts}`;
}
