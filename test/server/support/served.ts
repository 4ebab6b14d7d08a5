/** `refkit serve` as a process of its own, as built, to be told to stop or killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { openAccounts } from '../../../src/workspace/open-accounts.js';
import { Contract } from '../../support/contract.js';
import { Client } from '../../support/server.js';

const PROGRAM = resolve(import.meta.dirname, '../../../bin/refkit.js');

export interface Served {
  url: string;
  directory: string;
  /** The user "igboyes", an administrator. */
  admin: Client;
  /** What it has written to standard output and standard error so far. */
  said: { stdout: string; stderr: string };
  kill(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Starts a server and waits until it says where it listens. */
export async function serve(directory: string, ...flags: string[]): Promise<Served> {
  const { child, said, ended } = start(directory, ...flags);
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const found = / at (http:\S+)/.exec(said.stderr)?.[1];
      if (found) resolve(found);
    };
    child.stderr!.on('data', look);
    ended.then((end) => reject(new Error(`The server ended with ${end}: ${said.stderr}`)));
  });
  const description = await (await fetch(`${url}/api/openapi.json`)).json();
  const admin = new Client(url, new Contract(description as Record<string, unknown>), authorization(directory));
  return { url, directory, admin, said, kill: (signal) => child.kill(signal), ended };
}

/** Starts a server that may not come up. */
export function start(directory: string, ...flags: string[]) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'serve', directory, '--port', '0', ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, said, ended };
}

/** A key for the administrator, made as the shell makes one while a server runs. */
function authorization(directory: string): string {
  const { accounts, close } = openAccounts(directory);
  const known = accounts.users().some(({ id }) => id === 'igboyes');
  if (!known) accounts.addUser({ user_id: 'igboyes', administrator: true });
  const { key } = accounts.addKey('igboyes');
  close();
  return `Basic ${Buffer.from(`igboyes:${key}`).toString('base64')}`;
}

/** Where a reference of a workspace is. */
export const folderOf = (directory: string, reference: string): string => join(directory, 'references', reference);
