/**
 * What is drawn. These are the parts of the door's documents (src/reference/documents.ts) that somebody looks at; the
 * terminal knows no other room than otu/, so it names them itself.
 */
import type { OtuIssues } from '../../otu/issues.js';
import type { Isolate, Segment } from '../../otu/types.js';

export interface ShownChange {
  id: string;
  method_name: string;
  description: string;
  created_at: string;
  otu: { id: string; name: string; version: number | 'removed' };
  index: { version: number | 'unbuilt' };
  user: { id: string };
  /** The tag of the release that brought it. */
  release?: string;
}

/** An operation of an RFC 6902 patch. */
export interface ShownOperation {
  op: string;
  path: string;
  value?: unknown;
  from?: string;
}

export interface ShownChangeDetail extends ShownChange {
  commit: string;
  diff: unknown;
  patch: readonly ShownOperation[] | null;
}

export interface ShownOtu {
  id: string;
  name: string;
  abbreviation: string;
  taxid: number | null;
  schema: Segment[];
  isolates: Isolate[];
  created_at: string;
  version: number;
  verified: boolean;
  issues: OtuIssues | null;
  last_indexed_version: number | null;
  most_recent_change: ShownChange | null;
}

export interface ShownOtuSummary {
  id: string;
  name: string;
  abbreviation: string;
  version: number;
  verified: boolean;
}

export interface ShownEdit {
  document: { id: string };
  changed: boolean;
  change: ShownChange | null;
  /** The isolate or sequence that was made or touched. */
  subject?: string;
}

export interface ShownRights {
  build: boolean;
  modify: boolean;
  modify_otu: boolean;
  remove: boolean;
}

export interface ShownMember extends ShownRights {
  id: string;
  emails?: string[];
  members?: string[];
  github?: string | null;
  created_at: string;
}

export interface ShownReference {
  id: string;
  name: string;
  description: string;
  organism: string;
  public: boolean;
  created_at: string;
  internal_control: { id: string; name: string } | null;
  restrict_source_types: boolean;
  source_types: string[];
  user: { id: string };
  users: { id: string }[];
  groups: { id: string }[];
  contributors: { id: string; count: number }[];
  latest_build: { version: number; created_at: string } | null;
  otu_count: number;
  unbuilt_change_count: number;
  cloned_from?: { id: string; name: string };
  imported_from?: { name: string };
  remotes_from?: {
    slug: string;
    release: { tag: string; newer: boolean } | null;
    installed: { tag: string } | null;
  };
}

export interface ShownIndex {
  id: string;
  version: number;
  created_at: string;
  has_files: boolean;
  user: { id: string };
  change_count: number;
  modified_otu_count: number;
  commit: string;
}

export interface ShownIndexDetail extends ShownIndex {
  manifest: Record<string, number>;
  contributors: { id: string; count: number }[];
  otus: { id: string; name: string; change_count: number }[];
  files: { name: string; size: number }[];
}

export interface ShownPermissions {
  create_ref: boolean;
  upload_file: boolean;
  remove_file: boolean;
}

/** A user of a workspace. */
export interface ShownAccount {
  id: string;
  name: string;
  emails: string[];
  administrator: boolean;
  groups: string[];
  permissions: ShownPermissions;
}

/** A group of a workspace. */
export interface ShownTeam {
  id: string;
  users: string[];
  permissions: ShownPermissions;
}

export interface ShownKey {
  id: string;
  name: string;
  created_at: string;
  user: { id: string };
}

export interface ShownReleaseStep {
  step: string;
  state: 'planned' | 'done' | 'kept';
  text: string;
}

export interface ShownRelease {
  repository: string;
  tag: string;
  /** The tag of the one before. */
  previous: string | null;
  bump: string | null;
  reasons: readonly string[];
  planned: boolean;
  published: boolean;
  draft: boolean;
  index: { version: number; id: string; commit: string };
  url: string | null;
  findings: { warning: number };
  assets: readonly { name: string; size: number | null }[];
  directory: string | null;
  notes: string;
  steps: readonly ShownReleaseStep[];
}
