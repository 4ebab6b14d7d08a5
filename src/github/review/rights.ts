/**
 * Whether the author of a change may make it: by the rights in the base's reference.yaml, never by those in the change,
 * which are only looked at for what they would give to whom.
 */
import { RefkitError } from '../../otu/errors.js';
import { oneLine } from '../../otu/phrases.js';
import {
  CONFIG_PATH,
  parseConfig,
  type ReferenceConfig,
  RIGHTS,
  type Right,
  type Rights,
} from '../../reference/config.js';
import { membershipsOf } from '../../reference/people.js';
import type { Proposal } from '../../reference/proposal/proposal.js';
import type { Remark, ReviewRights } from './review.js';

/**
 * Whether somebody is in a GitHub team; null where that cannot be found out.
 *
 * @param team `organisation/team`
 */
export type AskTeam = (team: string, login: string) => Promise<boolean | null>;

const NOBODY_TO_ASK: AskTeam = async () => null;

export interface Author {
  /** GitHub login. */
  author: string | null;
  askTeam?: AskTeam;
}

/** The rights that a change needs and its author holds, and what there is to remark. */
export async function rightsOfAuthor(
  proposal: Proposal,
  { author, askTeam = NOBODY_TO_ASK }: Author,
): Promise<{ rights: ReviewRights; remarks: Remark[] }> {
  const paths = [...proposal.afterMerge().keys()];
  const before = await configIn(proposal.baseFile(CONFIG_PATH));
  const after = paths.includes(CONFIG_PATH) ? await configIn(proposal.afterMerge().get(CONFIG_PATH)!) : before;
  const needed: Right[] = [];
  if (paths.some((path) => path.startsWith('otus/'))) needed.push('modify_otu');
  if (paths.includes(CONFIG_PATH) && !onlyUnsetsControl(proposal, before, after)) needed.push('modify');
  const remarks: Remark[] = [];
  const rights: ReviewRights = { author, user: null, needed, missing: [], unknown: [] };

  if (before === null) {
    rights.unknown = needed;
    remarks.push(remark('warning', 'Rights unknown', 'the reference.yaml of the base cannot be read'));
    return { rights, remarks };
  }
  const held = author === null ? null : await heldBy(before, author, askTeam);
  if (held) {
    rights.user = held.user;
    rights.missing = needed.filter((right) => !held.rights.has(right) && !held.maybe.has(right));
    rights.unknown = needed.filter((right) => !held.rights.has(right) && held.maybe.has(right));
    remarks.push(...remarksOnHeld(rights));
  } else if (needed.length > 0) {
    rights.unknown = needed;
    remarks.push(remark('notice', 'Rights not checked', `who proposes this was not told; it needs ${named(needed)}`));
  }
  if (after !== null && after !== before) {
    remarks.push(...(await remarksOnGrants({ before, after, author, held: held?.rights ?? null, askTeam })));
  }
  return { rights, remarks };
}

function remarksOnHeld({ author, user, missing, unknown }: ReviewRights): Remark[] {
  const remarks: Remark[] = [];
  const who = oneLine(author!);
  if (missing.length > 0) {
    const why = user === null ? `${who} is no user of this reference` : `${who} does not hold ${named(missing)}`;
    const message = `${why}, and the change needs ${named(missing)}: somebody who holds it has to answer for it`;
    remarks.push(remark('error', 'Missing right', message));
  }
  if (unknown.length > 0) {
    const message = `${who} holds ${named(unknown)} only as a member of a GitHub team, which this token may not ask for`;
    remarks.push(remark('warning', 'Right unknown', message));
  }
  return remarks;
}

interface Held {
  /** The first user of the reference with this login. */
  user: string | null;
  rights: ReadonlySet<Right>;
  /** Rights of teams that could not be asked. */
  maybe: ReadonlySet<Right>;
}

/** What somebody on GitHub may do. Teams are asked for only where that could add a right. */
async function heldBy(config: ReferenceConfig, login: string, askTeam: AskTeam): Promise<Held> {
  const rights = new Set<Right>();
  const maybe = new Set<Right>();
  const users = config.users.filter(({ github }) => isSameLogin(github, login));
  const sources = users.flatMap(({ id }) => membershipsOf(config, id));
  for (const source of sources) for (const right of RIGHTS) if (source[right]) rights.add(right);
  for (const group of config.groups) {
    const gives = RIGHTS.filter((right) => group[right] && !rights.has(right));
    if (!group.github || gives.length === 0) continue;
    const answer = await askTeam(group.github, login);
    if (answer === false) continue;
    for (const right of gives) (answer ? rights : maybe).add(right);
  }
  return { user: users[0]?.id ?? null, rights, maybe };
}

interface Grants {
  before: ReferenceConfig;
  after: ReferenceConfig;
  author: string | null;
  /** What the author holds at the base; null where the author is not known. */
  held: ReadonlySet<Right> | null;
  askTeam: AskTeam;
}

/** Nobody gives what they do not hold, and nobody gives anything to themselves. */
async function remarksOnGrants({ before, after, author, held, askTeam }: Grants): Promise<Remark[]> {
  const remarks: Remark[] = [];
  if (author !== null && held !== null) {
    const then = await heldBy(after, author, askTeam);
    const gained = RIGHTS.filter((right) => then.rights.has(right) && !held.has(right));
    if (gained.length > 0) {
      const message = `the change gives its author, ${oneLine(author)}, the right ${named(gained)}`;
      remarks.push(remark('error', 'Grants rights to its author', message, CONFIG_PATH));
    }
  }
  const old = holders(before);
  for (const [holder, { login, rights }] of holders(after)) {
    const gained = rights.filter((right) => !old.get(holder)?.rights.includes(right));
    if (gained.length === 0 || (author !== null && isSameLogin(login, author))) continue;
    const own = held === null || gained.every((right) => held.has(right));
    const message = `the change gives ${oneLine(holder)} the right ${named(gained)}`;
    remarks.push(
      own
        ? remark('warning', 'Grants rights', message, CONFIG_PATH)
        : remark('error', 'Grants rights', `${message}, which its author does not hold`, CONFIG_PATH),
    );
  }
  return remarks;
}

/** Who holds what by an entry of their own. Somebody else's login or team in an entry makes it somebody else's. */
function holders({ users, groups }: ReferenceConfig): Map<string, { login: string | null; rights: Right[] }> {
  const held = new Map<string, { login: string | null; rights: Right[] }>();
  const add = (holder: string, entry: Rights, login: string | null = null) =>
    held.set(holder, { login, rights: RIGHTS.filter((right) => entry[right]) });
  for (const user of users) {
    add(user.github ? `the user ${user.id} (@${user.github})` : `the user ${user.id}`, user, user.github ?? null);
  }
  for (const group of groups) {
    add(group.github ? `the group ${group.id} (@${group.github})` : `the group ${group.id}`, group);
    for (const member of group.members ?? []) {
      const login = users.find(({ id }) => id === member)?.github ?? null;
      add(`the user ${member}, as a member of ${group.id},`, group, login);
    }
  }
  return held;
}

/** An OTU that is removed is unset as internal control, as `refkit otu remove` does too: that is no edit of settings. */
function onlyUnsetsControl(proposal: Proposal, before: ReferenceConfig | null, after: ReferenceConfig | null): boolean {
  if (before === null || after === null || before.internal_control === null || after.internal_control !== null)
    return false;
  const same = JSON.stringify({ ...before, internal_control: null }) === JSON.stringify(after);
  const control = `/${before.internal_control}.json`;
  return same && [...proposal.afterMerge()].some(([path, content]) => content === null && path.endsWith(control));
}

async function configIn(bytes: Buffer | null): Promise<ReferenceConfig | null> {
  try {
    return bytes && (await parseConfig(bytes));
  } catch (error) {
    // What is wrong with it is among the findings.
    if (error instanceof RefkitError) return null;
    throw error;
  }
}

function isSameLogin(a: string | null | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}

const named = (rights: readonly Right[]) => rights.join(' and ');

function remark(level: Remark['level'], title: string, message: string, file: string | null = null): Remark {
  return { level, about: file === null ? 'rights' : 'settings', title, message, file };
}
