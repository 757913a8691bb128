import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { claimDevice } from '../../device/claim.ts';
import { cloudAddress, fetchFromCloud, postToCloud } from '../../device/cloud-http.ts';
import type { Timers } from '../../shared/domain/clock.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import { keyFingerprint } from '../../shared/wire/fingerprint.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';

const cloudKey = { kid: 'k1', publicKey: rawPublicKey(newKeyPair().publicKey) };
const device = newKeyPair();
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

type Answer = readonly [status: number, body: unknown];
/** A cloud that answers the token requests one after the other, the last one for ever. */
async function cloudThatSays(tokens: readonly Answer[], key = cloudKey) {
  const asked: string[] = [];
  const claim = { deviceCode: 'dc', userCode: 'ABCD-EFGH', interval: 5, expiresIn: 900, cloudKey };
  const server = createServer((request, response) => {
    const send = ([status, body]: Answer) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    asked.push(request.url ?? '');
    if (request.url === '/api/v1/claims') return send([201, claim]);
    const turn = asked.filter((url) => url.endsWith('token')).length - 1;
    return send(tokens[Math.min(turn, tokens.length - 1)] ?? [500, {}]);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const given = {
    id: 'demo-1',
    mqtt: { urls: ['mqtt://127.0.0.1:1883'], username: 'demo-1', password: 'secret' },
    ca: null,
    cloudKey: key,
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, given };
}

/** Waits for nothing, so that a claim of a quarter of an hour takes a moment. */
const waited: number[] = [];
const hasty: Timers = {
  ...systemTimers,
  after(delayMs, run) {
    waited.push(delayMs);
    return systemTimers.after(1, run);
  },
};

function claiming(url: string, signal = new AbortController().signal) {
  const shown: unknown[] = [];
  const credentials = claimDevice({
    key: device.privateKey,
    serial: 'pi-1',
    post: postToCloud(url),
    timers: hasty,
    random: () => 0.5,
    logger: silentLogger,
    signal,
    show: (what) => shown.push(what),
  });
  return { shown, credentials };
}

const pending: Answer = [400, { code: 'authorizationPending' }];

test('shows a code and the fingerprint of both keys until staff approve, then keeps what it is given', async () => {
  const cloud = await cloudThatSays([]);
  const approved = await cloudThatSays([pending, pending, [200, cloud.given]]);
  const { shown, credentials } = claiming(approved.url);
  expect(await credentials).toEqual({
    device: 'demo-1',
    mqtt: cloud.given.mqtt,
    ca: null,
    cloudKeys: [cloudKey],
  });
  const fingerprint = keyFingerprint(rawPublicKey(device.publicKey), cloudKey.publicKey);
  expect(shown).toEqual([{ userCode: 'ABCD-EFGH', fingerprint }, null]);
  expect(approved.asked).toHaveLength(4);
  expect(waited.every((ms) => ms === 5_000)).toBe(true);
});

test('an expired code is replaced by another, and an answer that makes no sense is not the end', async () => {
  const { given } = await cloudThatSays([]);
  const cloud = await cloudThatSays([
    [400, { code: 'claimExpired' }],
    [200, { id: 7 }],
    [200, given],
  ]);
  const { credentials } = claiming(cloud.url);
  expect(await credentials).toMatchObject({ device: 'demo-1' });
  expect(cloud.asked.filter((url) => url === '/api/v1/claims')).toHaveLength(3);
});

test('a cloud whose key is not the one shown is not believed', async () => {
  const other = { kid: 'k1', publicKey: rawPublicKey(newKeyPair().publicKey) };
  const wrong = (await cloudThatSays([], other)).given;
  const right = (await cloudThatSays([])).given;
  const cloud = await cloudThatSays([
    [200, wrong],
    [200, right],
  ]);
  const { credentials } = claiming(cloud.url);
  expect((await credentials)?.cloudKeys).toEqual([cloudKey]);
  expect(cloud.asked).toHaveLength(4);
});

test('ends when it is told to, with nothing shown any more', async () => {
  const ended = new AbortController();
  const cloud = await cloudThatSays([pending]);
  const { shown, credentials } = claiming(cloud.url, ended.signal);
  while (shown.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  ended.abort();
  expect(await credentials).toBeNull();
  expect(shown.at(-1)).toBeNull();
});

test('plain HTTP is for this machine only', async () => {
  expect(cloudAddress('https://badgeuse.example/x').href).toBe('https://badgeuse.example/x');
  expect(cloudAddress('http://[::1]:8080').port).toBe('8080');
  expect(() => cloudAddress('http://badgeuse.example')).toThrow(
    expect.objectContaining({ code: 'cloudUrlInsecure' }),
  );
});

test('a list file is fetched with the credentials, and never more of it than was named', async () => {
  let authorization: string | undefined;
  const server = createServer((request, response) => {
    authorization = request.headers.authorization;
    response.end(Buffer.alloc(1_000, 1));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mqtt = { urls: [], username: 'demo-1', password: 'secret' };
  const fetchFile = fetchFromCloud(url, { mqtt });
  expect(await fetchFile('/api/v1/lists/demo/7.json.gz', 1_000)).toHaveLength(1_000);
  expect(authorization).toBe(`Basic ${Buffer.from('demo-1:secret').toString('base64')}`);
  await expect(fetchFile('/x', 999)).rejects.toMatchObject({ code: 'cloudAnswerUnusable' });
  // The name of another host does not bring the credentials there.
  expect(await fetchFile('https://elsewhere.example/x', 1_000)).toHaveLength(1_000);
});
