/** The pages for people say what is so: links lead somewhere, files they name exist, and written parts are current. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
];
const read = (page: string) => readFileSync(join(root, page), 'utf8').replaceAll('\r\n', '\n');

/** As GitHub makes the anchor of a heading. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/`/g, '')
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  test('links to pages and headings that are there', () => {
    const text = read(page);
    const broken = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file, anchor] = link.split('#') as [string, string | undefined];
        const target = file === '' ? page : join(dirname(page), file);
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchors(read(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('names files of the project that are there', () => {
    const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    const ofSource = new RegExp(`^(?:src/)?((?:${rooms.join('|')})/[\\w./-]+\\.ts)$`);
    const missing = [...read(page).matchAll(/`([\w./-]+)`/g)]
      .map((match) => match[1]!)
      .filter((name) => {
        const inSource = ofSource.exec(name)?.[1];
        if (inSource) return !existsSync(join(root, 'src', inSource));
        return /^(src|test|bench|scripts|templates|schemas|bin)\/[\w./-]+$/.test(name) && !existsSync(join(root, name));
      })
      // Written by the build and by a run of the benchmark.
      .filter((name) => name !== 'bench/results.json');
    expect(missing).toEqual([]);
  });
});

describe('parts that programs write', () => {
  test('docs/cli.md lists the commands and errors there are', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/cli-docs.js'), '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test.skipIf(process.platform === 'win32')("the README's tour is what the commands print", () => {
    const script = join(root, 'scripts/demo.js');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check', join(root, 'README.md')], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('docs/http.md lists the endpoints there are', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/http-docs.js'), '--check'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  const withoutCurl = process.platform === 'win32' || spawnSync('curl', ['--version']).error !== undefined;
  test.skipIf(withoutCurl)('the tour in docs/http.md is what curl prints', () => {
    const script = join(root, 'scripts/http-tour.js');
    const { status, stderr } = spawnSync(process.execPath, [script, '--check', join(root, 'docs/http.md')], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  test('the figures in docs/performance.md are those of bench/results.json', () => {
    const figures = `
      import { readFileSync } from 'node:fs';
      import { figures } from './bench/support/verdict.js';
      import { isCurrent } from './scripts/sections.js';
      const report = JSON.parse(readFileSync('bench/results.json', 'utf8'));
      console.log(isCurrent('docs/performance.md', 'figures', figures(report)));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', figures], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('true');
  });
});
