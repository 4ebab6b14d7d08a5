import { expect, test } from 'vitest';
import { startServer } from '../support/server.js';

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
