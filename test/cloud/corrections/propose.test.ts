import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openOwnLinks } from '../../../cloud/store/own-links.ts';
import { eachStore, type FreshStore } from '../each-store.ts';
import { seedPlace, testDevice } from '../test-device.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 11, 8);
const now = start + 40 * hour;
const by = { madeBy: 'staff:maelle', madeAt: now + hour };

async function openForgotten(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  for (const id of ['m1', 'm2'])
    await database.db
      .insertInto('member')
      .values({ id, name: id, email: null, created_at: 0 })
      .execute();
  const { id } = device.punch({ at: start, memberRef: 'm1' });
  const journal = openJournal(database);
  const payload = device.batch(1, 1);
  await journal.ingest.journal({ device: device.id, payload, receivedAt: now });
  const version = (await journal.corrections.around(id))?.version ?? '';
  const wanted = {
    ...{ memberId: 'm1', passageId: id, version, place: 'demo', words: 'I left at noon' },
    change: { kind: 'addExit', punchId: id, at: start + 3 * hour } as const,
  };
  return { database, journal, proposals: journal.proposals, id, wanted };
}

eachStore('proposals and own links', (store) => {
  test('an accepted proposal is a correction with the member’s words; it is decided once', async () => {
    const { journal, proposals, id, wanted } = await openForgotten(store);
    const { id: first } = await proposals.propose(wanted, now);
    const waiting = async () =>
      (await proposals.list({ state: 'open' }, { limit: 10, cursor: null })).items.length;
    expect(await waiting()).toBe(1);
    expect((await journal.passages.find(id, now))?.exit).toBeNull();
    const both = await Promise.allSettled([
      proposals.accept(first, by),
      proposals.refuse(first, { ...by, reason: 'no' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason).toMatchObject({
      code: 'conflict',
    });
    expect(await waiting()).toBe(0);
    await journal.close();
  });

  test('accepting writes who, when and why; refusing tells the member why', async () => {
    const { journal, proposals, id, wanted } = await openForgotten(store);
    const refused = await proposals.propose(wanted, now);
    await proposals.refuse(refused.id, { ...by, reason: 'we saw you at two' });
    const made = await proposals.propose(wanted, now + 1);
    const { correction, proposal } = await proposals.accept(made.id, by);
    expect(correction).toMatchObject({ ...by, kind: 'addExit', reason: 'I left at noon' });
    expect(proposal).toMatchObject({ state: 'accepted', correctionId: correction.id });
    expect(await journal.passages.find(id, now)).toMatchObject({
      status: 'closed',
      exit: { at: start + 3 * hour, by: 'staff' },
    });
    const own = await proposals.list({ memberId: 'm1' }, { limit: 1, cursor: null });
    expect(own.items).toMatchObject([{ state: 'accepted', decidedBy: 'staff:maelle' }]);
    const rest = await proposals.list({ memberId: 'm1' }, { limit: 5, cursor: own.nextCursor });
    expect(rest.items).toMatchObject([{ state: 'refused', answer: 'we saw you at two' }]);
    const others = await proposals.list({ memberId: 'm2' }, { limit: 5, cursor: null });
    expect(others.items).toEqual([]);
    await expect(proposals.accept('nobody', by)).rejects.toMatchObject({ code: 'notFound' });
    await journal.close();
  });

  test('what changed since the member looked is neither proposed nor accepted', async () => {
    const { journal, proposals, id, wanted } = await openForgotten(store);
    const open = await proposals.propose(wanted, now);
    const exit = { kind: 'addExit', punchId: id, at: start + 2 * hour } as const;
    const made = await journal.corrections.record(exit, { ...by, reason: 'seen' });
    await expect(proposals.accept(open.id, by)).rejects.toMatchObject({ code: 'changedMeanwhile' });
    expect(await proposals.find(open.id)).toMatchObject({ state: 'open', decidedBy: null });
    await expect(proposals.propose(wanted, now)).rejects.toMatchObject({
      code: 'changedMeanwhile',
    });
    await journal.corrections.undo(made.id, { ...by, reason: 'not so' });
    const early = { ...wanted, change: { ...wanted.change, at: start - hour } };
    await expect(proposals.propose(early, now)).rejects.toMatchObject({ code: 'badRequest' });
    for (let n = 1; n < 20; n++) await proposals.propose(wanted, now + n);
    await expect(proposals.propose(wanted, now)).rejects.toMatchObject({
      code: 'tooManyProposals',
    });
    await journal.close();
  });

  test('a link opens for its member until it expires or is revoked, and is kept as a hash', async () => {
    const { database, journal } = await openForgotten(store);
    const links = openOwnLinks(database);
    const { link, secret } = await links.create('m1', 'staff:maelle', now, now + hour);
    expect(await links.open(secret, now)).toEqual(link);
    expect(link).toMatchObject({ memberId: 'm1', revokedAt: null });
    expect(await links.open(secret, now + hour)).toBeNull();
    expect(await links.open(`${secret}x`, now)).toBeNull();
    const rows = await database.db.selectFrom('own_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(secret);
    await links.revoke(link.id, now + 1);
    await links.revoke(link.id, now + 2);
    expect(await links.open(secret, now + 3)).toBeNull();
    expect(await links.ofMember('m1')).toMatchObject([{ id: link.id, revokedAt: now + 1 }]);
    await expect(links.create('nobody', 'staff:x', now, now)).rejects.toMatchObject({
      code: 'notFound',
    });
    const second = await links.create('m2', 'staff:maelle', now, now + hour);
    await database.db.deleteFrom('member').where('id', '=', 'm2').execute();
    expect(await links.open(second.secret, now)).toBeNull();
    await journal.close();
  });
});
