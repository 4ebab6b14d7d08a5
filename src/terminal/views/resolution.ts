/** What was decided of a conflict, and what is left. */
import { line } from '../escape.js';
import type { View } from '../style.js';
import { brief, count } from '../words.js';

export interface ShownResolution {
  otu: { id: string; name: string };
  path: string;
  decided: { path: string; subject: string; side: string }[];
  left: { path: string; subject: string; base: unknown; ours: unknown; theirs: unknown }[];
  resolved: boolean;
}

/** On a terminal in words; for other programs a line for each conflict: `decided` or `left`, path, subject, side. */
export function resolutionText({ otu, path, decided, left, resolved }: ShownResolution, view: View): string {
  if (!view.terminal) {
    const rows = [
      ...decided.map((each) => ['decided', each.path, each.subject, each.side]),
      ...left.map((each) => ['left', each.path, each.subject, '']),
    ];
    return rows.map((row) => `${row.map(line).join('\t')}\n`).join('');
  }
  const { style } = view;
  const shown = (value: unknown) => line(brief(JSON.stringify(value) ?? 'null', 100));
  const parts = decided.map(({ subject, side }) => `${style.green('decided')}  ${line(subject)}: ${side}\n`);
  for (const { path: field, subject, base, ours, theirs } of left) {
    parts.push(`${style.yellow('left')}     ${line(subject)}${field && style.dim(`  --field ${line(field)}`)}\n`);
    for (const [side, value] of Object.entries({ base, ours, theirs })) {
      parts.push(`         ${style.dim(side.padEnd(6))} ${shown(value)}\n`);
    }
  }
  const name = `${line(otu.name)} (${otu.id})`;
  if (resolved) parts.push(`Nothing is left to decide in ${name}: ${line(path)} is staged\n`);
  else if (left.length > 0) parts.push(`${count(left.length, 'conflict')} left to decide in ${name}\n`);
  else parts.push(`No markers are left in ${line(path)}: "git add" it, or take a side to have it checked and staged\n`);
  return parts.join('');
}
