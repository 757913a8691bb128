import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { ask } from '../cloud/connectors/fedow/fedow-http.ts';
import { askFrappe } from '../cloud/connectors/frappe-http.ts';
import { postEvent } from '../cloud/webhook/post-event.ts';
import { hostRule } from '../shared/runtime/host-rule.ts';
import { systemClock, systemTimers } from '../shared/runtime/system-clock.ts';
import { webFixture } from './cloud/web/fixture.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');

test('each provision of ETSI EN 303 645 says where it is met, and by which tests that exist', () => {
  const table = read('SECURITY.md').split('## ETSI EN 303 645')[1] ?? '';
  const rows = table.split('\n').filter((line) => /^\| \d/.test(line));
  const provisions = rows.map((row) => row.split('|')[1]?.trim().split(' ')[0]);
  expect(provisions).toEqual([...Array.from({ length: 13 }, (_, n) => `5.${n + 1}`), '6']);
  for (const row of rows) {
    const [, , met = '', tests = ''] = row.split('|');
    expect(met.trim()).not.toBe('');
    const named = tests.match(/test\/[\w./-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  }
});

test('whom to tell of a hole is served where somebody is named, and nobody is made up', async () => {
  const named = await webFixture({ securityContact: 'mailto:security@example.org' });
  const said = await named.app.inject({ url: '/.well-known/security.txt' });
  expect(said.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(said.body).toMatch(
    /^Contact: mailto:security@example\.org\nExpires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\nPreferred-Languages: fr, en\n$/,
  );
  await named.close();
  const silent = await webFixture({});
  expect((await silent.app.inject({ url: '/.well-known/security.txt' })).statusCode).toBe(404);
  await silent.close();
});

/** Brokers and databases of the settings are not for people to set in a page. */
const opensSockets = new Set(['cloud/broker/embedded-broker.ts', 'cloud/broker/packet-limit.ts']);

test('the cloud asks no address that somebody typed: it speaks to nobody but its broker and its store', () => {
  const files = globSync('cloud/**/*.{ts,tsx}', { cwd: root });
  expect(files.length).toBeGreaterThan(200);
  const asking = files.filter((file) => {
    const text = read(file).replace(/^import type .*$/gm, '');
    return /\bfetch\(['"`h]|globalThis\.fetch|from 'node:(https?|net|tls|dgram|http2)'|nodeHttps?\(|'undici'/.test(
      text,
    );
  });
  expect(asking.filter((file) => !opensSockets.has(file))).toEqual([]);
});

test('whoever asks an address looks at it first: one function calls, and it takes an address that the rule gave', () => {
  const files = globSync('{cloud,device,shared}/**/*.{ts,tsx}', { cwd: root });
  const naming = (what: RegExp) => files.filter((file) => what.test(read(file))).sort();
  // What makes requests is there for these alone: the one that calls, a device that asks its own cloud, and its screen.
  expect(naming(/from '[./a-z-]*node-http\.ts'/)).toEqual([
    'device/cloud-http.ts',
    'device/terminal/server.ts',
    'shared/runtime/http-call.ts',
  ]);
  const calling = naming(/\bcallOnce\(/).filter((file) => file !== 'shared/runtime/http-call.ts');
  expect(calling).toEqual([
    'cloud/connectors/fedow/fedow-http.ts',
    'cloud/connectors/frappe-http.ts',
    'cloud/federation/ask-partner.ts',
    'cloud/webhook/post-event.ts',
    'device/locks/http-lock.ts',
  ]);
  for (const file of calling)
    expect([file, read(file)]).toEqual([file, expect.stringMatching(/\bhosts?\(/)]);
  // Nobody makes up an address that was looked at, and nobody makes a rule that allows more than settings name.
  expect(naming(/\bCheckedAddress\b/)).toEqual([
    'shared/runtime/host-rule.ts',
    'shared/runtime/http-call.ts',
  ]);
});

test.each([
  ...[
    'https://localhost',
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f.1',
    'https://2130706433',
  ],
  ...[
    'https://0.0.0.0',
    'https://[::1]',
    'https://[::]',
    'https://[::ffff:127.0.0.1]',
    'https://[::7f00:1]',
  ],
  ...['https://10.1.2.3', 'https://172.16.0.1', 'https://192.168.1.1', 'https://169.254.169.254'],
  ...['https://100.64.0.1', 'https://[fd00::1]', 'https://[fe80::1]', 'https://[fec0::1]'],
  ...['https://[64:ff9b::7f00:1]', 'https://[64:ff9b:1::7f00:1]', 'https://[2002:7f00:1::]'],
  ...['http://127.0.0.1', 'http://93.184.216.34'],
])('%s is asked by no webhook and no other system of ours', async (base) => {
  const reached: string[] = [];
  const server = createServer((socket) => {
    reached.push(base);
    socket.destroy();
  });
  await once(server.listen(0, '::').unref(), 'listening');
  const { port } = server.address() as AddressInfo;
  const url = new URL(`${base}:${port}/`);
  const hosts = hostRule([]);
  const around = { hosts, clock: systemClock, timers: systemTimers, deadlineMs: 5_000 };
  const posted = await postEvent(
    { hosts, now: systemClock.now, deadlineMs: 5_000 },
    { url: url.href, secrets: ['whsec_AAAA'], id: 'x', body: '{}' },
  );
  expect(posted).toEqual({ is: 'refused', why: 'hostNotAllowed' });
  const question = { method: 'GET', path: 'api/method/ping' } as const;
  const answer = await askFrappe({ server: url, key: 'a:b' }, question, around);
  expect(answer).toEqual({ is: 'notSent', why: 'addressRefused' });
  const asked = ask(url, null, { method: 'GET', path: '/helloworld/', by: 'nobody' }, around);
  await expect(asked).rejects.toMatchObject({ code: 'fedowAddressRefused' });
  expect(reached).toEqual([]);
  server.close();
});

test('the addresses that staff can set are of connected locks, judged by their device, of webhooks, judged by the host rule, and of mails', async () => {
  const web = await webFixture({});
  const described = (await web.app.inject({ url: '/api/v1/openapi.json' })).json();
  await web.close();
  const found = new Set<string>();
  const walk = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      const isField = path.endsWith('.properties');
      if (isField && /url|uri|host|address|webhook|endpoint|callback|link$/i.test(key))
        found.add(key);
      walk(value, isField ? path : `${path}.${key}`);
    }
  };
  for (const [path, methods] of Object.entries<Record<string, { requestBody?: unknown }>>(
    described.paths,
  )) {
    for (const { requestBody } of Object.values(methods)) walk(requestBody, path);
  }
  expect([...found].sort()).toEqual([
    'address',
    'addresses',
    'offAddress',
    'url',
    'webhook',
    'webhookUrl',
  ]);
});
