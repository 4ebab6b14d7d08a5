#!/usr/bin/env node
/**
 * Writes the tables of endpoints in docs/http.md from the API's own description, as a server of an empty folder gives it.
 *
 *   node scripts/http-docs.js [--check]    --check: write nothing, fail where the page is stale
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isCurrent, writeSection } from './sections.js';
import { servedFolder } from './server.js';

const page = resolve(import.meta.dirname, '../docs/http.md');

/** The description of the API. */
async function description() {
  const folder = mkdtempSync(join(tmpdir(), 'refkit-http-docs-'));
  try {
    const server = await servedFolder({ cwd: folder });
    try {
      return await (await fetch(`${server.url}/api/openapi.json`)).json();
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A table for each tag. */
function tables({ tags, paths }) {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
  return tags.map(({ name, description }) => {
    const rows = operations.filter((operation) => operation.tags.includes(name)).map(row);
    return `### ${name}\n\n${description}.\n\n| | | takes | who | answers |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
  });
}

function row({ path, method, summary, description, parameters = [], requestBody, responses }) {
  const endpoint = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => `\`?${name}\``);
  const taken = [...query, ...fields(requestBody)].join(' ');
  const status = Object.keys(responses).find((code) => code.startsWith('2'));
  return `| \`${endpoint}\` | ${summary} | ${taken} | ${description} | ${status} |`;
}

/** The members of a body, those that may be missing in brackets. */
function fields(requestBody) {
  const { properties = {}, required = [] } = requestBody?.content['application/json']?.schema ?? {};
  return Object.keys(properties).map((name) => (required.includes(name) ? `\`${name}\`` : `\`[${name}]\``));
}

const body = tables(await description()).join('\n\n');
if (!process.argv.includes('--check')) writeSection(page, 'endpoints', body);
else if (!isCurrent(page, 'endpoints', body)) {
  console.error('docs/http.md is stale (endpoints). Run "npm run docs".');
  process.exitCode = 1;
}
