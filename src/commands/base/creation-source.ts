/** What a new reference is filled from: the flags that say it, and what they lead to. */
import * as Flags from '@oclif/core/flags';
import { openImport } from '../../exchange/import.js';
import type { OtuSource } from '../../reference/creation.js';
import { type OpenOptions, Reference } from '../../reference/reference.js';
import { prereleaseFlag, releaseFlag } from './remote-command.js';

export const creationSourceFlags = {
  'import-from': Flags.string({
    description: 'Fill it from a file or folder; - is standard input.',
    helpValue: 'FILE',
    exclusive: ['clone-from', 'remote-from'],
  }),
  'clone-from': Flags.string({
    description: 'Fill it from another reference, with a new history.',
    helpValue: 'DIR',
    exclusive: ['remote-from'],
  }),
  'remote-from': Flags.string({
    description: 'Fill it from the newest release of a GitHub repository, and follow that.',
    helpValue: 'OWNER/REPO',
  }),
  release: { ...releaseFlag, dependsOn: ['remote-from'] },
  prerelease: { ...prereleaseFlag.prerelease, dependsOn: ['remote-from'] },
};

export interface CreationSource {
  /** Absent where the reference is to be empty. */
  source?: OtuSource;
  /** To be told of the new reference. */
  note?(reference: Reference): Promise<void>;
  close(): void | Promise<void>;
}

interface Choice {
  'import-from'?: string;
  'clone-from'?: string;
  'remote-from'?: string;
  release?: string;
  prerelease?: boolean;
}

interface SourceOptions extends OpenOptions {
  /** Ends what goes on with another machine. */
  signal: AbortSignal;
}

/** Opens what the flags say; to be closed in the end. */
export async function creationSource(flags: Choice, options: SourceOptions): Promise<CreationSource> {
  if (flags['remote-from'] !== undefined) return remoteSource(flags['remote-from'], flags, options);
  if (flags['clone-from'] !== undefined) {
    const original = await Reference.open(flags['clone-from'], options);
    return { source: original.asSource(), close: () => original.close() };
  }
  return flags['import-from'] === undefined ? { close: () => {} } : importSource(flags['import-from'], options);
}

async function importSource(file: string, { onWarning }: OpenOptions): Promise<CreationSource> {
  const imported = await openImport(file, { onWarning: ({ message }) => onWarning?.(message) });
  const { source: label, metadata, otus } = imported;
  const settings = () => ({ organism: metadata.organism });
  const source = { method: 'import' as const, label, otus, settings, provenance: { imported_from: { name: label } } };
  return { source, close: () => {} };
}

async function remoteSource(slug: string, flags: Choice, options: SourceOptions): Promise<CreationSource> {
  const { GitHub } = await import('../../github/access/client.js');
  const { openRemote } = await import('../../github/remotes/remote-source.js');
  const { onWarning, onProgress, signal } = options;
  const github = GitHub.open({ onWarning, signal });
  try {
    const { release: tag, prerelease } = flags;
    const { source, note, close } = await openRemote(github, slug, {
      ...{ tag, prerelease, onProgress },
      onWarning: ({ message }) => onWarning?.(message),
    });
    return {
      source,
      note,
      async close() {
        close();
        await github.close();
      },
    };
  } catch (error) {
    await github.close();
    throw error;
  }
}
