import { genesisHash, textHash } from '../../shared/wire/entry-hash.ts';
import type { Event } from './history.ts';
import type { Outcome, Row } from './outcome.ts';

/** A promise that was broken: which, when, and of what. */
export interface Violation {
  /** I1 to I12, or `crash`. */
  readonly promise: string;
  readonly at: number | null;
  readonly says: string;
  /** Of the tap it is about. */
  readonly key?: string;
  readonly machine?: string;
}

/** The longest any door of these devices may stay unlocked. */
const capMs = 10_000;
/** The longest a command may wait; and what passes between the hello's clock and ours. */
const commandMs = 15_000 + 1_000;
/** A time that is not said to be a guess may be as wrong as a message was late. */
const timeBoundMs = 10_000;

/**
 * Compares what was seen with what is on the disks in the end: one pass over each, with maps. A tap that was cut off
 * between its commit and its light may be there or not, never twice.
 */
export function check(events: readonly Event[], outcome: Outcome): readonly Violation[] {
  const seen = index(events);
  return [
    ...crashes(events),
    ...eachOnce(seen, outcome),
    ...inOrder(seen, outcome),
    ...unchanged(outcome),
    ...nothingInvented(seen, outcome),
    ...doors(seen, outcome),
    ...commands(seen),
    ...times(seen, outcome),
    ...marks(events, outcome),
  ].sort((a, b) => (a.at ?? Number.MAX_VALUE) - (b.at ?? Number.MAX_VALUE));
}

type Of<What extends Event['what']> = Extract<Event, { what: What }>;

interface Index {
  readonly taps: ReadonlyMap<string, Of<'tap'> & { readonly nth: number }>;
  readonly lights: readonly Of<'light'>[];
  readonly relays: readonly Of<'relay'>[];
  readonly gone: ReadonlySet<string>;
  readonly orders: ReadonlyMap<string, { wish: string; device: string; at: number }>;
}

function index(events: readonly Event[]): Index {
  const taps = new Map<string, Of<'tap'> & { nth: number }>();
  const lights: Of<'light'>[] = [];
  const relays: Of<'relay'>[] = [];
  const gone = new Set<string>();
  const wishes = new Map<string, Of<'wish'>>();
  const orders = new Map<string, { wish: string; device: string; at: number }>();
  for (const event of events) {
    if (event.what === 'tap') taps.set(event.key, { ...event, nth: taps.size });
    else if (event.what === 'light') lights.push(event);
    else if (event.what === 'relay') relays.push(event);
    else if (event.what === 'gone') for (const key of event.keys) gone.add(key);
    else if (event.what === 'wish') wishes.set(event.wish, event);
    else if (event.what === 'ordered') {
      const device = wishes.get(event.wish)?.device ?? '';
      orders.set(event.command, { wish: event.wish, device, at: event.at });
    }
  }
  return { taps, lights, relays, gone, orders };
}

const crashes = (events: readonly Event[]): Violation[] =>
  events.flatMap((event) =>
    event.what === 'crash'
      ? [{ promise: 'crash', at: event.at, says: event.error, machine: event.machine }]
      : [],
  );

function counted<T>(values: Iterable<T>): Map<T, number> {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** I1: nothing that was shown as done is missing. I2: nothing is there twice. */
function eachOnce({ taps, lights, gone }: Index, { rows, punches }: Outcome): Violation[] {
  const found: Violation[] = [];
  const originals = rows.filter(({ isCopy }) => !isCopy);
  const byKey = new Map<string, Row[]>();
  for (const row of originals) {
    if (row.key !== null) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  }
  for (const { key, machine, colour, reason, at } of lights) {
    if (key === null || colour === 'fault' || reason === 'cannotRecord') continue;
    const kind = colour === 'green' ? 'punch' : 'refusal';
    const stored = byKey.get(key)?.filter(({ entry }) => entry['kind'] === kind).length ?? 0;
    if (stored === 0 && !gone.has(key))
      found.push({ promise: 'I1', at, says: `a ${colour} light, and no ${kind}`, key, machine });
  }
  for (const [key, stored] of byKey) {
    if (stored.length === 1) continue;
    const at = taps.get(key)?.at ?? null;
    found.push({ promise: 'I2', at, says: `one tap is ${stored.length} entries`, key });
  }
  const places = counted(rows.map(({ device, epoch, seq }) => `${device} ${epoch} ${seq}`));
  const ids = counted(originals.map(({ entry }) => String(entry['id'])));
  const paired = counted(punches);
  for (const [what, counts] of Object.entries({ places, ids, paired })) {
    for (const [one, count] of counts) {
      if (count > 1) found.push({ promise: 'I2', at: null, says: `${count} of ${what} ${one}` });
    }
  }
  const unpaired = originals.filter(
    ({ entry }) => entry['kind'] === 'punch' && !paired.has(String(entry['id'])),
  );
  for (const { key } of unpaired)
    found.push({ promise: 'I1', at: null, says: 'a punch that pairs nowhere', key: key ?? '' });
  return found;
}

function byJournal(rows: readonly Row[]): Map<string, Row[]> {
  const journals = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.device} ${row.epoch}`;
    const journal = journals.get(name);
    if (journal) journal.push(row);
    else journals.set(name, [row]);
  }
  return journals;
}

/** I3: each journal without a hole that nobody explained, in the order of the taps. */
function inOrder({ taps }: Index, { rows, lost, deadLetters }: Outcome): Violation[] {
  const found: Violation[] = [];
  const explained = new Set<string>();
  for (const { device, epoch, from_seq, to_seq } of lost)
    for (let seq = from_seq; seq <= to_seq; seq++) explained.add(`${device} ${epoch} ${seq}`);
  for (const { device, epoch, from_seq } of deadLetters)
    explained.add(`${device} ${epoch} ${from_seq}`);
  for (const [name, journal] of byJournal(rows)) {
    let next = 1;
    const lastTap = new Map<string, number>();
    for (const { seq, key } of journal) {
      for (; next < seq; next++) {
        if (!explained.has(`${name} ${next}`))
          found.push({ promise: 'I3', at: null, says: `${name} lacks ${next}` });
      }
      next = seq + 1;
      const tap = key === null ? undefined : taps.get(key);
      if (!tap || !key) continue;
      const before = lastTap.get(tap.machine) ?? -1;
      if (tap.nth < before)
        found.push({ promise: 'I3', at: tap.at, says: `${name} ${seq} is out of order`, key });
      lastTap.set(tap.machine, tap.nth);
    }
  }
  return found;
}

/** I4: what the cloud has is what the device wrote, and its chain is whole. */
function unchanged({ rows, machines, lost }: Outcome): Violation[] {
  const found: Violation[] = [];
  const hashes = new Map(rows.map((row) => [`${row.device} ${row.epoch} ${row.seq}`, row.hash]));
  for (const { name, device, held } of machines) {
    for (const { epoch, seq, hash } of held) {
      const stored = hashes.get(`${device} ${epoch} ${seq}`);
      if (stored !== undefined && stored !== hash)
        found.push({ promise: 'I4', at: null, says: `${epoch} ${seq} differs`, machine: name });
    }
  }
  const holed = new Set(lost.map(({ device, epoch }) => `${device} ${epoch}`));
  for (const [name, journal] of byJournal(rows)) {
    if (holed.has(name)) continue;
    let before = genesisHash;
    for (const { seq, text, hash } of journal) {
      if (textHash(before, text) !== hash)
        found.push({ promise: 'I4', at: null, says: `${name} ${seq} does not fit its hash` });
      before = hash;
    }
  }
  return found;
}

/** I5: everything the cloud was told of happened. */
function nothingInvented({ taps, orders }: Index, { rows, deadLetters }: Outcome): Violation[] {
  const found: Violation[] = [];
  for (const { key, entry, device, epoch, seq } of rows) {
    const says = `${device} ${epoch} ${seq}`;
    if (key !== null && !taps.has(key))
      found.push({ promise: 'I5', at: null, says: `${says}: nobody tapped`, key });
    if (entry['event'] !== 'unlocked') continue;
    const cause = entry['cause'] as { command?: string } | null;
    if (!cause?.command || !orders.has(cause.command))
      found.push({ promise: 'I5', at: null, says: `${says}: nobody unlocked it` });
  }
  for (const { device, epoch, from_seq } of deadLetters)
    found.push({ promise: 'I5', at: null, says: `a dead letter: ${device} ${epoch} ${from_seq}` });
  return found;
}

/** I6: no door opens without its entry. I7: none for who was refused. I8: none for longer than its cap. */
function doors({ taps, lights, relays, gone }: Index, { rows }: Outcome): Violation[] {
  const found: Violation[] = [];
  const stored = new Set(rows.map(({ key }) => key));
  const opened = new Set<string>();
  const highSince = new Map<string, number>();
  for (const { machine, door, to, at, key, cause, written } of relays) {
    const name = `${machine} ${door}`;
    if (to === 'low') {
      const since = highSince.get(name);
      highSince.delete(name);
      if (since !== undefined && at - since > capMs)
        found.push({
          promise: 'I8',
          at,
          says: `${name} was unlocked for ${at - since} ms`,
          machine,
        });
      continue;
    }
    highSince.set(name, at);
    if (key !== null) opened.add(key);
    if (!written) found.push({ promise: 'I6', at, says: `${name} opened unwritten`, machine });
    else if (key !== null && !stored.has(key) && !gone.has(key))
      found.push({ promise: 'I6', at, says: `${name} opened, and no entry says so`, key, machine });
    if (key === null && cause === null)
      found.push({ promise: 'I6', at, says: `${name} opened for no reason`, machine });
  }
  for (const [name, at] of highSince)
    found.push({ promise: 'I8', at, says: `${name} stays unlocked` });
  for (const { key, colour, at, machine } of lights) {
    if (key === null) continue;
    if (colour === 'red' && opened.has(key))
      found.push({ promise: 'I7', at, says: 'refused, and the door opened', key, machine });
    const held = taps.get(key)?.held;
    if (colour === 'green' && held !== 'active')
      found.push({ promise: 'I7', at, says: `let in with a card that is ${held}`, key, machine });
  }
  for (const key of opened) {
    const tap = taps.get(key);
    if (tap && tap.held !== 'active')
      found.push({ promise: 'I7', at: tap.at, says: `opened for a card that is ${tap.held}`, key });
  }
  return found;
}

/** I9: each wish of staff moves a door at most once, in time, at the device it was for. */
function commands({ relays, orders }: Index): Violation[] {
  const found: Violation[] = [];
  const done = new Map<string, number>();
  for (const { cause, to, at, machine, door } of relays) {
    if (to === 'low' || !cause || !('command' in cause)) continue;
    const order = orders.get(cause.command);
    if (!order) {
      found.push({ promise: 'I9', at, says: `${door} opened by a command nobody gave`, machine });
      continue;
    }
    const times = (done.get(order.wish) ?? 0) + 1;
    done.set(order.wish, times);
    if (times > 1)
      found.push({
        promise: 'I9',
        at,
        says: `wish ${order.wish} was done ${times} times`,
        machine,
      });
    if (at - order.at > commandMs)
      found.push({
        promise: 'I9',
        at,
        says: `done ${at - order.at} ms after it was given`,
        machine,
      });
    if (!door.startsWith(order.device))
      found.push({
        promise: 'I9',
        at,
        says: `done by another device than ${order.device}`,
        machine,
      });
  }
  return found;
}

/** I10: the time of a tap is right, or is said to be a guess; nobody is inside for less than no time. */
function times({ taps }: Index, { rows, passages }: Outcome): Violation[] {
  const found: Violation[] = [];
  for (const { key, occurredAt, isEstimated, isCopy, entry } of rows) {
    if (key === null || isCopy || isEstimated || occurredAt === null) continue;
    const tap = taps.get(key);
    if (!tap || Math.abs(occurredAt - tap.at) <= timeBoundMs) continue;
    const says = `a ${String(entry['clock'])} tap is ${occurredAt - tap.at} ms off`;
    found.push({ promise: 'I10', at: tap.at, says, key, machine: tap.machine });
  }
  for (const { id, entry_at, exit_at } of passages) {
    if (entry_at !== null && exit_at !== null && exit_at < entry_at)
      found.push({ promise: 'I10', at: entry_at, says: `passage ${id} ends before it begins` });
  }
  return found;
}

/** I11: nothing is called received that is not committed. I12: in the end everything is. */
function marks(events: readonly Event[], { rows, machines, missing, lost }: Outcome): Violation[] {
  const found: Violation[] = missing.map((machine) => ({
    ...{ promise: 'I12', at: null, machine },
    says: 'its program does not run',
  }));
  // What a restored cloud said before it says no more.
  let isRestored = false;
  for (const event of events) {
    if (event.what === 'restored') isRestored = true;
    if (event.what === 'ack' && event.upTo > event.committed) {
      const says = `${event.device} was told ${event.upTo}, ${event.committed} is committed`;
      found.push({ promise: 'I11', at: event.at, says });
    }
    if (event.what === 'marks' && !isRestored && event.acked > event.committed) {
      const says = `${event.acked} is noted as received, ${event.committed} is committed`;
      found.push({ promise: 'I11', at: event.at, says, machine: event.machine });
    }
  }
  const stored = new Map<string, number>();
  for (const { device, epoch, seq } of rows) stored.set(`${device} ${epoch}`, seq);
  for (const { device, epoch, to_seq } of lost) {
    const name = `${device} ${epoch}`;
    stored.set(name, Math.max(stored.get(name) ?? 0, to_seq));
  }
  for (const { name, device, marks: epochs } of machines) {
    for (const { epoch, last, acked } of epochs) {
      if (acked < last)
        found.push({ promise: 'I12', at: null, says: `${last - acked} unsent`, machine: name });
      if (acked > 0 && acked > (stored.get(`${device} ${epoch}`) ?? 0))
        found.push({
          promise: 'I11',
          at: null,
          says: `${epoch} ${acked} is not stored`,
          machine: name,
        });
    }
  }
  return found;
}

/** The events around a broken promise, for who looks for its cause. */
export function windowAround(
  events: readonly Event[],
  { at, key, machine }: Violation,
): readonly Event[] {
  const first = events.findIndex((event) =>
    key ? 'key' in event && event.key === key : at !== null && event.at >= at,
  );
  if (first < 0) return events.slice(-20);
  const of =
    machine ?? (events[first] && 'machine' in events[first] ? events[first].machine : null);
  const mine = (event: Event): boolean =>
    !('machine' in event) || event.machine === of || event.machine === 'cloud' || of === null;
  const before = events.slice(0, first).filter(mine).slice(-8);
  const after = events.slice(first).filter(mine).slice(0, 16);
  return [...before, ...after];
}
