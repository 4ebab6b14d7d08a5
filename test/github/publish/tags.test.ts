import { describe, expect, test } from 'vitest';
import { InvalidVersionError, TagElsewhereError } from '../../../src/github/publish/errors.js';
import { chooseTag, type TagQuestion } from '../../../src/github/publish/tags.js';
import type { VersionChanges } from '../../../src/github/publish/version.js';

/** A history of commits in one line, `a` to `e`; `x` is beside it. */
const LINE = ['a', 'b', 'c', 'd', 'e'];
const changes = (summary: Partial<VersionChanges['summary']>): VersionChanges => ({
  otus: [],
  settings: [],
  summary: { added: 0, removed: 0, changed: 0, ...summary },
});

function choose(
  question: { here?: Record<string, string>; there?: Record<string, string>; commit?: string; requested?: string },
  since: (base: string) => VersionChanges = () => changes({ added: 1 }),
) {
  const { here = {}, there = {}, commit = 'e', requested } = question;
  const whole: TagQuestion = {
    here: new Map(Object.entries(here)),
    there: new Map(Object.entries(there)),
    commit,
    requested,
    reaches: (other) => LINE.includes(other) && LINE.indexOf(other) <= LINE.indexOf(commit),
    changesSince: async (base) => since(base),
  };
  return chooseTag(whole);
}

describe('the tag of a release', () => {
  test('is the first version where there is none', async () => {
    expect(await choose({})).toMatchObject({ tag: 'v1.0.0', previous: null, base: null, changes: null, bump: null });
    expect(await choose({ here: { 'index/0': 'e', 'v-next': 'a' } })).toMatchObject({ tag: 'v1.0.0' });
  });

  test('follows the newest one in the history of the commit, whoever has its tag', async () => {
    const here = { 'v1.0.0': 'a', 'v1.1.0': 'c' };
    expect(await choose({ here })).toMatchObject({ tag: 'v1.2.0', previous: '1.1.0', base: 'c', bump: 'minor' });
    expect(await choose({ here, there: { 'v1.10.0': 'd' } })).toMatchObject({ tag: 'v1.11.0', base: 'd' });
  });

  test('counts what changed since that one', async () => {
    const since = (base: string) => (base === 'b' ? changes({ removed: 1 }) : changes({}));
    expect(await choose({ there: { 'v2.3.4': 'b' } }, since)).toMatchObject({ tag: 'v3.0.0', bump: 'major' });
    expect(await choose({ there: { 'v2.3.4': 'c' } }, since)).toMatchObject({ tag: 'v2.3.5', bump: 'patch' });
  });

  test('passes by versions that are not in the history, and prereleases', async () => {
    const there = { 'v1.0.0': 'a', 'v9.0.0': 'x', 'v2.0.0-rc.1': 'c' };
    expect(await choose({ there })).toMatchObject({ tag: 'v1.1.0', previous: '1.0.0' });
  });

  test('is the one that the commit has already: the release was begun, or made', async () => {
    const here = { 'v1.0.0': 'a', 'v1.1.0': 'e' };
    expect(await choose({ here })).toMatchObject({ tag: 'v1.1.0', previous: '1.0.0', base: 'a' });
    expect(await choose({ there: here })).toMatchObject({ tag: 'v1.1.0', previous: '1.0.0' });
    expect(await choose({ here: { 'v1.0.0': 'e' } })).toMatchObject({ tag: 'v1.0.0', previous: null, bump: null });
  });

  test('is what was asked for, where it is later', async () => {
    const here = { 'v1.0.0': 'a', 'v2.0.0-rc.1': 'b' };
    const requested = (tag: string) => choose({ here, requested: tag });
    expect(await requested('v3.0.0')).toMatchObject({ tag: 'v3.0.0', bump: 'major', proposed: '1.1.0' });
    expect(await requested('v1.0.7')).toMatchObject({ tag: 'v1.0.7', bump: 'patch', proposed: '1.1.0' });
    expect(await requested('v2.0.0-rc.2')).toMatchObject({ tag: 'v2.0.0-rc.2', bump: 'major', previous: '1.0.0' });
    expect(await choose({ here: { 'v1.0.0': 'e' }, requested: 'v1.0.1' })).toMatchObject({ previous: '1.0.0' });
  });

  test.each(['1.2.3', 'v1.2', 'vnext', 'v1.2.3+4', 'v1.2.3; rm -rf /'])('is refused where it is "%s"', async (tag) => {
    await expect(choose({ requested: tag })).rejects.toThrow(InvalidVersionError);
  });

  test.each(['v0.9.0', 'v1.0.0-rc.1', 'v2.0.0-rc.0'])('is refused where it is not later: %s', async (tag) => {
    const here = { 'v1.0.0': 'a', 'v2.0.0-rc.1': 'b' };
    await expect(choose({ here, requested: tag })).rejects.toThrow(/is not later than v/);
  });

  test('is refused where it is at another commit, here or there, asked for or proposed', async () => {
    const taken = { 'v1.1.0': 'x' };
    await expect(choose({ here: taken, requested: 'v1.1.0' })).rejects.toThrow(TagElsewhereError);
    await expect(choose({ there: taken, requested: 'v1.1.0' })).rejects.toThrow(/GitHub is at commit x/);
    await expect(choose({ here: { 'v1.0.0': 'a' }, there: taken })).rejects.toThrow(TagElsewhereError);
    await expect(choose({ here: { 'v1.0.0': 'd' }, requested: 'v1.0.0' })).rejects.toThrow(/clone is at commit d/);
  });
});
