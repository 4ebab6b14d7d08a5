/**
 * Runs before every test file: git and refkit see no configuration of the machine they run on, one fixed author, and
 * no background repacking. Tests that are about identity set their own variables.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const home = mkdtempSync(join(tmpdir(), 'refkit-home-'));
/** What the world outside would mean to git, refkit, GitHub, NCBI and the way out. */
const FOREIGN = /^(GIT_|REFKIT_(?!TEST_)|GH_|GITHUB_|RUNNER_|NCBI_|(https?|no|all)_proxy$)/i;
for (const name of Object.keys(process.env)) if (FOREIGN.test(name)) delete process.env[name];
Object.assign(process.env, {
  HOME: home,
  USERPROFILE: home,
  XDG_CONFIG_HOME: join(home, '.config'),
  GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada Curator',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada Curator',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'gc.auto',
  GIT_CONFIG_VALUE_0: '0',
  GIT_CONFIG_KEY_1: 'init.defaultBranch',
  GIT_CONFIG_VALUE_1: 'main',
  TZ: 'UTC',
  NO_COLOR: '1',
});
