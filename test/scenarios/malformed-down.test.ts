import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import { signClaims } from '../../shared/wire/jws.ts';
import { newKeyPair } from '../../shared/wire/keys.ts';
import type { AccessMessage } from '../../shared/wire/messages.ts';
import { downKinds } from '../../shared/wire/topic.ts';
import { card, demoConfig } from '../contract/demo-place.ts';
import { draft } from '../contract/journal.ts';
import { cloudKey, deviceBench } from '../fakes/device-bench.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';

const k1 = { kid: 'k1', privateKey: cloudKey.privateKey };
const bytes = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

async function listMessages(
  version: number,
  cards: readonly AccessEntry[],
  more: Partial<AccessMessage> = {},
  parts = 1,
  signedFor = 'demo',
): Promise<AccessMessage[]> {
  const digest = listDigest(cards);
  const jws = await signClaims('badgeuse-access', { list: signedFor, version, digest }, k1);
  const per = Math.ceil(cards.length / parts);
  return Array.from({ length: parts }, (_, i) => ({
    v: 1 as const,
    list: 'demo',
    base: 0,
    version,
    part: i + 1,
    parts,
    upserts: cards.slice(i * per, (i + 1) * per).map((c) => ({ ...c })) as AccessMessage['upserts'],
    removes: [],
    digest,
    jws,
    ...more,
  }));
}

async function held() {
  const journal = memoryJournal();
  const files = new Map<string, Buffer | Promise<Buffer>>();
  const bench = deviceBench({
    journal,
    fetchFile: async (url) => files.get(url) ?? Promise.reject(new Error('404')),
  });
  bench.link.connect();
  const say = async (kind: (typeof downKinds)[number], value: unknown): Promise<void> => {
    bench.link.say(kind, Buffer.isBuffer(value) ? value : bytes(value), false);
    await bench.sync.settled();
  };
  const sayList = async (messages: readonly AccessMessage[]) => {
    for (const message of messages) await say('access', message);
  };
  const config = (more = {}) =>
    signClaims('badgeuse-config', demoConfig({ version: 3, ...more }), k1);
  const confirm = (more = {}) =>
    signClaims(
      'badgeuse-confirm',
      {
        list: 'demo',
        version: 70,
        device: 'demo-1',
        nonce: bench.nonce,
        monoMs: bench.time.monotonicNow(),
        ...more,
      },
      k1,
    );
  return { bench, journal, files, say, sayList, config, confirm };
}

describe('what the cloud sends', () => {
  test('a list, a config and a confirmation that are signed are taken, each answered by a hello', async () => {
    const { bench, say, sayList, config, confirm } = await held();
    await say('config', await config());
    await sayList(await listMessages(70, [card(1), card(2), card(3)], {}, 2));
    expect(bench.access.find(card(3).uid)).toEqual(card(3));
    expect(bench.access.config()?.version).toBe(3);
    expect(bench.configs).toHaveLength(1);
    expect(bench.hellos()).toHaveLength(3);
    expect(bench.hellos().at(-1)?.payload).toContain('"accessVersion":70');
    expect(bench.listAge.ms()).toBeNull();
    await bench.run(1_000);
    await say('confirm', await confirm({ monoMs: bench.time.monotonicNow() - 400 }));
    expect(bench.listAge.ms()).toBe(400);
    await bench.run(5_000);
    expect(bench.listAge.ms()).toBe(5_400);
    // What comes late or twice takes nothing back and asks for nothing.
    await say('confirm', await confirm({ monoMs: bench.time.monotonicNow() - 5_600 }));
    expect(bench.listAge.ms()).toBe(5_400);
    const hellos = bench.hellos().length;
    await sayList(await listMessages(70, [card(1), card(2), card(3)], {}, 2));
    await bench.run(6_000);
    expect(bench.hellos()).toHaveLength(hellos);
  });

  test('a list that takes its time holds up what comes after it, but no ack', async () => {
    const { bench, journal, files, config, confirm } = await held();
    const packed = gzipSync(JSON.stringify({ upserts: [card(1)] }));
    const sha256 = createHash('sha256').update(packed).digest('hex');
    const file = { url: '/lists/demo/70.json.gz', bytes: packed.length, sha256 };
    let arrive = (): void => undefined;
    files.set(file.url, new Promise((resolve) => (arrive = () => resolve(packed))));
    const [list] = await listMessages(70, [card(1)], { file, upserts: [] });
    const payloads = [await config(), list, await confirm()];
    for (const [i, kind] of (['config', 'access', 'confirm'] as const).entries())
      bench.link.say(kind, bytes(payloads[i]), false);
    bench.record(draft(1));
    await bench.until(() => journal.epochs().every(({ acked, last }) => acked === last));
    expect([bench.access.state().version, bench.listAge.ms()]).toEqual([0, null]);
    arrive();
    await bench.until(() => bench.access.state().version === 70 && bench.listAge.ms() !== null);
  });

  test('a missing part is asked for by its number after five seconds', async () => {
    const { bench, sayList } = await held();
    const [one, , three] = await listMessages(70, [card(1), card(2), card(3)], {}, 3);
    await sayList([three, one] as AccessMessage[]);
    expect(bench.access.state().version).toBe(0);
    await bench.run(4_000);
    expect(bench.hellos().at(-1)?.payload).not.toContain('missingParts');
    await bench.run(2_000);
    expect(bench.hellos().at(-1)?.payload).toContain('"missingParts":{"parts":[2],"version":70}');
    await sayList(await listMessages(70, [card(1), card(2), card(3)], {}, 3));
    expect(bench.access.state().version).toBe(70);
  });

  test('a long list comes as a file, and only as the file that was named', async () => {
    const { bench, files, sayList } = await held();
    const cards = [card(1), card(2)];
    const packed = gzipSync(JSON.stringify({ upserts: cards }));
    const sha256 = createHash('sha256').update(packed).digest('hex');
    const file = { url: '/lists/demo/70.json.gz', bytes: packed.length, sha256 };
    const message = await listMessages(70, cards, { file, upserts: [] });
    await sayList(message);
    expect(bench.access.state().version).toBe(0);
    files.set(file.url, Buffer.concat([packed, packed]));
    await sayList(message);
    expect(bench.access.state().version).toBe(0);
    files.set(file.url, packed);
    await sayList(message);
    expect(bench.access.state().version).toBe(70);
  });

  test('a difference to a list not held, or with another digest, is answered by a hello', async () => {
    const { bench, sayList } = await held();
    await sayList(await listMessages(70, [card(1)]));
    const hellos = bench.hellos().length;
    await sayList(await listMessages(80, [card(1), card(2)], { base: 75 }));
    expect(bench.access.state().version).toBe(70);
    expect(bench.hellos()).toHaveLength(hellos + 1);
    await bench.run(6_000);
    await sayList(await listMessages(80, [card(1), card(2)], { upserts: [] }));
    expect(bench.access.state().version).toBe(70);
    expect(bench.hellos()).toHaveLength(hellos + 2);
  });

  test('a new cloud key is pinned when the old one introduces it', async () => {
    const { bench, say } = await held();
    const keys = [{ kid: 'k2', publicKey: 'A'.repeat(43) }];
    await say(
      'config',
      await signClaims('badgeuse-keys', { version: 1, keys }, { ...k1, kid: 'k9' }),
    );
    expect(bench.pinned).toEqual([]);
    await say('config', await signClaims('badgeuse-keys', { version: 1, keys }, k1));
    expect(bench.pinned).toEqual([{ version: 1, keys }]);
  });
});

describe('what is wrong changes nothing and stops nothing', () => {
  const forged = { kid: 'k1', privateKey: newKeyPair().privateKey };
  type Held = Awaited<ReturnType<typeof held>>;
  const signConfig = (more = {}, key = k1) =>
    signClaims('badgeuse-config', demoConfig({ version: 9, ...more }), key);

  test.each<[string, (h: Held) => Promise<void>]>([
    [
      'a config signed by nobody we know',
      async (h) => h.say('config', await signConfig({}, forged)),
    ],
    [
      'a config for another device',
      async (h) => h.say('config', await signConfig({ device: 'x' })),
    ],
    ['an older config', async (h) => h.say('config', await signConfig({ version: 2 }))],
    ['a confirmation as a config', async (h) => h.say('config', await h.confirm())],
    ['a config as a confirmation', async (h) => h.say('confirm', await signConfig())],
    [
      'a confirmation for a former process',
      async (h) => h.say('confirm', await h.confirm({ nonce: 'n'.repeat(16) })),
    ],
    [
      'a confirmation for another device',
      async (h) => h.say('confirm', await h.confirm({ device: 'x' })),
    ],
    [
      'a confirmation from the future',
      async (h) => h.say('confirm', await h.confirm({ monoMs: 1e9 })),
    ],
    [
      'a confirmation of another version',
      async (h) => h.say('confirm', await h.confirm({ version: 71 })),
    ],
    ['an older list', async (h) => h.sayList(await listMessages(12, [card(9)]))],
    [
      'a list that is not the one signed',
      async (h) => h.sayList(await listMessages(90, [card(9)], { version: 91 })),
    ],
    [
      'a list of another place',
      async (h) => h.sayList(await listMessages(90, [card(9)], { list: 'other' }, 1, 'other')),
    ],
    [
      'a list of ours that was signed for another place',
      async (h) => h.sayList(await listMessages(90, [card(9)], {}, 1, 'other')),
    ],
    [
      'a part beyond the last',
      async (h) => h.sayList(await listMessages(90, [card(9)], { part: 2 })),
    ],
    [
      'an ack for an epoch not held',
      async (h) => h.say('ack', { v: 1, epoch: 'f'.repeat(32), upTo: 7, hash: 'f'.repeat(64) }),
    ],
    ['a command, which comes later', async (h) => h.say('command', 'eyJ…')],
    ['a state, which comes later', async (h) => h.say('state', { v: 1 })],
  ])('%s', async (_what, wrong) => {
    const h = await held();
    await h.say('config', await h.config());
    await h.sayList(await listMessages(70, [card(1)]));
    h.bench.record(draft(1));
    await h.bench.run(500);
    const before = [h.bench.access.state(), h.bench.access.config(), h.journal.epochs()];
    await wrong(h);
    expect([h.bench.access.state(), h.bench.access.config(), h.journal.epochs()]).toEqual(before);
    await h.sayList(await listMessages(71, [card(1), card(2)]));
    expect(h.bench.access.state().version).toBe(71);
  });

  test('any bytes at all', async () => {
    const h = await held();
    await h.say('config', await h.config());
    await h.sayList(await listMessages(70, [card(1)]));
    const before = [h.bench.access.state(), h.bench.access.config(), h.journal.epochs()];
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((a) => Buffer.from(a)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record({ v: fc.constant(1), epoch: fc.string(), upTo: fc.anything(), hash: fc.string() })
        .map((value) => bytes(String(JSON.stringify(value)))),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...downKinds), anything, (kind, payload) =>
        h.say(kind, payload),
      ),
      { numRuns: 500 },
    );
    await h.say('ack', Buffer.alloc(70_000, 0x5b));
    expect([h.bench.access.state(), h.bench.access.config(), h.journal.epochs()]).toEqual(before);
    await h.sayList(await listMessages(71, [card(1), card(2)]));
    expect(h.bench.access.state().version).toBe(71);
  });
});
