import { createHmac, randomBytes } from 'node:crypto';
import { countingDay, countingKeyDays, type Pseudonym } from '../../shared/domain/pseudonym.ts';
import type { LocalDate } from '../../shared/domain/schedule.ts';
import { askRows, insertRows, type Row, type Unit } from './rows.ts';

export interface DayOfPlace {
  readonly place: string;
  readonly day: LocalDate;
}

const table = {
  table: 'counting_key',
  columns: { place: 'text', day: 'text', key: 'text' },
} as const;
const keyOf = {
  parameters: { place: 'text', day: 'text' },
  sql: 'SELECT key FROM counting_key WHERE place = @place AND day = @day',
} as const;
const keyBytes = 32;

/**
 * What stands for a card on such a day at such a place. Keys are random, and each is of one day: who has them has to
 * try every card there is to join two days; without them nobody can.
 */
export async function pseudonymsOf(
  unit: Unit,
  days: readonly DayOfPlace[],
): Promise<(at: DayOfPlace, uid: string) => Pseudonym> {
  const nameOf = ({ place, day }: DayOfPlace) => `${day} ${place}`;
  const distinct = [...new Map(days.map((one) => [nameOf(one), one])).values()];
  await insertRows(
    unit,
    table,
    distinct.map(({ place, day }): Row => [place, day, randomBytes(keyBytes).toString('hex')]),
  );
  const found = await askRows<{ key: string }>(
    unit,
    keyOf,
    distinct.map(({ place, day }): Row => [place, day]),
  );
  const keys = new Map(
    distinct.map((one, i) => [nameOf(one), Buffer.from(found[i]?.[0]?.key ?? '', 'hex')]),
  );
  return (at, uid) => {
    const key = keys.get(nameOf(at)) ?? Buffer.alloc(0);
    return `v-${createHmac('sha256', key).update(uid).digest('hex').slice(0, pseudonymDigits)}`;
  };
}

/** 80 bits: two of a day are never the same by chance. */
const pseudonymDigits = 20;

/** Deletes the keys of days that are over long enough; answers how many. */
export async function forgetOldKeys(
  { tx }: Unit,
  at: { readonly place: string; readonly timeZone: string; readonly now: number },
): Promise<number> {
  const today = Temporal.PlainDate.from(countingDay(at.now, at.timeZone));
  const { numDeletedRows } = await tx
    .deleteFrom('counting_key')
    .where('place', '=', at.place)
    .where('day', '<', today.subtract({ days: countingKeyDays }).toString())
    .executeTakeFirst();
  return Number(numDeletedRows);
}
