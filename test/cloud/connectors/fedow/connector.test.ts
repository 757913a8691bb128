import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type FedowConnectorParts,
  fedowConnector,
} from '../../../../cloud/connectors/fedow/connector.ts';
import { fedowReasons } from '../../../../cloud/connectors/fedow/fedow-words.ts';
import type {
  Connector,
  DeliveryAnswer,
  MaybeSent,
  OutboundPunch,
} from '../../../../cloud/ports/connectors.ts';
import { type ConnectorWorld, connectorContract } from '../../../contract/connector.ts';
import { deadlines } from '../../../fakes/deadlines.ts';
import { punchUuidOf } from '../../../fakes/fedow/book.ts';
import { type FakeFedow, fakeFedow, type Mood } from '../../../fakes/fedow/server.ts';
import { type ManualTime, manualTime } from '../../../fakes/manual-time.ts';
import { type Joined, join, newCard, worldOf } from './joined.ts';

const settleMs = 120_000;
const itemId = 'item-1';
const members = Array.from({ length: 20 }, (_, n) => `04${String(n).padStart(2, '0')}AABBCCDDEE`);

let fake: FakeFedow;
let joined: Joined;
let time: ManualTime;
let seq = 0;
const asset = randomUUID();
beforeAll(async () => {
  time = manualTime(Date.now());
  const timers = deadlines();
  fake = await fakeFedow({ now: () => time.now(), silence: () => timers.fallDue() });
  joined = await join(fake, 'A', worldOf(fake, { timers, clock: time }));
  await joined.client.makeTimeClockAsset({ uuid: asset, name: 'Badge' });
  const cards = members.map((uid) => newCard(uid.slice(0, 8)));
  await joined.client.registerCards([newCard('AA0000B1', true), ...cards], 1);
}, 30_000);
afterAll(() => fake.close());

const parts = (more: Partial<FedowConnectorParts> = {}): FedowConnectorParts => ({
  client: joined.client,
  binding: { itemId, asset, primaryTag: 'AA0000B1' },
  clock: time,
  settleMs,
  ...more,
});
const punchOf = (cardUid: string, more: Partial<OutboundPunch> = {}): OutboundPunch => ({
  id: randomUUID(),
  cardUid,
  member: null,
  placeId: 'plume',
  occurredAt: time.now(),
  direction: 'in',
  device: 'reader-1',
  seq: ++seq,
  itemId,
  isHolderTold: true,
  ...more,
});
const anyPunch = (): OutboundPunch => punchOf(members[0] ?? '');
const recorded = (): readonly string[] =>
  fake.book
    .chainOf(asset)
    .filter(({ action }) => action === 'BDG')
    .map(punchUuidOf);
const isRecording = (path: string): boolean => path === '/card/badge/';

describe('as every connector', () => {
  const moods = { well: 'well', away: 'lost', mute: 'mute', refusing: 'well' } as const;
  connectorContract((): ConnectorWorld => {
    const known = new Map(fake.book.apiKeys);
    return {
      connector: fedowConnector(parts()),
      punch: anyPunch,
      poisoned: () => punchOf('04FFFFFFFFFFFF'),
      foreign: () => punchOf(members[0] ?? '', { itemId: 'item-2' }),
      become(side) {
        fake.moodOf = () => moods[side];
        fake.book.apiKeys.clear();
        if (side !== 'refusing') for (const [key, of] of known) fake.book.apiKeys.set(key, of);
      },
      settle: () => time.advance(settleMs),
      recorded,
    };
  });
});

/** What the outbox keeps of a punch, and what it does with an answer. */
interface Waiting {
  readonly punch: OutboundPunch;
  maybeSent: MaybeSent | null;
}

async function tryOnce(
  connector: Connector,
  waiting: Waiting,
  isForgotten: () => boolean = () => false,
): Promise<DeliveryAnswer> {
  const { punch, maybeSent } = waiting;
  const now = time.now();
  // Written before the call: this is what is left after a power cut.
  waiting.maybeSent = { first: maybeSent?.first ?? now, last: now };
  const answer = await connector.deliver({ punch, maybeSent });
  if (isForgotten()) return { is: 'unknown', why: 'power cut', maybeSent: waiting.maybeSent };
  waiting.maybeSent = answer.is === 'unknown' ? answer.maybeSent : null;
  return answer;
}

test('1,000 punches through silences, errors, late work and power cuts: 1,000 blocks, in order', async () => {
  let state = 20_261_122;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const bad: readonly Mood[] = ['lost', 'mute', 'late', 'cut', 'failing', 'failed', 'strange'];
  const told = new Map<Mood, number>();
  fake.moodOf = (path) => {
    const mood = random() < (isRecording(path) ? 0.3 : 0.1) ? pick(bad) : 'well';
    told.set(mood, (told.get(mood) ?? 0) + 1);
    return mood;
  };
  const before = recorded().length;
  const queues = members.map((uid) =>
    Array.from({ length: 50 }, (): Waiting => ({ punch: punchOf(uid), maybeSent: null })),
  );
  const sent = queues.flatMap((queue) => queue.map(({ punch }) => punch.id));
  const heard = new Map<string, number>();
  const verdicts = new Set<string | undefined>();
  let connector = fedowConnector(parts());
  let tries = 0;
  let uncaughtMs = 0;
  /** Late work is done at any time before it is settled, and never after. */
  const passTime = (ms: number): void => {
    uncaughtMs += ms;
    if (uncaughtMs >= settleMs || random() < 0.1) {
      fake.catchUp();
      uncaughtMs = 0;
    }
    time.advance(ms);
  };

  for (let left = queues; left.length > 0; left = left.filter((queue) => queue.length > 0)) {
    if (++tries > 5_000) throw new Error(`${left.length} members still wait`);
    const queue = pick(left);
    const [next] = queue;
    if (!next) throw new Error('an empty queue is left out');
    const answer = await tryOnce(connector, next, () => random() < 0.05);
    heard.set(answer.is, (heard.get(answer.is) ?? 0) + 1);
    if (answer.is === 'delivered') {
      queue.shift();
      verdicts.add(answer.receipt['verdict']);
    }
    expect(answer.is).not.toBe('parked');
    // Half of the time nobody waits until it is sure.
    if (answer.is === 'unknown' && random() < 0.5) passTime(settleMs);
    if (random() < 0.01) connector = fedowConnector(parts());
    passTime(Math.floor(600_000 * random() ** 4));
  }
  fake.catchUp();
  fake.moodOf = () => 'well';

  const blocks = fake.book.chainOf(asset).slice(-1_000);
  const ids = blocks.map(punchUuidOf);
  expect(recorded().length - before).toBe(1_000);
  expect([...ids].sort()).toEqual([...sent].sort());
  for (const [n, uid] of members.entries()) {
    const own = blocks.filter(({ card }) => card?.tag === uid.slice(0, 8));
    expect(own.map(punchUuidOf)).toEqual(sent.slice(n * 50, n * 50 + 50));
  }
  // It was as bad as it says.
  for (const mood of bad) expect(told.get(mood)).toBeGreaterThan(20);
  expect(heard.get('unknown')).toBeGreaterThan(100);
  expect(heard.get('retry')).toBeGreaterThan(20);
  expect(verdicts).toEqual(new Set(['whole', 'notJudged']));
}, 120_000);

test('late work: nothing is sent while it may still arrive', async () => {
  const waiting: Waiting = { punch: anyPunch(), maybeSent: null };
  const connector = fedowConnector(parts());
  await connector.deliver({ punch: anyPunch(), maybeSent: null });
  fake.moodOf = (path) => (isRecording(path) ? 'late' : 'well');
  expect(await tryOnce(connector, waiting)).toMatchObject({ is: 'unknown', why: 'timeout' });
  fake.moodOf = () => 'well';
  time.advance(settleMs - 1);
  expect(await tryOnce(connector, waiting)).toMatchObject({ is: 'unknown', why: 'mayStillArrive' });
  const before = recorded().length;
  fake.catchUp();
  time.advance(1);
  expect(await tryOnce(connector, waiting)).toMatchObject({ is: 'delivered' });
  expect(recorded().length).toBe(before + 1);
});

test('what never arrived is sent again once nothing can arrive any more', async () => {
  const waiting: Waiting = { punch: anyPunch(), maybeSent: null };
  const connector = fedowConnector(parts());
  await connector.deliver({ punch: anyPunch(), maybeSent: null });
  fake.moodOf = (path) => (isRecording(path) ? 'lost' : 'well');
  await tryOnce(connector, waiting);
  fake.moodOf = () => 'well';
  time.advance(settleMs);
  expect(await tryOnce(connector, waiting)).toMatchObject({ is: 'delivered' });
  expect(recorded().filter((id) => id === waiting.punch.id)).toHaveLength(1);
});

test('what a proxy repeated is delivered, and its double is named', async () => {
  const waiting: Waiting = { punch: anyPunch(), maybeSent: null };
  fake.moodOf = (path) => (isRecording(path) ? 'twice' : 'well');
  expect(await tryOnce(fedowConnector(parts()), waiting, () => true)).toMatchObject({
    is: 'unknown',
  });
  fake.moodOf = () => 'well';
  const answer = await tryOnce(fedowConnector(parts()), waiting);
  const [first, double] = fake.book.chainOf(asset).slice(-2);
  expect(answer).toEqual({
    is: 'delivered',
    receipt: {
      uuid: first?.uuid,
      hash: first?.hash,
      previous: first?.previous,
      datetime: expect.any(String),
      verdict: 'whole',
      doubles: double?.uuid,
    },
  });
});

test('each reason is one of the words: a card, a primary card and an asset that are not there', async () => {
  const of = (more: Partial<FedowConnectorParts['binding']>): Connector =>
    fedowConnector(parts({ binding: { ...parts().binding, ...more } }));
  const deliver = (connector: Connector, punch = anyPunch()) =>
    connector.deliver({ punch, maybeSent: null });
  expect(await deliver(of({}), punchOf('04FFFFFFFFFFFF'))).toEqual({
    is: 'parked',
    reason: 'cardUnknown',
  });
  const noPrimary = of({ primaryTag: 'AA0000FF' });
  expect(await deliver(noPrimary)).toMatchObject({ is: 'retry', why: 'primaryCardUnknown' });
  expect(await noPrimary.check()).toEqual({ is: 'troubled', why: 'primaryCardUnknown' });
  const noAsset = of({ asset: randomUUID() });
  expect(await deliver(noAsset)).toMatchObject({ is: 'retry', why: 'assetUnknown' });
  expect(await noAsset.check()).toEqual({ is: 'troubled', why: 'assetUnknown' });
  const notPrimary = of({ primaryTag: members[1]?.slice(0, 8) ?? '' });
  expect(await notPrimary.check()).toEqual({ is: 'troubled', why: 'cardNotPrimary' });
  expect(of({}).accepts({ ...anyPunch(), isHolderTold: false })).toBe('holderNotTold');
  expect(of({}).accepts({ ...anyPunch(), itemId: null })).toBe('otherItem');
  const words = [
    'cardUnknown',
    'primaryCardUnknown',
    'assetUnknown',
    'cardNotPrimary',
    'otherItem',
  ];
  for (const word of words) expect(Object.keys(fedowReasons)).toContain(word);
});

test('a card that went away there is looked for again, and nothing of the punch names anybody', async () => {
  const connector = fedowConnector(parts());
  const uid = members[2] ?? '';
  const punch = punchOf(uid, { direction: 'toggle' });
  await connector.deliver({ punch, maybeSent: null });
  const written = fake.book.chainOf(asset).at(-1)?.metadata;
  expect(written?.kind === 'dict' && written.entries.map(([key]) => key)).toEqual([
    ...['first_tag_id', 'primary_card_firstTagId', 'asset'],
    ...['punch_uuid', 'punched_at', 'direction', 'device_id', 'seq', 'v'],
  ]);
  const at = fake.book.cards.findIndex(({ tag }) => tag === uid.slice(0, 8));
  const [gone] = fake.book.cards.splice(at, 1);
  const next = punchOf(uid);
  const parked = { is: 'parked', reason: 'cardUnknown' };
  expect(await connector.deliver({ punch: next, maybeSent: null })).toEqual(parked);
  if (gone) fake.book.cards.push(gone);
  expect(await connector.deliver({ punch: next, maybeSent: null })).toMatchObject({
    is: 'delivered',
  });
});
