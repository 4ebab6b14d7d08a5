/** What publishing a release would do, or has done, as it is shown and printed. */
import { count } from '../../otu/words.js';
import { releaseNotes } from './notes.js';
import type { ReleasePlan } from './plan.js';

export type StepName = 'build' | 'tag' | 'push' | 'draft' | 'upload' | 'publish';

export interface ReleaseStep {
  step: StepName;
  /** `kept`: it was so already. */
  state: 'planned' | 'done' | 'kept';
  /** What the step is about: "index 4 of commit 1234abcd". */
  text: string;
}

export interface ReleaseAsset {
  name: string;
  /** In bytes; null while it is not built. */
  size: number | null;
  sha256: string | null;
  state: 'planned' | 'uploaded' | 'kept';
}

export interface ReleaseReport
  extends Pick<
    ReleasePlan,
    'repository' | 'tag' | 'version' | 'previous' | 'bump' | 'reasons' | 'prerelease' | 'findings' | 'warnings'
  > {
  /** Whether all this is only what would be done. */
  planned: boolean;
  /** Whether this run published it. */
  published: boolean;
  /** Whether it is, or would be, a draft. */
  draft: boolean;
  index: { version: number; id: string; commit: string };
  /** Of its page; null while there is none. */
  url: string | null;
  assets: ReleaseAsset[];
  /** Where copies of the assets were asked for: their folder, absolute. */
  directory: string | null;
  notes: string;
  steps: ReleaseStep[];
}

/** What every index has; a mapper's files come on top. */
const USUAL_FILES = ['reference.json.gz', 'SHA256SUMS', 'index.json', 'manifest.json', 'reference.fa.gz'];

/** The report of a plan that is not carried out. */
export function plannedReport(plan: ReleasePlan): ReleaseReport {
  return {
    ...commonReport(plan),
    planned: true,
    published: false,
    draft: plan.draft,
    url: plan.release?.url ?? null,
    assets: USUAL_FILES.map((name) => ({ name, size: null, sha256: null, state: 'planned' })),
    directory: null,
    notes: releaseNotes(plan.notes),
    steps: stepsOf(plan),
  };
}

export function commonReport(plan: ReleasePlan) {
  const { repository, tag, version, previous, bump, reasons, prerelease, findings, warnings } = plan;
  const { version: number, id, commit } = plan.index;
  const index = { version: number, id, commit };
  return { repository, tag, version, previous, bump, reasons, prerelease, findings, warnings, index };
}

/** What there is to do, in its order, and what of it is so already. */
export function stepsOf(plan: ReleasePlan): ReleaseStep[] {
  const { index, tag, pushes, release, draft, makesTag } = plan;
  const published = release?.state === 'published';
  const step = (name: StepName, todo: boolean, text: string): ReleaseStep => ({
    step: name,
    state: todo && !published ? 'planned' : 'kept',
    text,
  });
  const refs = pushes.map((ref) => ref.replace(/^refs\/(?:heads|tags)\//, ''));
  return [
    step('build', index.plan !== null, `index ${index.version} of commit ${index.commit.slice(0, 8)}`),
    step('tag', makesTag, tag),
    step('push', refs.length > 0, refs.join(', ') || 'nothing that GitHub lacks'),
    step('draft', release === null, 'the release as a draft'),
    step('upload', true, 'its files'),
    ...(draft && !published ? [] : [step('publish', true, tag)]),
  ];
}

/** The list of steps while they are carried out. */
export class StepList {
  readonly steps: ReleaseStep[];

  constructor(plan: ReleasePlan) {
    this.steps = stepsOf(plan);
  }

  /** Notes how a step ended. */
  end(name: StepName, state: 'done' | 'kept', text?: string): void {
    const step = this.steps.find((each) => each.step === name);
    if (step) Object.assign(step, { state, text: text ?? step.text });
  }
}

export const filesText = (amount: number, kept: number) =>
  kept === 0 ? count(amount, 'file') : `${count(amount, 'file')}, ${kept} of which were there`;
