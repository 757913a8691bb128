import { expect, test } from '@jest/globals';
import { balances, type LedgerEntry } from '../../../shared/domain/ledger.ts';
import { eachStore } from '../each-store.ts';
import type { WebFixture } from './fixture.ts';
import { type Row, secondsOf, tableUnder, unitsOf, workedMembers } from './worked-month.ts';
import { expectSettlement } from './worked-settlement.ts';
import { expectStatements } from './worked-statements.ts';
import { openWorkedVenues } from './worked-venues.ts';

const october = 'from=2026-10-01&to=2026-10-31';

interface Passage {
  readonly id: string;
  readonly area: string;
  readonly memberId: string;
  readonly entryAt: string | null;
  readonly exitAt: string | null;
  readonly durationSeconds: number | null;
}
interface Entry extends LedgerEntry {
  readonly id: string;
  readonly passageId: string | null;
}

eachStore('a month worked out by hand', (store) => {
  test('is what the cloud says: passages, what they cost, statements, accounts, totals and settlement', async () => {
    const venues = await openWorkedVenues(await store.open());
    const { web } = venues;
    const entries = (await all<Entry>(web, '/api/v1/ledger-entries?')).toReversed();
    const passages = await all<Passage>(web, `/api/v1/passages?${october}`);

    for (const { id, passages: worked, statement } of workedMembers) {
      const account = `member:${id}`;
      let held = 0;
      const moves = entries
        .filter(({ from, to }) => from === account || to === account)
        .map(({ at, kind, to, units }) => {
          const change = to === account ? units : -units;
          held += change;
          return { booked: localOf(String(at)), kind, change, balance: held };
        });
      const wanted = statement.map(({ booked = '', kind, change = '', balance = '' }) => ({
        ...{ booked, kind, change: unitsOf(change), balance: unitsOf(balance) },
      }));
      expect([id, moves]).toEqual([id, wanted]);
      const { json } = await web.send('staff', 'GET', `/api/v1/members/${id}/balance`);
      expect([id, json]).toEqual([id, { balance: wanted.at(-1)?.balance }]);

      const own = passages
        .filter(({ memberId }) => memberId === id)
        .map((one) => told(one, entries));
      expect([id, own.toSorted(byFrom)]).toEqual([id, worked.map(wantedOf).toSorted(byFrom)]);
    }

    await expectStatements(venues, store.engine === 'sqlite');
    await expectSettlement(venues, store.engine === 'sqlite');
    const days = 'from=2026-10-01&until=2026-10-31';
    const asked = async (path: string) =>
      ((await web.send('staff', 'GET', `/api/v1/${path}?${days}`)).json as { items: Row[] }).items;
    const [used, without] = [await asked('pass-uses'), await asked('days-without-pass')];
    expect([used, without]).toMatchObject([
      [{ memberId: 'emma', placeId: 'atelier', day: '2026-10-12', part: 'day' }],
      [{ memberId: 'emma', placeId: 'atelier', day: '2026-10-13', halves: ['morning'] }],
    ]);

    const accounts = balances(entries);
    for (const { account = '', holds = '' } of tableUnder('Accounts at the end of the month'))
      expect([account, accounts.get(account as LedgerEntry['from'])]).toEqual([
        account,
        unitsOf(holds),
      ]);
    expect([...accounts.values()].reduce((sum, units) => sum + units, 0)).toBe(0);
    expect(await web.deps.ledger.check()).toEqual([]);

    for (const row of tableUnder('The report of October')) {
      const [by = '', id] = (row['of'] ?? '').split(' ');
      const grouping = by === 'all' ? 'month' : by;
      const { json } = await web.send('staff', 'GET', `/api/v1/totals?${october}&by=${grouping}`);
      const totals = json as Totals;
      const line = by === 'all' ? totals.all : totals.items.find((one) => one.key === id);
      expect([row['of'], line?.passages, line?.seconds]).toEqual([
        row['of'],
        Number(row['passages']),
        secondsOf(row['time'] ?? ''),
      ]);
    }
    await venues.close();
  }, 60_000);
});

interface Total {
  readonly passages: number;
  readonly seconds: number;
}
interface Totals {
  readonly all: Total;
  readonly items: readonly (Total & { readonly key: string })[];
}

/** As the fixture writes an instant, `10-02 14:00:01`. */
function localOf(iso: string): string {
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO('Europe/Paris').toPlainDateTime();
  const [date = '', time = ''] = at.toString({ smallestUnit: 'second' }).split('T');
  return `${date.slice('2026-'.length)} ${time.replace(/:00$/, '')}`;
}

/** A passage with what stands of it in the ledger. */
function told(passage: Passage, entries: readonly Entry[]) {
  const { id, memberId, area, entryAt, exitAt, durationSeconds } = passage;
  const account = `member:${memberId}`;
  const undone = new Set(entries.map(({ reverses }) => reverses));
  const stands = entries.filter(
    (one) => one.passageId === id && one.from === account && !undone.has(one.id),
  );
  const debit = stands.find(({ kind }) => kind === 'debit');
  return {
    from: entryAt && localOf(entryAt),
    to: exitAt && localOf(exitAt),
    area,
    seconds: durationSeconds,
    minutes: debit?.minutes ?? null,
    countsFor: debit ? localOf(String(debit.usedAt)) : null,
    units: stands.reduce((sum, { units }) => sum + units, 0),
  };
}

const wantedOf = (row: Row): ReturnType<typeof told> => ({
  from: row['from'] ?? '',
  to: row['to'] || null,
  area: row['area'] ?? '',
  seconds: secondsOf(row['time'] ?? ''),
  minutes: row['minutes'] ? Number(row['minutes']) : null,
  // A fixed amount, for a missing exit, is of the entry's day.
  countsFor: row['minutes'] ? (row['to'] ?? '') : isFree(row) ? null : (row['from'] ?? ''),
  units: unitsOf(row['tokens'] ?? ''),
});

const isFree = ({ tokens, working = '' }: Row): boolean =>
  tokens === '0.00' || working.endsWith('all of it prepaid');

const byFrom = (a: { from: string | null }, b: { from: string | null }) =>
  (a.from ?? '') < (b.from ?? '') ? -1 : 1;

/** All pages of a list. */
async function all<T>(web: WebFixture, url: string): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, json, text } = await web.send('admin', 'GET', `${url}&limit=50${next}`);
    if (status !== 200) throw new Error(`${url}: ${text}`);
    const page = json as { items: T[]; nextCursor: string | null };
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
