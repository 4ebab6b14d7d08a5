import { expect, it, onTestFinished } from 'vitest';
import { Sqlite } from '../../src/sqlite/sqlite.js';

function database(): Sqlite {
  const db = new Sqlite(':memory:', 0);
  onTestFinished(() => db.close());
  db.exec('CREATE TABLE things (key INTEGER PRIMARY KEY, name TEXT, weight REAL)');
  const names = ['b', null, 'a "quoted" \\ one', 'c\n\u{1f9ec}\u2028', ''];
  for (const [key, name] of names.entries()) db.run('INSERT INTO things VALUES (?, ?, ?)', key, name, key / 4);
  return db;
}

it('answers rows as plain objects, and a list as it answers all', () => {
  const db = database();
  expect(db.get('SELECT name, key AS "the key" FROM things WHERE key = ?', 2)).toStrictEqual({
    name: 'a "quoted" \\ one',
    'the key': 2,
  });
  expect(db.get('SELECT key FROM things WHERE key = 9')).toBeUndefined();
  const sql = 'SELECT name, key, weight FROM things WHERE key < ? ORDER BY name DESC, key LIMIT ?';
  const rows = db.all(sql, 5, 4);
  expect(rows.map((row) => (row as { key: number }).key)).toEqual([3, 0, 2, 4]);
  expect(db.list(sql, 5, 4)).toStrictEqual(rows);
  expect(db.list(sql, 0, 4)).toEqual([]);
});
