/**
 * Waiting for a git that may have read the index before we replaced it. It will try to lock the index next, and gives
 * up when it finds it locked; so whoever holds `index.lock` waits here before letting go (why: index-log.ts).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { GitIndex } from './git-index.js';
import { pause } from './ref-store.js';
import type { Repository } from './repository.js';

/** From reading the index to locking it a git needs some ms; one that has not come so far by then is at something else. */
const PATIENCE_MS = 200;
/** A git reads the index when it starts, so those that run for longer, such as a daemon, are past that. */
const YOUNG_S = 3;
/** Clock ticks in a second, as proc_pid_stat(5) counts them: 100 on all Linux systems that Node.js runs on. */
const TICKS = 100;

/** Waits until no git is left that may have read this index, which has just been replaced. */
export function outwaitGit(repo: Repository, index: GitIndex): void {
  if (process.platform !== 'linux') {
    // Who runs cannot be seen cheaply here. A git looks at every file between reading and locking.
    pause(20 + index.size / 1000);
    return;
  }
  const deadline = performance.now() + PATIENCE_MS;
  for (let pids = youngGits(repo); pids.length > 0 && performance.now() < deadline; ) {
    pause(1);
    pids = pids.filter((pid) => folderOf(pid) !== null);
  }
}

/** The processes of git that started moments ago in this working tree, but not one that has started us. */
function youngGits({ workTree, gitDir }: Repository): string[] {
  const folders = [workTree, gitDir];
  const now = Number(readProc('uptime').split(' ')[0]);
  const above = ancestors();
  return listProc().filter((pid) => {
    if (readProc(`${pid}/comm`) !== 'git\n' || above.has(pid)) return false;
    const folder = folderOf(pid);
    if (folder === null || !folders.some((own) => folder === own || folder.startsWith(`${own}/`))) return false;
    return now - Number(fieldsOf(pid)[19]) / TICKS < YOUNG_S;
  });
}

function ancestors(): Set<string> {
  const above = new Set<string>();
  for (let pid = String(process.ppid); Number(pid) > 1 && !above.has(pid); pid = fieldsOf(pid)[1] ?? '') above.add(pid);
  return above;
}

/** A process's working folder; null when it ended, or is not ours to look at. */
function folderOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** The fields of proc_pid_stat(5) after the name, which is in parentheses and may hold spaces. */
function fieldsOf(pid: string): string[] {
  const stat = readProc(`${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function listProc(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readProc(name: string): string {
  try {
    return readFileSync(`/proc/${name}`, 'latin1');
  } catch {
    return '';
  }
}
