import { setImmediate } from 'node:timers/promises';
import { peopleCell } from '../../../shared/domain/csv.ts';
import { localClock } from '../../../shared/domain/local-clock.ts';
import { maskUid } from '../../../shared/runtime/mask-uids.ts';
import type { JournalEntry } from '../../../shared/wire/entry.ts';
import type { HeldEntry, Journal } from '../../ports.ts';

const columns = [
  ...['epoch', 'seq', 'id', 'at_utc', 'at_local', 'clock', 'kind', 'event', 'door'],
  ...['access_point', 'direction', 'member_id', 'card', 'cause', 'details'],
] as const;
type Row = Readonly<Partial<Record<(typeof columns)[number], string | null>>>;

/** Read by so many at once: between two slices the taps have their turn. */
const sliceEntries = 500;

/**
 * Everything the journal holds, oldest first, for a spreadsheet: byte order mark, `;`, no formula. Card numbers are
 * masked: they travel in the clear here, and a whole number is all it takes to copy a card. The member's id tells
 * persons apart; the whole numbers are in the journal itself and in the cloud.
 */
export async function* journalCsv(
  journal: Pick<Journal, 'held'>,
  timeZone: string,
): AsyncGenerator<string> {
  yield `\uFEFF${columns.join(';')}\r\n`;
  let after: number | null = null;
  for (;;) {
    const slice: readonly HeldEntry[] = journal.held(after, sliceEntries);
    if (slice.length > 0) yield slice.map((held) => line(held, timeZone)).join('');
    if (slice.length < sliceEntries) return;
    after = slice.at(-1)?.key ?? null;
    await setImmediate();
  }
}

function line({ epoch, seq, body }: HeldEntry, timeZone: string): string {
  const entry = readEntry(body);
  const row: Row =
    entry === null ? { kind: 'unreadable' } : { ...rowOf(entry), ...when(entry, timeZone) };
  const all: Row = { epoch, seq: String(seq), ...row };
  return `${columns.map((name) => peopleCell(all[name] ?? '')).join(';')}\r\n`;
}

/** As it was written, or null: a damaged page of the disk must not end the list. */
export function readEntry(body: string): JournalEntry | null {
  try {
    return JSON.parse(body) as JournalEntry;
  } catch {
    return null;
  }
}

const when = ({ id, at, clock }: JournalEntry, timeZone: string): Row => ({
  ...{ id, clock, at_utc: at },
  at_local: localClock(timeZone).wallSeconds(Date.parse(at)),
});

function rowOf(entry: JournalEntry): Row {
  const { kind } = entry;
  if ('erased' in entry) return { kind, event: 'erased' };
  if (entry.kind === 'device') {
    return { kind, event: entry.event, details: JSON.stringify(entry.details, masked) };
  }
  if (entry.kind === 'door') {
    const { event, door, cause } = entry;
    return { kind, event, door, cause: cause === null ? '' : JSON.stringify(cause) };
  }
  const { accessPoint, direction, memberRef, card } = entry;
  const common = { kind, access_point: accessPoint, direction, member_id: memberRef };
  const about = { ...common, card: maskUid(card.uid) };
  return entry.kind === 'punch'
    ? { ...about, door: entry.door ?? '', event: 'granted' }
    : { ...about, event: entry.reason };
}

/** Whatever has the look of a card's number, under whichever name. */
const masked = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && /^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/.test(value)
    ? maskUid(value)
    : value;
