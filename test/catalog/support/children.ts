/** Starts processes of child.ts. */
import { type ChildProcess, spawn } from 'node:child_process';
import { childBundle } from '../../support/child-bundle.js';

const bundle = childBundle(import.meta.url);

export interface Answer {
  counts: { otus: number; changes: number };
  counted: number;
  warnings: string[];
}

export interface Child {
  process: ChildProcess;
  /** What it said, and how it ended: an exit code or a signal. */
  ended: Promise<{ code: number | string | null; answers: Answer[]; errors: string }>;
}

export async function startChild(folder: string, times = 1): Promise<Child> {
  const child = spawn(process.execPath, [await bundle(), folder, String(times)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.on('close', (code, signal) => {
      const answers = output
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Answer);
      resolve({ code: code ?? signal, answers, errors });
    });
  });
  return { process: child, ended };
}
