import { describe, expect, it } from 'vitest';
import {
  editConfigText,
  InvalidConfigError,
  newConfigText,
  parseConfig,
  type ReferenceConfig,
} from '../../src/reference/config.js';

const user = {
  id: 'ada',
  emails: ['ada@example.org'],
  created_at: '2026-01-02T03:04:05.000Z',
  build: true,
  modify: true,
  modify_otu: true,
  remove: true,
};

const config: ReferenceConfig = {
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
  users: [user],
  groups: [],
};

describe('reference.yaml', () => {
  it('gives back the settings that were written', async () => {
    expect(await parseConfig(await newConfigText(config))).toEqual(config);
  });

  it('tells editors where its schema is, in its first line', async () => {
    expect((await newConfigText(config)).split('\n')[0]).toMatch(/^# yaml-language-server: \$schema=https:/);
  });

  it.each([
    ['a tab for an indent', 'id: a\n\tname: b\n', /reference\.yaml:2:\d+ is not valid YAML/],
    ['a key twice', 'id: a\nid: b\n', /reference\.yaml:2:1 is not valid YAML/],
    ['a list', '- a\n', /not a valid reference/],
    ['nothing', '', /not a valid reference/],
    ['a right that is no boolean', null, /users\[0\]\.modify/],
  ])('refuses %s and names the place', async (_, text, message) => {
    const source = text ?? (await newConfigText(config)).replace('modify: true', 'modify: perhaps');
    await expect(parseConfig(source)).rejects.toThrow(message);
    await expect(parseConfig(source)).rejects.toBeInstanceOf(InvalidConfigError);
  });

  it('refuses aliases that multiply, quickly and in little memory', async () => {
    const lines = ['a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]'];
    for (let n = 1; n < 12; n += 1) {
      lines.push(
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    }
    await expect(parseConfig(lines.join('\n'))).rejects.toThrow(/cannot be read/);
  });

  it('refuses text that is not UTF-8', async () => {
    await expect(parseConfig(Buffer.from([0x6e, 0xff, 0xfe]))).rejects.toThrow('not UTF-8');
  });

  it('does not take a key called __proto__ for anything but an unknown key', async () => {
    const text = `${await newConfigText(config)}__proto__: { polluted: true }\n`;
    await expect(parseConfig(text)).rejects.toThrow(/__proto__/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('an edit of reference.yaml', () => {
  const written = `# Ours since 2018
name: Plant Viruses # the short one
id: cngzpufk
format: 1
data_type: genome
organism: 'virus'
public: false
created_at: 2018-05-17T19:02:23.949Z
internal_control: null
restrict_source_types: false
source_types: [isolate, strain]
user: { id: ada }
users:
  # the boss
  - { id: ada, emails: [ada@example.org], created_at: 2018-05-17T19:02:23.949Z, build: true, modify: true, modify_otu: true, remove: true }
  - id: bo # a person's own layout
    emails: []
    created_at: 2018-05-17T19:02:23.949Z
    build: false
    modify: false
    modify_otu: true
    remove: false
`;

  it('touches the one line that it changes', async () => {
    const after = await editConfigText(written, (draft) => {
      draft.name = 'Regulated Pests';
    });
    expect(after).toBe(written.replace('Plant Viruses', 'Regulated Pests'));
  });

  it('changes a right of one user and leaves the comments of the others', async () => {
    const after = await editConfigText(written, (draft) => {
      draft.users[1]!.build = true;
    });
    expect(after).toBe(written.replace('    build: false', '    build: true'));
  });

  it('adds a user in one line at the end of the list', async () => {
    const after = await editConfigText(written, (draft) => {
      draft.users.push({ ...user, id: 'cy', emails: [] });
    });
    expect(after.startsWith(written)).toBe(true);
    expect(after.slice(written.length)).toMatch(/^ {2}- \{ id: cy, .*\}\n$/);
  });

  it('removes a user and nothing else', async () => {
    const after = await editConfigText(written, (draft) => {
      draft.users.pop();
    });
    expect((await parseConfig(after)).users.map(({ id }) => id)).toEqual(['ada']);
    expect(after).toContain('# the boss');
    expect(after).not.toContain('bo #');
  });

  it('adds the first group where the file had no list of groups', async () => {
    const group = {
      id: 'lab',
      members: ['ada'],
      created_at: user.created_at,
      build: true,
      modify: false,
      modify_otu: false,
      remove: false,
    };
    const after = await editConfigText(written, (draft) => {
      draft.groups.push(group);
    });
    expect((await parseConfig(after)).groups).toEqual([group]);
    expect(after).toContain('# Ours since 2018');
  });

  it('refuses to write what it could not read again', async () => {
    const spoiled = editConfigText(written, (draft) => {
      Object.assign(draft, { public: 'maybe' });
    });
    await expect(spoiled).rejects.toBeInstanceOf(InvalidConfigError);
  });
});
