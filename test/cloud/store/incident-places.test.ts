import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openConnections } from '../../../cloud/store/connections.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openFedowReading } from '../../../cloud/store/fedow-reading.ts';
import { purgeMishaps } from '../../../cloud/store/journal-mishaps.ts';
import { openJournalReader } from '../../../cloud/store/journal-reader.ts';
import { incidentPlaces } from '../../../cloud/store/migrations/incident-places.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { findIncidents } from '../../../cloud/store/standing-alerts.ts';
import { theirIncident, theirIncidents, waiting } from '../../../cloud/web/mishaps.ts';
import type { Principal } from '../../../cloud/web/principal.ts';
import { eachStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { placeRow } from '../place-row.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testSeal } from '../test-seal.ts';

const start = Date.UTC(2026, 2, 10, 8);
const day = 86_400_000;
const page = { limit: 50, cursor: null };
const of = (...places: string[]): Principal => ({
  ...{ kind: 'token', id: 't', role: 'staff', places, scopes: [] },
});
const everywhere: Principal = { kind: 'token', id: 't', role: 'staff', places: '*', scopes: [] };

/** Two places whose items are bound to one asset, and what went wrong with it at each. */
async function world(database: Database) {
  await seedPlace(database, [testDevice('reader')]);
  const { db } = database;
  const other = { ...placeRow, id: 'other', name: 'Other', time_zone: 'Europe/Paris' };
  await db.insertInto('place').values(other).execute();
  const connections = openConnections(database, testSeal);
  const connect = async (placeId: string) =>
    (await connections.add({ kind: 'fedow', placeId, name: 'F', settings: {}, secrets: {} }, start))
      .id;
  const [here, there] = [await connect('demo'), await connect('other')];
  const reading = openFedowReading(database, () => undefined);
  const asset = { uuid: 'asset', name: 'Badge', originName: 'La Plume', isOurs: true };
  const block = (uuid: string) => ({ uuid, at: start, previous: '0', hash: '', punch: null });
  const blocks = [block('a'), block('b')];
  await reading.keep({ ...asset, connectionId: here }, { blocks, until: start }, start);
  await reading.judge({ uuid: 'asset', connectionId: there }, new Map([['a', 'altered']]), start);
  const parts = {
    journal: openJournalReader(database),
    registry: openTestRegistry(database, () => start),
  };
  return {
    ...{ db, parts, here, there, connections },
    async seen(by: Principal) {
      const { items } = await theirIncidents(parts, by, page, 'open');
      return items.map(({ kind, placeId }) => `${kind} ${placeId}`).toSorted();
    },
  };
}

eachStore('where incidents are that no device told', (store) => {
  test('staff of a place see what went wrong with the asset of its item, others do not', async () => {
    const at = await world(await store.open());
    expect(await at.seen(of('demo'))).toEqual(['blocksForked demo']);
    expect(await at.seen(of('other'))).toEqual(['blocksBroken other']);
    expect(await at.seen(of())).toEqual([]);
    expect(await at.seen(everywhere)).toEqual(['blocksBroken other', 'blocksForked demo']);
    expect(await waiting(at.parts, of('demo'))).toBe(1);
    const [{ id = '' } = {}] = (await theirIncidents(at.parts, of('demo'), page)).items;
    expect(await theirIncident(at.parts, of('demo'), id)).toMatchObject({ placeId: 'demo' });
    await expect(theirIncident(at.parts, of('other'), id)).rejects.toMatchObject({
      code: 'notFound',
    });
    // It is still that place's once nothing there is connected any more.
    await at.connections.remove(at.here);
    expect(await at.seen(of('demo'))).toEqual(['blocksForked demo']);
  });

  test('it is told to that place alone, and kept as long as that place keeps', async () => {
    const database = await store.open();
    const at = await world(database);
    const alerted = async (id: string) =>
      (await findIncidents(database, { id }, start - day)).map(({ about }) => about['kind']);
    expect(await alerted('demo')).toEqual(['blocksForked']);
    expect(await alerted('other')).toEqual(['blocksBroken']);
    const until = { closedBefore: start + day, before: start + day };
    const purged = await database.inTransaction((tx) =>
      purgeMishaps(unitOf(database, tx), 'other', until),
    );
    expect(purged).toBe(1);
    expect(await at.seen(everywhere)).toEqual(['blocksForked demo']);
  });

  test('a store from before says so of what it holds', async () => {
    const database = await store.open();
    const { db, here } = await world(database);
    const webhook = (id: string, place: string | null) =>
      db
        .insertInto('webhook_endpoint')
        .values({
          ...{ id, place, url: 'https://example.org', description: '', types: '*', secret: '' },
          ...{ algorithm: 'v1', former_secret: null, former_until: null, state: 'stopped' },
          ...{ why: 'gone', failing_since: null, held_until: 0, succeeded_at: null },
          made_at: start,
        })
        .execute();
    await webhook('theirs', 'other');
    await webhook('of all', null);
    await sql`ALTER TABLE incident DROP COLUMN place`.execute(db);
    const told = (kind: string, details: object) => {
      const id = `${kind} ${JSON.stringify(details)}`;
      return sql`INSERT INTO incident (id, kind, device, at, details, same)
        VALUES (${id}, ${kind}, '', ${start}, ${JSON.stringify(details)}, ${id})`.execute(db);
    };
    await told('blocksBroken', { connectionId: 'gone' });
    await told('blocksBroken', {});
    await told('webhookStopped', { webhook: 'theirs' });
    await told('webhookStopped', { webhook: 'of all' });
    await told('ledgerDisagrees', { connectionId: here });
    const { sqlite, postgres } = incidentPlaces;
    const steps = (database.engine === 'sqlite' ? sqlite : postgres).split(';');
    for (const step of steps) if (step.trim() !== '') await sql.raw(step).execute(db);
    const rows = await db.selectFrom('incident').select(['kind', 'place']).execute();
    expect(rows.map(({ kind, place }) => `${kind} ${place}`).toSorted()).toEqual([
      'blocksBroken null',
      'blocksBroken null',
      'blocksBroken other',
      'blocksForked demo',
      'ledgerDisagrees null',
      'webhookStopped null',
      'webhookStopped other',
    ]);
  });
});
