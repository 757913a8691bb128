import { expect, test } from '@jest/globals';
import { openJournal } from '../../../cloud/open-journal.ts';
import { openApiTokens } from '../../../cloud/store/api-tokens.ts';
import { openAuditLog } from '../../../cloud/store/audit-log.ts';
import { openIdentity } from '../../../cloud/store/identity.ts';
import { openRegistry } from '../../../cloud/store/registry.ts';
import { openSecondStep } from '../../../cloud/store/second-step.ts';
import { openStaffAccounts } from '../../../cloud/store/staff-accounts.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { eachStore } from '../each-store.ts';
import { testDevice } from '../test-device.ts';
import { testSeal } from '../test-seal.ts';
import { webFixture } from './fixture.ts';

const at = (local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Paris').epochMilliseconds;

interface Listed {
  readonly items: readonly Record<string, unknown>[];
}

eachStore('from the API to the journal and back to the report', (store) => {
  test('a venue set up by the API, its punches, a correction, a card given, the CSV', async () => {
    const database = await store.open();
    const journal = openJournal(database);
    const now = at('2026-03-12T18:04');
    const registry = openRegistry(database, journal.hooks, { now: () => now, log: silentLogger });
    const web = await webFixture(
      {
        registry,
        audit: openAuditLog(database),
        identity: openIdentity(database),
        accounts: openStaffAccounts(database),
        tokens: openApiTokens(database),
        secondStep: openSecondStep(database, testSeal),
        journal: journal.reader,
        passages: journal.passages,
        corrections: journal.corrections,
        retryDeadLetter: journal.retryDeadLetter,
        closeMishap: journal.closeMishap,
      },
      database,
    );
    const send = async (method: 'GET' | 'POST' | 'PATCH', url: string, body?: object) => {
      const answer = await web.send('admin', method, `/api/v1/${url}`, body);
      expect([url, answer.status, answer.json]).toEqual([
        url,
        method === 'POST' ? 201 : 200,
        expect.anything(),
      ]);
      return answer.json as Record<string, string> & Listed;
    };
    const device = testDevice('pi-1', 'entree');
    await send('POST', 'places', { id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
    await send('POST', 'devices', { id: 'pi-1', placeId: 'demo', publicKey: device.publicKey });
    await send('POST', 'access-points', { id: 'entree', deviceId: 'pi-1', direction: 'toggle' });
    const ana = await send('POST', 'members', { name: 'Ana' });
    const bea = await send('POST', 'members', { name: 'Béa' });
    const uid = '04A1B2C3D4E5F6';
    const card = await send('POST', 'cards', { uid, memberId: ana['id'] });

    const tap = { uid, memberRef: ana['id'] ?? null };
    device.punch({ at: at('2026-03-11T09:00'), ...tap });
    device.punch({ at: at('2026-03-11T12:00'), ...tap });
    const forgotten = device.punch({ at: at('2026-03-11T14:00'), ...tap });
    device.refusal({ at: at('2026-03-12T18:00'), uid: '0499887766AABB' });
    await journal.ingest.journal({
      device: 'pi-1',
      payload: device.batch(1, 4),
      receivedAt: now - 1000,
    });

    const report = async () => {
      const csv = await web.send(
        'admin',
        'GET',
        '/rapport/badgeuse.csv?for=machine&from=2026-03-11',
      );
      const [, ...lines] = csv.text.trim().split('\r\n');
      return lines.map((line) => line.split(',').slice(4, 10).join(' '));
    };
    const morning = `Ana ${uid} 2026-03-11T09:00:00+01:00 2026-03-11T12:00:00+01:00 10800 closed`;
    expect(await report()).toEqual([
      morning,
      `Ana ${uid} 2026-03-11T14:00:00+01:00   missing_exit`,
    ]);

    const { id } = await send('POST', 'corrections', {
      kind: 'addExit',
      punchId: forgotten.id,
      at: '2026-03-11T17:30:00+01:00',
      reason: 'forgot to tap',
    });
    const afternoon = `Ana ${uid} 2026-03-11T14:00:00+01:00 2026-03-11T17:30:00+01:00 12600 closed`;
    expect(await report()).toEqual([morning, afternoon]);
    expect(await send('GET', `passages/${forgotten.id}`)).toMatchObject({
      member: 'Ana',
      exitBy: 'staff',
      exitPunchId: null,
      corrected: true,
    });
    await send('PATCH', `corrections/${id}`, { undone: true });
    expect((await report())[1]).toContain('missing_exit');

    // Given to somebody else: the past stays where it was.
    await send('PATCH', `cards/${card['id']}`, { memberId: bea['id'] });
    const { items: corrections } = await send('GET', 'corrections');
    expect(corrections.find(({ kind }) => kind === 'assignCard')).toMatchObject({
      memberId: bea['id'],
      from: new Date(now).toISOString(),
      madeBy: expect.stringMatching(/^token:/),
    });
    expect((await report())[0]).toBe(morning);

    expect((await send('GET', 'punches?limit=2')).items.map(({ seq }) => seq)).toEqual([3, 2]);
    const { items: refusals } = await send('GET', 'refusals');
    expect(refusals).toEqual([
      expect.objectContaining({ reason: 'unknownCard', cardUid: '0499887766AABB', seq: 4 }),
    ]);
    const fixed = await web.send('admin', 'POST', '/api/v1/corrections', {
      kind: 'voidPunch',
      punchId: '01998d2e-0000-7000-8000-000000000009',
      reason: 'x',
    });
    expect([fixed.status, fixed.json]).toMatchObject([404, { code: 'notFound' }]);

    // For an access point nobody knew: kept, shown, and taken once it is there.
    device.punch({ at: at('2026-03-12T18:02'), ...tap, accessPoint: 'cour' });
    const payload = device.batch(5, 5);
    await journal.ingest.journal({ device: 'pi-1', payload, receivedAt: now });
    const [letter] = (await send('GET', 'dead-letters')).items;
    const retry = () => web.send('admin', 'POST', `/api/v1/dead-letters/${letter?.['id']}/retry`);
    expect((await retry()).json).toMatchObject({ status: 409, code: 'conflict' });
    await send('POST', 'access-points', { id: 'cour', deviceId: 'pi-1', direction: 'in' });
    expect((await retry()).status).toBe(204);
    expect((await send('GET', 'dead-letters')).items).toEqual([]);
    expect((await report()).length).toBe(3);
    await journal.close();
    await web.close();
  }, 60_000);
});
