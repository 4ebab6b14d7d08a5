/**
 * `reference.yaml`: what it holds, how it is read safely, and how it is edited so that a person's comments and key
 * order survive. The `yaml` library is only loaded when a file is really parsed or edited.
 */
import type { Document, Scalar } from 'yaml';
import { RefkitError } from '../otu/errors.js';
import { checkReferenceConfig } from '../schemas/validators.js';
import { parseYaml, type YamlKind, yamlValue } from '../yaml/file.js';

/** Where a reference keeps its settings, at the root of its repository. */
export const CONFIG_PATH = 'reference.yaml';

export const RIGHTS = ['build', 'modify', 'modify_otu', 'remove'] as const;
export type Right = (typeof RIGHTS)[number];
export type Rights = Record<Right, boolean>;

export interface ReferenceUser extends Rights {
  id: string;
  /** Addresses of the commits that are this user's. */
  emails: string[];
  /** GitHub login. */
  github?: string | null;
  created_at: string;
}

export interface ReferenceGroup extends Rights {
  id: string;
  /** A GitHub team, as `organisation/team`. */
  github?: string | null;
  /** Ids of users. */
  members?: string[];
  created_at: string;
}

/** Where a reference came from, when it was imported from a file. */
export interface ImportedFrom {
  id?: string;
  name: string;
  user: { id: string };
}

/** The GitHub repository whose releases a reference follows. */
export interface FollowedRemote {
  /** `owner/name`. */
  slug: string;
}

export interface ReferenceConfig {
  format: 1;
  id: string;
  name: string;
  description: string;
  data_type: 'genome';
  organism: string;
  public: boolean;
  created_at: string;
  /** The id of the OTU that serves as internal control. */
  internal_control: string | null;
  restrict_source_types: boolean;
  source_types: string[];
  /** The owner. */
  user: { id: string };
  users: ReferenceUser[];
  groups: ReferenceGroup[];
  cloned_from?: { id: string; name: string };
  imported_from?: ImportedFrom;
  remotes_from?: FollowedRemote;
}

/** `reference.yaml` cannot be read, or says something it may not. */
export class InvalidConfigError extends RefkitError {
  readonly code = 'INVALID_REFERENCE_CONFIG';
  readonly kind = 'invalid';
}

const REFERENCE: YamlKind = {
  valid: 'a valid reference',
  Invalid: InvalidConfigError,
  check: checkReferenceConfig,
  advice: (where) => `correct ${where}, or run "refkit validate" for the whole list`,
};

/**
 * Reads the text of a `reference.yaml`.
 *
 * @throws InvalidConfigError naming the file, the line or the field, for text that is not YAML, that uses aliases to
 *   grow (a "YAML bomb"), or that `schemas/reference.schema.json` does not allow
 */
export async function parseConfig(text: string | Uint8Array, where: string = CONFIG_PATH): Promise<ReferenceConfig> {
  return configOf(await parseYaml(text, where, REFERENCE), where);
}

/**
 * Applies an edit to the text of a `reference.yaml` and gives the new text. Only what the edit changed is touched:
 * comments, key order and quoting elsewhere stay as they are.
 *
 * @throws InvalidConfigError where the text is not valid before or after the edit
 */
export async function editConfigText(text: string, edit: (config: ReferenceConfig) => void): Promise<string> {
  const document = await parseYaml(text, CONFIG_PATH, REFERENCE);
  const before = configOf(document, CONFIG_PATH);
  const after = structuredClone(before);
  edit(after);
  const unedited = document.toString(LAYOUT);
  reconcile(document, [], before, after);
  configOf(document, CONFIG_PATH);
  return keepUntouchedLines(text, unedited, document.toString(LAYOUT));
}

const LAYOUT = { lineWidth: 0, flowCollectionPadding: true } as const;

/**
 * A library writes a document in its own layout. Lines that the edit left alone are taken from the text as the person
 * wrote it: `unedited` is that text in the library's layout, line by line the same where it has as many lines.
 */
function keepUntouchedLines(text: string, unedited: string, edited: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const written = text.split(/\r?\n/);
  const before = unedited.split('\n');
  const after = edited.split('\n');
  if (written.length !== before.length) return after.join(newline);
  // The longest common subsequence of lines, counted from the end of both.
  const common = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let b = before.length - 1; b >= 0; b -= 1) {
    for (let a = after.length - 1; a >= 0; a -= 1) {
      const same = before[b] === after[a];
      common[b]![a] = same ? common[b + 1]![a + 1]! + 1 : Math.max(common[b + 1]![a]!, common[b]![a + 1]!);
    }
  }
  const lines: string[] = [];
  for (let b = 0, a = 0; a < after.length; ) {
    if (b < before.length && before[b] === after[a]) {
      lines.push(written[b]!);
      b += 1;
      a += 1;
    } else if (b < before.length && common[b + 1]![a]! >= common[b]![a + 1]!) {
      b += 1;
    } else {
      lines.push(after[a]!);
      a += 1;
    }
  }
  return lines.join(newline);
}

/** The text of a new `reference.yaml`. */
export async function newConfigText(config: ReferenceConfig): Promise<string> {
  const { Document, isMap, isSeq } = await import('yaml');
  const document = new Document(config);
  document.commentBefore = ' yaml-language-server: $schema=https://unpkg.com/refkit/schemas/reference.schema.json';
  // One line a user and a group, as a person would write them.
  for (const key of ['user', 'source_types', 'cloned_from', 'imported_from', 'remotes_from']) {
    const node = document.get(key);
    if (isMap(node) || isSeq(node)) node.flow = true;
  }
  for (const key of ['users', 'groups']) {
    const node = document.get(key);
    if (isSeq(node)) for (const item of node.items) if (isMap(item)) item.flow = true;
  }
  const text = document.toString(LAYOUT);
  await parseConfig(text);
  return text;
}

function configOf(document: Document, where: string): ReferenceConfig {
  return yamlValue(document, where, REFERENCE) as ReferenceConfig;
}

type Path = (string | number)[];

function isScalar(node: unknown): node is Scalar {
  return typeof node === 'object' && node !== null && 'value' in node && !('items' in node) && !('key' in node);
}

/** Makes `document` say `after` where it said `before`, touching nothing else. Lists of things with ids match by id. */
function reconcile(document: Document, path: Path, before: unknown, after: unknown): void {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...path, key]);
    for (const [key, value] of Object.entries(after)) reconcile(document, [...path, key], before[key], value);
    return;
  }
  if (isListOfItems(before) && isListOfItems(after) && before.length > 0) {
    const kept = new Set(after.map((item) => item.id));
    for (let index = before.length - 1; index >= 0; index -= 1) {
      if (!kept.has(before[index]!.id)) document.deleteIn([...path, index]);
    }
    const remaining = before.filter((item) => kept.has(item.id));
    for (const item of after) {
      const index = remaining.findIndex(({ id }) => id === item.id);
      if (index >= 0) reconcile(document, [...path, index], remaining[index], item);
      else document.addIn(path, document.createNode(item, { flow: true }));
    }
    return;
  }
  const node = document.getIn(path, true);
  // A scalar keeps its comment and its style of quotes.
  if (isScalar(node) && (typeof after !== 'object' || after === null)) node.value = after;
  else document.setIn(path, document.createNode(after, { flow: path.length > 1 || isRecord(after) }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfItems(value: unknown): value is { id: string }[] {
  return Array.isArray(value) && value.every((item) => isRecord(item) && typeof item.id === 'string');
}
