import type { ClaimsElsewhere } from './claims.js';

/** A file below otus/, of whatever name. */
export interface SubjectFile {
  /** From the root of the reference, with `/`. */
  path: string;
  /**
   * The content, or what reads it. A function is called when the content is needed, which for most of what is no OTU it
   * never is, and the content is not kept; with `changed`, a changed file may be asked for twice.
   */
  text: Buffer | (() => Buffer);
  /** A symbolic link; its `text` is not looked at. */
  symlink?: boolean;
}

/** What is validated: a working tree, a commit, the git index … whatever the caller read. */
export interface Subject {
  /** Null where there is none. */
  referenceYaml: { path: string; text: Buffer } | null;
  /** Everything below otus/. With `elsewhere`, unchanged files may be left out. */
  files: Iterable<SubjectFile>;
  /**
   * The paths that changed, removed files among them. Only what stands in them is reported, clashes with what did not
   * change included. Absent: everything is reported.
   */
  changed?: ReadonlySet<string>;
  /** Answers for unchanged files that are not among `files`. */
  elsewhere?: ClaimsElsewhere;
}

/** The content of a file. */
export function contentOf({ text }: SubjectFile): Buffer {
  return typeof text === 'function' ? text() : text;
}
