import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidSettingsError, NotAWorkspaceError } from '../../src/workspace/errors.js';
import { newSettingsText, readSettings } from '../../src/workspace/settings.js';
import { temporaryFolder } from '../support/repository.js';

const DEFAULTS = {
  format: 1,
  host: '127.0.0.1',
  port: 9950,
  trust_proxy: false,
  log_level: 'info',
  wait_seconds: 10,
  max_body_bytes: 16 * 2 ** 20,
  max_upload_bytes: 2 * 2 ** 30,
  shutdown_seconds: 60,
  failed_logins: { count: 10, per_seconds: 300 },
};

/** A folder whose refkit.yaml holds a text. */
function workspaceOf(text: string | Buffer): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'refkit.yaml'), text);
  return folder;
}

describe('the settings of a workspace', () => {
  it('have defaults, which a new file shows', async () => {
    expect(await readSettings(workspaceOf('format: 1\n'))).toEqual(DEFAULTS);
    expect(await readSettings(workspaceOf(newSettingsText()))).toEqual(DEFAULTS);
  });

  it('are known to editors by the first line of a new file', () => {
    expect(newSettingsText().split('\n')[0]).toBe(
      '# yaml-language-server: $schema=https://unpkg.com/refkit/schemas/workspace.schema.json',
    );
  });

  it('are what the file says', async () => {
    const text = 'format: 1\nhost: "::1"\nport: 0\nwait_seconds: 0.5\nfailed_logins: { count: 3 }\n';
    expect(await readSettings(workspaceOf(text))).toEqual({
      ...DEFAULTS,
      host: '::1',
      port: 0,
      wait_seconds: 0.5,
      failed_logins: { count: 3, per_seconds: 300 },
    });
  });

  it.each([
    ['everybody', 'true', true],
    [
      'addresses and networks',
      '[127.0.0.1, "::1", 10.0.0.0/8, "fd00::/8"]',
      ['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8'],
    ],
  ])('may trust %s', async (_, yaml, value) => {
    expect((await readSettings(workspaceOf(`format: 1\ntrust_proxy: ${yaml}\n`))).trust_proxy).toEqual(value);
  });

  it.each([
    ['a format of the future', 'format: 2', /format has to be 1, not 2/],
    ['nothing at all', '', /the whole file has to be an object/],
    ['a key that is not known', 'format: 1\nprot: 9950', /has a key that is not known: "prot"/],
    ['a port that is text', 'format: 1\nport: "9950"', /port has to be a whole number, not a string/],
    ['a port that is none', 'format: 1\nport: 65536', /port has to be 65535 or less/],
    ['a host with a path', 'format: 1\nhost: http://localhost/', /host is "http:\/\/localhost\/"/],
    ['a negative time', 'format: 1\nwait_seconds: -1', /wait_seconds has to be 0 or more/],
    ['a time without end', 'format: 1\nshutdown_seconds: .inf', /shutdown_seconds has to be/],
    ['a number of proxies in a row', 'format: 1\ntrust_proxy: 2', /trust_proxy has to be true or false or a list/],
    ['a proxy with a name', 'format: 1\ntrust_proxy: [proxy.example.org]', /trust_proxy\[0\] is "proxy/],
    ['half an address', 'format: 1\ntrust_proxy: ["::1", 10.0.0]', /trust_proxy\[1\] has to be an IP address/],
    ['a network of too many bits', 'format: 1\ntrust_proxy: [10.0.0.0/33]', /trust_proxy\[0\] has to be an IP address/],
    ['every address there is', 'format: 1\ntrust_proxy: [0.0.0.0/0]', /trust_proxy\[0\] has to be an IP address/],
    [
      'logins that may never fail',
      'format: 1\nfailed_logins: { count: 0 }',
      /failed_logins\.count has to be 1 or more/,
    ],
    ['a level of logs that is none', 'format: 1\nlog_level: loud', /log_level has to be one of "fatal"/],
    ['what is no YAML', 'format: 1\n\thost: x', /refkit\.yaml:2:\d+ is not valid YAML/],
    ['a key twice', 'format: 1\nport: 1\nport: 2', /refkit\.yaml:3:1 is not valid YAML/],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]), /refkit\.yaml is not UTF-8/],
  ])('are refused for %s, with the place', async (_, text, message) => {
    const reading = readSettings(workspaceOf(text));
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toBeInstanceOf(InvalidSettingsError);
  });

  it('are missing in a folder that is no workspace, and the way out is named', async () => {
    const reading = readSettings(temporaryFolder());
    await expect(reading).rejects.toBeInstanceOf(NotAWorkspaceError);
    await expect(reading).rejects.toMatchObject({
      suggestions: expect.arrayContaining(['"refkit serve DIR" makes one']),
    });
  });

  it('are not read from what is no file', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'refkit.yaml'));
    await expect(readSettings(folder)).rejects.toBeInstanceOf(InvalidSettingsError);
  });

  it('are described in the schema, each with a default, for the editors that show it', () => {
    const file = resolve(import.meta.dirname, '../../schemas/workspace.schema.json');
    const { properties } = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(properties)).toEqual(Object.keys(DEFAULTS));
    for (const [key, { title, description, default: value }] of Object.entries<Record<string, unknown>>(properties)) {
      expect([typeof title, typeof description], key).toEqual(['string', 'string']);
      if (key !== 'format') expect(value, key).toEqual(DEFAULTS[key as keyof typeof DEFAULTS]);
    }
  });
});
