/**
 * The HTTP API against the two documents that describe it, and what settles where they are silent: every row of the
 * table is asked of a real server over TCP, and all that goes before is asked of it as well.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StandInGitHub } from '../../support/github/github.js';
import { type Ncbi, openNcbi } from '../../support/ncbi.js';
import { openServer, type TestServer } from '../../support/server.js';
import { Conversation } from './conversation.js';
import { GENBANK, GENERAL } from './general.js';
import { OTUS } from './otus.js';
import { REFERENCES } from './references.js';
import { startRemote } from './remote.js';
import { RULES } from './rules.js';

const TABLE = {
  'the References document': REFERENCES,
  'the OTUs document': OTUS,
  'what they leave open': RULES,
  'everything else': GENERAL,
};

let ncbi: Ncbi;
let server: TestServer;
let conversation: Conversation;
let github: StandInGitHub;
beforeAll(async () => {
  ncbi = await openNcbi(...GENBANK);
  github = await startRemote();
  server = await openServer({ env: { ...ncbi.env, ...github.env } });
  conversation = new Conversation(server);
});
afterAll(async () => {
  await server.close();
  await github.close();
  await ncbi.close();
});

describe.each(Object.entries(TABLE))('%s', (_, stories) => {
  it.each(stories)('$about', async ({ exchanges }) => {
    expect(await conversation.faultsOf(exchanges)).toEqual([]);
  });
});

describe('the table', () => {
  it('has each example and each error row of the documents', () => {
    const numbers = (letter: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
    const shown = new Set(
      Object.values(TABLE).flatMap((stories) =>
        stories.flatMap(({ exchanges }) => exchanges.flatMap(({ shows }) => shows ?? [])),
      ),
    );
    expect([...shown].sort()).toEqual([...numbers('R', 16), ...numbers('O', 15), ...numbers('E', 41)].sort());
  });

  it('exercises every operation that the API describes', () => {
    expect(server.contract.operations.filter((operation) => !server.contract.exercised.has(operation))).toEqual([]);
  });
});
