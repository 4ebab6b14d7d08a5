/**
 * Writes docs/rules.md from the rules themselves. Run as `npm run docs` after a rule was changed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = new URL('../', import.meta.url);

const INTRODUCTION = `# Validation rules

<!-- Made from src/validate/rules by \`npm run docs\`. Not to be edited. -->

\`refkit validate\` checks a reference by the rules on this page. Each finding names its rule, the file, the OTU, the JSON
path and the line.

| severity | what it means |
| --- | --- |
| error | refkit cannot read the file, no index can be built, or what is built or shown would be wrong. The command exits with 1. |
| warning | likely a mistake, though refkit works with it. With \`--strict\` the command exits with 1 for these too. |
| notice | something is missing, or unusual. |

\`refkit validate --fix\` makes the fixes that are safe: those that need no knowledge of the organism. It leaves alone a
file that it could not rewrite without losing something, such as a key that refkit does not know.

A file has at most 100 findings of one rule; the rest are counted.
`;

/** The text of docs/rules.md. */
export async function rulesDocument() {
  const { RULES, RULES_BY_SUBJECT } = await loadRules();
  const counted = (rules) => rules.map(({ id, title, severity }) => `| [${id}](#${id}) | ${severity} | ${title} |`);
  const index = ['| rule | severity | finds |', '| --- | --- | --- |', ...counted(RULES)].join('\n');
  const chapters = RULES_BY_SUBJECT.map(({ subject, rules }) => `## ${subject}\n\n${rules.map(section).join('\n')}`);
  return [INTRODUCTION, `${index}\n`, ...chapters].join('\n');
}

function section({ id, severity, title, description, impact, recommended_action, fixes }) {
  const facts = [
    `- **Impact.** ${impact}`,
    `- **What to do.** ${recommended_action}`,
    ...(fixes === null ? [] : [`- **Fix.** ${fixes}`]),
  ];
  return `### ${id}\n\n${title} · ${severity}\n\n${description}\n\n${facts.join('\n')}\n`;
}

/** The rules are TypeScript, so they are bundled first. */
async function loadRules() {
  const folder = mkdtempSync(join(tmpdir(), 'refkit-rules-'));
  try {
    const outfile = join(folder, 'rules.mjs');
    await build({
      entryPoints: [fileURLToPath(new URL('src/validate/rules/index.ts', root))],
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile,
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('docs/rules.md', root), await rulesDocument());
}
