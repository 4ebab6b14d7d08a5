/** What validation has to say of a change: of the state that a merge would give, and of that only what the change brings. */
import { parseOtu } from '../../otu/canonical.js';
import { RefkitError } from '../../otu/errors.js';
import { otuPath } from '../../otu/ids.js';
import type { Otu } from '../../otu/types.js';
import { CONFIG_PATH } from '../../reference/config.js';
import { type FileVersions, isOtuFile, type Proposal, type WantedClaim } from '../../reference/proposal/proposal.js';
import { type Claimant, comparable, eachClaim } from '../../validate/claims.js';
import { readConfig } from '../../validate/config-file.js';
import type { Finding, Report } from '../../validate/finding.js';
import { otuLabel } from '../../validate/labels.js';
import type { SubjectFile } from '../../validate/subject.js';
import { validate } from '../../validate/validate.js';
import type { ReviewFinding } from './review.js';

/**
 * Findings in the files that a change touches, of the merged state, in the order of a report. What is wrong with
 * several OTUs, such as one name in two of them, is looked for among all OTUs where the change brings the value; what
 * clashed before without the change's doing is not.
 */
export async function findingsOf(proposal: Proposal): Promise<ReviewFinding[]> {
  const versions = proposal.versions();
  if (versions.length === 0) return [];
  const otus = versions.filter(({ path }) => path !== CONFIG_PATH);
  const paths = new Set(proposal.holding(newClaims(otus)));
  const yaml = versions.find(({ path }) => path === CONFIG_PATH);
  const control = await internalControlPath(yaml ? yaml.after : proposal.baseFile(CONFIG_PATH));
  if (control !== null && !versions.some(({ path }) => path === control)) paths.add(control);
  const others = [...paths].map((path) => ({ path, text: proposal.baseFile(path) })).filter(isThere);

  const report = (side: 'before' | 'after', changed: ReadonlySet<string>): Promise<Report> => {
    const text = yaml ? yaml[side] : proposal.baseFile(CONFIG_PATH);
    const files = otus.map(({ path, symlink, ...version }) => ({
      path,
      text: version[side],
      symlink: side === 'after' && symlink,
    }));
    return validate({
      referenceYaml: text && { path: CONFIG_PATH, text },
      files: [...files.filter(isThere), ...others],
      changed,
    });
  };
  const { findings } = await report('after', new Set(versions.map(({ path }) => path)));
  if (findings.length === 0) return [];
  const before = await report('before', new Set(findings.map(({ file }) => file)));
  return marked(findings, before.findings);
}

/** Says of each finding whether it is among those of before; one of before stands for one finding. */
function marked(findings: readonly Finding[], before: readonly Finding[]): ReviewFinding[] {
  const known = new Map<string, number>();
  for (const finding of before) known.set(keyOf(finding), (known.get(keyOf(finding)) ?? 0) + 1);
  return findings.map((finding) => {
    const left = known.get(keyOf(finding)) ?? 0;
    if (left > 0) known.set(keyOf(finding), left - 1);
    return { ...finding, new: left === 0 };
  });
}

/** The same finding in two states, wherever it stands in the file and whatever the OTU is called. */
function keyOf({ rule, file, otu, message }: Finding): string {
  const label = otu === null ? '' : `${otuLabel(otu)}: `;
  return [rule, file, message.startsWith(label) ? message.slice(label.length) : message].join('\n');
}

/** What OTUs claim for themselves that they did not claim before. */
function newClaims(otus: readonly FileVersions[]): WantedClaim[] {
  const wanted = new Map<string, WantedClaim>();
  for (const { path, before, after } of otus) {
    const [old, current] = [otuIn(path, before), otuIn(path, after)];
    const had = new Set(old ? [...claimsOf(old).keys()] : []);
    if (current) for (const [id, claim] of claimsOf(current)) if (!had.has(id)) wanted.set(id, claim);
  }
  return [...wanted.values()];
}

const NOBODY: Claimant = { id: '', name: '', path: '', reported: false };

function claimsOf(otu: Otu): Map<string, WantedClaim> {
  const claims = new Map<string, WantedClaim>();
  eachClaim(otu, NOBODY, (kind, { value }) => {
    const key = comparable(kind, value);
    if (key !== '') claims.set(`${kind} ${key}`, { kind, key });
  });
  return claims;
}

/** Null where there is no OTU; what is wrong with the file is said elsewhere. */
function otuIn(path: string, bytes: Buffer | null): Otu | null {
  if (bytes === null || !isOtuFile(path)) return null;
  try {
    return parseOtu(bytes, path);
  } catch (error) {
    if (error instanceof RefkitError) return null;
    throw error;
  }
}

async function internalControlPath(yaml: Buffer | null): Promise<string | null> {
  const id = yaml && (await readConfig(yaml)).config?.internal_control;
  try {
    return id ? otuPath(id) : null;
  } catch {
    // An id that is none has no file.
    return null;
  }
}

function isThere<F extends { text: Buffer | null }>(file: F): file is F & SubjectFile & { text: Buffer } {
  return file.text !== null;
}
