import type { EpochMs } from '../../shared/domain/clock.ts';
import type { Passage } from '../../shared/domain/passage.ts';
import { asOf } from '../../shared/domain/passage-as-of.ts';
import { isStale } from '../../shared/domain/visit-rules.ts';
import type { FoundAlert } from '../ports/alerts.ts';
import { everyPassage } from '../ports/report.ts';
import type { Database } from './database.ts';
import { passageOf } from './passages.ts';
import { readCompleteness } from './report-completeness.ts';
import { unitOf } from './rows.ts';
import { readProposedRules } from './visit-rules.ts';

const hourMs = 3_600_000;
/** Of what is longer ago nobody remembers the hour. */
const lookBackMs = 7 * 24 * hourMs;
/** A reader that is away may hold the exit that seems to be missing; for so long it is waited for. */
const patienceMs = 24 * hourMs;

/**
 * Passages of members at a place of which nobody knows when they ended, and that were not known to be so at `since`.
 * Where the place's own passage of somebody lacks its exit too, that of a room says nothing more.
 */
export async function findForgottenExits(
  database: Database,
  { id: placeId, nameless }: { readonly id: string; readonly nameless: boolean },
  since: EpochMs,
  now: EpochMs,
): Promise<readonly FoundAlert[]> {
  // Nobody can be asked who has no name.
  if (nameless) return [];
  const { db } = database;
  const rows = await db
    .selectFrom('passage')
    .selectAll()
    .where('place', '=', placeId)
    .where('at', '>=', now - lookBackMs)
    .where('status', 'in', ['open', 'missing_exit', 'auto_closed'])
    .execute();
  if (rows.length === 0) return [];
  const rulesOf = await readProposedRules(unitOf(database, db), placeId, {});
  const { completeUntil } = await readCompleteness(
    database,
    { ...everyPassage, place: placeId },
    now,
  );
  const found = rows.flatMap(({ area, person, ...row }) => {
    const passage = passageOf({ ...row, area, person });
    const entryAt = passage.entry?.at;
    if (entryAt === undefined || !lacksExit(asOf(passage, now, rulesOf(area)))) return [];
    const rules = rulesOf(area);
    const closing = rules.closingAfter?.(entryAt) ?? Number.POSITIVE_INFINITY;
    const overAt = Math.min(entryAt + rules.maxVisitMs, closing);
    if (isStale(rules, entryAt, since)) return [];
    const isKnown = completeUntil !== null && completeUntil >= overAt;
    if (!isKnown && now - overAt < patienceMs) return [];
    return [{ area, person, passage }];
  });
  const lackPlaceExit = new Set(
    found.flatMap(({ area, person }) => (area === placeId ? [person] : [])),
  );
  return found
    .filter(({ area, person }) => area === placeId || !lackPlaceExit.has(person))
    .map(({ area, person, passage }) => ({
      ...{ kind: 'forgottenExit', placeId, lasts: false },
      key: `forgottenExit ${placeId} ${area} ${person} ${passage.id}`,
      memberId: person.startsWith('member:') ? person.slice('member:'.length) : null,
      about: { passageId: passage.id },
    }));
}

/** Its exit is not known, or is a rule's guess. */
const lacksExit = ({ status, exit }: Passage): boolean =>
  status === 'missing_exit' || (status === 'auto_closed' && exit?.by !== 'staff');
