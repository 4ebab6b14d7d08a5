/**
 * Edits of a reference's settings, users and groups: pure functions that check their input against the settings as
 * they are and say what they would do. `Reference` commits them.
 */
import { AlreadyExistsError, InvalidInputError, NotFoundError } from '../otu/errors.js';
import type { ReferenceConfig, ReferenceGroup, ReferenceUser, Rights } from './config.js';
import { RIGHTS } from './config.js';
import { ConflictError } from './errors.js';

/** One edit of `reference.yaml`. */
export interface ConfigEdit {
  /** One line; the subject of the commit. */
  description: string;
  apply(config: ReferenceConfig): void;
}

export interface SettingsInput {
  name?: string;
  description?: string;
  organism?: string;
  data_type?: string;
  public?: boolean;
  /** The id of an OTU; null for none. That it exists is for the caller to check. */
  internal_control?: string | null;
  restrict_source_types?: boolean;
  source_types?: string[];
}

export interface MemberInput extends Partial<Rights> {
  id: string;
  emails?: string[];
  github?: string | null;
  members?: string[];
}

export type MemberKind = 'users' | 'groups';

/** What the id of a user or a group looks like, as in schemas/reference.schema.json. */
export const MEMBER_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
/** What is said of an id that does not. */
export const MEMBER_ID_RULE = 'must be letters, digits and . _ -, at most 64, starting with a letter or digit';

const NOUNS = { users: 'user', groups: 'group' } as const;

/** White space folded, ends trimmed: what a one-line text is stored as. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

/**
 * Changes settings.
 *
 * @returns null where everything already is as the input says
 * @throws InvalidInputError with the problems of every field
 */
export function editSettings(config: ReferenceConfig, input: SettingsInput): ConfigEdit | null {
  const wanted = checkedSettings(input);
  const changes = Object.entries(wanted).filter(
    ([field, value]) => JSON.stringify(config[field as keyof ReferenceConfig]) !== JSON.stringify(value),
  );
  if (changes.length === 0) return null;
  const said = changes.map(([field, value]) => describeSetting(field, value));
  const description = said.map((text, index) => (index === 0 ? text : text[0]!.toLowerCase() + text.slice(1)));
  return {
    description: description.join(' and '),
    apply: (draft) => {
      Object.assign(draft, Object.fromEntries(changes));
    },
  };
}

function checkedSettings(input: SettingsInput): Partial<ReferenceConfig> {
  const errors: Record<string, string[]> = {};
  const wanted: Partial<ReferenceConfig> = {};
  if (input.name !== undefined) {
    wanted.name = oneLine(input.name);
    if (wanted.name === '') errors.name = ['may not be empty'];
  }
  if (input.description !== undefined) wanted.description = input.description.trim();
  if (input.organism !== undefined) wanted.organism = oneLine(input.organism);
  if (input.data_type !== undefined && input.data_type !== 'genome') {
    errors.data_type = ['unallowed value: only "genome" is supported'];
  }
  if (input.public !== undefined) wanted.public = input.public;
  if (input.internal_control !== undefined) wanted.internal_control = input.internal_control || null;
  if (input.restrict_source_types !== undefined) wanted.restrict_source_types = input.restrict_source_types;
  if (input.source_types !== undefined) {
    const types = input.source_types.map((type) => oneLine(type).toLowerCase());
    if (types.includes('')) errors.source_types = ['may not hold an empty type'];
    wanted.source_types = [...new Set(types)];
  }
  if (Object.keys(errors).length > 0) throw new InvalidInputError(errors);
  return wanted;
}

function describeSetting(field: string, value: unknown): string {
  switch (field) {
    case 'public':
      return value ? 'Made the reference public' : 'Made the reference private';
    case 'internal_control':
      return value === null ? 'Removed the internal control' : `Set internal control to ${value}`;
    case 'restrict_source_types':
      return value ? 'Restricted source types' : 'Lifted the restriction of source types';
    case 'source_types':
      return `Changed source types to ${(value as string[]).join(', ') || 'none'}`;
    case 'description':
      return 'Changed description';
    default:
      return `Changed ${field} to ${value}`;
  }
}

/**
 * Adds a user or a group; rights that are not named are not given.
 *
 * @throws AlreadyExistsError where there is one with that id; InvalidInputError
 */
export function addMember(config: ReferenceConfig, kind: MemberKind, input: MemberInput, now: Date): ConfigEdit {
  if (!MEMBER_ID.test(input.id)) {
    throw new InvalidInputError({ id: [MEMBER_ID_RULE] });
  }
  const noun = NOUNS[kind];
  if (config[kind].some(({ id }) => id === input.id)) {
    throw new AlreadyExistsError(`${noun === 'user' ? 'User' : 'Group'} already exists`, {
      data: { [`${noun}_id`]: input.id },
      suggestions: [`change the rights with "refkit ${kind} edit ${input.id}"`],
    });
  }
  refuseTakenEmails(config, input);
  const rights = Object.fromEntries(RIGHTS.map((right) => [right, input[right] ?? false])) as Rights;
  const created_at = now.toISOString();
  return {
    description: `Added ${noun} ${input.id}`,
    apply: (draft) => {
      if (kind === 'users')
        draft.users.push({ id: input.id, ...details(input, kind), created_at, ...rights } as ReferenceUser);
      else draft.groups.push({ id: input.id, ...details(input, kind), created_at, ...rights } as ReferenceGroup);
    },
  };
}

/**
 * Changes what is given of a user or a group.
 *
 * @returns null where nothing changes
 * @throws NotFoundError, ConflictError where nobody could modify the reference any more
 */
export function editMember(config: ReferenceConfig, kind: MemberKind, input: MemberInput): ConfigEdit | null {
  const member = memberOf(config, kind, input.id);
  refuseTakenEmails(config, input);
  const wanted: Record<string, unknown> = { ...member, ...details(input, kind, member) };
  for (const right of RIGHTS) if (input[right] !== undefined) wanted[right] = input[right];
  if (JSON.stringify(wanted) === JSON.stringify(member)) return null;
  const apply = (draft: ReferenceConfig): void => {
    Object.assign(memberOf(draft, kind, input.id), wanted);
  };
  keepAModifier(config, apply, input.id);
  const rightsChanged = RIGHTS.some((right) => wanted[right] !== member[right]);
  return { description: `Changed ${rightsChanged ? 'rights of ' : ''}${NOUNS[kind]} ${input.id}`, apply };
}

/** @throws NotFoundError, ConflictError where nobody could modify the reference any more */
export function removeMember(config: ReferenceConfig, kind: MemberKind, id: string): ConfigEdit {
  memberOf(config, kind, id);
  const apply = (draft: ReferenceConfig): void => {
    const list: { id: string }[] = draft[kind];
    list.splice(
      list.findIndex((member) => member.id === id),
      1,
    );
  };
  keepAModifier(config, apply, id);
  return { description: `Removed ${NOUNS[kind]} ${id}`, apply };
}

/** @throws NotFoundError where there is no such user or group, with those there are as suggestions */
export function memberOf<K extends MemberKind>(
  config: ReferenceConfig,
  kind: K,
  id: string,
): ReferenceConfig[K][number] {
  const member = (config[kind] as { id: string }[]).find((candidate) => candidate.id === id);
  if (member) return member as ReferenceConfig[K][number];
  const known = config[kind].map((candidate) => candidate.id);
  throw new NotFoundError(`There is no ${NOUNS[kind]} ${JSON.stringify(id)} in this reference`, {
    data: { [`${NOUNS[kind]}_id`]: id },
    suggestions: known.length > 0 ? [`its ${kind} are ${known.join(', ')}`] : [`it has no ${kind}`],
  });
}

function details(
  input: MemberInput,
  kind: MemberKind,
  member?: ReferenceUser | ReferenceGroup,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const emails = input.emails?.map((email) => email.trim()).filter(Boolean);
  if (kind === 'users' && (emails !== undefined || member === undefined)) found.emails = emails ?? [];
  if (kind === 'groups' && input.members !== undefined) found.members = input.members;
  if (input.github !== undefined) found.github = input.github;
  return found;
}

function refuseTakenEmails(config: ReferenceConfig, input: MemberInput): void {
  for (const email of input.emails ?? []) {
    const owner = config.users.find(
      ({ id, emails }) =>
        id !== input.id && emails?.some((known) => known.toLowerCase() === email.trim().toLowerCase()),
    );
    if (owner) {
      throw new AlreadyExistsError(`The address ${email} is already that of user ${owner.id}`, {
        data: { user_id: owner.id, email },
      });
    }
  }
}

/** A reference that nobody may modify could never be handed to anyone again. */
function keepAModifier(config: ReferenceConfig, apply: (draft: ReferenceConfig) => void, id: string): void {
  const held = (state: ReferenceConfig) =>
    state.users.some(({ modify }) => modify) ||
    // Where neither is said, a server knows who is in the group.
    state.groups.some(({ modify, members, github }) => modify && (members?.length !== 0 || Boolean(github)));
  const after = structuredClone(config);
  apply(after);
  if (held(config) && !held(after)) {
    throw new ConflictError(`${id} is the last that holds the right to modify this reference`, {
      data: { id, right: 'modify' },
      suggestions: ['give the right to somebody else first: "refkit users edit ID --modify"'],
    });
  }
}
