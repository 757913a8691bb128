import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendTap } from '../../scripts/badgeuse/tap.ts';

let server: Server;
let answer: { status: number; body: string };
const heard: { headers: IncomingMessage['headers']; body: unknown }[] = [];

beforeEach(async () => {
  heard.length = 0;
  server = createServer((request, response) => {
    text(request)
      .then((body) => {
        heard.push({ headers: request.headers, body: JSON.parse(body) });
        response.writeHead(answer.status).end(answer.body);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const urlOf = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/tap`;
const tap = (url = urlOf()) =>
  sendTap({ url, token: 'secret', uid: '04A1B2C3D4E5F6', accessPoint: 'entree' });

test('it sends the card with the token of this start, from the same origin', async () => {
  answer = { status: 200, body: '{"decision":"granted","seq":1}' };
  await expect(tap()).resolves.toEqual({ decision: 'granted', seq: 1 });
  expect(heard[0]?.body).toEqual({ uid: '04A1B2C3D4E5F6', accessPoint: 'entree' });
  expect(heard[0]?.headers).toMatchObject({
    authorization: 'Bearer secret',
    origin: new URL(urlOf()).origin,
    'content-type': 'application/json',
  });
});

test('a refusal by the device is said in its own words; no device has its own hint', async () => {
  answer = { status: 404, body: '{"message":"There is no access point x.","hint":"Try entree."}' };
  await expect(tap()).rejects.toMatchObject({
    code: 'tapRefused',
    message: expect.stringContaining('no access point x'),
    hint: 'Try entree.',
  });
  answer = { status: 500, body: 'oh' };
  await expect(tap()).rejects.toMatchObject({ code: 'tapRefused' });
  await expect(tap('http://127.0.0.1:9/tap')).rejects.toMatchObject({ code: 'deviceSilent' });
});

test('a card that the terminal took for itself is neither granted nor denied', async () => {
  answer = { status: 200, body: '{"terminal":"opened"}' };
  await expect(tap()).resolves.toEqual({ terminal: 'opened' });
});
