import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { OutsideChanges } from '../../src/sqlite/outside-changes.js';
import { Sqlite } from '../../src/sqlite/sqlite.js';
import { temporaryFolder } from '../support/repository.js';

/** A connection that watches, and another one to the same file. */
function connections({ mode }: { mode: 'WAL' | 'DELETE' }) {
  const path = join(temporaryFolder(), 'test.db');
  const open = () => {
    const db = new Sqlite(path, 1000);
    onTestFinished(() => db.close());
    db.get(`PRAGMA journal_mode = ${mode}`);
    return db;
  };
  const [own, other] = [open(), open()];
  own.exec('CREATE TABLE counts (n INTEGER NOT NULL)');
  return { own, other, outside: new OutsideChanges(own) };
}

/** As seen a while after the last change, when what files look like can be relied on. */
const later = () => Date.now() + 60_000;

it.each<['WAL' | 'DELETE', () => number]>([
  ['WAL', later],
  ['WAL', Date.now],
  ['DELETE', later],
])('are every commit of another connection (%s mode)', (mode, now) => {
  const { own, other, outside } = connections({ mode });
  const versions = [outside.version(null, now())];
  for (let n = 0; n < 5; n += 1) {
    other.run('INSERT INTO counts VALUES (?)', n);
    versions.push(outside.version(null, now()));
    expect(outside.version(null, now())).toBe(versions.at(-1));
  }
  // The log is emptied, and written from its beginning again.
  own.get('PRAGMA wal_checkpoint (TRUNCATE)');
  other.run('INSERT INTO counts VALUES (?)', 5);
  versions.push(outside.version(null, now()));
  expect(new Set(versions).size).toBe(versions.length);
});

it('are none of its own', () => {
  const { own, outside } = connections({ mode: 'WAL' });
  const before = outside.version(null, later());
  own.run('INSERT INTO counts VALUES (1)');
  expect(outside.version(null, later())).toBe(before);
});

it('are looked for once a turn', () => {
  const { other, outside } = connections({ mode: 'WAL' });
  const turn = {};
  const before = outside.version(turn, later());
  other.run('INSERT INTO counts VALUES (1)');
  expect(outside.version(turn, later())).toBe(before);
  expect(outside.version({}, later())).not.toBe(before);
});
