import { type ClientRequest, get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { LinesAsked } from '../../../cloud/ports/report.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import { signIn } from './browse.ts';
import { type WebFixture, webFixture } from './fixture.ts';

let web: WebFixture;
let request: ClientRequest | undefined;
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
    const headers = { cookie, accept: 'text/html' };
    request = httpGet(url, { headers }, resolve).on('error', reject);
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

test('who hangs up while waiting for the first line leaves nothing running', async () => {
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const isOver = Promise.withResolvers<string>();
  const waits = downloadOf(async function* () {
    asked.resolve();
    await gone.promise;
    try {
      for (;;) yield Buffer.alloc(200_000, 'line\r\n');
    } finally {
      isOver.resolve('ended');
    }
  });
  waits.catch(() => undefined);
  await asked.promise;
  request?.destroy();
  await new Promise((resolve) => setTimeout(resolve, 100));
  gone.resolve();
  expect(await isOver.promise).toBe('ended');
});

test('whose turn did not come is told so, on a page with the way to try again', async () => {
  const busy = await downloadOf(async function* () {
    yield await Promise.reject(failure('exportsBusy', { seconds: 10 }));
  });
  expect([busy.statusCode, busy.headers['retry-after']]).toEqual([503, '10']);
  const page = (await busy.toArray()).join('');
  expect(page).toContain('D’autres exports sont en cours');
  expect(page).toContain('href="/rapport/badgeuse.csv">');
  const { items } = await web.deps.audit.list({ verb: 'exported' }, { limit: 9, cursor: null });
  expect(items).toEqual([]);
});
