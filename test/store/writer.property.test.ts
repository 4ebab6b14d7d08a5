import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UncommittedChangesError } from '../../src/store/errors.js';
import { Repository } from '../../src/store/repository.js';
import { withWriter } from '../../src/store/writer.js';
import { git, gitRepository, writeFiles } from '../support/repository.js';

/**
 * A model of a person and refkit at work in one folder: what HEAD, the index and the disk have at each path. After any
 * sequence of steps real git must see exactly that, and refkit must have refused exactly what it has to.
 */
interface Model {
  head: Map<string, string>;
  index: Map<string, string>;
  disk: Map<string, string>;
}

const path = fc.constantFrom('a', 'otus/aa/a.json', 'otus/aa/b.json', 'otus/bb/c.json', 'é ü/x.json');
const content = fc.constantFrom('1\n', '2\n', '33\n');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refkit' as const),
      files: fc.dictionary(path, fc.option(content), { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    }),
  },
  fc.record({ kind: fc.constant('write' as const), path, content }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'add' as const, 'unstage' as const), path }),
  fc.record({
    kind: fc.constantFrom('commit' as const, 'commit all' as const, 'hard reset' as const, 'repack' as const),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function put<T>(map: Map<string, T>, key: string, value: T | null | undefined): void {
  if (value === null || value === undefined) map.delete(key);
  else map.set(key, value);
}

async function perform(folder: string, step: Step, model: Model): Promise<void> {
  const { head, index, disk } = model;
  if (step.kind === 'refkit') {
    const files = Object.entries(step.files).map(([path, content]) => ({ path, content }));
    // Removing what HEAD does not have is no change.
    const changes = files.filter(({ path, content }) => content !== null || head.has(path));
    const touched = changes.filter(
      ({ path }) => index.get(path) !== head.get(path) || disk.get(path) !== head.get(path),
    );
    const who = { name: 'Grace', email: 'grace@example.org', timestamp: 1_700_000_000, offset: 0 };
    const done = withWriter(Repository.open(folder), { waitSeconds: 1 }, (writer) => {
      writer.commit({ files, message: 'refkit\n', author: who, committer: who });
    });
    if (touched.length > 0) {
      await expect(done).rejects.toThrow(UncommittedChangesError);
      return;
    }
    await done;
    for (const { path, content } of changes) for (const map of [head, index, disk]) put(map, path, content);
  } else if (step.kind === 'write') {
    writeFiles(folder, { [step.path]: step.content });
    disk.set(step.path, step.content);
  } else if (step.kind === 'delete') {
    rmSync(join(folder, step.path), { force: true });
    disk.delete(step.path);
  } else if (step.kind === 'add') {
    if (!disk.has(step.path) && !index.has(step.path)) return;
    git(folder, 'add', '--', step.path);
    put(index, step.path, disk.get(step.path));
  } else if (step.kind === 'unstage') {
    git(folder, 'reset', '--quiet', 'HEAD', '--', ...(index.has(step.path) || head.has(step.path) ? [step.path] : []));
    if (index.has(step.path) || head.has(step.path)) put(index, step.path, head.get(step.path));
    else model.index = new Map(head);
  } else if (step.kind === 'commit') {
    git(folder, 'commit', '--quiet', '--allow-empty', '-m', 'by hand');
    model.head = new Map(index);
  } else if (step.kind === 'commit all') {
    git(folder, 'commit', '--quiet', '--allow-empty', '-am', 'by hand');
    for (const path of [...index.keys()]) put(index, path, disk.get(path));
    model.head = new Map(index);
  } else if (step.kind === 'hard reset') {
    git(folder, 'reset', '--quiet', '--hard');
    for (const path of index.keys()) put(disk, path, head.get(path));
    for (const [path, content] of head) disk.set(path, content);
    model.index = new Map(head);
  } else {
    git(folder, 'repack', '--quiet', '-ad');
    git(folder, 'pack-refs', '--all');
  }
}

/** `git status --porcelain` for the model. */
function expectedStatus({ head, index, disk }: Model): string[] {
  const paths = [...new Set([...head.keys(), ...index.keys(), ...disk.keys()])];
  const letter = (from: string | undefined, to: string | undefined) =>
    from === to ? ' ' : from === undefined ? 'A' : to === undefined ? 'D' : 'M';
  const lines = paths.flatMap((path) => {
    const staged = letter(head.get(path), index.get(path));
    if (!index.has(path)) {
      const untracked = disk.has(path) ? [`?? ${path}`] : [];
      return staged === ' ' ? untracked : [`${staged}  ${path}`, ...untracked];
    }
    const unstaged = letter(index.get(path), disk.get(path));
    return staged + unstaged === '  ' ? [] : [`${staged}${unstaged} ${path}`];
  });
  return lines.sort();
}

function gitStatus(folder: string): string[] {
  const text = git(folder, 'status', '--porcelain', '-z', '-uall', '--no-renames');
  return text
    .split('\0')
    .filter((line) => line !== '')
    .sort();
}

test('refkit and a person who uses git stay out of each other’s way (property)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const first = { a: '1\n', 'otus/aa/a.json': '1\n', 'otus/bb/c.json': '2\n' };
      const folder = gitRepository(first);
      const files = () => new Map(Object.entries(first));
      const model: Model = { head: files(), index: files(), disk: files() };
      for (const step of steps) {
        await perform(folder, step, model);
        expect(gitStatus(folder)).toEqual(expectedStatus(model));
      }
      for (const [path, content] of model.disk) expect(readFileSync(join(folder, path), 'utf8')).toBe(content);
      expect(existsSync(join(folder, '.git', 'index.lock'))).toBe(false);
      expect(git(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
      // The trees that the index has recorded are those of its entries.
      const recorded = git(folder, 'write-tree');
      git(folder, 'read-tree', recorded);
      expect(
        new Map(
          git(folder, 'ls-tree', '-r', '-z', recorded)
            .split('\0')
            .filter(Boolean)
            .map((line) => [line.split('\t')[1]!, `${git(folder, 'cat-file', 'blob', line.slice(12, 52))}\n`]),
        ),
      ).toEqual(model.index);
    }),
    { numRuns: 12 },
  );
});
