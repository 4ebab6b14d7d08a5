/** Which refs of another repository go where in this one, and the other way round. */
import { InvalidRefNameError } from '../errors.js';
import { isRefName } from '../ref-names.js';

export interface RefMapping {
  /** There, in full; `*` at the end stands for any rest. */
  remote: string;
  /** Here, in full; with a `*` where `remote` has one. */
  local: string;
  /** Whether it may move to what does not follow from where it is. Tags never move. */
  force?: boolean;
}

/** The names that a mapping asks for, or how they begin. */
export const prefixOf = ({ remote }: RefMapping): string => remote.replace(/\*$/, '');

/** @throws InvalidRefNameError for a mapping that git would not take */
export function checkMapping({ remote, local }: RefMapping): void {
  const isPattern = remote.endsWith('*');
  const names = [remote, local].map((name) => (isPattern ? name.replace(/\*$/, 'x') : name));
  const isRight =
    local.endsWith('*') === isPattern && names.every((name) => isRefName(name) && name.startsWith('refs/'));
  if (!isRight) throw new InvalidRefNameError(`git does not allow to fetch ${remote} as ${local}`);
}

/** Where a ref of the other repository goes; null where the mapping is not about it, or its name is not allowed here. */
export function localName({ remote, local }: RefMapping, name: string): string | null {
  if (!remote.endsWith('*')) return remote === name ? local : null;
  const prefix = remote.slice(0, -1);
  if (!name.startsWith(prefix)) return null;
  const here = local.slice(0, -1) + name.slice(prefix.length);
  return isRefName(here) ? here : null;
}
