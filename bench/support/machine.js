import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { cpus, platform, release, tmpdir, totalmem } from 'node:os';

/** By the number that statfs(2) has for them. */
const FILE_SYSTEMS = { 61267: 'ext4', 16914836: 'tmpfs', 2435016766: 'btrfs', 1481003842: 'xfs', 26: 'apfs' };

/** What the figures depend on. */
export function machine() {
  const processors = cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    git: execFileSync('git', ['--version'], { encoding: 'utf8' }).trim().replace('git version ', ''),
    platform: `${platform()} ${release()}`,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    file_system: FILE_SYSTEMS[statfsSync(tmpdir()).type] ?? 'unknown',
  };
}
