import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidInputError } from '../../src/otu/errors.js';
import { authorIdentity, committerIdentity, signatureNow } from '../../src/store/identity.js';
import { encodeSignature } from '../../src/store/object-format.js';
import { Repository } from '../../src/store/repository.js';
import { git, gitRepository, temporaryFolder, writeFiles } from '../support/repository.js';

/** A home of one's own, with nothing set; files are given by their path in it. */
function atHome(files: Record<string, string> = {}): string {
  const home = temporaryFolder('refkit home ü ');
  writeFiles(home, files);
  vi.stubEnv('HOME', home);
  vi.stubEnv('XDG_CONFIG_HOME', undefined);
  return home;
}

/** What git itself says it would put into a commit, without the date; null where it refuses. */
function byGit(folder: string, which: 'AUTHOR' | 'COMMITTER' = 'AUTHOR'): string | null {
  try {
    return git(folder, 'var', `GIT_${which}_IDENT`).replace(/ \d+ [-+]\d{4}$/, '');
  } catch {
    return null;
  }
}

function byUs(folder: string): string {
  const { name, email } = authorIdentity(Repository.open(folder)).identity;
  return `${name} <${email}>`;
}

beforeEach(() => {
  for (const name of Object.keys(process.env)) if (/^GIT_/.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('EMAIL', undefined);
  vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
  return () => vi.unstubAllEnvs();
});

describe('the author', () => {
  it('is who git says, from the environment over the repository over the global files', () => {
    atHome({
      '.config/git/config': '[user]\n  name = From XDG\n  email = xdg@example.org\n',
      '.gitconfig': '[User]\n\tName = "From home" ; comment\n',
    });
    const folder = gitRepository();
    expect(byUs(folder)).toBe('From home <xdg@example.org>');
    expect(byGit(folder)).toBe(byUs(folder));
    git(folder, 'config', 'user.name', 'From the repository');
    expect(byUs(folder)).toBe('From the repository <xdg@example.org>');
    expect(byGit(folder)).toBe(byUs(folder));
    git(folder, 'config', 'author.email', 'author@example.org');
    expect(byUs(folder)).toBe('From the repository <author@example.org>');
    expect(byGit(folder)).toBe(byUs(folder));
    expect(committerIdentity(Repository.open(folder)).identity.email).toBe('xdg@example.org');
    expect(byGit(folder, 'COMMITTER')).toBe('From the repository <xdg@example.org>');
    vi.stubEnv('GIT_CONFIG_COUNT', '1');
    vi.stubEnv('GIT_CONFIG_KEY_0', 'Author.Name');
    vi.stubEnv('GIT_CONFIG_VALUE_0', 'From a variable');
    expect(byUs(folder)).toBe('From a variable <author@example.org>');
    expect(byGit(folder)).toBe(byUs(folder));
    vi.stubEnv('GIT_AUTHOR_NAME', ' .Ünï <Cødé>, ');
    vi.stubEnv('GIT_AUTHOR_EMAIL', '<env@example.org>');
    expect(byUs(folder)).toBe('Ünï Cødé <env@example.org>');
    expect(byGit(folder)).toBe(byUs(folder));
    expect(authorIdentity(Repository.open(folder)).guessed).toBe(false);
  });

  it('comes from included files, under conditions as git takes them', () => {
    const home = atHome({
      '.gitconfig': [
        '[include]\n path = names/base\n',
        '[includeIf "gitdir:~/work/"]\n path = ~/names/work\n',
        '[includeIf "gitdir:**/elsewhere/**"]\n path = names/elsewhere\n',
        '[includeIf "gitdir/i:WORK/*/.git"]\n path = names/case\n',
        '[includeIf "onbranch:topic/"]\n path = names/topic\n',
        '[includeIf "gitdir:["]\n path = names/never\n[include]\n path = not/there\n',
      ].join(''),
      'names/base': '[user]\n name = Base\n email = base@example.org\n',
      'names/work': '[user]\n email = work@example.org\n',
      'names/elsewhere': '[user]\n email = elsewhere@example.org\n',
      'names/case': '[user]\n name = Case\n',
      'names/topic': '[user]\n name = Topic\n',
      'names/never': '[user]\n name = Never\n',
    });
    const expected: Record<string, string> = {
      'work/one': 'Case <work@example.org>',
      'work/deep/er': 'Base <work@example.org>',
      'x/elsewhere/y': 'Base <elsewhere@example.org>',
      other: 'Base <base@example.org>',
    };
    for (const [path, identity] of Object.entries(expected)) {
      const folder = join(home, path);
      mkdirSync(folder, { recursive: true });
      git(folder, 'init', '--quiet', '-b', 'main');
      expect([path, byUs(folder)]).toEqual([path, identity]);
      expect(byGit(folder)).toBe(identity);
    }
    git(join(home, 'other'), 'symbolic-ref', 'HEAD', 'refs/heads/topic/a/b');
    expect(byUs(join(home, 'other'))).toBe('Topic <base@example.org>');
    expect(byGit(join(home, 'other'))).toBe('Topic <base@example.org>');
  });

  it('is not lost in a file that includes itself', () => {
    const folder = gitRepository();
    atHome({ '.gitconfig': '[include]\n path = .gitconfig\n[user]\n name = Once\n email = o@example.org\n' });
    expect(byUs(folder)).toBe('Once <o@example.org>');
  });

  it('is read from the file that GIT_CONFIG_GLOBAL names, and from no other then', () => {
    const home = atHome({
      '.gitconfig': '[user]\n name = Home\n email = h@example.org\n',
      mine: '[user]\n name = Mine\n',
    });
    vi.stubEnv('GIT_CONFIG_GLOBAL', join(home, 'mine'));
    vi.stubEnv('EMAIL', 'from@environment');
    const folder = gitRepository();
    expect(byUs(folder)).toBe('Mine <from@environment>');
    expect(byGit(folder)).toBe(byUs(folder));
  });

  it('has the configuration of a linked worktree where that is in use', () => {
    atHome({ '.gitconfig': '[user]\n name = Home\n email = h@example.org\n' });
    const folder = gitRepository({ 'a.txt': 'a' });
    const linked = join(temporaryFolder(), 'linked');
    git(folder, 'worktree', 'add', '--quiet', linked);
    git(folder, 'config', 'extensions.worktreeConfig', 'true');
    git(linked, 'config', '--worktree', 'user.name', 'Linked');
    expect(byUs(linked)).toBe('Linked <h@example.org>');
    expect(byGit(linked)).toBe(byUs(linked));
    expect(byUs(folder)).toBe('Home <h@example.org>');
  });

  it('is guessed from login and host where nobody told, and says so', () => {
    atHome();
    for (const repo of [null, Repository.open(gitRepository())]) {
      const { identity, guessed } = authorIdentity(repo);
      expect(guessed).toBe(true);
      expect(identity).toEqual({ name: userInfo().username, email: `${userInfo().username}@${hostname()}` });
    }
    vi.stubEnv('GIT_AUTHOR_NAME', '<>');
    expect(authorIdentity(null).identity.name).toBe(userInfo().username);
  });
});

describe('the moment of a commit', () => {
  const identity = { name: 'Ada', email: 'ada@example.org' };
  const dates = [
    '@1700000000 +0130',
    '1700000000 -0800',
    '@5 +0000',
    '1700000000',
    '2005-04-07T22:13:13',
    '2005-04-07 22:13:13 +0200',
    '2005-04-07T22:13:13Z',
    '2005-04-07T22:13:13+05:30',
    '2005-04-07T22:13',
    '2005-04-07 22:13:13.019 -0300',
    '2005.04.07 22:13:13',
    '04/07/2005 22:13:13',
    '07.04.2005 22:13:13',
    'Thu, 07 Apr 2005 22:13:13 +0200',
    'Thu, 7 Apr 2005 22:13:13 -0000',
    '7 Apr 2005 22:13:13 GMT',
    'Thu Apr 7 22:13:13 2005 +0200',
    'Apr 7 22:13:13 2005',
    '  2005-04-07T22:13:13  ',
    '2024-02-29 00:00:00 +1400',
  ];

  it.each(['UTC', 'America/Vancouver', 'Asia/Kolkata'])('is the one that git understands, in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    for (const date of dates) {
      for (const which of ['AUTHOR', 'COMMITTER'] as const) {
        vi.stubEnv(`GIT_${which}_DATE`, date);
        vi.stubEnv(`GIT_${which}_NAME`, identity.name);
        vi.stubEnv(`GIT_${which}_EMAIL`, identity.email);
        const expected = execFileSync('git', ['var', `GIT_${which}_IDENT`], { encoding: 'utf8' }).trim();
        expect([date, encodeSignature(signatureNow(identity, which))]).toEqual([date, expected]);
      }
    }
  });

  it('is refused where git would not understand it', () => {
    for (const date of ['yesterday-ish', '2005-13-07T22:13:13', '12', '2005-04-07', 'Thu', '1'.repeat(40)]) {
      vi.stubEnv('GIT_AUTHOR_DATE', date);
      expect(() => signatureNow(identity, 'AUTHOR'), date).toThrow(InvalidInputError);
    }
  });

  it('is now, in the zone of the machine', () => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    const { timestamp, offset } = signatureNow(identity, 'AUTHOR');
    expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(5);
    expect(offset).toBe(330);
  });
});
