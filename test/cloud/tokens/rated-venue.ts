import { createCorrections } from '../../../cloud/corrections/correct.ts';
import { createIngest } from '../../../cloud/ingest/ingest.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openLedger } from '../../../cloud/store/ledger.ts';
import { createPasses } from '../../../cloud/tokens/passes.ts';
import { createRates } from '../../../cloud/tokens/rates.ts';
import type { PassKind } from '../../../shared/domain/pass.ts';
import { freeOfCharge } from '../../../shared/domain/rate.ts';
import { seedPlace, testDevice } from '../test-device.ts';

/** An instant of the place's clock. */
export const at = (text: string) =>
  Temporal.PlainDateTime.from(text).toZonedDateTime('Europe/Paris').epochMilliseconds;
export const ana = 'ana';
const march = { from: '2026-03-01', until: '2026-03-31', placeIds: '*' } as const;

/** A place where an hour may cost a token, and Ana, whose taps are sent when it is said. */
export async function venue(database: Database) {
  const device = testDevice('a');
  await seedPlace(database, [device]);
  await database.db
    .insertInto('member')
    .values({ id: ana, name: 'Ana', email: null, created_at: 0 })
    .execute();
  const clock = { now: at('2026-03-02T08:00') };
  const now = () => clock.now;
  const pairing = createPairing({ remember: database.engine === 'sqlite', now });
  const ingest = createIngest(database, pairing);
  const carnets = createPasses(database, { now, changed: () => undefined });
  let sent = 0;
  let given = 0;
  return {
    database,
    pairing,
    clock,
    carnets,
    ledger: openLedger(database, { now, changed: () => undefined }),
    corrections: createCorrections(database, pairing),
    author: { madeBy: 'staff:1', madeAt: clock.now, reason: 'oubli' },
    tap: (when: string, direction: 'in' | 'out' = 'in') =>
      device.punch({ at: at(when), direction, memberRef: ana }),
    async send() {
      const to = device.entries().length;
      const payload = device.batch(sent + 1, to);
      sent = to;
      await ingest.journal({ device: device.id, payload, receivedAt: clock.now });
    },
    price: () =>
      createRates(database, { now, announce: () => undefined }).set(
        {
          ...{ placeId: 'demo', scope: 'area', of: 'demo', since: 0 },
          terms: { ...freeOfCharge, unitsPerHour: 100 },
        },
        'staff:1',
      ),
    give: (kind: PassKind, passes: number, over: object = {}) =>
      carnets.give(
        {
          ...{ key: `k${++given}`, memberId: ana, placeId: 'demo', kind, passes, from: null },
          ...{ until: null, words: 'payé', ...over },
        },
        'staff:1',
      ),
    used: async () =>
      (await carnets.used(march)).map(({ day, part }) => `${day} ${part}`).toReversed(),
    without: async () =>
      (await carnets.without(march)).map(({ day, halves }) => `${day} ${halves}`).toReversed(),
    left: async () => {
      const { items } = await carnets.list({ placeIds: '*' }, { limit: 9, cursor: null });
      return items.map(({ kind, left }) => `${kind} ${left}`);
    },
    balance: () => openLedger(database, { now, changed: () => undefined }).balanceOf(ana),
  };
}
