import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hashMqttPassword, verifyMqttPassword } from '../../../cloud/broker/mqtt-password.ts';
import { listFilePath } from '../../../cloud/ports/access.ts';
import { listFiles } from '../../../cloud/replication/list-files.ts';
import { type WebFixture, webFixture } from './fixture.ts';

const file = gzipSync('{"upserts":[]}');
let web: WebFixture;
beforeAll(async () => {
  const stored = await hashMqttPassword('secret');
  const replication = {
    listFile: async (_list: string, version: number) => (version === 73 ? file : null),
    expected: async (device: string) => ({
      list: device === 'demo-1' ? 'demo' : 'elsewhere',
      accessVersion: 73,
      accessDigest: 'ab'.repeat(32),
      configVersion: 1,
    }),
  };
  const accounts = { passwordHash: async (id: string) => (id.startsWith('demo-') ? stored : null) };
  web = await webFixture({ listFiles: listFiles(replication, accounts, verifyMqttPassword) });
});
afterAll(() => web.close());

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const get = (url: string, authorization?: string) =>
  web.app.inject({ url, headers: authorization === undefined ? {} : { authorization } });

test('a device of the place gets the file, byte for byte', async () => {
  const answer = await get(listFilePath('demo', 73), basic('demo-1:secret'));
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/gzip');
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.rawPayload).toEqual(file);
  expect(gunzipSync(answer.rawPayload).toString()).toBe('{"upserts":[]}');
});

test.each([
  ['nobody', listFilePath('demo', 73), undefined],
  ['a wrong password', listFilePath('demo', 73), basic('demo-1:guessed')],
  ['a revoked device', listFilePath('demo', 73), basic('gone:secret')],
  ['a device of another place', listFilePath('demo', 73), basic('demo-2:secret')],
  ['a token of staff', listFilePath('demo', 73), 'Bearer token'],
  ['credentials that are none', listFilePath('demo', 73), 'Basic %%%'],
  ['no password', listFilePath('demo', 73), basic('demo-1')],
  ['another version', listFilePath('demo', 72), basic('demo-1:secret')],
  ['no version', '/api/v1/lists/demo/x.json.gz', basic('demo-1:secret')],
])('%s gets nothing', async (_name, url, authorization) => {
  const answer = await get(url, authorization);
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'notFound']);
});
