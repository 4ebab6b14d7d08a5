/** OTUs of an open reference: reading them, showing them, taking one away. */
import { parseOtu } from '../otu/canonical.js';
import { NotFoundError } from '../otu/errors.js';
import { otuIdOfPath, otuPath } from '../otu/ids.js';
import { otuIssues } from '../otu/issues.js';
import type { Otu } from '../otu/types.js';
import { resolveRevision } from '../store/revisions.js';
import { listTree } from '../store/trees.js';
import type { FileChange, Writer } from '../store/writer.js';
import { type ChangeDocument, changeDocument, type OtuDocument, otuDocument } from './documents.js';
import type { Session } from './session.js';

export type OtuOrder = (a: Pick<Otu, 'id' | 'name'>, b: Pick<Otu, 'id' | 'name'>) => number;

export interface EditResult {
  document: OtuDocument;
  /** Of the OTU as it is now; see tags.ts. */
  tag: string;
  /** False where everything already was as the edit wanted it; then there is no commit. */
  changed: boolean;
  change: ChangeDocument | null;
  /** The id of the isolate or sequence that the edit made or touched. */
  subject?: string;
}

/** Every OTU of a revision, one by one. @throws RevisionNotFoundError, InvalidOtuError */
export function* otusAt({ repository, catalogIfAny }: Session, revision: string, order?: OtuOrder): Generator<Otu> {
  const { objects } = repository;
  const { tree } = objects.readCommit(resolveRevision(repository, revision));
  const nameAt = (id: string, path: string, oid: string): string => {
    const row = catalogIfAny?.otu(id);
    return row?.blob === oid ? row.name : parseOtu(objects.readBlob(oid), path).name;
  };
  const files: { id: string; name: string; path: string; oid: string }[] = [];
  for (const { path, oid } of listTree(objects, tree, 'otus')) {
    const id = otuIdOfPath(path);
    if (id === null) continue;
    if (order) files.push({ id, name: nameAt(id, path, oid), path, oid });
    else yield parseOtu(objects.readBlob(oid), path);
  }
  if (order) for (const { path, oid } of files.sort(order)) yield parseOtu(objects.readBlob(oid), path);
}

/** An OTU at HEAD, as the writer sees it. @throws NotFoundError, InvalidOtuError */
export function readOtu(writer: Writer, id: string): Otu {
  const path = otuPath(id);
  const bytes = writer.read(path);
  if (bytes === null) throw new NotFoundError(`There is no OTU ${id}`, { data: { otu: id } });
  return parseOtu(bytes, path);
}

/** An OTU at HEAD, as front ends show it, and its tag. @throws NotFoundError */
export function taggedOtuOf(
  { repository, catalog, config }: Session,
  id: string,
): { document: OtuDocument; tag: string } {
  const known = catalog.otuDetail(id);
  if (known === null || known === 'gone') throw new NotFoundError(`There is no OTU "${id}"`, { data: { otu: id } });
  const otu = parseOtu(repository.objects.readBlob(known.otu.blob), otuPath(id));
  return {
    document: otuDocument(otu, known.otu, otuIssues(otu), known.unbuilt, config),
    tag: known.otu.blob,
  };
}

/** An OTU at HEAD, as front ends show it. @throws NotFoundError */
export function otuDocumentOf(session: Session, id: string): OtuDocument {
  return taggedOtuOf(session, id).document;
}

/** The newest change of an OTU. */
export function newestChange({ catalog, config }: Session, id: string): ChangeDocument {
  return changeDocument(catalog.changes({ otu: id, page: 1, per_page: 1 }).documents[0]!, config);
}

/** What an edit answers. */
export function resultOf(session: Session, id: string, changed: boolean): EditResult {
  return { ...taggedOtuOf(session, id), changed, change: changed ? newestChange(session, id) : null };
}

/** The files that change when an OTU goes: its own, and reference.yaml where it is the internal control. */
export async function removalOf(session: Session, writer: Writer, id: string): Promise<FileChange[]> {
  const files: FileChange[] = [{ path: otuPath(id), content: null }];
  if (session.config.internal_control === id) {
    const unset = await session.configChange(writer, (config) => {
      config.internal_control = null;
    });
    files.push(unset);
  }
  return files;
}
