/**
 * Long work, as plain JSON: it is kept in the workspace's database until it is done, and handed to the process that
 * does it. What every kind of work does is in the file of its name.
 */
import type { ImportWarning } from '../../exchange/import-log.js';
import type { Found } from '../../github/remotes/remotes.js';
import type { IndexDocument } from '../../reference/documents.js';
import type { IndexPlan } from '../../reference/indexes.js';
import type { Account, Progress } from '../../reference/reference.js';

/** What a new reference is to be. */
export interface NewReferencePlan {
  id: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
  name: string;
  organism?: string;
  description?: string;
  public: boolean;
}

interface CreationJob {
  /** The folder that the new reference gets, absolute; there is none yet. */
  target: string;
  plan: NewReferencePlan;
  /** The owner. */
  account: Account;
  /** The folders of references, absolute, whose OTU ids are not to be given to other OTUs. */
  otherReferences: string[];
}

/** A new reference from an upload. */
export interface ImportReferenceJob extends CreationJob {
  type: 'import_reference';
  /** Where the upload is, absolute. */
  file: string;
  file_id: string;
  /** What the file was called where it comes from. */
  name: string;
}

/** A new reference with the OTUs of another one. */
export interface CloneReferenceJob extends CreationJob {
  type: 'clone_reference';
  /** The folder of the other one, absolute. */
  source: string;
}

/** A new reference from a release on GitHub. */
export interface RemoteReferenceJob extends CreationJob {
  type: 'remote_reference';
  /** `owner/name`. */
  slug: string;
  found: Found;
}

/** A later release of the remote that a reference follows. */
export interface UpdateRemoteReferenceJob {
  type: 'update_remote_reference';
  /** The folder of the reference, absolute. */
  directory: string;
  found: Found;
  /** Whose side is taken where both changed the same. */
  decide?: 'ours' | 'theirs';
  account: Account;
}

/** The files of a reference that is no longer one: its folder has a hidden name by now. */
export interface DeleteReferenceJob {
  type: 'delete_reference';
  /** Absolute. */
  folder: string;
}

/** The files of an index, from the commit that was HEAD when it was asked for, and its tag. */
export interface BuildIndexJob {
  type: 'build_index';
  /** The folder of the reference, absolute. */
  directory: string;
  plan: IndexPlan;
  account: Account;
}

/** What HEAD is of a reference, as Virtool's file. Somebody waits for it, so it is no process with a record. */
export interface ExportReferenceJob {
  type: 'export_reference';
  /** The folder of the reference, absolute. */
  directory: string;
  /** Absolute; not there yet. */
  file: string;
}

/** Whatever opening a reference takes that is new, or was changed much by others. */
export interface OpenReferenceJob {
  type: 'open_reference';
  /** The folder of the reference, absolute. */
  directory: string;
}

/** Work that is put down, and shown as a process. */
export type Job =
  | ImportReferenceJob
  | CloneReferenceJob
  | RemoteReferenceJob
  | UpdateRemoteReferenceJob
  | DeleteReferenceJob
  | BuildIndexJob;
/** Whatever a process of its own can do. */
export type AnyJob = Job | ExportReferenceJob | OpenReferenceJob;

export interface CreationResult {
  otu_count: number;
  /** How many OTUs got another id, since an OTU of the workspace has or had theirs. */
  renamed_otu_count: number;
  /** What was odd about the file; the first few. */
  warnings: ImportWarning[];
}

export interface JobResults {
  import_reference: CreationResult;
  clone_reference: CreationResult;
  remote_reference: CreationResult;
  update_remote_reference: {
    /** The id of the release that is installed. */
    release: number;
    /** OTUs that the update changed here; null where that is not known. */
    changes: { added: number; changed: number; removed: number } | null;
  };
  delete_reference: Record<string, never>;
  build_index: { index: IndexDocument };
  export_reference: Record<string, never>;
  open_reference: Record<string, never>;
}

export type JobResult = JobResults[AnyJob['type']];

/** What the process document calls the work. */
export type ProcessType = Job['type'];

/** The steps of each kind of work, in order, each with the share of the whole that is done at its end. */
export const STEPS = {
  import_reference: { import_otus: 0.9, create_history: 1 },
  clone_reference: { copy_otus: 0.9, create_history: 1 },
  remote_reference: { download: 0.4, import_otus: 0.9, create_history: 1 },
  update_remote_reference: { download: 0.5, merge: 1 },
  delete_reference: { delete_indexes: 0.3, delete_otus: 1 },
  build_index: { write_files: 0.95, declare_index: 1 },
} as const satisfies Record<Job['type'], Record<string, number>>;

export type StepOf<Type extends Job['type']> = keyof (typeof STEPS)[Type] & string;

/**
 * Told by a job how far it is.
 *
 * @param share of the step, from 0 to 1
 */
export type Report<Step extends string = string> = (step: Step, share: number) => void;

/** How far the whole is, from 0 to 1, when it is so far in a step. */
export function progressAt(type: Job['type'], step: string, share: number): number {
  let begin = 0;
  for (const [name, end] of Object.entries(STEPS[type])) {
    if (name === step) return begin + (end - begin) * Math.min(Math.max(share, 0), 1);
    begin = end;
  }
  return 0;
}

/** The share that the library's own progress stands for. */
export function shareOf({ done, total }: Pick<Progress, 'done' | 'total'>): number {
  return total === null || total === 0 ? 0 : done / total;
}
