/** The schemas of files, as they are published in schemas/, for what is said of the same things elsewhere. */
import otuSchema from '../../schemas/otu.schema.json' with { type: 'json' };

export interface StoredMember {
  type?: string | string[];
  description?: string;
}

/** The members of a part of an OTU file, with their types and what they are. */
export function storedMembers(part: 'segment' | 'isolate' | 'sequence'): Record<string, StoredMember> {
  const { properties } = otuSchema.definitions[part] as { properties: Record<string, StoredMember> };
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type = 'string', description }]) => [name, { type, description }]),
  );
}
