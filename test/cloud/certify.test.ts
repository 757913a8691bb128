import { expect, test } from '@jest/globals';
import { createCertificates } from '../../cloud/certify.ts';
import { openJournal } from '../../cloud/open-journal.ts';
import type { CertificateClaims } from '../../cloud/ports/certificates.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { textHash } from '../../shared/wire/entry-hash.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedAccessPoint, seedPlace, testDevice } from './test-device.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** Monday 2 March 2026, 09:00 in Paris. */
const start = Date.UTC(2026, 2, 2, 8);
const now = start + 10 * day;
const march = { placeId: 'demo', memberId: 'm_ines', from: '2026-03-01', to: '2026-03-12' };
const author = { madeBy: 'staff:maelle', madeAt: now + hour, reason: 'oubli' };

/** Inès came on Monday and Tuesday, left without a tap on Wednesday, and tapped at a presence reader on Thursday. */
async function openMarch(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  await seedPlace(database, [device], { closes_at: '22:00', missing_exit: 'closeAtClosing' });
  await seedAccessPoint(database, device, 'desk', { direction: 'presence' });
  const journal = openJournal(database);
  const registry = openRegistry(database, journal.hooks, { now: () => now, log: silentLogger });
  await registry.members.create({ id: 'm_ines', name: 'Inès Ouédraogo' });
  const memberRef = 'm_ines';
  const taps = [0, 4, 24, 27, 48].map((h) => device.punch({ at: start + h * hour, memberRef }));
  const presence = { accessPoint: 'desk', direction: 'presence' as const, memberRef };
  device.punch({ ...presence, at: start + 72 * hour });
  const send = (from: number) =>
    journal.ingest.journal({
      device: device.id,
      payload: device.batch(from, device.entries().length),
      receivedAt: now,
    });
  await send(1);
  const { passages, seals, corrections } = journal;
  const certificates = createCertificates({ database, registry, passages, seals });
  const issue = async () => certificates.issue(await certificates.draft(march, now), now);
  return {
    ...{ database, device, journal, registry, corrections, certificates, issue, send, taps },
    verify: (claims: CertificateClaims, at = now + 2 * hour) => certificates.verify(claims, at),
    async entryOf(id: string) {
      const { key } = await database.db
        .selectFrom('known_entry')
        .select('key')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return database.db
        .selectFrom('entry')
        .selectAll()
        .where('key', '=', Number(key))
        .executeTakeFirstOrThrow();
    },
  };
}

eachStore('certificates', (store) => {
  test('say what the journal has, and keep a digest and a day alone', async () => {
    const { issue, verify, database, journal } = await openMarch(store);
    const claims = await issue();
    expect(claims).toMatchObject({
      ...march,
      memberName: 'Inès Ouédraogo',
      ...{ passages: 2, presences: 1, days: 3, seconds: 7 * 3600, addedSeconds: 0 },
    });
    expect(await verify(claims)).toBe('confirmed');
    const kept = await database.db.selectFrom('certificate').selectAll().execute();
    expect(kept).toEqual([
      { code: claims.code, digest: expect.stringMatching(/^[\w-]{43}$/), ends_on: '2026-03-12' },
    ]);
    expect(await verify({ ...claims, code: 'ZZZZZZZZ' })).toBe('unknown');
    await journal.close();
  });

  test('altered by SQL, corrected by staff, purged: three different answers', async () => {
    const { issue, verify, database, corrections, journal, taps } = await openMarch(store);
    const [whole, corrected, gone] = [await issue(), await issue(), await issue()];
    await database.db
      .updateTable('certificate')
      .set({ digest: gone.facts })
      .where('code', '=', whole.code)
      .execute();
    expect(await verify(whole)).toBe('notIssued');
    const at = start + 52 * hour;
    const { id } = await corrections.record(
      { kind: 'addExit', punchId: taps[4]?.id ?? '', at },
      author,
    );
    expect(await verify(corrected)).toBe('corrected');
    await corrections.undo(id, author);
    expect(await verify(corrected)).toBe('confirmed');
    const later = now + 400 * day;
    await journal.purge(later);
    expect(await verify(gone, later)).toBe('notKept');
    expect(await verify(whole, later)).toBe('notIssued');
    // Once nothing of that time may be kept by anybody, its digest goes too: still nothing is said against it.
    const muchLater = now + 61 * 31 * day;
    await journal.purge(muchLater);
    expect(await database.db.selectFrom('certificate').selectAll().execute()).toEqual([]);
    expect(await verify(gone, muchLater)).toBe('notKept');
    await journal.close();
  });

  test('whatever is changed on the paper, it is not the one that was issued', async () => {
    const { issue, verify, journal } = await openMarch(store);
    const claims = await issue();
    const changes: Partial<CertificateClaims>[] = [
      { memberName: 'Ana' },
      { memberId: 'm_ana' },
      { seconds: claims.seconds + 3600 },
      { addedSeconds: 60 },
      { passages: 3 },
      { presences: 9 },
      { days: 4 },
      { from: '2026-03-02' },
      { to: '2026-03-13' },
      { placeId: 'other' },
      { issuedAt: now + 1 },
      { facts: claims.salt },
    ];
    for (const change of changes)
      expect([change, await verify({ ...claims, ...change })]).toEqual([change, 'notIssued']);
    await journal.close();
  });

  test('an altered passage, punch or journal says so, and nothing is certified from it', async () => {
    const { issue, verify, database, entryOf, journal, taps } = await openMarch(store);
    const claims = await issue();
    const { db } = database;
    const exit = taps[1]?.id ?? '';
    const moved = start + 6 * hour;
    const passage = (to: number) =>
      db.updateTable('passage').set({ exit_at: to }).where('exit_punch', '=', exit).execute();
    await passage(moved);
    expect(await verify(claims)).toBe('altered');
    await expect(issue()).rejects.toMatchObject({ code: 'journalMismatch' });
    const known = (at: number) =>
      db.updateTable('known_entry').set({ occurred_at: at }).where('id', '=', exit).execute();
    // Both alike: the text that the device signed still says otherwise.
    await known(moved);
    expect(await verify(claims)).toBe('altered');
    const entry = await entryOf(exit);
    const body = entry.body.replace(
      new Date(start + 4 * hour).toISOString(),
      new Date(moved).toISOString(),
    );
    const write = (fields: { body: string; hash?: string }) =>
      db.updateTable('entry').set(fields).where('key', '=', Number(entry.key)).execute();
    await write({ body });
    expect(await verify(claims)).toBe('altered');
    // With its hash too: the link of the entry after it breaks.
    const before = await entryOf(taps[0]?.id ?? '');
    await write({ body, hash: textHash(before.hash, body) });
    expect(await verify(claims)).toBe('altered');
    await write({ body: entry.body, hash: entry.hash });
    await known(start + 4 * hour);
    await passage(start + 4 * hour);
    expect(await verify(claims)).toBe('confirmed');
    await journal.close();
  });

  test('a tap that arrives late is no correction, and whoever was erased is kept no longer', async () => {
    const { issue, verify, device, send, registry, journal } = await openMarch(store);
    const claims = await issue();
    device.punch({ at: start + 51 * hour, memberRef: 'm_ines' });
    await send(7);
    expect(await verify(claims)).toBe('differs');
    await registry.members.remove('m_ines');
    expect(await verify(claims)).toBe('notKept');
    await journal.close();
  });

  test('what a rule closed is left out until staff confirm it, and then counted apart', async () => {
    const { certificates, corrections, journal, taps } = await openMarch(store);
    expect((await certificates.draft(march, now)).figures).toMatchObject({
      leftOut: 1,
      passages: 2,
    });
    const exit = { kind: 'addExit', punchId: taps[4]?.id ?? '', at: start + 50 * hour } as const;
    await corrections.record(exit, author);
    expect((await certificates.draft(march, now)).figures).toMatchObject({
      ...{ leftOut: 0, passages: 3, seconds: 9 * 3600, addedSeconds: 2 * 3600 },
    });
    await journal.close();
  });
});
