import { describe, expect, it } from 'vitest';
import { AlreadyExistsError, InvalidInputError, NotFoundError } from '../../src/otu/errors.js';
import type { ReferenceConfig } from '../../src/reference/config.js';
import { ConflictError } from '../../src/reference/errors.js';
import { addMember, type ConfigEdit, editMember, editSettings, removeMember } from '../../src/reference/settings.js';

const now = new Date('2026-02-03T04:05:06Z');
const all = { build: true, modify: true, modify_otu: true, remove: true };
const none = { build: false, modify: false, modify_otu: false, remove: false };

const config = (): ReferenceConfig => ({
  format: 1,
  id: 'cngzpufk',
  name: 'Plant Viruses',
  description: '',
  data_type: 'genome',
  organism: 'virus',
  public: false,
  created_at: '2018-05-17T19:02:23.949Z',
  internal_control: null,
  restrict_source_types: false,
  source_types: ['isolate', 'strain'],
  user: { id: 'ada' },
  users: [{ id: 'ada', emails: ['ada@example.org'], created_at: '', ...all }],
  groups: [],
});

function applied(edit: ConfigEdit | null, to = config()): ReferenceConfig {
  edit?.apply(to);
  return to;
}

describe('settings', () => {
  it('change as given, and say so', () => {
    const edit = editSettings(config(), { name: ' Regulated \n Pests ', public: true });
    expect(edit?.description).toBe('Changed name to Regulated Pests and made the reference public');
    expect(applied(edit)).toEqual({ ...config(), name: 'Regulated Pests', public: true });
  });

  it('stay where nothing differs', () => {
    expect(editSettings(config(), { name: 'Plant Viruses', source_types: ['Isolate', 'strain'] })).toBeNull();
  });

  it('hold source types in lower case, each once', () => {
    const edit = editSettings(config(), { source_types: ['Isolate', 'isolate ', 'Clone'] });
    expect(applied(edit).source_types).toEqual(['isolate', 'clone']);
  });

  it('name every field that is wrong', () => {
    const input = { name: ' ', data_type: 'barcode', source_types: ['a', ' '] };
    expect(() => editSettings(config(), input)).toThrow(InvalidInputError);
    expect(() => editSettings(config(), input)).toThrow(/name.*data_type.*source_types/);
  });
});

describe('users and groups', () => {
  it('are added with the rights that are named and no others', () => {
    const edit = addMember(config(), 'users', { id: 'baz', modify_otu: true }, now);
    expect(edit.description).toBe('Added user baz');
    expect(applied(edit).users[1]).toEqual({
      id: 'baz',
      emails: [],
      created_at: '2026-02-03T04:05:06.000Z',
      ...none,
      modify_otu: true,
    });
  });

  it('are added once', () => {
    expect(() => addMember(config(), 'users', { id: 'ada' }, now)).toThrow(AlreadyExistsError);
    expect(() => addMember(config(), 'users', { id: 'ada' }, now)).toThrow('User already exists');
  });

  it.each(['', '../x', 'a b', 'a\nb', '-x', 'a@b', 'x'.repeat(65)])('are not called %j', (id) => {
    expect(() => addMember(config(), 'groups', { id }, now)).toThrow(InvalidInputError);
  });

  it('share no address', () => {
    expect(() => addMember(config(), 'users', { id: 'bo', emails: ['ADA@example.org'] }, now)).toThrow(/user ada/);
  });

  it('change only in what is given', () => {
    const withBo = applied(addMember(config(), 'users', { id: 'bo', emails: ['bo@example.org'], build: true }, now));
    const edit = editMember(withBo, 'users', { id: 'bo', modify: true });
    expect(edit?.description).toBe('Changed rights of user bo');
    expect(applied(edit, withBo).users[1]).toMatchObject({ emails: ['bo@example.org'], build: true, modify: true });
    expect(editMember(withBo, 'users', { id: 'bo', modify: true })).toBeNull();
  });

  it('are named where somebody unknown is asked for', () => {
    expect(() => editMember(config(), 'users', { id: 'zed', build: true })).toThrow(NotFoundError);
    expect(() => removeMember(config(), 'groups', 'zed')).toThrow(/no group "zed"/);
  });

  it('never leave a reference that nobody may modify', () => {
    expect(() => removeMember(config(), 'users', 'ada')).toThrow(ConflictError);
    expect(() => editMember(config(), 'users', { id: 'ada', modify: false })).toThrow(ConflictError);
    const withGroup = applied(addMember(config(), 'groups', { id: 'lab', members: ['bo'], modify: true }, now));
    expect(applied(removeMember(withGroup, 'users', 'ada'), withGroup).users).toEqual([]);
  });
});
