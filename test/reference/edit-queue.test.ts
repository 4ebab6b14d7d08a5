import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalog } from '../../src/catalog/catalog.js';
import { addIsolate, editOtu } from '../../src/otu/edits.js';
import { AlreadyExistsError, NotFoundError } from '../../src/otu/errors.js';
import { otuPath } from '../../src/otu/ids.js';
import type { Otu } from '../../src/otu/types.js';
import { ForbiddenError, StaleError } from '../../src/reference/errors.js';
import type { Account, OpenOptions, Reference } from '../../src/reference/reference.js';
import { RefLockedError } from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { importedReference, newReference, reopened } from '../support/reference.js';
import { git, temporaryFolder } from '../support/repository.js';
import { type Acknowledged, startChild } from './support/children.js';

/** More rounds for those who want to be surer: REFKIT_TEST_ROUNDS=20. */
const ROUNDS = Number(process.env.REFKIT_TEST_ROUNDS ?? 1);
const NAMES = ['ann', 'bob', 'cyd', 'dot'];

/** The address that stands for an account whose own stands for nobody in the reference. */
const addressOf = (id: string) => `${id}@users.refkit.invalid`;

function account(id: string, administrator = true): Account {
  return { id, emails: [`${id}@example.org`], groups: [], administrator };
}

async function bareReference(count: number, options: OpenOptions = {}): Promise<Reference> {
  return reopened(await importedReference(count, { bare: true }), options);
}

async function otuIds(reference: Reference): Promise<string[]> {
  return (await reference.findOtus({ all: true })).documents.map(({ id }) => id);
}

const head = (reference: Reference) => git(reference.directory, 'rev-parse', 'HEAD');
const commits = (reference: Reference) => Number(git(reference.directory, 'rev-list', '--count', 'HEAD'));
const otuAtHead = (reference: Reference, id: string) =>
  JSON.parse(git(reference.directory, 'show', `HEAD:${otuPath(id)}`)) as Otu;

/** The catalog says what git says, git finds nothing broken, and every commit changes one OTU with its own method. */
function expectSound(reference: Reference, since: string): void {
  const { directory } = reference;
  expect(git(directory, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  const repo = Repository.open(directory);
  const catalog = Catalog.open(repo);
  expect(catalog.differences()).toEqual([]);
  catalog.close();
  repo.objects.close();
  const format = '--format=%x00%(trailers:key=Refkit-Method,separator=%x2C)';
  const log = git(directory, 'log', format, '--name-only', `${since}..`);
  const made = log
    .split('\0')
    .slice(1)
    .map((text) => text.trim().split(/\n+/));
  for (const lines of made) expect(lines).toEqual([expect.stringMatching(/^Refkit-Method: \w+$/), expect.any(String)]);
}

/** Each answered edit is there: its isolate, and a commit by its author that added it, once. */
function expectAllThere(reference: Reference, acknowledged: Acknowledged[]): void {
  const log = git(reference.directory, 'log', '--format=%ae|%s').split('\n');
  const found = new Map([...new Set(acknowledged.map(({ otu }) => otu))].map((id) => [id, otuAtHead(reference, id)]));
  for (const { otu, account: by, isolate } of acknowledged) {
    expect(found.get(otu)!.isolates.filter(({ source_name }) => source_name === isolate).length).toBe(1);
    const description = `${addressOf(by)}|Added Isolate ${isolate}`;
    expect(log.filter((line) => line === description || line.startsWith(`${description} `)).length).toBe(1);
  }
}

describe('edits that wait together in a bare repository', () => {
  it('are commits of their own, in the order they came, each by its author and on what the one before left', async () => {
    const reference = await bareReference(3);
    const [id] = await otuIds(reference);
    const before = head(reference);
    const rules = reference.sourceRules;
    const made = await Promise.all(
      Array.from({ length: 100 }, (_, i) => {
        const isolate = { source_type: 'isolate', source_name: `number ${i}` };
        return reference.as(account(NAMES[i % 4]!)).editOtu(id!, addIsolate(isolate, rules));
      }),
    );
    expect(made.map(({ document }) => document.version)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(made.map(({ change }) => change!.user.id)).toEqual(Array.from({ length: 100 }, (_, i) => NAMES[i % 4]));
    made.forEach(({ document, change }, i) => {
      expect(document.isolates.at(-1)!.source_name).toBe(`number ${i}`);
      expect(change!.id).toBe(`${id}.${i + 1}`);
    });
    const authors = git(reference.directory, 'log', '--reverse', '--format=%ae %ce', `${before}..`).split('\n');
    expect(authors).toEqual(
      Array.from({ length: 100 }, (_, i) => `${addressOf(NAMES[i % 4]!)} ${addressOf(NAMES[i % 4]!)}`),
    );
    expectSound(reference, before);
  });

  it('are all that come in one turn of the event loop, as requests over several connections do', async () => {
    const reference = await bareReference(8);
    const ids = await otuIds(reference);
    const packs = () =>
      readdirSync(join(reference.directory, 'objects/pack')).filter((name) => name.endsWith('.pack')).length;
    const before = packs();
    const edits = ids.map(
      (id, at) =>
        new Promise((resolve, reject) => {
          setImmediate(() => reference.editOtu(id, editOtu({ abbreviation: `T${at}` })).then(resolve, reject));
        }),
    );
    await Promise.all(edits);
    // One, or few where this machine is slow: what takes long is made in several steps. Each alone would be one each.
    const made = packs() - before;
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(ids.length / 2);
  });

  it('are refused alone: by rights, by what the ones before them took, by what is not there', async () => {
    const reference = await bareReference(4);
    const [first, second, third, fourth] = await otuIds(reference);
    const ann = reference.as(account('ann'));
    const before = head(reference);
    const { isolates } = await reference.otu(first!);
    const outcomes = await Promise.allSettled([
      ann.editOtu(first!, editOtu({ abbreviation: 'TAKEN' })),
      ann.editOtu(second!, editOtu({ abbreviation: 'TAKEN' })),
      reference.as(account('eve', false)).editOtu(third!, editOtu({ abbreviation: 'EVE' })),
      ann.editOtu('nobody', editOtu({ abbreviation: 'NOBODY' })),
      ann.editOtu(fourth!, editOtu({ abbreviation: 'LAST' }), { ifMatch: ['0'.repeat(40)] }),
      ann.createOtu({ name: 'Freshly found virus' }),
      ann.createOtu({ name: 'freshly found VIRUS' }),
      reference.editOtu('Freshly found virus', editOtu({ abbreviation: 'FFV' })),
      ann.editOtu(fourth!, editOtu({ abbreviation: 'LAST' })),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'made' : outcome.reason))).toEqual([
      'made',
      expect.any(AlreadyExistsError),
      expect.any(ForbiddenError),
      expect.any(NotFoundError),
      expect.any(StaleError),
      'made',
      expect.any(AlreadyExistsError),
      'made',
      'made',
    ]);
    expect(git(reference.directory, 'rev-list', '--count', `${before}..`)).toBe('4');
    expect((await reference.otu(first!)).isolates).toEqual(isolates);
    expectSound(reference, before);
  });

  it('are refused where they were meant for what one before them has changed', async () => {
    const reference = await bareReference(1);
    const [id] = await otuIds(reference);
    const { tag } = await reference.taggedOtu(id!);
    const outcomes = await Promise.allSettled(
      ['A', 'B', 'C'].map((abbreviation) => reference.editOtu(id!, editOtu({ abbreviation }), { ifMatch: [tag] })),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(StaleError) });
    expect(otuAtHead(reference, id!).abbreviation).toBe('A');
  });

  it('fill a reference that has nothing yet', async () => {
    const reference = await newReference({ bare: true });
    const before = head(reference);
    const made = await Promise.all(Array.from({ length: 90 }, (_, i) => reference.createOtu({ name: `Virus ${i}` })));
    expect(new Set(made.map(({ document }) => document.id)).size).toBe(90);
    expect((await reference.findOtus({})).total_count).toBe(90);
    expectSound(reference, before);
  });

  it('come to the same as one after the other', { timeout: 120_000 }, async () => {
    const names = fc.constantFrom('Amber virus', 'AMBER virus', 'Ochre virus', 'Umber virus');
    const input = fc.record({ name: names, abbreviation: fc.constantFrom('', 'A', 'B') }, { requiredKeys: [] });
    const edits = fc.array(fc.tuple(fc.nat(4), input), { minLength: 1, maxLength: 30 });
    const [together, inTurn] = [await bareReference(4), await bareReference(4)];
    const ids = await otuIds(together);
    const outcome = async (reference: Reference, [otu, change]: [number, object]) => {
      try {
        const { document, change: made } = await reference.editOtu(ids[otu] ?? 'nobody', editOtu(change));
        return [document.version, document.name, document.abbreviation, made?.description ?? null];
      } catch (error) {
        return (error as Error).message;
      }
    };
    await fc.assert(
      fc.asyncProperty(edits, async (list) => {
        const expected: unknown[] = [];
        for (const edit of list) expected.push(await outcome(inTurn, edit));
        expect(await Promise.all(list.map((edit) => outcome(together, edit)))).toEqual(expected);
        expect(git(together.directory, 'rev-parse', 'HEAD:otus')).toBe(git(inTurn.directory, 'rev-parse', 'HEAD:otus'));
      }),
      { numRuns: 25 },
    );
    expect(commits(together)).toBe(commits(inTurn));
    expectSound(together, git(together.directory, 'rev-list', '--max-parents=0', 'HEAD'));
  });

  it('that change nothing, or are all refused, make no commit', async () => {
    const reference = await bareReference(2);
    const [id] = await otuIds(reference);
    const { abbreviation } = await reference.otu(id!);
    const before = head(reference);
    const same = await reference.editOtu(id!, editOtu({ abbreviation }));
    expect(same.changed).toBe(false);
    await expect(reference.editOtu('nobody', editOtu({ abbreviation }))).rejects.toThrow(NotFoundError);
    expect(head(reference)).toBe(before);
  });

  it('take turns with edits that have to be alone: settings, removals, reverts', async () => {
    const reference = await bareReference(6);
    const ids = await otuIds(reference);
    const before = commits(reference);
    const ann = reference.as(account('ann'));
    const [, described, , removed, , reverted, blocked] = await Promise.allSettled([
      ann.editOtu(ids[0]!, editOtu({ abbreviation: 'A' })),
      ann.editSettings({ description: 'Changed in between' }),
      ann.editOtu(ids[1]!, editOtu({ abbreviation: 'B' })),
      ann.removeOtu(ids[2]!),
      ann.editOtu(ids[3]!, editOtu({ abbreviation: 'D' })),
      ann.revert(`${ids[3]}.1`),
      ann.editOtu(ids[2]!, editOtu({ abbreviation: 'GONE' })),
    ]);
    expect(described).toMatchObject({ status: 'fulfilled', value: { description: 'Changed in between' } });
    expect(removed).toMatchObject({ status: 'fulfilled', value: { id: `${ids[2]}.removed` } });
    expect(reverted).toMatchObject({ status: 'fulfilled', value: { document: { version: 2 } } });
    expect(blocked).toMatchObject({ status: 'rejected', reason: expect.any(NotFoundError) });
    expect(commits(reference)).toBe(before + 6);
  });

  it('that fail after they have committed do not harm the others', async () => {
    const reference = await bareReference(4);
    const ids = await otuIds(reference);
    const edit = editOtu({ abbreviation: 'HALF' });
    // A file that nobody can read as an OTU: so there is none to answer with.
    const unreadable = (otu: Otu) => ({ ...otu, abbreviation: 5 as unknown as string });
    const broken = { ...edit, apply: (otu: Otu) => ({ ...edit.apply(otu), otu: unreadable(otu) }) };
    const outcomes = await Promise.allSettled([
      reference.editOtu(ids[0]!, editOtu({ abbreviation: 'ONE' })),
      reference.editOtu(ids[1]!, broken),
      reference.editOtu(ids[2]!, editOtu({ abbreviation: 'THREE' })),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(otuAtHead(reference, ids[0]!).abbreviation).toBe('ONE');
    expect(otuAtHead(reference, ids[2]!).abbreviation).toBe('THREE');
  });

  it('fail together where a program keeps the branch locked, and are made when it is gone', async () => {
    const reference = await bareReference(3);
    const ids = await otuIds(reference);
    const before = head(reference);
    const lock = join(reference.directory, `${git(reference.directory, 'symbolic-ref', 'HEAD')}.lock`);
    writeFileSync(lock, '');
    const edits = () => ids.map((id, i) => reference.editOtu(id, editOtu({ abbreviation: `LOCKED${i}` })));
    const refused = await Promise.allSettled(edits());
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: expect.any(RefLockedError) });
    expect(head(reference)).toBe(before);
    expect((await reference.otu(ids[0]!)).version).toBe(0);
    rmSync(lock);
    const made = await Promise.all(edits());
    expect(made.map(({ document }) => document.abbreviation)).toEqual(ids.map((_, i) => `LOCKED${i}`));
    expectSound(reference, before);
  });

  it('give the event loop back between them', async () => {
    const reference = await bareReference(3);
    const [id] = await otuIds(reference);
    let turns = 0;
    let waiting = true;
    const count = () => {
      turns++;
      if (waiting) setImmediate(count);
    };
    setImmediate(count);
    await Promise.all(
      Array.from({ length: 200 }, (_, i) => reference.editOtu(id!, editOtu({ abbreviation: `TURN${i}` }))),
    );
    waiting = false;
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('show readers nothing that is not on the branch yet', async () => {
    const reference = await bareReference(3);
    const [id] = await otuIds(reference);
    let editing = true;
    const versions: number[] = [];
    const reading = (async () => {
      while (editing) {
        const { version } = await reference.otu(id!);
        versions.push(version);
        const made = Number(git(reference.directory, 'rev-list', '--count', 'HEAD', '--', otuPath(id!)));
        expect(made).toBeGreaterThan(version);
        await sleep(1);
      }
    })();
    await Promise.all(
      Array.from({ length: 150 }, (_, i) => reference.editOtu(id!, editOtu({ abbreviation: `SEEN${i}` }))),
    );
    editing = false;
    await reading;
    expect(versions.length).toBeGreaterThan(1);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  });
});

describe('edits of several processes (slow)', () => {
  it.each([false, true])('lose nothing beside each other and a real git that pushes (durable: %s)', async (durable) => {
    for (let round = 0; round < ROUNDS; round++) {
      const reference = await bareReference(5, { durable });
      const otus = await otuIds(reference);
      const before = head(reference);
      const dir = reference.directory;
      const clone = join(temporaryFolder(), 'clone');
      git(dir, 'clone', '--quiet', '.', clone);
      const children = await Promise.all(
        [['ann', 'bob'], ['cyd']].map((accounts) =>
          startChild({ dir, accounts, otus, edits: 150, together: 20, durable }),
        ),
      );
      const rules = reference.sourceRules;
      const own = Array.from({ length: 100 }, async (_, i): Promise<Acknowledged> => {
        const isolate = `dot ${i}`;
        await sleep(i * 3);
        const add = addIsolate({ source_type: 'isolate', source_name: isolate }, rules);
        await reference.as(account('dot')).editOtu(otus[i % 5]!, add);
        return { otu: otus[i % 5]!, account: 'dot', isolate };
      });
      let pushed = 0;
      let editing = true;
      const pushing = (async () => {
        for (let n = 0; editing || pushed === 0; n++) {
          writeFileSync(join(clone, 'notes.txt'), `note ${n}\n`);
          git(clone, 'add', 'notes.txt');
          git(clone, 'commit', '--quiet', '-m', `note ${n}`);
          git(clone, 'pull', '--quiet', '--rebase');
          if (spawnSync('git', ['push', '--quiet'], { cwd: clone }).status === 0) pushed++;
          await sleep(5);
        }
      })();
      const made = await Promise.all(own);
      for (const child of children) expect(await child.ended).toEqual({ code: 0, errors: '' });
      editing = false;
      await pushing;
      const acknowledged = [...made, ...children.flatMap((child) => child.acknowledged)];
      expect(acknowledged.length).toBe(400);
      expectAllThere(reference, acknowledged);
      expect(Number(git(dir, 'rev-list', '--count', '--grep=^Refkit-Method: add_isolate$', `${before}..`))).toBe(400);
      expect(git(dir, 'log', '--format=%s', '--grep=^note ').split('\n').length).toBeGreaterThanOrEqual(pushed);
      expect(git(dir, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
    }
  });

  it.each([false, true])('that were answered are there after a kill -9 (durable: %s)', async (durable) => {
    const reference = await bareReference(4, { durable });
    const otus = await otuIds(reference);
    const before = head(reference);
    const plan = { dir: reference.directory, otus, edits: 0, together: 30, durable };
    for (let round = 0; round < 6 * ROUNDS; round++) {
      const child = await startChild({ ...plan, accounts: [`ann${round}`, `bob${round}`] });
      while (child.acknowledged.length === 0) await sleep(1);
      await sleep(Math.random() * 120);
      child.process.kill('SIGKILL');
      expect((await child.ended).code).toBe('SIGKILL');
      expect(git(reference.directory, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
      expectAllThere(reference, child.acknowledged);
      const next = await reference.as(account('dot')).editOtu(otus[0]!, editOtu({ abbreviation: `AFTER${round}` }));
      expect(next.changed).toBe(true);
    }
    expectSound(reference, before);
  });
});
