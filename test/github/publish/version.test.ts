import fc from 'fast-check';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import {
  bumpOf,
  compareVersions,
  isPrerelease,
  newestVersion,
  nextVersion,
  versionOfTag,
} from '../../../src/github/publish/version.js';
import type { Otu } from '../../../src/otu/types.js';
import { otu } from '../../support/arbitraries.js';
import { comparisonOf } from '../support/comparison.js';

const version = fc
  .tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.option(fc.constantFrom('rc.1', 'rc.2', 'alpha'), { freq: 3 }))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre === null ? '' : `-${pre}`}`);

/** Two states of a reference that share some OTUs, a few of them edited. */
const states = fc.uniqueArray(otu, { selector: ({ id }) => id, maxLength: 6 }).chain((otus) =>
  fc
    .array(fc.constantFrom('kept', 'removed', 'added', 'renamed', 'more', 'less'), {
      minLength: otus.length,
      maxLength: otus.length,
    })
    .map((fates) => {
      const before: Otu[] = [];
      const after: Otu[] = [];
      otus.forEach((each, at) => {
        const fate = fates[at]!;
        const extra = { id: 'extra000', source_type: 'strain', source_name: 'x', default: false, sequences: [] };
        if (fate !== 'added') before.push(fate === 'less' ? { ...each, isolates: [...each.isolates, extra] } : each);
        if (fate === 'renamed') after.push({ ...each, name: `${each.name} again` });
        else if (fate === 'more') after.push({ ...each, isolates: [...each.isolates, extra] });
        else if (fate !== 'removed') after.push(each);
      });
      return { before, after, fates };
    }),
);

describe('the tag of a version', () => {
  test.each(['v1.0.0', 'v0.3.12', 'v2.0.0-rc.1', 'v10.20.30-alpha-7'])('may be %s', (tag) => {
    expect(`v${versionOfTag(tag)}`).toBe(tag);
  });

  test.each([
    '1.0.0',
    'v1',
    'v1.0',
    'v01.0.0',
    'v1.0.0+build',
    'v1.0.0 ',
    ' v1.0.0',
    'vv1.0.0',
    'v=1.0.0',
    'index/3',
    '',
  ])('is not "%s"', (tag) => {
    expect(versionOfTag(tag)).toBeNull();
  });
});

describe('the newest version', () => {
  test('goes by precedence and not by how it is written', () => {
    expect(newestVersion(['1.9.0', '1.10.0', '1.2.0'], { prereleases: false })).toBe('1.10.0');
    expect(newestVersion(['1.0.0', '2.0.0-rc.2', '2.0.0-rc.10'], { prereleases: true })).toBe('2.0.0-rc.10');
    expect(newestVersion(['1.0.0', '2.0.0-rc.1'], { prereleases: false })).toBe('1.0.0');
    expect(newestVersion(['2.0.0-rc.1'], { prereleases: false })).toBeNull();
  });

  test('is one that no other precedes', () => {
    fc.assert(
      fc.property(fc.array(version, { minLength: 1 }), (versions) => {
        const newest = newestVersion(versions, { prereleases: true })!;
        expect(versions.every((each) => compareVersions(each, newest) <= 0)).toBe(true);
      }),
    );
  });
});

describe('the next version', () => {
  test('is 1.0.0 where there is none before, whatever changed', () => {
    fc.assert(
      fc.property(states, ({ before, after }) => {
        expect(nextVersion(null, comparisonOf(before, after))).toMatchObject({ version: '1.0.0', bump: null });
      }),
    );
  });

  test('is major where an id is gone, else minor where an OTU or an isolate is new, else a patch', () => {
    fc.assert(
      fc.property(version, states, (previous, { before, after, fates }) => {
        const { version: next, bump, reasons } = nextVersion(previous, comparisonOf(before, after));
        const expected = fates.includes('removed')
          ? 'major'
          : fates.includes('added') || fates.includes('more')
            ? 'minor'
            : 'patch';
        expect(bump).toBe(expected);
        expect(next).toBe(semver.inc(previous, expected));
        expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  test('is greater than the one before, and no prerelease', () => {
    fc.assert(
      fc.property(version, states, (previous, { before, after }) => {
        const { version: next } = nextVersion(previous, comparisonOf(before, after));
        expect(compareVersions(next, previous)).toBeGreaterThan(0);
        expect(isPrerelease(next)).toBe(false);
      }),
    );
  });

  test('never grows less where more is removed', () => {
    fc.assert(
      fc.property(states, otu, ({ before, after }, lost) => {
        fc.pre(before.every(({ id }) => id !== lost.id) && after.every(({ id }) => id !== lost.id));
        expect(bumpOf(comparisonOf([...before, lost], after)).bump).toBe('major');
      }),
    );
  });

  test('says why in words', () => {
    const one = { id: 'aaaaaaaa', name: 'A', abbreviation: '', taxid: null, schema: [], isolates: [] };
    const isolate = { id: 'i1', source_type: 'strain', source_name: 'x', default: true, sequences: [] };
    const two = { ...one, id: 'bbbbbbbb' };
    const reasons = (before: Otu[], after: Otu[]) => nextVersion('1.2.3', comparisonOf(before, after));
    expect(reasons([one, two], [])).toMatchObject({ version: '2.0.0', reasons: ['2 OTUs were removed'] });
    expect(reasons([one], [{ ...one, isolates: [isolate] }, two])).toMatchObject({
      version: '1.3.0',
      reasons: ['1 OTU was added', '1 isolate was added'],
    });
    expect(reasons([one], [{ ...one, taxid: 4 }])).toMatchObject({ version: '1.2.4', reasons: ['1 OTU was changed'] });
    expect(reasons([one], [one])).toMatchObject({ version: '1.2.4', reasons: ['no OTU differs'] });
  });
});
