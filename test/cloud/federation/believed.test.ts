import type { KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { blinded } from '../../../cloud/federation/blind.ts';
import { readInvitation } from '../../../cloud/federation/invitation.ts';
import { newKeys } from '../../../cloud/federation/own-keys.ts';
import type { Heard } from '../../../cloud/ports/federation.ts';
import { federationRow, openKeys } from '../../../cloud/store/federations.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';
import {
  exchangeHeaders,
  exchangePath,
  signAnswer,
  signAsk,
} from '../../../shared/wire/federation.ts';
import { newKeyPair, rawPublicKey } from '../../../shared/wire/keys.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { begun, pooled, side, uid } from './two-sides.ts';

const minute = 60_000;
let nonces = 0;
const fresh = () => `nonce-${String(++nonces).padStart(12, '0')}`;

/** A request as the other side would send it, signed by `key`. */
function asking(federation: string, key: KeyObject, fields: Partial<Asked> = {}): Heard {
  const asked = { method: 'GET', path: '/about', atMs: begun, nonce: fresh(), ...fields };
  const path = exchangePath + asked.path;
  const body = fields.body === undefined ? '' : canonicalJson(fields.body);
  const headers = {
    [exchangeHeaders.federation]: federation,
    [exchangeHeaders.time]: String(asked.atMs),
    [exchangeHeaders.nonce]: asked.nonce,
    [exchangeHeaders.signature]: signAsk({ ...asked, path, federation, body }, key),
  };
  return { method: asked.method, path, headers, body: fields.body };
}
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly atMs: number;
  readonly nonce: string;
  readonly body: object;
}
const flipped = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
const unknown = { code: 'federationUnknown' };

async function known(store: FreshStore) {
  const both = await pooled(store);
  const { a, b, id } = both;
  await b.federations.look(id);
  const keys = openKeys(b.seal, await federationRow(b.database.db, id));
  return { ...both, key: keys.sign, hear: a.federations.hear };
}

/** Invited by A, answered by nobody. */
async function invited(store: FreshStore) {
  const a = await side(store, 'a');
  const terms = { ...a.terms, initials: false };
  const { partner, invitation } = await a.federations.invite(terms, a.url, 'staff:ada');
  const { secret } = readInvitation(invitation, begun);
  const answer = (key: KeyObject, said: object = {}, signer = key) =>
    asking(partner.id, signer, {
      ...{ method: 'POST', path: '/answer' },
      body: { secret, key: rawPublicKey(key), url: 'http://127.0.0.1:9', name: 'B', ...said },
    });
  const row = () => federationRow(a.database.db, partner.id);
  return { a, id: partner.id, hear: a.federations.hear, answer, row };
}
const newKey = () => newKeyPair().privateKey;

eachStore('what the other side asks', (store) => {
  test('is heard only as it was signed, to the byte', async () => {
    const { id, key, hear } = await known(store);
    const right = asking(id, key, { method: 'POST', path: '/cards/raised', body: { cards: [] } });
    const sign = right.headers[exchangeHeaders.signature] ?? '';
    const nonce = right.headers[exchangeHeaders.nonce] ?? '';
    const header = (name: string, value: string | undefined) => ({
      ...right,
      headers: { ...right.headers, [name]: value },
    });
    const forged: readonly Heard[] = [
      ...[0, 42, 84].map((at) => header(exchangeHeaders.signature, flipped(sign, at))),
      ...['', sign.slice(1), undefined].map((one) => header(exchangeHeaders.signature, one)),
      header(exchangeHeaders.nonce, flipped(nonce, 3)),
      header(exchangeHeaders.nonce, undefined),
      header(exchangeHeaders.time, String(begun + 1)),
      header(exchangeHeaders.time, undefined),
      { ...right, body: { cards: ['A'.repeat(43)] } },
      { ...right, body: undefined },
      { ...right, path: `${right.path}?after=1` },
      { ...right, method: 'GET' },
      asking(id, newKey()),
      // A nonce that nobody keeps, though it is signed.
      asking(id, key, { nonce: 'short' }),
      asking(id, key, { nonce: 'a'.repeat(65) }),
    ];
    for (const one of forged) await expect(hear(one)).rejects.toMatchObject(unknown);
    // None of them used the nonce up.
    expect(await hear(right)).toMatchObject({ status: 200, body: '{"cards":[]}' });
    await expect(hear(right)).rejects.toMatchObject({ code: 'federationRepeated' });
  }, 60_000);

  test('is refused as old or repeated, at whichever end of the time that clocks may be apart', async () => {
    const { a, id, key, hear } = await known(store);
    const at = (atMs: number) => hear(asking(id, key, { atMs }));
    for (const ms of [5 * minute, -5 * minute]) {
      expect((await at(begun + ms)).status).toBe(200);
      await expect(at(begun + ms + Math.sign(ms))).rejects.toMatchObject({
        code: 'federationClock',
      });
    }
    await expect(at(Number.NaN)).rejects.toMatchObject({ code: 'federationClock' });
    // Of a clock that is five minutes ahead, it is in time for ten minutes.
    const ahead = asking(id, key, { atMs: begun + 5 * minute });
    expect((await hear(ahead)).status).toBe(200);
    for (const later of [1, 5 * minute + 1, 10 * minute]) {
      a.wall.now = begun + later;
      await expect(hear(ahead)).rejects.toMatchObject({ code: 'federationRepeated' });
    }
    a.wall.now = begun + 10 * minute + 1;
    await expect(hear(ahead)).rejects.toMatchObject({ code: 'federationClock' });
    // What cannot come again is not kept.
    expect((await at(a.wall.now)).status).toBe(200);
    const kept = await a.database.db.selectFrom('federation_nonce').select('at').execute();
    expect(kept.every((row) => row.at >= begun + 1)).toBe(true);
  }, 60_000);

  test('is heard from a partner for its own federation alone', async () => {
    const { a, id, key, hear } = await known(store);
    const c = await side(store, 'c');
    const { partner, invitation } = await a.federations.invite(
      { ...a.terms, initials: false },
      ...([a.url, 'staff:ada'] as const),
    );
    await c.federations.join(invitation, c.terms, c.url, 'staff:cy');
    await a.federations.accept(partner.id, 'staff:ada');
    const other = openKeys(c.seal, await federationRow(c.database.db, partner.id)).sign;
    await expect(hear(asking(id, other))).rejects.toMatchObject(unknown);
    await expect(hear(asking(partner.id, key))).rejects.toMatchObject(unknown);
    await expect(hear(asking('fed-0000000000000000', key))).rejects.toMatchObject(unknown);
    const nonce = fresh();
    for (const one of [asking(id, key, { nonce }), asking(partner.id, other, { nonce })])
      expect((await hear(one)).status).toBe(200);
  }, 60_000);

  test('of cards is refused where a point is none that a card could have made', async () => {
    const { id, key, hear } = await known(store);
    const raise = (cards: readonly unknown[]) =>
      hear(asking(id, key, { method: 'POST', path: '/cards/raised', body: { cards } }));
    // Of small order: what comes out would tell something of the secret.
    const zero = Buffer.alloc(32).toString('base64url');
    const one = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]).toString('base64url');
    const point = blinded(uid, newKeys().cards);
    const points = (length: number) => Array.from({ length }, () => point);
    for (const cards of [[point, zero], [one], ['A'], [7], points(501)])
      expect(await raise(cards)).toMatchObject({ status: 400 });
    const most = JSON.parse((await raise(points(500))).body) as { cards: readonly string[] };
    expect(new Set(most.cards).size).toBe(1);
    expect(most.cards).toHaveLength(500);
  }, 60_000);
});

eachStore('what the other side answers', (store) => {
  test('is believed only as it was signed, for this question', async () => {
    const { a, b, id } = await known(store);
    await a.federations.change(id, true, 'staff:ada');
    await a.registry.members.create({ id: 'm', name: 'Ana' });
    await a.registry.cards.create({ uid, memberId: 'm' });
    const ours = openKeys(a.seal, await federationRow(a.database.db, id)).sign;
    const others = openKeys(b.seal, await federationRow(b.database.db, id)).sign;
    const old: { body: string; signature: string | null }[] = [];
    a.broken.way = (answer) => {
      old.push(answer);
      return answer;
    };
    // A page of members, and nothing of it read: they were not let in yet when it was asked.
    await a.federations.change(id, false, 'staff:ada');
    await b.federations.look(id);
    await a.federations.change(id, true, 'staff:ada');
    const before = await federationRow(b.database.db, id);
    const [about] = old;
    const signed = (body: string, key: KeyObject, nonce = 'another-nonce-000') =>
      signAnswer({ federation: id, nonce, status: 200, body }, key);
    const ways: readonly (typeof a.broken.way)[] = [
      (answer) => ({ ...answer, body: answer.body.replace('"a"', '"x"') }),
      (answer) => ({ ...answer, signature: flipped(answer.signature ?? '', 7) }),
      (answer) => ({ ...answer, signature: null }),
      (answer) => ({ ...answer, signature: signed(answer.body, others) }),
      (answer) => ({ ...answer, signature: signed(answer.body, ours) }),
      // As it was, word by word, when it was asked before.
      (answer) => ({ ...answer, ...about }),
    ];
    for (const way of ways) {
      a.broken.way = way;
      expect(await b.federations.look(id)).toMatchObject({
        ...{ state: 'pooled', name: 'a', succeededAt: begun, counts: { members: 0 } },
        problem: { code: 'federationStrange', message: expect.stringContaining('another key') },
      });
    }
    // Signed, and nothing that can be read.
    a.broken.way = (answer) => answer;
    await a.database.db
      .updateTable('place')
      .set({ name: 'x'.repeat(201) })
      .execute();
    expect(await b.federations.look(id)).toMatchObject({
      ...{ state: 'pooled', name: 'a', counts: { members: 0 } },
      problem: { code: 'federationStrange', message: expect.stringContaining('not understand') },
    });
    await a.database.db.updateTable('place').set({ name: 'a' }).execute();
    const { problem: _, ...after } = await federationRow(b.database.db, id);
    expect(before).toMatchObject(after);
    expect(await b.federations.look(id)).toMatchObject({ problem: null, counts: { members: 1 } });
  }, 60_000);
});

eachStore('an invitation', (store) => {
  test('is answered once: the same word again changes nothing, another key is not heard', async () => {
    const { a, id, hear, answer, row } = await invited(store);
    const key = newKey();
    const first = answer(key);
    await expect(hear(answer(key, {}, newKey()))).rejects.toMatchObject(unknown);
    await expect(hear(asking(id, key))).rejects.toMatchObject(unknown);
    expect(await hear(first)).toMatchObject({ status: 200, body: '{}' });
    const answered = await row();
    expect(answered).toMatchObject({
      ...{ state: 'answered', their_key: rawPublicKey(key), name: 'B', secret_hash: null },
      url: 'http://127.0.0.1:9',
    });
    await expect(hear(first)).rejects.toMatchObject({ code: 'federationRepeated' });
    const others = [answer(key), answer(key, { url: 'http://127.0.0.1:7', name: 'X' })];
    const again = async () => {
      for (const one of others.splice(0))
        expect(await hear(one)).toMatchObject({ status: 200, body: '{}' });
    };
    await again();
    expect(await row()).toEqual(answered);
    await expect(hear(answer(newKey()))).rejects.toMatchObject(unknown);
    expect(await row()).toEqual(answered);
    // Until staff accept nothing else is heard; then their word once more ends nothing.
    for (const path of ['/about', '/cards?after=0', '/members?after=0', '/passages?after=0'])
      expect(await hear(asking(id, key, { path }))).toMatchObject({
        ...{ status: 403, body: expect.stringContaining('federationWaiting') },
      });
    await a.federations.accept(id, 'staff:ada');
    const accepted = await row();
    expect(accepted).toMatchObject({ state: 'pooled', their_key: rawPublicKey(key) });
    others.push(answer(key, { name: 'X' }));
    await again();
    expect(await row()).toEqual(accepted);
    await a.federations.leave(id, 'staff:ada');
    expect(await hear(answer(key))).toMatchObject({
      body: expect.stringContaining('federationLeft'),
    });
    expect(await row()).toMatchObject({ state: 'left' });
  }, 60_000);

  test('answered by two at once is the first one’s', async () => {
    const { hear, answer, row } = await invited(store);
    const keys = [newKey(), newKey(), newKey()];
    const said = await Promise.all(
      keys.map((key) =>
        hear(answer(key)).then(
          ({ status }) => status,
          () => 401,
        ),
      ),
    );
    expect(said.filter((status) => status === 200)).toHaveLength(1);
    const first = keys[said.indexOf(200)];
    expect(await row()).toMatchObject({
      ...{ state: 'answered', their_key: first && rawPublicKey(first) },
    });
  }, 60_000);

  test('answered by one several times at once is heard each time', async () => {
    const { hear, answer, row } = await invited(store);
    const key = newKey();
    const said = await Promise.all([1, 2, 3].map(() => hear(answer(key))));
    expect(said.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await row()).toMatchObject({ state: 'answered', their_key: rawPublicKey(key) });
  }, 60_000);

  test('withdrawn before it was answered is answered by nobody', async () => {
    const { a, id, hear, answer, row } = await invited(store);
    await a.federations.leave(id, 'staff:ada');
    await expect(hear(answer(newKey()))).rejects.toMatchObject(unknown);
    expect(await row()).toMatchObject({ state: 'left', their_key: null });
  }, 60_000);
});
