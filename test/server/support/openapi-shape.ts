/**
 * As much of the OpenAPI Specification 3.1.0 as the description of this API uses, as a JSON Schema that knows nothing
 * else: what is misspelt or in the wrong place does not fit.
 */
const text = { type: 'string' };
const filled = { type: 'string', minLength: 1 };
const closed = (properties: object, required: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const mapOf = (pattern: string, value: object) => ({
  type: 'object',
  additionalProperties: false,
  patternProperties: { [pattern]: value },
});

const content = mapOf('^[a-z]+/[a-z0-9.+*-]+$', closed({ schema: { type: 'object' } }, ['schema']));
const parameter = closed(
  {
    name: filled,
    in: { enum: ['path', 'query'] },
    required: { type: 'boolean' },
    description: text,
    schema: { type: 'object' },
  },
  ['name', 'in', 'required', 'schema'],
);
const operation = closed(
  {
    summary: filled,
    description: filled,
    tags: { type: 'array', items: filled },
    parameters: { type: 'array', items: parameter },
    requestBody: closed({ required: { type: 'boolean' }, content }, ['content']),
    responses: {
      ...mapOf('^[1-5](\\d\\d|XX)$', closed({ description: text, content }, ['description'])),
      minProperties: 2,
    },
    security: { type: 'array', items: mapOf('^key$', { type: 'array', maxItems: 0 }) },
  },
  ['summary', 'description', 'tags', 'responses'],
);

export const OPENAPI_SHAPE = closed(
  {
    openapi: { type: 'string', pattern: '^3\\.1\\.\\d+$' },
    info: closed(
      {
        title: filled,
        description: filled,
        version: filled,
        license: closed({ name: filled, identifier: filled }, ['name']),
      },
      ['title', 'version'],
    ),
    tags: { type: 'array', items: closed({ name: filled, description: filled }, ['name']) },
    security: { type: 'array', items: mapOf('^key$', { type: 'array', maxItems: 0 }) },
    components: closed({
      schemas: mapOf('^[A-Z]\\w+$', { type: 'object' }),
      securitySchemes: mapOf(
        '^key$',
        closed({ type: { const: 'http' }, scheme: { const: 'basic' }, description: text }, ['type', 'scheme']),
      ),
    }),
    paths: mapOf('^/', mapOf('^(get|post|put|patch|delete)$', operation)),
  },
  ['openapi', 'info', 'paths', 'components'],
);
