import type { Database } from '../../cloud/store/database.ts';
import { appendEntries } from '../../cloud/store/ledger-entries.ts';
import { unitOf } from '../../cloud/store/rows.ts';
import { createRates } from '../../cloud/tokens/rates.ts';
import type { ChargedPassage, LedgerEntry } from '../../shared/domain/ledger.ts';
import { freeOfCharge } from '../../shared/domain/rate.ts';

const at = (local: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime('Europe/Paris').epochMilliseconds;

/** A venue that counts tokens: somebody who has some, whose passage was corrected, and somebody below zero. */
export async function seedLedger(database: Database): Promise<void> {
  const rates = createRates(database, {
    now: () => at('2026-03-01T09:00'),
    announce: () => undefined,
  });
  const place = { placeId: 'filature', since: null } as const;
  const hourly = { ...freeOfCharge, unitsPerHour: 100, roundingStepMinutes: 15 } as const;
  const general = { ...place, scope: 'area', of: 'filature' } as const;
  const { id: rate } = await rates.set({ ...general, terms: hourly }, 'staff:1');
  const laser = { ...hourly, unitsPerHour: 400, freeMinutes: 5, minimumUnits: 100 };
  await rates.set({ ...place, scope: 'area', of: 'laser', terms: laser }, 'staff:1');
  const moved = {
    ...{ rate: null, minutes: null, reverses: null, of: null, words: null, madeBy: 'staff:1' },
    place: 'filature',
  } as const;
  const given = (key: string, member: string, local: string, units: number, words: string) => ({
    ...moved,
    ...{ key, kind: 'credit' as const, words, units },
    ...{ at: at(local), usedAt: at(local), from: 'issued:filature' as const },
    to: `member:${member}` as const,
  });
  const took = (key: string, of: ChargedPassage, local: string, minutes: number, units: number) => {
    const person = of.person;
    const when = { at: at(local), usedAt: at(local) };
    const entry = { ...moved, ...when, key, kind: 'debit' as const, units, minutes, rate, of };
    return { ...entry, madeBy: null, from: person, to: 'used:filature' as const };
  };
  const passage = (member: string, nth: number): ChargedPassage => ({
    ...{ place: 'filature', area: 'filature', person: `member:${member}` },
    passage: `passage-${nth}`,
  });
  const first = took('d1', passage('member-4', 7), '2026-03-05T17:20', 510, 850);
  const entries: (LedgerEntry & { words: string | null; madeBy: string | null; place: string })[] =
    [
      given('c0', 'member-4', '2026-02-20T10:00', 1_000, 'carnet de 10'),
      first,
      given('c1', 'member-4', '2026-03-06T10:02', 500, 'carnet de 5, payé en chèque à l’accueil'),
      took('d2', passage('member-4', 7), '2026-03-09T12:00', 480, 800),
      took('d3', passage('member-5', 9), '2026-03-10T12:00', 90, 150),
      given('c2', 'member-7', '2026-03-06T10:02', 1_250, 'ouverture du compte'),
    ];
  await database.inTransaction(async (tx) => {
    const unit = unitOf(database, tx);
    await appendEntries(unit, entries);
    const forgotten = {
      ...{ place: 'filature', id: 'passage-9', at: at('2026-03-11T09:12'), area: 'filature' },
      ...{ person: 'member:member-7', card_uid: '04A1B2C3D4E516', status: 'missing_exit' as const },
      ...{ entry_punch: 'punch-9', entry_access_point: 'ap-2', entry_by: 'card' as const },
      ...{ exit_at: null, exit_punch: null, exit_access_point: null, exit_by: null },
      ...{ anomalies: 'missing_exit', corrected: 0 },
    };
    await tx
      .insertInto('passage')
      .values([
        { ...forgotten, entry_at: forgotten.at },
        {
          ...{ ...forgotten, id: 'passage-8', entry_at: null, entry_punch: null, entry_by: null },
          ...{ status: 'missing_entry', anomalies: 'missing_entry', person: 'card:04FFFFFFFFFFF1' },
          ...{ exit_at: at('2026-03-10T11:02'), exit_by: 'card', at: at('2026-03-10T11:02') },
        },
      ])
      .execute();
    const { key } = await tx
      .selectFrom('ledger_entry')
      .select('key')
      .where('units', '=', first.units)
      .executeTakeFirstOrThrow();
    await appendEntries(unit, [
      {
        ...first,
        ...{ key: 'r1', kind: 'reversal', at: at('2026-03-09T11:59'), reverses: key },
        ...{ from: first.to, to: first.from },
      },
    ]);
  });
}
