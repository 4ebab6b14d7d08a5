import type { Arbiter } from './arbiter.js';
import type { View, Views } from './views.js';

/**
 * The id of the default isolate; null where there is no isolate. Who was chosen counts more than who became it only
 * because the default before was removed.
 *
 * @param order the ids of the merged isolates
 */
export function mergeDefault({ base, ours, theirs }: Views, order: readonly string[], arbiter: Arbiter): string | null {
  const present = new Set(order);
  const there = (id: string | null) => (id !== null && present.has(id) ? id : null);
  const chosenBy = (view: View) => (view.default === base.default || isHeir(view, base) ? null : there(view.default));
  const among = (ourChoice: string | null, theirChoice: string | null): string | null => {
    if (ourChoice === null || theirChoice === null || ourChoice === theirChoice) return ourChoice ?? theirChoice;
    const states = { base: base.default, ours: ourChoice, theirs: theirChoice };
    const kind = base.default === null ? 'both_added' : 'both_changed';
    const places = ['default', `isolates/${ourChoice}/default`, `isolates/${theirChoice}/default`];
    const before = there(base.default);
    if (before !== null) places.push(`isolates/${before}/default`);
    const side = arbiter.settle({ kind, path: 'default', subject: 'default isolate', places, ...states });
    return there(states[side]) ?? ourChoice;
  };
  return (
    among(chosenBy(ours), chosenBy(theirs)) ??
    there(base.default) ??
    among(there(ours.default), there(theirs.default)) ??
    base.otu.isolates.find(({ id }) => present.has(id))?.id ??
    order[0] ??
    null
  );
}

/** Whether a side's default isolate is so because the one before was removed, and nobody said otherwise. */
export function isHeir(view: View, base: View): boolean {
  return base.default !== null && !view.isolates.has(base.default) && view.otu.isolates[0]?.id === view.default;
}
