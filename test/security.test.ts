import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
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

test('the addresses that staff can set are of connected locks, judged by their device, of one webhook, judged by the host rule, and of mails', async () => {
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
    'webhook',
    'webhookUrl',
  ]);
});
