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
  const chosenBy = (view: View) => (view.default === base.default || isHeir(view, base) ? null : view.default);
  const chosen = (): string | null => {
    const [our, their] = [chosenBy(ours), chosenBy(theirs)];
    if (our === null || their === null || our === their) return there(our ?? their);
    const states = { base: base.default, ours: our, theirs: their };
    const kind = base.default === null ? 'both_added' : 'both_changed';
    const ids = [base.default, our, their].filter((id) => id !== null);
    const places = ['default', ...ids.map((id) => `isolates/${id}/default`)];
    const side = arbiter.settle({ kind, path: 'default', subject: 'default isolate', places, ...states });
    return there(states[side]) ?? there(our) ?? there(their);
  };
  const heirs = new Set([ours.default, theirs.default]);
  const inherited = () => {
    const left = base.otu.isolates.filter(({ id }) => present.has(id));
    return (left.find(({ id }) => heirs.has(id)) ?? left[0])?.id ?? null;
  };
  // Where nothing is left but what was added beside a default that went: any one, but the same seen from both sides.
  return chosen() ?? there(base.default) ?? inherited() ?? order.toSorted()[0] ?? null;
}

/** Whether a side's default isolate is so because the one before was removed, and nobody said otherwise. */
export function isHeir(view: View, base: View): boolean {
  const [first] = view.otu.isolates;
  if (base.default === null || view.isolates.has(base.default) || !first) return false;
  return first.id === view.default && base.isolates.has(first.id);
}
