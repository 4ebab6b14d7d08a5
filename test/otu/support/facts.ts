import type { Otu } from '../../../src/otu/types.js';

/**
 * An OTU as a set of facts, each with a key, so that what a side did is a set of keys: the plainest way to say which
 * edits have nothing to do with each other. Order is no fact.
 */
export type Facts = Map<string, unknown>;

export function factsOf(otu: Otu): Facts {
  const facts: Facts = new Map([
    ['name', otu.name],
    ['abbreviation', otu.abbreviation],
    ['taxid', otu.taxid],
  ] as [string, unknown][]);
  for (const { name, molecule, required } of otu.schema) {
    facts.set(`segment ${name}: molecule`, molecule);
    facts.set(`segment ${name}: required`, required);
  }
  for (const isolate of otu.isolates) {
    facts.set(`isolate ${isolate.id}: type`, isolate.source_type);
    facts.set(`isolate ${isolate.id}: name`, isolate.source_name);
    if (isolate.default) facts.set('default', isolate.id);
    for (const { id, ...fields } of isolate.sequences) {
      facts.set(`sequence ${id}: isolate`, isolate.id);
      for (const [field, value] of Object.entries(fields)) facts.set(`sequence ${id}: ${field}`, value);
    }
  }
  return facts;
}

/** The keys of the facts that differ. */
export function touchedBy(before: Otu, after: Otu): Set<string> {
  const [old, now] = [factsOf(before), factsOf(after)];
  const keys = [...old.keys(), ...now.keys()].filter((key) => old.get(key) !== now.get(key));
  const touched = new Set(keys);
  // Facts beside the OTU's own: what an edit relies on, or takes away from others.
  const segments = (otu: Otu) => otu.schema.map(({ name }) => name);
  for (const name of segments(before)) if (!segments(after).includes(name)) touched.add(`uses segment ${name}`);
  for (const { id } of before.isolates) {
    if (!after.isolates.some((isolate) => isolate.id === id)) touched.add(`uses isolate ${id}`);
  }
  for (const key of keys) {
    const value = now.get(key);
    if (/^sequence .*: segment$/.test(key) && value) touched.add(`uses segment ${value}`);
    if (/^sequence .*: isolate$/.test(key) && value) touched.add(`uses isolate ${value}`);
    if (/^sequence .*: accession$/.test(key) && value) touched.add(`accession ${value}`);
    if (key === 'default' && value) touched.add(`uses isolate ${value}`);
  }
  return touched;
}

/** Whether two sides did something about the same thing. */
export function collide(a: Set<string>, b: Set<string>): boolean {
  return [...a].some((key) => b.has(key));
}
