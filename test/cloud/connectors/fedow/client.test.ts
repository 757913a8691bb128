import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { judgeBlock } from '../../../../cloud/connectors/fedow/block.ts';
import { fedowClient } from '../../../../cloud/connectors/fedow/client.ts';
import { cascadeTag8, tag8 } from '../../../../shared/domain/card.ts';
import { errorCodeOf } from '../../../../shared/runtime/errors.ts';
import { readTree } from '../../../fakes/fedow/python.ts';
import { type FakeFedow, fakeFedow } from '../../../fakes/fedow/server.ts';
import { type Joined, join, newCard, sharedKeys, worldOf } from './joined.ts';

let fake: FakeFedow;
let a: Joined;
let b: Joined;
const asset = randomUUID();
const now = Date.now();
const hour = 3_600_000;
beforeAll(async () => {
  fake = await fakeFedow();
  a = await join(fake, 'A');
  b = await join(fake, 'B');
  await a.client.makeTimeClockAsset({ uuid: asset, name: 'Badge fédéré' });
  await a.client.registerCards([newCard('AA0000B1', true), newCard('52BE6543')], 1);
  await b.client.registerCards([newCard('BB0000B1', true)], 1);
}, 30_000);
afterAll(() => fake.close());

const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'it worked',
    (err) => errorCodeOf(err) ?? String(err),
  );
const punch = { tag: '52BE6543', primaryTag: 'AA0000B1', asset, metadata: { punch_uuid: 'x' } };

test('makes its asset once, whatever it is asked again', async () => {
  const made = await a.client.makeTimeClockAsset({ uuid: asset, name: 'Badge fédéré' });
  expect(made).toMatchObject({ uuid: asset, category: 'BDG', place_origin: { name: 'A' } });
  expect((await a.client.assets()).map(({ category }) => category)).toEqual(['FED', 'BDG']);
  const twin = a.client.makeTimeClockAsset({ uuid: randomUUID(), name: 'Badge fédéré' });
  expect(await codeOf(twin)).toBe('fedowSaysNo');
  expect(await a.client.asset(randomUUID())).toBeNull();
});

test('shows an asset to another place once they are in a federation', async () => {
  expect((await b.client.assets()).map(({ uuid }) => uuid)).not.toContain(asset);
  expect(await b.client.federations()).toEqual([]);
  const federation = await a.client.federate({
    name: 'Les tiers-lieux',
    origin: a.place.placeUuid,
    added: b.place.placeUuid,
    asset,
  });
  expect(federation.places.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(await b.client.federations()).toEqual([federation]);
  expect((await b.client.assets()).map(({ uuid }) => uuid)).toContain(asset);
  const foreign = { name: 'x', origin: b.place.placeUuid, added: a.place.placeUuid, asset };
  expect(await codeOf(b.client.federate(foreign))).toBe('fedowSaysNo');
});

test('knows a card by the tag of either reader', async () => {
  const [uid, heardShort] = ['04A1B2C3D4E5F6', '04FFEEDDCCBBAA'];
  await a.client.registerCards([newCard(tag8(uid)), newCard(cascadeTag8(heardShort))], 1);
  expect((await a.client.findCard(uid))?.first_tag_id).toBe('04A1B2C3');
  expect((await a.client.findCard(heardShort))?.first_tag_id).toBe('8804FFEE');
  expect((await b.client.findCard(uid))?.origin.place.name).toBe('A');
  expect(await a.client.findCard('04000000000001')).toBeNull();
});

test('registers cards all or none, and tells those that are known', async () => {
  const [one, two] = [newCard('00000001'), newCard('00000002')];
  expect(await a.client.registerCards([one, two], 1)).toBe('registered');
  expect(await a.client.registerCards([one, newCard('00000003')], 1)).toBe('known');
  expect(await a.client.registerCards([newCard('00000004'), newCard('00000002')], 1)).toBe('known');
  expect(await a.client.findCard('00000003')).toBeNull();
  expect(await a.client.findCard('00000004')).toBeNull();
});

test('a punch becomes a block that is whole, and says what we wrote into it', async () => {
  const answer = await a.client.sendPunch({ ...punch, metadata: { punch_uuid: 'p-1', seq: '7' } });
  expect(answer).toMatchObject({ is: 'answered', status: 201 });
  const [listed] = await a.client.blocksOf(asset, now - hour, Date.now() + hour);
  expect(listed?.metadata).toEqual({
    first_tag_id: '52BE6543',
    primary_card_firstTagId: 'AA0000B1',
    asset,
    punch_uuid: 'p-1',
    seq: '7',
  });
  // Lists leave the card out, and a hash needs it.
  expect(listed && judgeBlock(listed, null)).toBe('cardUnknown');
  const block = await a.client.block(String(listed?.uuid));
  const previous = await a.client.block(String(block?.previous_transaction));
  expect(block && judgeBlock(block, previous)).toBe('whole');
  expect(previous && judgeBlock(previous, null)).toBe('whole');
  expect(await a.client.block(randomUUID())).toBeNull();
});

test("the asset's origin sees all, another venue its own, whoever tapped", async () => {
  await b.client.sendPunch({ ...punch, primaryTag: 'BB0000B1' });
  const seenBy = async ({ client }: Joined) => {
    const blocks = await client.blocksOf(asset, now - hour, Date.now() + hour);
    return blocks.map(({ action, receiver_name: at }) => `${action} ${at}`);
  };
  expect(await seenBy(a)).toEqual(['BDG B', 'BDG A', 'FST A']);
  expect(await seenBy(b)).toEqual(['BDG B']);
  expect(await a.client.blocksOf(asset, now - 2 * hour, now - hour)).toEqual([]);
});

test('metadata of other software is hashed as Python shows it', async () => {
  const place = fake.book.places.find(({ name }) => name === 'B');
  const card = fake.book.cards.find(({ tag }) => tag === '52BE6543');
  if (!place || !card) throw new Error('the fake lost them');
  const written = readTree(
    '{"b":1.0,"1":[true,null,-0,1e16],"pos_name":"Entrée l\'atelier \\"du\\" \\u2028\\u00a0\\ud83d\\ude00 \\\\","b":2e-7}',
  );
  const block = fake.book.addBlock({
    ...{ action: 'BDG', asset, sender: String(card.wallet), receiver: place.wallet, card },
    metadata: written,
  });
  const read = await a.client.block(block.uuid);
  const previous = await a.client.block(block.previous);
  expect(read?.metadataRepr).toBe(
    `{'b': 2e-07, '1': [True, None, 0, 1e+16], 'pos_name': 'Entrée l\\'atelier "du" \\u2028\\xa0😀 \\\\'}`,
  );
  expect(read && judgeBlock(read, previous)).toBe('whole');
});

test('taps at the same moment fork the chain, and that is told, not refused', async () => {
  fake.book.staleReads = 1;
  for (const n of [1, 2, 3])
    await a.client.sendPunch({ ...punch, metadata: { punch_uuid: `f${n}` } });
  fake.book.staleReads = 0;
  const listed = await a.client.blocksOf(asset, now - hour, Date.now() + hour);
  const blocks = await Promise.all(listed.map(({ uuid }) => a.client.block(uuid)));
  const known = new Map(blocks.flatMap((block) => (block ? [[block.uuid, block]] : [])));
  const stoodOn = [...known.values()].map((block) => block.previous_transaction);
  expect(new Set(stoodOn).size).toBeLessThan(stoodOn.length);
  for (const block of known.values())
    expect(judgeBlock(block, known.get(block.previous_transaction) ?? null)).toBe('whole');
});

test('a wallet is made once, and a question that needs it is not asked without', async () => {
  const [, key] = await sharedKeys();
  expect(await a.client.walletFor('badgeuse+A@example.org', key)).toBe(a.wallet);
  const who = { apiKey: a.place.apiKey, placeKey: key, wallet: null };
  const stranger = fedowClient(a.client.server, who, worldOf(fake));
  await expect(stranger.blocksOf(asset, now, now)).rejects.toThrow('needs one');
  // That is the wallet's key, and not the place's.
  expect(await codeOf(stranger.greet())).toBe('fedowRefused');
});

test('an answer that is too long, or not as it should be, is none', async () => {
  const card = fake.book.cards.find(({ tag }) => tag === '52BE6543');
  if (!card) throw new Error('the fake lost it');
  const long = readTree(JSON.stringify({ x: 'x'.repeat(1_100_000) }));
  const of = { action: 'BDG', asset, sender: String(card.wallet), receiver: a.place.walletUuid };
  const block = fake.book.addBlock({ ...of, metadata: long });
  expect(await codeOf(a.client.block(block.uuid))).toBe('fedowUnreachable');
  const deep = readTree(`${'{"x":'.repeat(100)}1${'}'.repeat(100)}`);
  const nested = fake.book.addBlock({ ...of, metadata: deep });
  expect(await codeOf(a.client.block(nested.uuid))).toBe('fedowAnswerStrange');
  const odd = fake.book.addBlock({ ...of, action: 'odd' });
  expect(await codeOf(a.client.block(odd.uuid))).toBe('fedowAnswerStrange');
});
