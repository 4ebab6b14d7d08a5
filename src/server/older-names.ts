/**
 * Two vocabularies: the OTUs document still says "virus" where the References document says "otu", and there are other
 * names of older times. An answer carries both, and a path may have either. This is the one place that knows the older
 * ones: it adds them to schemas, where they are deprecated, and by those schemas to answers.
 */
import type { Schema } from './schemas/shapes.js';

/** The name of a schema, to its members' older names. */
const OLDER: Record<string, Record<string, string[]>> = {
  Change: { id: ['_id', 'change_id'], otu: ['virus'] },
  ChangeDetail: { id: ['_id', 'change_id'], otu: ['virus'] },
  Issues: { empty_otu: ['empty_virus'] },
  Sequence: { otu_id: ['virus_id'] },
  Index: { reference: ['ref'] },
  IndexDetail: { reference: ['ref'] },
};

type Value = Record<string, unknown>;
type Adder = (value: unknown) => unknown;

/** A path, with its query, by the newer name of OTUs. */
export function newerPath(url: string): string {
  return url.replace(/^\/api\/viruses(?=[/?]|$)/, '/api/otus');
}

/** A schema with the older names of its members beside the newer ones. */
export function withOlderNames(schema: Schema): Schema {
  const older = OLDER[schema.$id as string];
  if (!older) return schema;
  const properties = { ...(schema.properties as Record<string, Schema>) };
  const required = [...(schema.required as string[])];
  for (const [name, others] of Object.entries(older)) {
    for (const other of others) {
      properties[other] = { ...properties[name], deprecated: true, description: `Older name of \`${name}\`` };
      required.push(other);
    }
  }
  return { ...schema, properties, required };
}

/**
 * What adds the older names to an answer of a schema; null where it has none. Made once for each route: of an answer,
 * only what can hold such names is looked at.
 *
 * @param named the schemas that others refer to
 */
export function olderNamesAdder(schema: Schema | undefined, named: ReadonlyMap<string, Schema>): Adder | null {
  if (!schema) return null;
  if (typeof schema.$ref === 'string') return olderNamesAdder(named.get(schema.$ref.replace(/#$/, '')), named);
  if (Array.isArray(schema.anyOf)) {
    return schema.anyOf.map((option: Schema) => olderNamesAdder(option, named)).find((adder) => adder !== null) ?? null;
  }
  if (schema.items) {
    const each = olderNamesAdder(schema.items as Schema, named);
    return each && ((value) => (Array.isArray(value) ? value.map(each) : value));
  }
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>).flatMap(([name, member]) => {
    const adder = member.deprecated ? null : olderNamesAdder(member, named);
    return adder ? [{ name, adder }] : [];
  });
  const older = Object.entries(OLDER[schema.$id as string] ?? {});
  if (members.length === 0 && older.length === 0) return null;
  return (value) => {
    // A list where an object would do as well, and has no older names.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const result: Value = { ...value };
    for (const { name, adder } of members) if (result[name]) result[name] = adder(result[name]);
    for (const [name, others] of older) for (const other of others) result[other] = result[name];
    if (schema.$id === 'ChangeDetail') result.diff = olderDiff(result);
    return result;
  };
}

/** The whole OTU in a change's diff, in the form of Virtool's database, as the OTUs document shows it. */
function olderDiff({ diff, created_at }: Value): unknown {
  if (Array.isArray(diff) || typeof diff !== 'object' || diff === null) return diff;
  const { isolates, ...otu } = diff as { id: string; name: string; isolates: { id: string; sequences: Value[] }[] };
  return {
    ...otu,
    _id: otu.id,
    lower_name: otu.name.toLowerCase(),
    last_indexed_version: null,
    created_at,
    isolates: isolates.map((isolate) => ({
      ...isolate,
      sequences: isolate.sequences.map((sequence) => {
        return { ...sequence, _id: sequence.id, virus_id: otu.id, isolate_id: isolate.id };
      }),
    })),
  };
}
