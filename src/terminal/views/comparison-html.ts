import { line } from '../escape.js';
import { type Entry, otuEntry, type ShownComparison, settingEntries, stateName, summaryText } from './comparison.js';

const VERBS = { added: 'added', removed: 'removed', changed: 'changed' } as const;

/** Nothing may be loaded or run, whatever got past the escaping. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
ul{list-style:none;padding-left:1.5rem}
body>ul{padding:0}
body>ul>li{margin:1rem 0;border-left:4px solid;padding-left:1rem}
body>ul>li>b{font-size:1.1rem}
.added{border-color:#2da44e!important}.removed{border-color:#cf222e!important}.changed{border-color:#bf8700!important}
.tag{font-size:.75rem;border:1px solid;border-radius:1rem;padding:0 .5rem;margin-right:.4rem}
.note{opacity:.7;font-family:ui-monospace,monospace;font-size:.85rem;margin-left:.4rem}
table{border-collapse:collapse;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8886}
.error{color:#cf222e}.warning{color:#bf8700}.old{opacity:.6}`;

/** A comparison as one HTML page. */
export function comparisonHtml(comparison: ShownComparison): string {
  const { base, head } = comparison;
  const title = `${stateName(base)} → ${stateName(head)}`;
  return htmlPage(title, `<p>${shown(summaryText(comparison))}</p>\n${htmlSections(comparison)}`);
}

/** What changed: settings, OTUs, and files that cannot be read. */
export function htmlSections(comparison: ShownComparison): string {
  const { otus, unreadable } = comparison;
  const settings = settingEntries(comparison);
  const sections = [
    settings.length > 0 ? `<h2>Settings</h2>\n${htmlList(settings)}` : '',
    otus.length > 0 ? `<h2>OTUs</h2>\n${htmlList(otus.map(otuEntry))}` : '',
    unreadable.length > 0
      ? `<h2>Unreadable files</h2>\n<ul>\n${unreadable
          .map(({ path, message }) => `<li class="removed"><code>${shown(path)}</code>: ${shown(message)}</li>\n`)
          .join('')}</ul>\n`
      : '',
  ];
  return sections.join('');
}

/** A page that needs nothing else: no scripts, no fonts, no pictures. The title is raw, the content is HTML. */
export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${shown(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${shown(title)}</h1>
${content}</body>
</html>
`;
}

/** Entries as a list of lists. */
export function htmlList(entries: readonly Entry[]): string {
  return `<ul>\n${entries.map(item).join('')}</ul>\n`;
}

function item({ kind, title, note, entries }: Entry): string {
  const isField = kind === 'changed' && note === '' && entries.length === 0;
  const tag = isField ? '' : `<span class="tag">${VERBS[kind]}</span>`;
  const name = isField ? shown(title) : `<b>${shown(title)}</b>`;
  const extra = note === '' ? '' : `<span class="note">${shown(note)}</span>`;
  return `<li class="${kind}">${tag}${name}${extra}${entries.length > 0 ? `\n${htmlList(entries)}` : ''}</li>\n`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text that shows as it is, in content and in quoted attributes. */
export function shown(text: string): string {
  return line(text).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
