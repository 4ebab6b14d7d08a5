#!/usr/bin/env node
/**
 * Writes the parts of docs/cli.md that follow from the code: every command, from oclif.manifest.json, and every error,
 * from the classes under src.
 *
 *   node scripts/cli-docs.js [--check]    --check: write nothing, fail where the page is stale
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isCurrent, writeSection } from './sections.js';

const root = resolve(import.meta.dirname, '..');
const page = join(root, 'docs/cli.md');
const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));

function commands() {
  const all = Object.values(manifest.commands).filter(({ hidden }) => !hidden);
  all.sort((a, b) => (a.id < b.id ? -1 : 1));
  const names = all.map(({ id }) => id.replaceAll(':', ' '));
  const list = names.map((name) => `[${name}](#refkit-${name.replaceAll(' ', '-')})`).join(' · ');
  return `${list}\n\n${all.map(command).join('\n\n')}`;
}

function command({ id, summary, description, args = {}, flags = {}, examples = [] }) {
  const name = id.replaceAll(':', ' ');
  const own = Object.values(flags).filter(({ helpGroup, hidden }) => helpGroup !== 'GLOBAL' && !hidden);
  const words = Object.values(args).map((arg) =>
    arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`,
  );
  const parts = [`### refkit ${name}`, summary ?? description];
  if (summary && description && description !== summary) parts.push(description.split('\n').join('  \n'));
  parts.push(`\`\`\`sh\n${['refkit', name, ...words].join(' ')}${own.length > 0 ? ' [flags]' : ''}\n\`\`\``);
  const rows = [
    ...Object.values(args).map((arg) => row(arg.name.toUpperCase(), arg)),
    ...own.map((flag) => row(flagText(flag), flag)),
  ];
  if (rows.length > 0) parts.push(['| | |', '| --- | --- |', ...rows].join('\n'));
  if (examples.length > 0)
    parts.push(`\`\`\`sh\n${examples.join('\n').replaceAll('<%= config.bin %>', 'refkit')}\n\`\`\``);
  return parts.filter(Boolean).join('\n\n');
}

function flagText({ name, char, type, allowNo, multiple, helpValue, options }) {
  const value = type === 'option' ? ` ${helpValue ?? (options ? options.join('|') : name.toUpperCase())}` : '';
  return `${char ? `-${char}, ` : ''}--${allowNo ? '[no-]' : ''}${name}${value}${multiple ? '…' : ''}`;
}

function row(text, { description = '', required, default: fallback, options }) {
  const notes = [
    required && 'required',
    options && `one of ${options.join(', ')}`,
    ['string', 'number'].includes(typeof fallback) && `default ${fallback}`,
  ].filter(Boolean);
  const said = [description.trim(), notes.length > 0 ? `(${notes.join('; ')})` : ''].filter(Boolean).join(' ');
  return `| \`${cell(text)}\` | ${cell(said)} |`;
}

/** Text as a cell of a Markdown table; a bar needs its backslash even within code. */
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Every class that ends in "Error" and has a code: what scripts see of it, and what it means. */
function errors() {
  const exitCodes = Object.fromEntries(
    [...readFileSync(join(root, 'src/terminal/exit-codes.ts'), 'utf8').matchAll(/^ {2}(\w+): (\d+),$/gm)].map(
      ([, kind, code]) => [kind, code],
    ),
  );
  const found = [];
  for (const file of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(root, 'src', file), 'utf8').replaceAll('\r\n', '\n');
    const classes = /(?:\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*)?export class \w+Error extends \w+[^{]*\{([\s\S]*?)^\}/gm;
    for (const [, comment = '', body] of text.matchAll(classes)) {
      const code = /\bcode(?:: string)? = '(\w+)'/.exec(body)?.[1];
      const kind = /\bkind(?:: \w+)? = '(\w+)'/.exec(body)?.[1];
      if (!code || !kind) continue;
      const meaning = comment
        .replace(/^\s*\*\s?/gm, '')
        .replace(/\s+/g, ' ')
        .trim();
      found.push(`| \`${code.toLowerCase()}\` | ${exitCodes[kind]} | ${cell(meaning)} |`);
    }
  }
  return ['| `id` | exit code | what it says |', '| --- | --- | --- |', ...found.sort()].join('\n');
}

const parts = { commands: commands(), errors: errors() };
const stale = Object.entries(parts).filter(([name, body]) => !isCurrent(page, name, body));
if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`docs/cli.md is stale (${stale.map(([name]) => name).join(', ')}). Run "node scripts/cli-docs.js".`);
    process.exitCode = 1;
  }
} else {
  for (const [name, body] of stale) writeSection(page, name, body);
}
