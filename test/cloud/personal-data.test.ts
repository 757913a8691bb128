import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { openJournal } from '../../cloud/open-journal.ts';
import { noAlerts } from '../../cloud/ports/alerts.ts';
import { openAlertSettings } from '../../cloud/store/alert-settings.ts';
import { raiseAlerts } from '../../cloud/store/alerts.ts';
import { openAuditLog } from '../../cloud/store/audit-log.ts';
import { openConnections } from '../../cloud/store/connections.ts';
import { openDeliveryOutbox } from '../../cloud/store/delivery-outbox.ts';
import { openLedger } from '../../cloud/store/ledger.ts';
import { openMailLinks, openMailWishes, useExitLink } from '../../cloud/store/mail-links.ts';
import { openPersonalData } from '../../cloud/store/personal-data.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { openSharedMembers } from '../../cloud/store/shared-members.ts';
import { personCsv, personJson } from '../../cloud/web/person-file.ts';
import { fr } from '../../cloud/web/words/index.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { eachStore, type FreshStore } from './each-store.ts';
import { seedAccessPoint, seedPlace, testDevice } from './test-device.ts';
import { testSeal } from './test-seal.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 11, 7);
const now = start + 100 * hour;
const author = { madeBy: 'staff:maelle', madeAt: now, reason: 'oubli' };

/** Ana and Bob, a card that was nobody's before it was Ana's, and one that is Bob's now and was hers. */
async function openTwo(store: FreshStore) {
  const database = await store.open();
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  await seedAccessPoint(database, device, 'inner', { counts: 0 });
  const journal = openJournal(database);
  const registry = openRegistry(database, journal.hooks, { now: () => now, log: silentLogger });
  for (const [id, name] of [
    ['m_ana', 'Ana Côté'],
    ['mxana', 'Bob'],
  ] as const)
    await registry.members.create({ id, name });
  await registry.cards.create({ id: 'c1', uid: '04A1B2C3D4E5F6', memberId: 'm_ana' });
  await registry.members.patch('m_ana', { homePlaceId: 'demo' });
  await registry.cards.patch('c1', { homePlaceId: 'demo' });
  const later = openRegistry(database, journal.hooks, { now: () => now + hour, log: silentLogger });
  await later.members.patch('m_ana', { homePlaceId: null });
  await later.members.patch('mxana', { homePlaceId: 'demo' });
  await registry.cards.create({ id: 'c2', uid: '04FFFFFFFFFFF6', memberId: 'mxana' });
  const connections = openConnections(database, testSeal);
  const fedow = await connections.add(
    {
      ...{ kind: 'fedow', placeId: 'demo', name: 'FEDOW, Demo' },
      ...{ settings: {}, secrets: {} },
    },
    start,
  );
  await connections.change(fedow.id, { isOn: true }, start);
  const shared = openSharedMembers(database);
  const by = { who: 'staff:maelle', now: start };
  await shared.change(fedow.id, 'm_ana', { toldOn: '2026-03-10', knownAs: 'EMP-ANA' }, by);
  await shared.change(fedow.id, 'mxana', { sharesEmail: true, knownAs: 'EMP-BOB' }, by);
  const own = { uid: '04A1B2C3D4E5F6' } as const;
  device.refusal({ at: start - hour, ...own });
  const entry = device.punch({ at: start, memberRef: 'm_ana', ...own });
  device.punch({ at: start + hour, memberRef: 'm_ana', accessPoint: 'inner', ...own });
  device.punch({ at: start + 2 * hour, memberRef: 'mxana', uid: '04FFFFFFFFFFF6' });
  device.punch({ at: start + 3 * hour, memberRef: 'm_ana', uid: '04FFFFFFFFFFF6' });
  await journal.ingest.journal({ device: device.id, payload: device.batch(1, 5), receivedAt: now });
  const outbox = openDeliveryOutbox(database);
  const due = await outbox.due(fedow.id, now);
  const claimed = due && (await outbox.claim(due, now));
  const receipt = { uuid: 'tx-1', hash: 'ff00', previous: 'tx-0' };
  if (!claimed || claimed.punchId !== entry.id) throw new Error('the first punch is told first');
  await outbox.settle(claimed, { is: 'delivered', receipt }, { now, nextTryAt: now });
  await journal.corrections.record(
    { kind: 'setDirection', punchId: entry.id, direction: 'in' },
    author,
  );
  const audit = openAuditLog(database);
  await audit.recordLook('staff:maelle', { verb: 'seen', kind: 'member', memberId: 'm_ana' }, now);
  const ledger = openLedger(database, { now: () => now, changed: () => undefined });
  const credit = { kind: 'credit', placeId: 'demo', units: 250 } as const;
  await ledger.give({ ...credit, key: '1', memberId: 'm_ana', words: 'carnet' }, 'staff:maelle');
  await ledger.give({ ...credit, key: '2', memberId: 'mxana', words: 'pour Bob' }, 'staff:maelle');
  const exits = { staff: 'off', member: true, webhook: false } as const;
  const kinds = { ...noAlerts.kinds, forgottenExit: exits };
  const settings = await openAlertSettings(database).save('demo', { ...noAlerts, kinds }, start);
  const of = { settings, timeZone: 'Europe/Paris', mails: true };
  const found = (memberId: string) => ({
    ...({ kind: 'forgottenExit', placeId: 'demo', key: memberId, memberId, lasts: false } as const),
    about: { passageId: 'p' },
  });
  await registry.members.patch('m_ana', { email: 'ana@example.org' });
  await raiseAlerts(database, of, [found('m_ana'), found('mxana')], start + 5 * hour);
  const links = openMailLinks(database, generateKeyPairSync('ed25519').privateKey);
  for (const [n, memberId] of ['m_ana', 'mxana', 'm_ana'].entries())
    await links.exitFor(
      `d${n}`,
      { memberId, passageId: `p${n}`, placeId: 'demo' },
      start + n * hour,
    );
  const used = await links.exitFor('d2', { memberId: '', passageId: '', placeId: '' }, now);
  await useExitLink(database.db, used, now - hour);
  await openMailWishes(database).set('m_ana', false, now);
  const { passages, proposals } = journal;
  return openPersonalData(database, { passages, proposals, audit });
}

eachStore('what is held of one person', (store) => {
  test('is all of theirs, and nothing of anybody else', async () => {
    const reader = await openTwo(store);
    const data = await reader.of('m_ana', now);
    expect(data.member).toMatchObject({ id: 'm_ana', name: 'Ana Côté' });
    expect(data.cards.map(({ id }) => id)).toEqual(['c1']);
    expect(data.punches.map(({ occurredAt, accessPoint }) => [occurredAt, accessPoint])).toEqual([
      [start, 'reader-door'],
      [start + hour, 'inner'],
      [start + 3 * hour, 'reader-door'],
    ]);
    expect(data.refusals).toMatchObject([{ occurredAt: start - hour, reason: 'unknownCard' }]);
    expect(data.passages).toMatchObject([{ entry: { at: start }, exit: { at: start + 3 * hour } }]);
    expect(data.corrections.map(({ correction }) => correction.kind)).toEqual(['setDirection']);
    expect(data.audit.map(({ verb, who }) => [verb, who])).toContainEqual(['seen', 'staff:maelle']);
    expect([data.tokens, data.tokensMoved]).toMatchObject([
      250,
      [{ kind: 'credit', change: 250, place: 'demo', words: 'carnet' }],
    ]);
    expect(data.homesBefore).toEqual([
      { cardUid: '04A1B2C3D4E5F6', home: null, until: now },
      { cardUid: null, home: null, until: now },
      { cardUid: null, home: 'demo', until: now + hour },
    ]);
    expect(data.mailsStoppedAt).toBe(now);
    expect(data.alerts).toEqual([
      {
        ...{ kind: 'forgottenExit', placeId: 'demo', at: start + 5 * hour },
        mails: [{ madeAt: start + 5 * hour, state: 'pending', said: null, doneAt: null }],
      },
    ]);
    expect(personJson(data, now).exitLinks).toEqual([
      { passageId: 'p0', placeId: 'demo', expiresAt: '2026-03-25T07:00:00.000Z', usedAt: null },
      {
        ...{ passageId: 'p2', placeId: 'demo', expiresAt: '2026-03-25T09:00:00.000Z' },
        usedAt: '2026-03-15T10:00:00.000Z',
      },
    ]);
    const connectionId = expect.stringMatching(/./);
    expect(data.otherSystems).toEqual([
      {
        ...{ connectionId, connectionName: 'FEDOW, Demo', memberId: 'm_ana', knownAs: 'EMP-ANA' },
        ...{ told: { on: '2026-03-10', by: 'staff:maelle', at: start }, email: null },
      },
    ]);
    // The second counts nowhere, and is told nobody.
    const [first, , third] = data.punches;
    expect(data.deliveries).toEqual([
      {
        ...{ connectionId, connectionName: 'FEDOW, Demo', placeId: 'demo', punchId: first?.id },
        ...{ occurredAt: start, state: 'delivered', reason: null, tries: 1, doneAt: now },
        receipt: { uuid: 'tx-1', hash: 'ff00', previous: 'tx-0' },
      },
      expect.objectContaining({
        ...{ punchId: third?.id, occurredAt: start + 3 * hour, state: 'pending', receipt: null },
      }),
    ]);
    const told = JSON.stringify(personJson(data, now));
    expect(told).not.toContain('mxana');
    expect(told).not.toContain('Bob');
    const bob = await reader.of('mxana', now);
    expect(bob.punches).toHaveLength(1);
    expect(bob).toMatchObject({ mailsStoppedAt: null, alerts: [{ mails: [] }] });
    expect(bob.otherSystems).toMatchObject([
      { told: null, email: { since: start, by: 'staff:maelle' }, knownAs: 'EMP-BOB' },
    ]);
    expect(bob.deliveries).toMatchObject([{ occurredAt: start + 2 * hour, state: 'pending' }]);
    expect(JSON.stringify(personJson(bob, now))).not.toContain('Ana');
    await expect(reader.of('nobody', now)).rejects.toMatchObject({ code: 'notFound' });
  });

  test('is a line each for a spreadsheet, in the times of the place', async () => {
    const data = await (await openTwo(store)).of('m_ana', now);
    const names = { of: (id: string | null) => id ?? '', timeZone: () => 'Europe/Paris' };
    const lines = personCsv(data, fr, names).split('\r\n');
    expect(lines[0]).toBe('\uFEFFQuoi;De;À;Lieu;Détails');
    expect(lines).toContainEqual(
      'passages;2026-03-11 08:00:00;2026-03-11 11:00:00;demo;reader-door, closed, 180 min',
    );
    expect(lines.filter((line) => line.startsWith('Jetons crédités;'))).toEqual([
      expect.stringContaining(';;demo;2.50, carnet'),
    ]);
    expect(lines).toContainEqual(
      'Autre système;2026-03-11 08:00:00;;;FEDOW, Demo, informé le 2026-03-10, staff:maelle, EMP-ANA',
    );
    expect(lines).toContainEqual(
      'Lecture transmise à un autre système;2026-03-11 08:00:00;2026-03-15 12:00:00;demo;' +
        'FEDOW, Demo, Transmise, 1 essai, tx-1, ff00, tx-0',
    );
    expect(lines.filter((line) => line.startsWith('Lieu de référence;'))).toEqual([
      'Lieu de référence;;2026-03-15 12:00:00;;04A1B2C3D4E5F6, Celui de son membre',
      'Lieu de référence;;2026-03-15 12:00:00;;Non précisé',
      'Lieu de référence;;2026-03-15 13:00:00;demo;',
      'Lieu de référence;;;demo;04A1B2C3D4E5F6',
    ]);
    expect(lines).toContainEqual('Sortie oubliée;2026-03-11 13:00:00;;demo;pending');
    const exit = 'lien d’un courriel, pour dire l’heure d’une sortie oubliée;;';
    expect(lines).toContainEqual(`${exit}2026-03-25 08:00:00;demo;p0`);
    expect(lines).toContainEqual(
      'refus;2026-03-11 07:00:00;;demo;reader-door, toggle, unknownCard, 04A1B2C3D4E5F6',
    );
    expect(lines.some((line) => line.startsWith('lectures;2026-03-11 09:00:00;;demo;inner'))).toBe(
      true,
    );
  });

  test('says in the CSV too when they agreed to what another system is told, and why it was not', async () => {
    const data = await (await openTwo(store)).of('mxana', now);
    const names = { of: (id: string | null) => id ?? '', timeZone: () => 'Europe/Paris' };
    const linesOf = (what: string, of = data) =>
      personCsv(of, fr, names)
        .split('\r\n')
        .filter((line) => line.startsWith(`${what};`));
    expect(linesOf('Autre système')).toEqual([
      'Autre système;;;;FEDOW, Demo, EMP-BOB',
      'Autre système;2026-03-11 08:00:00;;;FEDOW, Demo, e-mail partagé, staff:maelle',
    ]);
    const taps = 'Lecture transmise à un autre système';
    const line = `${taps};2026-03-11 10:00:00;;demo;FEDOW, Demo`;
    expect(linesOf(taps)).toEqual([`${line}, En attente, 0 essai`]);
    const deliveries = data.deliveries.map(
      (one) => ({ ...one, state: 'parked', reason: 'memberUnknown', tries: 2 }) as const,
    );
    const parked = `${line}, À débloquer, memberUnknown, 2 essais`;
    expect(linesOf(taps, { ...data, deliveries })).toEqual([parked]);
  });
});
