/** Publishing a release, as text: what was done or would be, step by step. */
import { line, lines } from '../escape.js';
import type { View } from '../style.js';
import { type Column, fields, table } from '../table.js';
import { count, fileSize } from '../words.js';
import type { ShownRelease, ShownReleaseStep } from './shapes.js';

/** What the last column of a step says of its state. */
const STATES: Record<ShownReleaseStep['state'], string> = { planned: 'to do', done: 'done', kept: 'there already' };

export async function releaseText(release: ShownRelease, view: View): Promise<string> {
  const columns: Column<ShownReleaseStep>[] = [
    { header: 'step', value: ({ step }) => step, style: 'cyan' },
    { header: 'state', value: ({ state }) => state, shown: ({ state }) => STATES[state] },
    { header: 'what', value: ({ text }) => text, cut: true },
  ];
  const steps = await table(release.steps, columns, view);
  if (!view.terminal) return `${steps}${['release', stateOf(release), release.tag].map(line).join('\t')}\n`;
  const notes = release.planned
    ? `\n${view.style.dim('The notes, without checksums of files to come:')}\n\n${lines(release.notes)}`
    : '';
  return `${view.style.bold(line(headline(release)))}\n${facts(release, view)}\n${steps}${notes}`;
}

function stateOf({ planned, published, draft }: ShownRelease): 'planned' | 'published' | 'draft' | 'unchanged' {
  if (planned) return 'planned';
  if (published) return 'published';
  return draft ? 'draft' : 'unchanged';
}

function headline(release: ShownRelease): string {
  const { tag, repository } = release;
  return {
    planned: `${tag} of ${repository} would be published`,
    published: `Published ${tag} of ${repository}`,
    draft: `${tag} of ${repository} waits as a draft`,
    unchanged: `Nothing to do: ${tag} of ${repository} is published, with these files`,
  }[stateOf(release)];
}

function facts({ bump, previous, reasons, index, findings, url, assets, directory }: ShownRelease, view: View): string {
  const files = assets.map(({ name, size }) => (size === null ? name : `${name} (${fileSize(size)})`));
  return fields(
    [
      [
        'version',
        bump === null || previous === null ? 'the first' : `${bump} since ${previous}: ${reasons.join(', ')}`,
      ],
      ['index', `${index.version} (${index.id}), of commit ${index.commit.slice(0, 8)}`],
      ['validation', `${count(findings.warning, 'warning')}, no errors`],
      ['files', files.join(', ')],
      ['folder', directory],
      ['page', url],
    ],
    view,
  );
}
