import { Type } from 'typebox';
import { createAnnouncer } from '../../../cloud/announce.ts';
import { connectorKind } from '../../../cloud/connectors/connector-kind.ts';
import { keepDelivery } from '../../../cloud/delivery/keep-delivery.ts';
import { openJournal } from '../../../cloud/open-journal.ts';
import type { ConnectionChange } from '../../../cloud/ports/connections.ts';
import type { Delivery, DeliveryAnswer, OutboundPunch } from '../../../cloud/ports/connectors.ts';
import { openConnections } from '../../../cloud/store/connections.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openDeliveries } from '../../../cloud/store/deliveries.ts';
import { openDeliveryOutbox } from '../../../cloud/store/delivery-outbox.ts';
import { openSharedMembers } from '../../../cloud/store/shared-members.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { manualTime } from '../../fakes/manual-time.ts';
import { openTestRegistry } from '../open-test-registry.ts';
import { seedPlace, testDevice } from '../test-device.ts';
import { testSeal } from '../test-seal.ts';

export const start = Date.UTC(2026, 2, 10, 14);

/** A place with a device, and another system that answers as the test says. */
export async function deliveryWorld(database: Database) {
  const time = manualTime(start);
  const device = testDevice('reader');
  await seedPlace(database, [device]);
  const registry = openTestRegistry(database, time.now);
  for (const id of ['ada', 'bo'])
    await registry.members.create({ id, name: id, email: `${id}@example.org` });
  const journal = openJournal(database);
  const changes = createAnnouncer();
  const connections = openConnections(database, testSeal);
  const sent: Delivery[] = [];
  /** By which secrets, each time. */
  const opened: object[] = [];
  const world = {
    isLive: false,
    answer: (_delivery: Delivery): DeliveryAnswer | Promise<DeliveryAnswer> => ({
      is: 'delivered',
      receipt: { as: 'x' },
    }),
    accepts: (_punch: OutboundPunch): string | null => null,
  };
  const kind = connectorKind({
    settings: Type.Object({ server: Type.String() }),
    secrets: ['key'],
    reasons: { nobodys: { fr: 'De personne.', en: 'Nobody’s.' } },
    asks: () => [],
    open(_settings, secrets) {
      opened.push(secrets);
      return {
        name: 'test',
        isLive: world.isLive,
        check: async () => ({ is: 'well' }),
        accepts: (punch) => world.accepts(punch),
        async deliver(delivery) {
          sent.push(delivery);
          return world.answer(delivery);
        },
      };
    },
  });
  /** As a process that starts does: nothing of the one before is remembered but what is stored. */
  const begin = (on: Database = database) =>
    keepDelivery({
      ...{ connections: openConnections(on, testSeal), outbox: openDeliveryOutbox(on) },
      ...{ kindOf: (name) => (name === 'frappe' ? kind : null), places: registry.places },
      ...{ isAlone: true, publicUrl: null, hosts: [], changes, clock: time, timers: time },
      ...{ random: () => 0.5, logger: silentLogger },
    });
  let kept = begin();
  let seq = 0;
  return {
    ...{ database, device, time, registry, journal, changes, connections, sent, opened, world },
    begin,
    deliveries: openDeliveries(database),
    shared: openSharedMembers(database),
    tests: () => kept.tests,
    run: () => kept.run(),
    restart() {
      kept = begin();
    },
    async connect(change: ConnectionChange = { isOn: true }) {
      const { id } = await connections.add(
        {
          ...{ kind: 'frappe', placeId: 'demo', name: 'Other' },
          ...{ settings: { server: 'x' }, secrets: { key: 'secret' } },
        },
        start,
      );
      await connections.change(id, change, start);
      return id;
    },
    /** Taps of members, each a second after the one before, sent as one batch; answers their ids. */
    async tap(...members: readonly string[]) {
      const from = seq + 1;
      const punches = members.map((memberRef) =>
        device.punch({
          ...{
            at: start + ++seq * 1_000,
            memberRef,
            uid: memberRef === 'ada' ? '04A1B2C3' : '04A1B2C4',
          },
          ...{ item: 'item-1' },
        }),
      );
      await journal.ingest.journal({
        ...{ device: device.id, payload: device.batch(from, seq) },
        receivedAt: time.now(),
      });
      return punches.map(({ id }) => id);
    },
    batchAgain: () =>
      journal.ingest.journal({
        ...{ device: device.id, payload: device.batch(1, seq), receivedAt: start },
      }),
  };
}
