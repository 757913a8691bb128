import { type AllowanceVersion, mostAllowance, termsIn } from '../../shared/domain/allowance.ts';
import { placeTime } from '../../shared/domain/place-time.ts';
import type { Job } from '../../shared/runtime/cron.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { lockPlaces } from '../pairing/pair-passages.ts';
import type { Allowance, Allowances, NewAllowance } from '../ports/allowances.ts';
import { readAllowances, type StoredAllowance } from '../store/allowances.ts';
import { appendAudit } from '../store/audit-log.ts';
import type { Database, Tx } from '../store/database.ts';
import { mustExist, onlyPlace } from '../store/registry-references.ts';
import { unitOf } from '../store/rows.ts';
import { expireAll, payOne } from './pay-allowances.ts';

const hourMs = 3_600_000;

/** What groups are given each month, as staff set it and as it is given. */
export function createAllowances(
  database: Database,
  around: { readonly now: () => number; readonly changed: () => void },
): Allowances {
  async function pay(): Promise<number> {
    const places = Map.groupBy(await readAllowances(database.db), ({ place }) => place);
    let added = 0;
    for (const place of places.keys())
      added += await database.inTransaction(async (tx) => {
        const unit = unitOf(database, tx);
        await lockPlaces(unit, [place]);
        const now = around.now();
        // As they are behind the lock.
        const all = (await readAllowances(tx)).filter((one) => one.place === place);
        let missed = 0;
        let given = 0;
        for (const one of all) {
          const paid = await payOne(unit, one, now);
          missed = Math.max(missed, paid.months);
          given += paid.added;
        }
        return given + (await expireAll(unit, all, { now, missed }));
      });
    if (added > 0) around.changed();
    return added;
  }

  return {
    pay,
    async list(placeIds) {
      const all = await readAllowances(database.db);
      return all
        .filter(({ place }) => placeIds === '*' || placeIds.includes(place))
        .flatMap((one) => one.versions.toReversed().map((version) => shown(one, version)));
    },
    async set(wanted, by) {
      const id = await database.inTransaction((tx) =>
        setIn(database, tx, wanted, by, around.now()),
      );
      await pay();
      const one = (await readAllowances(database.db)).find((found) => found.id === id.allowance);
      const version = one?.versions.find(({ since }) => since === id.since);
      if (!one || !version) throw failure('notFound', { what: 'allowance', id: id.allowance });
      return shown(one, version);
    },
  };
}

async function setIn(
  database: Database,
  tx: Tx,
  { placeId, groupId, units, keeps, since: asked }: NewAllowance,
  by: string,
  now: number,
) {
  if (!Number.isInteger(units) || units < 0 || units > mostAllowance)
    throw failure('badRequest', { detail: `units must be 0 to ${mostAllowance}` });
  const place = placeId ?? (await onlyPlace(tx));
  await mustExist(tx, 'place', place);
  await mustExist(tx, 'member_group', groupId);
  await lockPlaces(unitOf(database, tx), [place]);
  const { nameless, time_zone: timeZone } = await tx
    .selectFrom('place')
    .select(['nameless', 'time_zone'])
    .where('id', '=', place)
    .executeTakeFirstOrThrow();
  if (nameless === 1)
    throw failure('conflict', { detail: 'This place counts without names: it gives no tokens.' });
  const thisMonth = placeTime(now, timeZone).date.slice(0, 7);
  const since = asked ?? thisMonth;
  if (since < thisMonth)
    throw failure('badRequest', { detail: 'since is a month that is past already' });
  const known = (await readAllowances(tx)).find(
    (one) => one.place === place && one.group === groupId,
  );
  const allowance = known?.id ?? (await added(tx, place, groupId));
  const values = { units, keeps: keeps ? 1 : 0, made_at: now, made_by: by };
  await tx
    .insertInto('allowance_version')
    .values({ allowance, since, ...values })
    .onConflict((key) => key.columns(['allowance', 'since']).doUpdateSet(values))
    .execute();
  await appendAudit(
    tx,
    by,
    {
      ...{ verb: 'changed', kind: 'group', id: groupId, placeId: place },
      before: (known && termsIn(known.versions, since)) ?? null,
      after: { units, keeps, since },
    },
    now,
  );
  return { allowance, since };
}

async function added(tx: Tx, place: string, group: string): Promise<string> {
  const newest = await tx
    .selectFrom('allowance')
    .select((max) => max.fn.max('id').as('id'))
    .executeTakeFirst();
  const next = Number(newest?.id?.slice('allowance-'.length) ?? 0) + 1;
  const id = `allowance-${String(next).padStart(6, '0')}`;
  await tx.insertInto('allowance').values({ id, place, group_id: group, paid: null }).execute();
  return id;
}

const shown = (
  { id, place, group, paid }: StoredAllowance,
  version: AllowanceVersion,
): Allowance => ({ id, placeId: place, groupId: group, paid, ...version });

/** Each hour, for months begin at many an hour of UTC; it gives once however often it runs. */
export const payAllowancesJob = (allowances: Pick<Allowances, 'pay'>): Job => ({
  name: 'give what groups are given each month',
  pattern: '3 * * * *',
  minGapMs: hourMs / 2,
  maxGapMs: 2 * hourMs,
  async run() {
    await allowances.pay();
  },
});
