/** Changes of an open reference: what each did, whose it is, and how one is undone. */
import type { ChangeRow } from '../catalog/catalog.js';
import { parseOtu } from '../otu/canonical.js';
import { newClaims } from '../otu/claims.js';
import { describeRevert } from '../otu/describe.js';
import { removalDescription } from '../otu/edits.js';
import { otuPath } from '../otu/ids.js';
import type { Otu } from '../otu/types.js';
import { type ChangeDetail, type ChangeDocument, changeDocument, type OtuDocument } from './documents.js';
import { ConflictError } from './errors.js';
import { findChange } from './lookup.js';
import { newestChange, otuDocumentOf, removalOf } from './otus.js';
import { userOfAddress } from './people.js';
import type { Session } from './session.js';
import { refuseClashes } from './uniqueness.js';
import { releaseOfMessage } from './upstream/release.js';

export interface RevertResult {
  /** null where the OTU is gone, since its first change was reverted. */
  document: OtuDocument | null;
  change: ChangeDocument;
}

/** A change, with the release that brought it, where one did. */
export function changeOf({ repository, config }: Session, row: ChangeRow): ChangeDocument {
  const document = changeDocument(row, config);
  if (row.method_name !== 'remote') return document;
  const release = releaseOfMessage(repository.objects.readCommit(row.commit).message);
  return release === null ? document : { ...document, release };
}

/** A change with what it did. */
export async function changeDetail(session: Session, row: ChangeRow): Promise<ChangeDetail> {
  const { olderDiff, patchOf } = await import('../otu/patch.js');
  const { repository } = session;
  const at = (oid: string | null): Otu | null =>
    oid === null ? null : parseOtu(repository.objects.readBlob(oid), `${otuPath(row.otu_id)} (blob ${oid})`);
  const before = at(row.before);
  const after = at(row.after);
  const versions = {
    before: before ? row.version - 1 : null,
    after: row.removed ? ('removed' as const) : row.version,
  };
  return {
    ...changeOf(session, row),
    commit: row.commit,
    diff: olderDiff(before, after, versions),
    patch: before && after ? patchOf(before, after) : null,
  };
}

/** The addresses in the history that stand for a user. */
export function addressesOf({ catalog, config }: Session, userId: string): string[] {
  const addresses = catalog.contributors().map(({ email }) => email);
  return addresses.filter((address) => userOfAddress(config, address) === userId);
}

/**
 * Undoes a change and all later ones of its OTU, by a new commit.
 *
 * @throws NotFoundError, AlreadyExistsError, ConflictError ("Not unbuilt") where an index holds the change
 */
export function revertChange(session: Session, changeId: string): Promise<RevertResult> {
  return session.writeAlone('modify_otu', async (writer, actor) => {
    const { catalog, repository } = session;
    const row = findChange(catalog, changeId);
    const id = row.otu_id;
    if (row.index) {
      throw new ConflictError('Not unbuilt', {
        data: { change: row.id, index: row.index.n },
        suggestions: [`change ${row.id} is part of index ${row.index.n}: make a new edit instead`],
      });
    }
    const path = otuPath(id);
    const content = writer.read(path);
    const current = content && parseOtu(content, path);
    const target = catalog.otuChanges(id).find(({ version }) => version === row.version - 1);
    if (!target?.after) {
      if (!current) throw new ConflictError(`OTU ${id} did not exist before change ${row.id}, and does not now`);
      const files = await removalOf(session, writer, id);
      session.commit(writer, actor, { files, subject: removalDescription(current), method: 'remove' });
      return { document: null, change: newestChange(session, id) };
    }
    const wanted = repository.objects.readBlob(target.after);
    if (content?.equals(wanted)) {
      throw new ConflictError(`OTU ${id} already is as it was at version ${target.version}`, {
        data: { change: row.id },
      });
    }
    const restored = parseOtu(wanted, `${path} at version ${target.version}`);
    refuseClashes(catalog, newClaims(current, restored), id);
    const subject = describeRevert(restored.name, target.version);
    session.commit(writer, actor, { files: [{ path, content: wanted }], subject, method: 'revert' });
    return { document: otuDocumentOf(session, id), change: newestChange(session, id) };
  });
}
