/** The description of the API, made from the routes' own schemas, and the page that shows it. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { packagePath } from '../package/locate.js';
import type { Access } from './guard.js';

/** The page's own files and nothing else; its styles are set by its script. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

const TAGS = {
  references: 'Curated sets of OTUs, each a git repository',
  rights: 'Who may do what with a reference',
  otus: 'Operational taxonomic units, roughly species',
  isolates: 'Isolates of an OTU',
  sequences: 'Sequences of an isolate',
  genbank: 'Records of GenBank, from NCBI',
  history: 'Changes of OTUs, and how they are undone',
  indexes: 'Reproducible builds of a reference',
  remotes: 'GitHub repositories whose releases references follow',
  processes: 'Long work',
  files: 'Uploads',
  users: 'Users of this server; for administrators',
  groups: 'Groups of users; for administrators',
  account: 'The account that asks',
  server: 'The server itself',
};

/** Describes every route that is registered from now on, at `/api/openapi.json` and, for people, at `/api/docs`. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'refkit',
        description: 'References of pathogen genomes, kept in git, in the API of Virtool.',
        version,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'basic', description: 'User id and API key' } },
      },
      security: [{ key: [] }],
    },
    transform: ({ schema, url, route }) => ({ schema: withAccess(schema, route.config?.access), url }),
    refResolver: { buildLocalReference: (schema, _base, _fragment, i) => String(schema.$id ?? `def-${i}`) },
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    baseDir: packagePath('dist/assets/swagger-ui'),
    logo: null as never,
    staticCSP: POLICY,
    uiConfig: { url: '/api/openapi.json', validatorUrl: null },
  });
}

/** The schema of a route with what it asks for, said in words. */
function withAccess<Schema>(schema: Schema, access: Access | undefined): Schema {
  if (access === undefined) return schema;
  return { ...schema, description: accessWords(access), ...(access === 'open' ? { security: [] } : {}) };
}

function accessWords(access: Access): string {
  if (access === 'open') return 'For everybody, without a key';
  if (access === 'account') return 'For every account';
  if (access === 'administrator') return 'For administrators';
  if ('permission' in access) return `Needs the permission \`${access.permission}\``;
  return access.demand === 'read' ? 'For all who may read the reference' : `Needs the right \`${access.demand}\``;
}
