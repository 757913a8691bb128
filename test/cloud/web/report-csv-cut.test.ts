import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { LinesAsked } from '../../../cloud/ports/report.ts';
import { signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture | undefined;
afterEach(() => web?.close());

async function downloadOf(
  lines: (asked: LinesAsked) => AsyncGenerator<Uint8Array>,
): Promise<IncomingMessage> {
  web = await webFixture();
  web.deps.passages.lines = lines;
  const { cookie } = await signIn(web, 'staff');
  await web.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = web.app.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const url = `http://127.0.0.1:${port}/rapport/badgeuse.csv`;
    httpGet(url, { headers: { cookie } }, resolve).on('error', reject);
  });
}

test('an export that fails on its way is cut off: what arrived is not taken for the whole', async () => {
  const response = await downloadOf(async function* () {
    yield Buffer.alloc(200_000, 'line\r\n');
    throw new Error('the disk is gone');
  });
  expect(response.statusCode).toBe(200);
  const ended = new Promise<string>((resolve) => {
    response.on('end', () => resolve('as if whole')).on('error', () => resolve('cut off'));
  });
  response.resume();
  expect(await ended).toBe('cut off');
  expect(response.complete).toBe(false);
});

test('who hangs up is written for no longer', async () => {
  const isOver = Promise.withResolvers<string>();
  const response = await downloadOf(async function* () {
    try {
      for (;;) yield Buffer.alloc(200_000, 'line\r\n');
    } finally {
      isOver.resolve('ended');
    }
  });
  await new Promise((resolve) => response.once('data', resolve));
  response.destroy();
  expect(await isOver.promise).toBe('ended');
});
