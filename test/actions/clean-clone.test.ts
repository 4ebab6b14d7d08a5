/**
 * An action as GitHub has it: the repository at a commit, without its history, and nothing built. Slow; what the actions
 * do is tried elsewhere, with what `npm run build` made last.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/repository.js';
import { ROOT } from './support/files.js';
import { describeRuns, hostedReference } from './support/hosted.js';

/** What GitHub downloads for `uses: refkit/refkit/.github/actions/…@<commit>`. */
function downloaded(): string {
  const folder = join(temporaryFolder(), 'refkit');
  mkdirSync(folder);
  const archive = execFileSync('git', ['archive', '--format=tar', 'HEAD'], { cwd: ROOT, maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  return folder;
}

describeRuns('an action in a clean clone (slow)', () => {
  test('builds refkit from what the lock file names, once, and runs it', { timeout: 600_000 }, async () => {
    const hosted = await hostedReference();
    const refkit = downloaded();
    const cache = process.env.npm_config_cache ?? join(userInfo().homedir, '.npm');
    const env = { npm_config_cache: cache, npm_config_prefer_offline: 'true', NODE_ENV: 'production' };
    const run = () => hosted.run('validate', { event_name: 'push', refkit, env });
    const { jobs, ok } = await run();
    expect({ ok, log: ok ? '' : jobs.validate!.log }).toEqual({ ok: true, log: '' });
    expect(jobs.validate!.summary).toBe('✅ No problems in 1 file.\n');
    const built = statSync(join(refkit, 'oclif.manifest.json')).mtimeMs;
    expect((await run()).ok).toBe(true);
    expect(statSync(join(refkit, 'oclif.manifest.json')).mtimeMs).toBe(built);
    expect(existsSync(join(refkit, 'dist', 'source.json'))).toBe(true);
  });
});
