import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { invitationText, readInvitation } from '../../../cloud/federation/invitation.ts';
import { keepFederations } from '../../../cloud/federation/keep-federations.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import { purge } from '../../../cloud/retention/purge.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { federationRow, openKeys } from '../../../cloud/store/federations.ts';
import { writePassages } from '../../../cloud/store/passages.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { hostRule } from '../../../shared/runtime/host-rule.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { canonicalJson } from '../../../shared/wire/canonical-json.ts';
import { exchangeHeaders, exchangePath, signAsk } from '../../../shared/wire/federation.ts';
import { eachStore } from '../each-store.ts';

import { begun, pooled, side, uid } from './two-sides.ts';

const passage = (n: number, hours: number | null, cardUid = uid) => ({
  key: { place: 'b', area: 'b', person: `card:${cardUid}` as const },
  passage: {
    id: `p-${n}`,
    entry: { at: begun + n * 60_000, punchId: `p-${n}`, accessPoint: 'door', by: 'card' as const },
    exit:
      hours === null
        ? null
        : {
            at: begun + hours * 3_600_000,
            punchId: `x-${n}`,
            accessPoint: 'door',
            by: 'card' as const,
          },
    status: hours === null ? ('open' as const) : ('closed' as const),
    ...{ anomalies: [], cardUid, corrected: false },
  },
});
const write = (database: Database, passages: readonly ReturnType<typeof passage>[]) =>
  database.inTransaction((tx) => writePassages(unitOf(database, tx), passages));

eachStore('two aggregators exchange', (store) => {
  test('pages in order, changes and withdrawals, from where it broke off', async () => {
    const { a, b, id } = await pooled(store);
    for (const one of [a, b]) await one.registry.cards.create({ uid, state: 'active' });
    for (const one of [b, a, b, a]) await one.federations.look(id);
    const many = Array.from({ length: 450 }, (_, n) => passage(n, null));
    await write(b.database, many);
    // It ends after the first page is kept: what it read stays, and the next round goes on from there.
    const stop = a.database.inTransaction.bind(a.database);
    let pages = 0;
    const rows = () => a.database.db.selectFrom('passage_afar').selectAll().orderBy('at').execute();
    const broken = keepFederations({
      ...{ database: { ...a.database, inTransaction }, registry: a.registry, seal: a.seal },
      ...{ clock: { now: () => begun, monotonicNow: () => 0 }, logger: silentLogger },
      hosts: hostRule(['127.0.0.1']),
      timers: { ...systemTimers, every: () => () => undefined },
      ...{ changed: () => undefined, erasures: a.erasures },
    });
    async function inTransaction<T>(work: Parameters<typeof stop<T>>[0]): Promise<T> {
      if ((await rows()).length > 0 && pages++ === 0) throw new Error('the power went');
      return stop(work);
    }
    expect(await broken.look(id)).toMatchObject({ problem: { code: 'internal' } });
    expect(await rows()).toHaveLength(400);
    expect(await a.federations.look(id)).toMatchObject({
      problem: null,
      counts: { passages: 450 },
    });
    // One ends, one is withdrawn; the others are not told again.
    await write(b.database, [passage(3, 2)]);
    await b.database.inTransaction((tx) =>
      tx.deleteFrom('passage').where('id', '=', 'p-4').execute(),
    );
    await a.federations.look(id);
    const now = await rows();
    expect(now).toHaveLength(449);
    expect(now.filter(({ status }) => status === 'closed')).toMatchObject([
      { place: id, card_uid: uid, exit_at: begun + 2 * 3_600_000, entry_punch: null },
    ]);
    const row = await federationRow(a.database.db, id);
    expect(JSON.parse(row.read_after)).toMatchObject({ passages: 452 });
    // B put an older store back: it is read anew, and nothing stays of what B does not know.
    await b.database.inTransaction(async (tx) => {
      await tx.deleteFrom('federation_told').where('feed', '=', 'passages').execute();
      await tx.deleteFrom('passage').where('id', '<>', 'p-3').execute();
    });
    expect((await a.federations.look(id)).counts.passages).toBe(1);
    // Away for a while is no end.
    b.broken.answer = 503;
    expect(await a.federations.look(id)).toMatchObject({
      ...{ state: 'pooled', problem: { code: 'federationStrange' }, counts: { passages: 1 } },
    });
  }, 120_000);

  test('what was received is kept as the receiving place says, and comes back by no reading anew', async () => {
    const { a, b, id } = await pooled(store);
    const worker = '04FFEEDDCCBBAA';
    await a.registry.groups.create({ id: 'staff', name: 'Staff', purpose: 'worktime' });
    await a.registry.members.create({ id: 'zoe', name: 'Zoé' });
    await a.registry.groups.patch('staff', { memberIds: ['zoe'] });
    await a.registry.cards.create({ uid: worker, memberId: 'zoe' });
    await a.registry.cards.create({ uid });
    for (const card of [uid, worker]) await b.registry.cards.create({ uid: card });
    await a.registry.places.patch('a', { usageKeptMonths: 1 });
    const days = (n: number) => n * 24 * 60;
    await write(b.database, [
      passage(0, null),
      { ...passage(1, days(20) / 60) },
      passage(days(10), null),
      passage(2, null, worker),
    ]);
    for (const one of [b, a, b, a]) await one.federations.look(id);
    const left = async () => {
      const rows = await a.database.db.selectFrom('passage_afar').selectAll().execute();
      return rows.map((row) => (row.at - begun) / 60_000).toSorted((x, y) => x - y);
    };
    expect(await left()).toEqual([0, 1, 2, days(10)]);
    const pairing = createPairing({ remember: false });
    const night = async (n: number) => {
      a.wall.now = begun + days(n) * 60_000;
      b.wall.now = a.wall.now;
      return purge(a.database, pairing, a.wall.now);
    };
    expect(await night(20)).toEqual([]);
    // The first is old by now; of the second the exit is not, and who works there is kept for longer.
    const [seal] = await night(35);
    expect(seal).toMatchObject({ place: 'a', why: 'retention', counts: { passagesAfar: 1 } });
    expect(await left()).toEqual([1, 2, days(10)]);
    expect(await night(35)).toEqual([]);
    await night(60);
    expect(await left()).toEqual([2]);
    // B’s own are B’s to keep. Told anew, what went here stays away.
    expect(await b.database.db.selectFrom('passage').select('id').execute()).toHaveLength(4);
    const later = JSON.stringify({ cards: 2, passages: 99 });
    await a.database.inTransaction((tx) =>
      tx.updateTable('federation').set({ read_after: later }).execute(),
    );
    await a.federations.look(id);
    expect(await left()).toEqual([2]);
    const read = JSON.parse((await federationRow(a.database.db, id)).read_after);
    expect(read).toMatchObject({ passages: 4 });
  }, 120_000);

  test('nobody else is heard: forged, repeated, late, or with a body changed', async () => {
    const { a, b, id, invitation } = await pooled(store);
    const keys = openKeys(b.seal, await federationRow(b.database.db, id));
    const ask = (
      changed: { path?: string; atMs?: number; nonce?: string } = {},
      key = keys.sign,
    ) => {
      const asked = {
        ...{ method: 'GET', path: `${exchangePath}/about`, federation: id, body: '' },
        ...{ atMs: begun, nonce: randomBytes(16).toString('base64url'), ...changed },
      };
      const headers = {
        [exchangeHeaders.federation]: id,
        [exchangeHeaders.time]: String(asked.atMs),
        [exchangeHeaders.nonce]: asked.nonce,
        [exchangeHeaders.signature]: signAsk(asked, key),
      };
      return { method: 'GET', path: asked.path, headers, body: undefined };
    };
    const heard = ask();
    const { hear } = a.federations;
    expect(await hear(heard)).toMatchObject({ status: 200, signature: expect.any(String) });
    await expect(hear(heard)).rejects.toMatchObject({ code: 'federationRepeated' });
    for (const forged of [
      { ...ask(), path: `${exchangePath}/passages` },
      { ...ask(), body: { cards: [] } },
      { ...ask(), method: 'POST' },
      ask({}, openKeys(a.seal, await federationRow(a.database.db, id)).sign),
      { ...ask(), headers: { ...ask().headers, [exchangeHeaders.federation]: 'fed-00' } },
    ])
      await expect(hear(forged)).rejects.toMatchObject({ code: 'federationUnknown' });
    for (const apart of [-301_000, 301_000])
      await expect(hear(ask({ atMs: begun + apart }))).rejects.toMatchObject({
        ...{ code: 'federationClock', details: { minutes: 5 } },
      });
    expect((await hear(ask({ atMs: begun - 299_000 }))).status).toBe(200);
    // What staff see of it.
    b.wall.now = begun + 3_600_000;
    expect(await b.federations.look(id)).toMatchObject({
      problem: { code: 'federationSaysNo', message: expect.stringContaining('60 min apart') },
    });
    b.wall.now = begun;
    await expect(b.federations.join(invitation, b.terms, b.url, 'staff:bob')).rejects.toMatchObject(
      { code: 'federationTaken' },
    );
    const third = await side(store, 'c');
    await expect(
      third.federations.join(invitation, third.terms, third.url, 'staff:cy'),
    ).rejects.toMatchObject({ code: 'federationSaysNo' });
    expect(await third.federations.list()).toEqual([]);
    // Left: whoever asks is told so, signed, and leaves as well.
    b.broken.answer = 503;
    await a.federations.leave(id, 'staff:ada');
    expect(canonicalJson(await hear(ask()))).toContain('federationLeft');
    expect(await b.federations.look(id)).toMatchObject({ state: 'left', counts: { cards: 0 } });
  }, 120_000);

  test('who knows an invitation without its secret joins nothing, and pins no key of theirs', async () => {
    const [a, b] = [await side(store, 'a'), await side(store, 'b')];
    const given = await a.federations.invite({ ...a.terms, initials: false }, a.url, 'staff:ada');
    const before = await federationRow(a.database.db, given.partner.id);
    const known = readInvitation(given.invitation, begun);
    const guessed = { ...known, secret: Buffer.alloc(32, 7).toString('base64url') };
    const join = (text: string) => b.federations.join(text, b.terms, b.url, 'staff:bob');
    await expect(join(invitationText(guessed))).rejects.toMatchObject({ code: 'federationSaysNo' });
    expect(await federationRow(a.database.db, given.partner.id)).toEqual(before);
    expect(await join(given.invitation)).toMatchObject({ state: 'waiting' });
    expect(await a.federations.get(given.partner.id)).toMatchObject({ state: 'answered' });
  });

  test('an invitation is answered while it lasts, by the clock of who gave it', async () => {
    const [a, b] = [await side(store, 'a'), await side(store, 'b')];
    const given = await a.federations.invite({ ...a.terms, initials: false }, a.url, 'staff:ada');
    const join = () => b.federations.join(given.invitation, b.terms, b.url, 'staff:bob');
    const over = begun + 7 * 86_400_000;
    b.wall.now = over - 60_000;
    a.wall.now = over + 60_000;
    await expect(join()).rejects.toMatchObject({ code: 'federationSaysNo' });
    expect(await a.federations.get(given.partner.id)).toMatchObject({ state: 'invited' });
    expect(await b.federations.list()).toEqual([]);
    a.wall.now = over - 60_000;
    expect(await join()).toMatchObject({ state: 'waiting' });
    expect(await a.federations.get(given.partner.id)).toMatchObject({ state: 'answered' });
  });
});
