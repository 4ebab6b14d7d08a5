/**
 * The package as users get it: packed, installed in a folder of its own, and run. Slow; proves the wiring, not the work.
 * It packs what `npm run build` made last.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { git } from '../support/repository.js';

const root = resolve(import.meta.dirname, '..', '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const isWindows = process.platform === 'win32';

let home: string;
let modules: string;
let bin: string;

beforeAll(() => {
  if (!existsSync(join(root, 'oclif.manifest.json'))) throw new Error('Run "npm run build" first');
  home = mkdtempSync(join(tmpdir(), 'refkit-package-'));
  const run = (...args: string[]) =>
    execFileSync(npm, args, { cwd: root, encoding: 'utf8', shell: isWindows, stdio: ['ignore', 'pipe', 'pipe'] });
  const [packed] = JSON.parse(run('pack', '--ignore-scripts', '--json', '--pack-destination', home)) as {
    filename: string;
  }[];
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('install', '--prefix', home, '--prefer-offline', '--no-audit', '--no-fund', join(home, packed!.filename));
  modules = join(home, 'node_modules');
  bin = join(modules, 'refkit', 'bin', 'refkit.js');
}, 300_000);

afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));

function refkit(args: string[], { cwd = home, env = {}, input = '' } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, ...env },
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

describe('the package (slow)', () => {
  test('needs libsql and nothing else', () => {
    const installed = readdirSync(modules).filter((name) => !name.startsWith('.'));
    expect(installed.sort()).toEqual(['@libsql', '@neon-rs', 'detect-libc', 'libsql', 'refkit']);
  });

  test('holds the licences of what is bundled', () => {
    const text = readFileSync(join(modules, 'refkit', 'dist', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@oclif/core', 'fast-json-patch', 'libsql', 'yaml']) {
      expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\n\\n[\\s\\S]{200}`, 'm'));
    }
  });

  test('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(refkit(['--version']).stdout).toBe(
      `refkit/${version} ${process.platform}-${process.arch} node-${process.version}\n`,
    );
  });

  test('makes, edits, checks, builds and exports a reference', () => {
    const plants = join(home, 'plants with space é');
    const steps = [
      ['create', plants, '--name', 'Plants'],
      ['otu', 'create', '--name', 'Moonbean mosaic virus', '--abbreviation', 'MoMV'],
      ['isolate', 'add', 'MoMV', '--source-type', 'isolate', '--source-name', 'Q7'],
      ['sequence', 'add', 'MoMV', 'Q7', '--accession', 'RK_0001', '--definition', 'Demo', '--fasta', '-'],
      ['history', 'show', 'NEWEST'],
      ['diff', '--format', 'html'],
      ['validate', '--strict'],
      ['index', 'build', '-o', join(home, 'index-0')],
      ['index', 'verify', join(home, 'index-0')],
      ['edit', '--description', 'What grows'],
      ['format', '--check'],
      ['doctor'],
      ['export', '-o', join(home, 'out.json')],
    ];
    let change = '';
    for (const step of steps) {
      const args = step.map((word) => (word === 'NEWEST' ? change : word));
      const done = refkit(args, { cwd: step[0] === 'create' ? home : plants, input: '>RK_0001\nATGC\nATGC\n' });
      expect({ args, status: done.status, stderr: done.stderr }).toEqual({ args, status: 0, stderr: '' });
      change = done.stdout.split('\t')[1] ?? change;
    }
    const exported = JSON.parse(readFileSync(join(home, 'out.json'), 'utf8'));
    expect(exported.otus[0].isolates[0].sequences[0]).toMatchObject({ accession: 'RK_0001', sequence: 'ATGCATGC' });
    const workflow = readFileSync(join(plants, '.github', 'workflows', 'review.yml'), 'utf8');
    // In a clone of the project it is the commit that was packed.
    expect(workflow).toMatch(/uses: refkit\/refkit\/\.github\/actions\/review@([0-9a-f]{40}|v\d+\.\d+\.\d+) # v/);
    expect(git(plants, 'status', '--porcelain')).toBe('');
    git(plants, 'fsck', '--strict');
  });

  test('shows the help of every command, with its example', () => {
    const manifest = JSON.parse(readFileSync(join(modules, 'refkit', 'oclif.manifest.json'), 'utf8')) as {
      commands: Record<string, { examples: string[] }>;
    };
    const program = `
      const { launch } = require(${JSON.stringify(join(modules, 'refkit', 'dist', 'cli', 'terminal', 'launch.js'))});
      const host = { root: ${JSON.stringify(join(modules, 'refkit'))}, version: '0', load: async () => null };
      (async () => {
        for (const id of ${JSON.stringify(Object.keys(manifest.commands))}) {
          process.stdout.write('=== ' + id + '\\n');
          if ((await launch([...id.split(':'), '--help'], host)) !== 0) process.exit(1);
        }
      })();`;
    const text = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' });
    const helps = new Map(
      text
        .split('=== ')
        .slice(1)
        .map((part) => [part.slice(0, part.indexOf('\n')), part]),
    );
    expect([...helps.keys()].sort()).toEqual(Object.keys(manifest.commands).sort());
    for (const [id, { examples }] of Object.entries(manifest.commands)) {
      const help = helps.get(id)!.replace(/\s*\\?\n\s*/g, ' ');
      expect(help).toContain(`$ ${examples[0]!}`);
      expect(help).toContain('USAGE');
    }
  });

  test('shows itself, its topics and its exit codes', () => {
    const { status, stdout } = refkit([]);
    expect(status).toBe(0);
    for (const word of ['TOPICS', 'COMMANDS', 'otu', 'validate', 'refkit help exit-codes'])
      expect(stdout).toContain(word);
    expect(refkit(['otu']).stdout).toContain('otu history');
    expect(refkit(['help', 'otu', 'show']).stdout).toContain('$ refkit otu show OTU');
    expect(refkit(['help', 'exit-codes']).stdout).toMatch(
      /^ {4}0 {2}done.*\n {4}1 .*\n {4}2 .*\n {4}3 .*\n {4}4 .*\n {4}5 /,
    );
  });

  test('knows what was meant by a mistyped command', () => {
    expect(refkit(['otu', 'shwo'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'error: Unknown command "otu shwo"\n  did you mean "refkit otu show"?\n  "refkit otu --help" lists the commands\n',
    });
    const json = refkit(['vaildate', '--json']);
    expect(json.status).toBe(2);
    expect(JSON.parse(json.stdout).error).toMatchObject({ id: 'usage', message: 'Unknown command "vaildate"' });
  });

  test('takes the options of all commands before the command too', () => {
    const { status, stdout } = refkit(['-C', join(home, 'plants with space é'), '--json', 'otu', 'show', 'MoMV']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).abbreviation).toBe('MoMV');
  });

  test('prints a completion script that knows every command', () => {
    const { stdout } = refkit(['completion', 'bash']);
    for (const word of ['sequence add', '--changed-since', 'bowtie2 none']) expect(stdout).toContain(word);
  });

  test('is imported as a library', () => {
    const program = `
      import { Reference, editOtu } from 'refkit';
      const reference = await Reference.open(process.argv[1]);
      const { change } = await reference.editOtu('MoMV', editOtu({ taxid: 7 }));
      console.log(change.description, Object.keys(await import('refkit')).sort().join(' '));
      reference.close();`;
    const folder = join(home, 'plants with space é');
    const text = execFileSync(process.execPath, ['--input-type=module', '-e', program, folder], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(text).toMatch(/ Reference .* editOtu /);
  });

  test('has types that a strict program can use', () => {
    writeFileSync(
      join(home, 'consumer.ts'),
      `import { editOtu, Reference, type Otu } from 'refkit';
       export async function rename(directory: string, name: string): Promise<Otu['name']> {
         const reference = await Reference.open(directory);
         return (await reference.editOtu('x', editOtu({ name }))).document.name;
       }`,
    );
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = join(root, 'node_modules', '@types');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      '--typeRoots',
      types,
    ];
    const done = spawnSync(process.execPath, [compiler, ...options, 'consumer.ts'], { cwd: home, encoding: 'utf8' });
    expect(done.stdout).toBe('');
  });
});

describe.skipIf(isWindows)('in a shell (slow)', () => {
  const shell = (command: string) =>
    spawnSync('bash', ['-c', command], {
      cwd: join(home, 'plants with space é'),
      encoding: 'utf8',
      env: { ...process.env, refkit: `"${process.execPath}" "${bin}"` },
    });

  test('a reader that has seen enough is no failure', () => {
    const { status, stdout, stderr } = shell('set -o pipefail; eval "$refkit validate --format sarif" | head -1');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{\n', stderr: '' });
  });

  test('a full disk behind standard output is', () => {
    if (!existsSync('/dev/full')) return;
    const { status, stderr } = shell('eval "$refkit otu list" > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*ENOSPC/);
    expect(stderr).not.toContain('    at ');
  });

  test('Ctrl-C while a reference is made ends with 130 and leaves nothing', async () => {
    const child = spawn(process.execPath, [bin, 'create', 'half', '--import-from', '-'], { cwd: home });
    child.stdin.write('{"otus":[');
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
    });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ code, said }).toEqual({ code: 130, said: 'error: Interrupted\n' });
    expect(readdirSync(home).filter((name) => name.includes('half'))).toEqual([]);
  });
});
