/** A remote as text: what it has, what was installed from it, what an update did or would do. */
import type { OtuComparison } from '../../otu/compare.js';
import { line, lines } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { count, fileSize, shortDate, shortTime } from '../words.js';
import { comparisonText } from './comparison-text.js';

export interface ShownRelease {
  tag: string;
  name: string;
  body: string;
  size: number;
  html_url: string;
  published_at: string;
  newer: boolean;
}

export interface ShownInstallation extends ShownRelease {
  created_at: string;
  user: { id: string };
  changes: ShownCounts | null;
}

export interface ShownCounts {
  added: number;
  changed: number;
  removed: number;
}

export interface ShownCheck {
  slug: string;
  release: ShownRelease;
  installed: ShownRelease | null;
}

export interface ShownUpdate {
  slug: string;
  release: ShownRelease;
  before: ShownRelease | null;
  outcome: {
    summary: ShownCounts;
    otus: OtuComparison[];
    conflicts: readonly { text: string }[];
    commit: string | null;
  } | null;
}

/** As many lines of a release's notes are shown. */
const MOST_LINES = 12;

export function remoteCheckText({ slug, release, installed }: ShownCheck, view: View): string {
  const verdict = release.newer ? 'newer' : 'installed';
  if (!view.terminal) {
    return `${[release.tag, verdict, installed?.tag ?? '', release.published_at, release.html_url].map(line).join('\t')}\n`;
  }
  const { style } = view;
  const title = release.newer ? `${release.tag} is newer than what is installed` : 'Nothing newer';
  const facts = fields(
    [
      ['remote', slug],
      ['installed', installed && `${installed.tag}, of ${shortDate(installed.published_at)}`],
      ['newest', `${release.tag}, of ${shortDate(release.published_at)} (${fileSize(release.size)})`],
      ['page', release.html_url],
    ],
    view,
  );
  const next = release.newer ? `\n${style.dim('"refkit remote update --dry-run" shows what it would change')}\n` : '';
  return `${style.bold(line(title))}\n${facts}${release.newer ? notesText(release.body) : ''}${next}`;
}

function notesText(body: string): string {
  const all = body.trim().split(/\r?\n/);
  if (all[0] === '') return '';
  const shown = all.slice(0, MOST_LINES).map((each) => `  ${lines(each)}`.trimEnd());
  if (all.length > MOST_LINES) shown.push(`  … and ${count(all.length - MOST_LINES, 'more line')}`);
  return `\n${shown.join('\n')}\n`;
}

export function remoteUpdateText({ slug, release, before, outcome }: ShownUpdate, view: View): string {
  if (outcome === null) return done(`Nothing newer: ${release.tag} of ${slug} is installed`, [release.tag, ''], view);
  const { summary, commit } = outcome;
  if (commit !== null)
    return done(`Updated to ${release.tag} of ${slug}: ${countsText(summary)}`, [release.tag, commit], view);
  const base = { name: before?.tag ?? 'empty', commit: null };
  const head = { name: release.tag, commit: null };
  const changes = comparisonText({ base, head, settings: [], otus: outcome.otus, unreadable: [], summary }, view);
  if (outcome.conflicts.length === 0) return changes;
  const conflicts = outcome.conflicts.map(({ text }) => `${view.style.red('!')} ${line(text)}\n`).join('');
  return `${changes}\n${view.style.bold(count(outcome.conflicts.length, 'conflict'))}\n\n${conflicts}`;
}

function done(sentence: string, facts: string[], view: View): string {
  return view.terminal ? `${line(sentence)}\n` : `${[...facts, sentence].map(line).join('\t')}\n`;
}

function countsText({ added, changed, removed }: ShownCounts): string {
  return `${count(added, 'OTU')} added, ${changed} changed, ${removed} removed`;
}

export function installedTable(releases: readonly ShownInstallation[], view: View): Promise<string> {
  const columns: Column<ShownInstallation>[] = [
    { header: 'release', value: ({ tag }) => tag, style: 'cyan' },
    {
      header: 'installed',
      value: ({ created_at }) => created_at,
      shown: ({ created_at }) => shortTime(created_at),
    },
    { header: 'by', value: ({ user }) => user.id },
    { header: 'added', value: ({ changes }) => changes?.added ?? null, align: 'right' },
    { header: 'changed', value: ({ changes }) => changes?.changed ?? null, align: 'right' },
    { header: 'removed', value: ({ changes }) => changes?.removed ?? null, align: 'right' },
    { header: 'name', value: ({ name }) => name, cut: true },
  ];
  return table(releases, columns, view);
}
