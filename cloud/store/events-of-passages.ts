import { v7 as uuidv7 } from 'uuid';
import { passageAt } from '../../shared/domain/pair.ts';
import type { PassageKey, PassageOf } from './passages.ts';
import type { Unit } from './rows.ts';
import { type NewEvent, readLastWords, readToldSince, writeEvents } from './webhook-events.ts';

const minuteMs = 60_000;

/** What became of passages in this transaction. */
interface PassagesMoved {
  readonly gonePassages: readonly PassageKey[];
  readonly passages: readonly PassageOf[];
}

/**
 * Tells of passages as they close, and of each that is another one afterwards, or none. What was said last of one is
 * compared with what it is now: pairing writes many again that are as they were.
 */
export async function tellOfPassages(
  unit: Unit,
  { gonePassages, passages }: PassagesMoved,
  now: number,
): Promise<void> {
  const since = await readToldSince(unit);
  if (since === null) return;
  const events = new Map<string, Said>();
  for (const { place, id, person, at } of gonePassages)
    events.set(id, { ...{ place, id, at, isDone: false }, memberId: memberOf(person), data: null });
  for (const one of passages) events.set(one.passage.id, saidOf(one));
  const said = [...events.values()];
  const last = await readLastWords(unit, said.map(subjectOf));
  await writeEvents(
    unit,
    said.flatMap((one, i) => {
      const type = typeOf(one, last[i] ?? null, since);
      if (type === null) return [];
      const { place, memberId, id, at, data } = one;
      const event = { type, place, memberId, at, device: null, subject: subjectOf(one) };
      return [{ ...event, id: uuidv7({ msecs: now }), data: data ?? { passage: id } }];
    }),
    now,
  );
}

interface Said {
  readonly place: string;
  readonly id: string;
  readonly at: number;
  readonly memberId: string | null;
  /** Nothing is expected any more. */
  readonly isDone: boolean;
  /** Null: it is no more. */
  readonly data: object | null;
}

const subjectOf = ({ place, id }: Said): string => `passage/${place}/${id}`;

function typeOf(
  { data, isDone, at }: Said,
  last: { readonly type: NewEvent['type']; readonly data: string } | null,
  since: number,
): NewEvent['type'] | null {
  const isTold = last !== null && last.type !== 'passage.removed';
  if (data === null) return isTold ? 'passage.removed' : null;
  if (isTold) return JSON.stringify(data) === last.data ? null : 'passage.changed';
  // What was over before anybody wanted to know is told to nobody.
  return isDone && at >= since ? 'passage.closed' : null;
}

function saidOf({ key: { place, area, person }, passage }: PassageOf): Said {
  const { id, entry, exit, status, anomalies, corrected } = passage;
  const memberId = memberOf(person);
  const at = (exit ?? entry)?.at ?? passageAt(passage);
  const end = (one: typeof entry) =>
    one && { at: new Date(one.at).toISOString(), accessPoint: one.accessPoint, by: one.by };
  const minutes = entry && exit ? Math.floor((exit.at - entry.at) / minuteMs) : null;
  return {
    ...{ place, id, at, memberId, isDone: exit !== null || status === 'presence' },
    data: {
      ...{ passage: id, area, member: memberId === null ? null : { ref: memberId } },
      ...{ status, entry: end(entry), exit: end(exit), minutes, anomalies, corrected },
    },
  };
}

const memberOf = (person: string): string | null =>
  person.startsWith('member:') ? person.slice('member:'.length) : null;
