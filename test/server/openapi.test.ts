import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { startServer } from '../support/server.js';
import { OPENAPI_SHAPE } from './support/openapi-shape.js';

/** Every value in a document, with where it is. */
function* walk(value: unknown, where: string[] = []): Generator<{ where: string[]; value: unknown }> {
  yield { where, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) yield* walk(member, [...where, key]);
}

interface Operation {
  summary: string;
  tags: string[];
  parameters?: { in: string; name: string }[];
  responses: object;
}

async function description() {
  const { contract } = await startServer();
  // biome-ignore lint/suspicious/noExplicitAny: OpenAPI is a large language
  return contract.document as Record<string, any>;
}

test('the description is OpenAPI 3.1, with nothing in it that has no place there', async () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(OPENAPI_SHAPE);
  validate(await description());
  expect(validate.errors).toBeNull();
});

test('every schema of the description is a JSON Schema, and every reference leads to one', async () => {
  const document = await description();
  const ajv = new Ajv2020({ strict: false });
  const wrong: unknown[] = [];
  const schemas = new Set<unknown>(Object.values(document.components.schemas));
  for (const { where, value } of walk(document)) {
    if (where.at(-1) === 'schema' && !where.includes('properties')) schemas.add(value);
    if (where.at(-1) !== '$ref') continue;
    const name = /^#\/components\/schemas\/(\w+)$/.exec(value as string)?.[1];
    if (name === undefined || !(name in document.components.schemas)) wrong.push(value);
  }
  expect(schemas.size).toBeGreaterThan(100);
  for (const schema of schemas) if (!ajv.validateSchema(schema as object)) wrong.push([schema, ajv.errors]);
  expect(wrong).toEqual([]);
});

test('every operation has a summary of its own, a tag that is explained, the ids of its path, and errors', async () => {
  const { paths, tags } = await description();
  const explained = new Set(tags.map(({ name }: { name: string }) => name));
  const wrong: string[] = [];
  const summaries = new Map<string, string>();
  for (const [path, methods] of Object.entries<Record<string, Operation>>(paths)) {
    for (const [method, { summary, tags: own, parameters = [], responses }] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      const ids = [...path.matchAll(/\{(\w+)\}/g)].map(([, id]) => id);
      if (inPath.map((parameter) => parameter.name).join() !== ids.join()) wrong.push(`${name}: ids`);
      if (own.length !== 1 || !explained.has(own[0])) wrong.push(`${name}: tags ${own}`);
      if (!('4XX' in responses) || !('5XX' in responses)) wrong.push(`${name}: no errors`);
      if (!Object.keys(responses).some((status) => /^2\d\d$/.test(status))) wrong.push(`${name}: no success`);
      if (/[.]$/.test(summary)) wrong.push(`${name}: ${summary}`);
      summaries.set(`${summary} ${method}`, `${summaries.get(`${summary} ${method}`) ?? ''} ${name}`);
    }
  }
  const same = [...summaries.values()].filter((names) => names.trim().split(' ').length > 2);
  expect(same).toEqual([' post /upload/reference post /upload/ref']);
  expect(wrong).toEqual([]);
});

test('older names are deprecated, and there are no others', async () => {
  const document = await description();
  const deprecated: string[] = [];
  for (const { where, value } of walk(document)) {
    if (where.at(-1) === 'deprecated')
      deprecated.push(
        where
          .slice(2, -1)
          .filter((key) => key !== 'properties')
          .join('.'),
      );
    if (/virus/i.test(where.at(-1) ?? '') && (value as { deprecated?: boolean }).deprecated !== true) {
      deprecated.push(`not ${where.join('.')}`);
    }
  }
  expect(deprecated.sort()).toEqual([
    'Change._id',
    'Change.change_id',
    'Change.virus',
    'ChangeDetail._id',
    'ChangeDetail.change_id',
    'ChangeDetail.virus',
    'Index.ref',
    'IndexDetail.ref',
    'Issues.empty_virus',
    'Sequence.virus_id',
  ]);
});

test('nothing in the code knows the older names but older-names.ts', () => {
  const source = resolve(import.meta.dirname, '../../src');
  const NAMES = /\b(virus_id|empty_virus|change_id|lower_name|viruses)\b|['"]virus['"]\s*:|\.virus\b|\bvirus:/;
  /** The parameter of a path that is the id of a change, and a word for a person. */
  const INNOCENT =
    /change_id(: string|!|\b.*params)|params.*change_id|:change_id|group viruses|OLDER_NAME|ref-plant-viruses/;
  const knowing = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('older-names.ts'))
    .flatMap((file) =>
      readFileSync(join(source, file), 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
        .split('\n')
        .filter((line) => NAMES.test(line) && !INNOCENT.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(knowing).toEqual([]);
});

test('the page that shows the description comes whole from this server, without a key', async () => {
  const { stranger, url } = await startServer();
  const { status, headers, body } = await stranger.get('/api/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  const policy = headers.get('content-security-policy')!;
  expect(policy).toMatch(/^default-src 'self'/);
  const page = body.toString();
  const wanted = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address!);
  expect(wanted.length).toBeGreaterThan(4);
  for (const address of wanted) {
    expect(new URL(address, url).origin).toBe(url);
    const asset = await stranger.get(new URL(address, `${url}/api/docs`).pathname);
    expect([address, asset.status]).toEqual([address, 200]);
    expect(asset.headers.get('content-type')).not.toMatch(/^application\/octet-stream/);
  }
  for (const text of [policy, page]) expect(text).not.toMatch(/https?:|\/\/\w/);
  const initializer = (await stranger.get('/api/docs/static/swagger-initializer.js')).body.toString();
  expect(initializer).toContain('"url":"/api/openapi.json"');
  expect(initializer).toContain('"validatorUrl":null');
});

test('the description says of every operation who may use it, and which one needs no key', async () => {
  const { stranger } = await startServer();
  const { body } = await stranger.get('/api/openapi.json');
  const operations = Object.entries<Record<string, { description?: string; security?: object[] }>>(body.paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  );
  expect(operations.length).toBeGreaterThan(50);
  expect(operations.filter(({ description }) => !description)).toEqual([]);
  expect(operations.filter(({ security }) => security?.length === 0).map(({ name }) => name)).toEqual(['get /health']);
  const said = (name: string) => operations.find((operation) => operation.name === name)?.description;
  expect(said('get /api/users')).toBe('For administrators');
  expect(said('post /api/refs')).toBe('Needs the permission `create_ref`');
  expect(said('get /api/otus/{otu_id}')).toBe('For all who may read the reference');
  expect(said('delete /api/history/{change_id}')).toBe('Needs the right `modify_otu`');
});
