import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ReviewRequest, reviewChange } from '../../../src/github/review/review.js';
import { teamsOn } from '../../../src/github/review/teams.js';
import { otuPath } from '../../../src/otu/ids.js';
import { editConfigText, type ReferenceConfig } from '../../../src/reference/config.js';
import { startGitHub } from '../../support/github/github.js';
import { commitOn, type Files, filesOf, type Site, siteOf } from '../support/changes.js';
import { clientOf } from '../support/client.js';

const RIGHTS = { build: false, modify: false, modify_otu: false, remove: false };
const created_at = '2026-01-01T00:00:00Z';

/** reference.yaml of main, edited. */
async function configOf({ folder }: Site, edit: (config: ReferenceConfig) => void): Promise<Files> {
  const text = readFileSync(join(folder, 'reference.yaml'), 'utf8');
  return { 'reference.yaml': await editConfigText(text, edit) };
}

/** Commits to main, as if it had always been there. */
async function given(site: Site, edit: (config: ReferenceConfig) => void): Promise<void> {
  commitOn(site.folder, 'main', await configOf(site, edit));
}

async function reviewed({ folder }: Site, files: Files, author?: string, askTeam?: ReviewRequest['askTeam']) {
  commitOn(folder, 'change', files);
  const { verdict, rights, remarks } = await reviewChange(folder, { base: 'main', head: 'change', author, askTeam });
  return { verdict, rights, remarks: remarks.map(({ level, title, message }) => `${level} ${title}: ${message}`) };
}

const edited = ({ otus: [first] }: Site): Files => filesOf({ ...first!, taxid: 7 });

describe('the author of a change', () => {
  test('who holds the right may, however the login is written', async () => {
    const site = await siteOf();
    const review = await reviewed(site, edited(site), 'ADA-on-GitHub');
    expect(review).toMatchObject({ verdict: 'ok', rights: { user: 'ada', needed: ['modify_otu'], missing: [] } });
  });

  test('who is nobody may not', async () => {
    const site = await siteOf();
    const review = await reviewed(site, edited(site), 'somebody');
    expect(review).toMatchObject({ verdict: 'errors', rights: { user: null, missing: ['modify_otu'] } });
    expect(review.remarks).toEqual([
      expect.stringMatching(/^error Missing right: somebody is no user of this reference/),
    ]);
  });

  test('is nobody for having the id, or an address, of a user', async () => {
    const site = await siteOf();
    for (const author of ['ada', 'ada@example.org']) {
      expect((await reviewed(site, { ...edited(site), x: author }, author)).rights.missing).toEqual(['modify_otu']);
    }
  });

  test('needs each right that the change needs', async () => {
    const site = await siteOf();
    await given(site, ({ users }) => {
      users.push({ ...RIGHTS, id: 'ben', emails: [], github: 'ben', created_at, modify_otu: true });
    });
    const both = { ...edited(site), ...(await configOf(site, (config) => (config.description = 'New'))) };
    const review = await reviewed(site, both, 'ben');
    expect(review.rights).toMatchObject({ user: 'ben', needed: ['modify_otu', 'modify'], missing: ['modify'] });
    expect((await reviewed(site, { 'README.md': 'New\n' }, 'ben')).rights.needed).toEqual(['modify_otu', 'modify']);
  });

  test('needs none for other files', async () => {
    const site = await siteOf();
    expect(await reviewed(site, { 'README.md': 'New\n' }, 'somebody')).toMatchObject({
      verdict: 'ok',
      rights: { needed: [] },
    });
  });

  test('who removes the internal control unsets it, and edits no settings by that', async () => {
    const site = await siteOf();
    const { id } = site.otus[0]!;
    await given(site, (config) => (config.internal_control = id));
    const unset = await configOf(site, (config) => (config.internal_control = null));
    const review = await reviewed(site, { ...unset, [otuPath(id)]: null }, 'ada-on-github');
    expect(review.rights.needed).toEqual(['modify_otu']);
  });

  test('holds what a group of theirs gives', async () => {
    const site = await siteOf();
    await given(site, ({ users, groups }) => {
      users.push({ ...RIGHTS, id: 'ben', emails: [], github: 'ben', created_at });
      groups.push({ ...RIGHTS, id: 'curators', members: ['ben'], created_at, modify_otu: true });
    });
    expect((await reviewed(site, edited(site), 'ben')).rights).toMatchObject({ user: 'ben', missing: [] });
  });

  test('who was not told is not judged, and that is said', async () => {
    const site = await siteOf();
    const review = await reviewed(site, edited(site));
    expect(review).toMatchObject({ verdict: 'ok', rights: { author: null, unknown: ['modify_otu'], missing: [] } });
    expect(review.remarks).toEqual([expect.stringMatching(/^notice Rights not checked/)]);
  });
});

describe('rights are those of the base', () => {
  test('whatever the change says, which is an error where it gives them to its author', async () => {
    const site = await siteOf();
    const grant = await configOf(site, ({ users }) => {
      users.push({
        id: 'eve',
        emails: [],
        github: 'Eve',
        created_at,
        build: false,
        modify: true,
        modify_otu: true,
        remove: false,
      });
    });
    const review = await reviewed(site, { ...grant, ...edited(site) }, 'eve');
    expect(review).toMatchObject({ verdict: 'errors', rights: { user: null, missing: ['modify_otu', 'modify'] } });
    expect(review.remarks).toContain(
      'error Grants rights to its author: the change gives its author, eve, the right modify and modify_otu',
    );
  });

  test('also where the author takes over the entry of another, or joins a group', async () => {
    const site = await siteOf();
    await given(site, ({ users, groups }) => {
      users.push({ ...RIGHTS, id: 'ben', emails: [], github: 'ben', created_at, modify: true });
      groups.push({ ...RIGHTS, id: 'curators', members: [], created_at, build: true });
    });
    const takes = await configOf(site, ({ users }) => (users.find(({ id }) => id === 'ada')!.github = 'eve'));
    expect((await reviewed(site, takes, 'eve')).remarks.join('\n')).toMatch(
      /error Grants rights to its author: .* eve/,
    );
    const joins = await configOf(site, ({ groups }) => groups[0]!.members!.push('ben'));
    expect((await reviewed(site, joins, 'ben')).remarks).toContain(
      'error Grants rights to its author: the change gives its author, ben, the right build',
    );
  });

  test('nobody gives others what they do not hold; what they hold is worth a look', async () => {
    const site = await siteOf();
    await given(site, ({ users }) => {
      users.push({ ...RIGHTS, id: 'ben', emails: [], github: 'ben', created_at, modify: true });
    });
    const grant = await configOf(site, ({ users }) => {
      users.push({ ...RIGHTS, id: 'cleo', emails: [], github: 'cleo', created_at, remove: true });
    });
    expect((await reviewed(site, grant, 'ben')).remarks).toEqual([
      'error Grants rights: the change gives the user cleo (@cleo) the right remove, which its author does not hold',
    ]);
    expect(await reviewed(site, { x: 'x' }, 'ada-on-github')).toMatchObject({
      verdict: 'warnings',
      remarks: ['warning Grants rights: the change gives the user cleo (@cleo) the right remove'],
    });
  });

  test('of the base as it is now, not as it was when the change began', async () => {
    const site = await siteOf();
    commitOn(site.folder, 'change', edited(site));
    await given(site, ({ users }) => {
      users.push({ ...RIGHTS, id: 'ben', emails: [], github: 'ben', created_at, modify_otu: true });
    });
    const { rights } = await reviewChange(site.folder, { base: 'main', head: 'change', author: 'ben' });
    expect(rights).toMatchObject({ user: 'ben', missing: [] });
  });

  test('and unknown where its reference.yaml cannot be read', async () => {
    const site = await siteOf();
    commitOn(site.folder, 'main', { 'reference.yaml': 'users: [\n' });
    const review = await reviewed(site, edited(site), 'ada-on-github');
    expect(review.rights).toMatchObject({ unknown: ['modify_otu'] });
    expect(review.remarks).toContain('warning Rights unknown: the reference.yaml of the base cannot be read');
  });
});

describe('a GitHub team', () => {
  async function siteWithTeam(): Promise<Site> {
    const site = await siteOf();
    await given(site, ({ groups }) => {
      groups.push({ ...RIGHTS, id: 'curators', github: 'gardens/curators', created_at, modify_otu: true });
    });
    return site;
  }

  test('gives its members what the group has, where GitHub says who they are', async () => {
    const site = await siteWithTeam();
    const github = await startGitHub();
    github.team('gardens/curators', ['ben']);
    const { client } = clientOf(github);
    const ask = teamsOn(() => client);
    expect((await reviewed(site, edited(site), 'ben', ask)).rights).toMatchObject({ missing: [], unknown: [] });
    expect((await reviewed(site, { x: 'x' }, 'eve', ask)).rights).toMatchObject({
      missing: ['modify_otu'],
      unknown: [],
    });
    expect(github.seen().filter((seen) => seen.includes('/ben'))).toHaveLength(1);
  });

  test('that the token may not see leaves the right unknown, and so does having no token', async () => {
    const site = await siteWithTeam();
    const github = await startGitHub();
    const blind = clientOf(github).client;
    const without = clientOf(github, { env: github.anonymousEnv }).client;
    for (const [index, client] of [blind, without].entries()) {
      const review = await reviewed(
        site,
        { ...edited(site), x: `${index}` },
        'ben',
        teamsOn(() => client),
      );
      expect(review).toMatchObject({ verdict: 'warnings', rights: { missing: [], unknown: ['modify_otu'] } });
    }
    expect(github.requests.filter(({ headers }) => !headers.authorization)).toEqual([]);
  });

  test('is not asked for where it could add nothing', async () => {
    const site = await siteWithTeam();
    const review = await reviewed(site, edited(site), 'ada-on-github', () => Promise.reject(new Error('asked')));
    expect(review.verdict).toBe('ok');
  });
});
