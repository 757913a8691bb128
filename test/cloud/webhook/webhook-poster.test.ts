import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pingEvent } from '../../../cloud/alerts/compose-event.ts';
import { signedHeaders } from '../../../cloud/webhook/sign.ts';
import { webhookPoster } from '../../../cloud/webhook/webhook-poster.ts';
import { hostRule } from '../../../shared/runtime/host-rule.ts';
import { type LoopbackServer, serveOnLoopback } from '../../fakes/loopback-server.ts';

let server: LoopbackServer;
let host: string;
let answer: { status: number; headers?: Record<string, string>; text?: string } | 'hang';
const heard: { headers: Record<string, unknown>; body: string; path: string }[] = [];
beforeAll(async () => {
  server = await serveOnLoopback(({ url, headers, body, say }) => {
    heard.push({ headers, body, path: url });
    if (answer !== 'hang') say(answer.status, answer.headers ?? {}, answer.text);
  });
  host = server.authority;
});
afterAll(() => server?.close());

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const atMs = 1_614_265_330_000;
const poster = (hosts: readonly string[] = [host], deadlineMs = 5_000) =>
  webhookPoster({ hosts: hostRule(hosts), now: () => atMs, deadlineMs });
const ping = (url: string) => pingEvent({ url, secret }, { id: 'd-1', placeId: 'demo', atMs });

test('signatures are those of Standard Webhooks', () => {
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  expect(signedHeaders([secret], { id, atMs, body: '{"test": 2432232314}' })).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a program gets a CloudEvent, signed over the bytes it gets', async () => {
  answer = { status: 204 };
  expect(await poster().post(ping(`http://${host}/hook`))).toEqual({ is: 'sent' });
  const last = heard.at(-1);
  expect(last?.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
  expect(JSON.parse(last?.body ?? '')).toMatchObject({
    ...{ specversion: '1.0', id: 'd-1', type: 'org.badgeuse.webhook.ping' },
    ...{ source: '/places/demo', datacontenttype: 'application/json' },
  });
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = createHmac('sha256', key).update(`d-1.1614265330.${last?.body}`).digest('base64');
  expect(last?.headers['webhook-signature']).toBe(`v1,${signed}`);
});

test('nobody is followed elsewhere, and what is refused, gone or silent is told apart', async () => {
  const url = `http://${host}/hook`;
  answer = { status: 302, headers: { location: 'http://127.0.0.1/secret' } };
  expect(await poster().post(ping(url))).toMatchObject({ is: 'later' });
  expect(heard.every(({ path }) => path === '/hook')).toBe(true);
  answer = { status: 503, text: 'busy' };
  expect(await poster().post(ping(url))).toEqual({ is: 'later', said: '503 busy' });
  answer = { status: 410 };
  expect(await poster().post(ping(url))).toEqual({ is: 'never', said: '410' });
  answer = { status: 200, text: 'x'.repeat(200_000) };
  expect(await poster().post(ping(url))).toMatchObject({ is: 'away' });
  answer = 'hang';
  expect(await poster([host], 300).post(ping(url))).toMatchObject({
    ...{ is: 'away', said: 'No answer in time' },
  });
});

test('a place’s settings make nobody knock at the neighbours', async () => {
  const before = heard.length;
  answer = { status: 200 };
  for (const url of [
    `http://${host}/hook`,
    `https://${host}/hook`,
    'https://localhost/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'ftp://example.org/x',
  ])
    expect([url, await poster([]).post(ping(url))]).toMatchObject([url, { is: 'never' }]);
  expect(heard.length).toBe(before);
});
