import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error a plain script without types
import { compileSchema, SCHEMAS } from '../../scripts/compile-schemas.js';
import { ITEM_ID, OTU_ID } from '../../src/otu/ids.js';
import { NUCLEOTIDES } from '../../src/otu/input.js';
import { MOLECULES, type Otu } from '../../src/otu/types.js';
import { MEMBER_ID } from '../../src/reference/settings.js';
import { checkOtu, checkReferenceConfig } from '../../src/schemas/validators.js';
import { otu as otus } from '../support/arbitraries.js';

const root = resolve(import.meta.dirname, '../..');
const readSchema = (name: string) => JSON.parse(readFileSync(join(root, `schemas/${name}.schema.json`), 'utf8'));
const otuSchema = readSchema('otu');

describe('the generated validators', () => {
  test.each(SCHEMAS as string[])('%s is what `npm run schemas` makes of its schema', async (name) => {
    const file = join(root, `src/schemas/generated/${name}.js`);
    expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(await compileSchema(name));
  });

  test.each(SCHEMAS as string[])('%s needs no module at run time', (name) => {
    const text = readFileSync(join(root, `src/schemas/generated/${name}.js`), 'utf8');
    expect(text).not.toMatch(/\brequire\(|^import /m);
  });

  test('agree with Ajv on OTUs of which something was broken', () => {
    const ajv = new Ajv.Ajv({ allErrors: true, allowUnionTypes: true });
    const matches = ajv.compile(otuSchema);
    const junk = fc.oneof(
      fc.constantFrom(null, '', 'x', 0, 1.5, -1, true, [], {}, [null], 'acgt', ' '),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(otus, fc.nat(), junk, fc.boolean(), (otu, where, value, remove) => {
        const broken = structuredClone(otu);
        spoil(broken, where, value, remove);
        expect(checkOtu(broken).length === 0).toBe(matches(broken));
      }),
      { numRuns: 500 },
    );
  });

  test('take every OTU that an edit can make', () => {
    fc.assert(
      fc.property(otus, (otu) => {
        expect(checkOtu(otu)).toEqual([]);
      }),
    );
  });
});

/** Puts a value in the place of some value of an OTU, or takes that value away. */
function spoil(otu: Otu, where: number, value: unknown, remove: boolean): void {
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const visit = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      places.push([holder as Record<string, unknown>, key]);
      visit((holder as Record<string, unknown>)[key]);
    }
  };
  visit(otu);
  const [holder, key] = places[where % places.length]!;
  if (remove && !Array.isArray(holder)) delete holder[key];
  else holder[key] = value;
}

describe('the OTU schema', () => {
  const { properties, definitions } = otuSchema;

  test('has the same ids, molecules and bases as the code', () => {
    expect(properties.id.pattern).toBe(OTU_ID.source);
    expect(definitions.itemId.pattern).toBe(ITEM_ID.source);
    expect(definitions.segment.properties.molecule.enum).toEqual(MOLECULES);
    const letters = (pattern: string) => [.../\[([A-Z]+)\]/.exec(pattern)![1]!].sort();
    expect(letters(definitions.sequence.properties.sequence.pattern)).toEqual(letters(NUCLEOTIDES.source));
  });

  test('describes every key, for the editors that show it', () => {
    for (const part of [otuSchema, definitions.segment, definitions.isolate, definitions.sequence]) {
      for (const [key, { title }] of Object.entries<{ title?: string }>(part.properties)) {
        expect(title, key).toBeTypeOf('string');
      }
    }
  });

  test('looks at own keys only', () => {
    expect(checkOtu(JSON.parse('{"__proto__": {"id": "moonbean", "name": "x"}}'))).not.toEqual([]);
    expect(checkOtu(JSON.parse('{"id":"ab","name":"x","schema":[],"isolates":[],"__proto__":{}}'))[0]?.message).toBe(
      'has a key that is not known: "__proto__"',
    );
  });

  test('says what is wrong in words, and never quotes what is long or deep', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep];
    const otu = {
      id: '../x',
      name: 'x'.repeat(1e6),
      schema: [{ name: 'a', molecule: deep }],
      isolates: 'y'.repeat(1e6),
    };
    const problems = checkOtu(otu);
    expect(problems.map(({ path }) => path)).toEqual(['id', 'schema[0].molecule', 'isolates']);
    for (const { message } of problems) expect(message.length).toBeLessThan(200);
  });
});

const YAML = `
format: 1
id: cngzpufk
name: Plant Viruses
description: ""
data_type: genome
organism: virus
public: false
created_at: 2018-05-17T19:02:23.949Z
internal_control: null            # an OTU id
restrict_source_types: false
source_types: [isolate, strain]
user: { id: igboyes }
users:
  - { id: igboyes, emails: [ian@example.org], github: igboyes, created_at: 2018-05-17T19:02:23.949Z, build: true, modify: true, modify_otu: true, remove: true }
groups: []
`;

describe('the schema of reference.yaml', () => {
  test('has the same ids of users and groups as the code', () => {
    expect(readSchema('reference').definitions.id.pattern).toBe(MEMBER_ID.source);
  });

  const config = (overrides: Record<string, unknown> = {}) => ({ ...parse(YAML), ...overrides });

  test('takes a file as refkit writes it', () => {
    expect(checkReferenceConfig(config())).toEqual([]);
  });

  test('fills in what a person left out', () => {
    const short = { format: 1, id: 'x1', name: 'Mine', created_at: '2026-11-22T10:00:00Z', user: { id: 'ada' } };
    const value = { ...short, users: [{ id: 'ada', created_at: '2026-11-22T10:00:00Z' }] };
    expect(checkReferenceConfig(value)).toEqual([]);
    expect(value).toMatchObject({
      data_type: 'genome',
      internal_control: null,
      source_types: ['isolate', 'strain'],
      groups: [],
      users: [{ emails: [], build: false, modify: false, modify_otu: false, remove: false }],
    });
  });

  test('knows where a reference may have come from', () => {
    const origins = {
      cloned_from: { id: 'pe6vunzl', name: 'Test 1' },
      imported_from: { name: 'reference.json.gz', user: { id: 'igboyes' }, id: 'dembqmby-reference.json.gz' },
      remotes_from: {
        slug: 'virtool/ref-plant-viruses',
        last_checked: '2018-05-28T22:35:36.443Z',
        last_updated: null,
        release: { id: 1, name: 'v1.5.0', newer: false },
        installed: null,
        errors: [],
      },
    };
    expect(checkReferenceConfig(config(origins))).toEqual([]);
  });

  test.each([
    ['a format of the future', { format: 2 }],
    ['a key it does not know', { organisms: 'virus' }],
    ['an id that is a path', { id: '../../etc' }],
    ['a name of white space', { name: '  ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['an internal control that is no OTU id', { internal_control: 'a/b' }],
    ['a source type that is no text', { source_types: [null] }],
    ['a user without an id', { users: [{ created_at: '2018-05-17T19:02:23.949Z' }] }],
    [
      'an address that git could not hold',
      { users: [{ id: 'a', created_at: '2018-05-17T19:02:23Z', emails: ['<a>'] }] },
    ],
    ['a remote that is no repository', { remotes_from: { slug: 'https://github.com/a/b' } }],
  ])('refuses %s', (_what, overrides) => {
    expect(checkReferenceConfig(config(overrides))).toHaveLength(1);
  });

  test('takes times with their zone, and no others', () => {
    const good = ['2018-05-17T19:02:23.949Z', '2018-05-17T19:02:23+02:00', '2018-05-17t19:02:23.949000z'];
    const bad = [
      '2018-05-17',
      '2018-05-17T19:02:23',
      '2018-13-17T19:02:23Z',
      '2018-05-17 19:02:23Z',
      'x2018-05-17T19:02:23Z',
    ];
    for (const created_at of good) expect(checkReferenceConfig(config({ created_at })), created_at).toEqual([]);
    for (const created_at of bad) expect(checkReferenceConfig(config({ created_at })), created_at).toHaveLength(1);
  });
});
