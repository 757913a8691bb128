import { daysThere } from '../../shared/domain/pass.ts';
import { overUseOf } from '../../shared/domain/pass-use.ts';
import type { Person } from '../../shared/domain/punch.ts';
import type { DayWithoutPass, PassDays } from '../ports/passes.ts';
import { readHolders, readUsed } from '../store/carnets.ts';
import type { Db } from '../store/database.ts';
import { readPlaceDays } from '../store/pass-splits.ts';
import { passageRows, startOf } from './book-passes.ts';

/** Days on which those who have had passes were there without one, the newest first: nobody was denied for it. */
export async function withoutPass(db: Db, days: PassDays): Promise<readonly DayWithoutPass[]> {
  const { from, until } = days;
  const given = await readHolders(db, days);
  const used = await readUsed(db, days);
  const placeDays = await readPlaceDays(db, [...new Set(given.map(({ place }) => place))]);
  const found: DayWithoutPass[] = [];
  for (const [placeId, holders] of Map.groupBy(given, ({ place }) => place)) {
    const divided = placeDays.get(placeId);
    if (!divided) continue;
    const { timeZone } = divided;
    const end = Temporal.PlainDate.from(until).add({ days: 1 }).toString();
    const persons = holders.map(({ person }) => person);
    const [first, last] = [startOf(from, timeZone), startOf(end, timeZone)];
    const rows = await passageRows(db, placeId, persons, first, last);
    const byPerson = Map.groupBy(rows, ({ key }) => key.person);
    for (const { person, since } of holders) {
      const theirs = (byPerson.get(person as Person) ?? []).map(({ passage }) => passage);
      const member = person.slice('member:'.length);
      const uses = used.filter((one) => one.memberId === member && one.placeId === placeId);
      for (const day of overUseOf([{ from: since ?? '' }], daysThere(theirs, divided), uses))
        found.push({ memberId: member, placeId, ...day });
    }
  }
  return found.toSorted((a, b) => (a.day === b.day ? 0 : a.day < b.day ? 1 : -1));
}
