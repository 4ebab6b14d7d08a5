/** Bodies from the schemas of the API's description: mostly right, here and there slightly or very wrong. */
import fc from 'fast-check';

// biome-ignore lint/suspicious/noExplicitAny: JSON Schema is a large language
type Schema = Record<string, any>;

/** Texts that have a meaning somewhere: in paths, HTTP, git, YAML, SQL, JavaScript or on a screen. */
export const TRICKS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202eabc',
  '\ufeff',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  '..\\..\\x',
  '.git/config',
  'refs/heads/main',
  '-rf',
  'x\n\nRefkit-Method: import',
  'x\r\nSet-Cookie: a=b',
  'x <y@example.org>',
  '#{1+1}',
  "'; DROP TABLE users; --",
  '"*" AND NEAR(',
  '%2e%2e%2f',
  '&anchor *alias !!tag {a: b}',
  '💥'.repeat(200),
  'a'.repeat(70_000),
];

const numbers = [-1, 0, 1.5, -0, 2 ** 31, 2 ** 53, 1e300, Number.MAX_VALUE, -Number.MAX_VALUE];

const wild = fc.oneof(
  fc.constantFrom<unknown>(...TRICKS, ...numbers, null, true, [], {}),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** An object whose members are its own, whatever they are called. */
const objectOf = (members: readonly (readonly [string, unknown])[]) => Object.fromEntries(members);

/** What a schema allows, and now and then what it does not. */
export function bodyFor(schema: Schema | undefined): fc.Arbitrary<unknown> {
  if (!schema) return wild;
  return fc.oneof({ weight: 9, arbitrary: right(schema) }, { weight: 1, arbitrary: wild });
}

function right(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf && !schema.properties) return fc.oneof(...schema.anyOf.map(bodyFor));
  const [type, ...others] = [schema.type].flat();
  const first = ofType(type, schema);
  return others.length === 0 ? first : fc.oneof(first, ...others.map((other) => ofType(other, schema)));
}

function ofType(type: string, schema: Schema): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return fc.oneof(
        fc.constantFrom('isolate', 'Virus', 'ATGC', 'ssRNA', 'genome', 'igboyes', 'x'),
        fc.string({ maxLength: 20 }),
        fc.constantFrom(...TRICKS),
      );
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(fc.integer(), fc.constantFrom(...numbers));
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(bodyFor(schema.items), { maxLength: 4 });
    case 'object':
      return members(schema);
    default:
      return wild;
  }
}

/** Required members are there more often than not, and now and then one that nobody has heard of. */
function members({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const known = Object.entries(properties as Schema).map(([name, schema]) =>
    fc
      .tuple(fc.integer({ min: 0, max: 9 }), bodyFor(schema))
      .map(([chance, value]) => (chance < (required.includes(name) ? 9 : 5) ? [[name, value] as const] : [])),
  );
  const unknown = fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('__proto__', 'constructor', 'unheard_of', ''), wild)
    .map(([chance, name, value]) => (chance === 0 ? [[name, value] as const] : []));
  return fc.tuple(...known, unknown).map((parts) => objectOf(parts.flat()));
}
