import type { TimedEntry } from './entries.ts';
import { askOne, type Unit } from './rows.ts';
import { type NewEvent, writeEvents } from './webhook-events.ts';

const placeOfDevice = {
  parameters: { device: 'text' },
  sql: 'SELECT place_id AS place FROM device WHERE id = @device',
} as const;

/** Tells of entries as they are stored: taps, refusals, and what happens at doors. No card is named. */
export async function tellOfEntries(
  unit: Unit,
  from: { readonly device: string; readonly receivedAt: number },
  entries: readonly TimedEntry[],
): Promise<void> {
  // What happens at doors is stored without a place: it is where its device is.
  const [own] = await askOne<{ place: string }>(unit, placeOfDevice, [from.device]);
  const events = entries.flatMap((one): NewEvent[] => {
    const { entry, occurredAt: at } = one;
    const place = one.place ?? own?.place ?? null;
    if (place === null || 'erased' in entry) return [];
    const told = saidOf(one);
    if (told === null) return [];
    const common = { id: entry.id, place, device: from.device, at };
    return [{ ...common, subject: `${entry.kind}/${entry.id}`, memberId: null, ...told }];
  });
  await writeEvents(unit, events, from.receivedAt);
}

function saidOf({
  entry,
  key,
  estimated,
}: TimedEntry): (Pick<NewEvent, 'type' | 'data'> & { readonly memberId?: string | null }) | null {
  if ('erased' in entry) return null;
  if (entry.kind === 'door') {
    const type = doorTypes[entry.event];
    return type ? { type, data: { door: entry.door, seq: entry.seq, clock: entry.clock } } : null;
  }
  if (entry.kind === 'device') return null;
  const { accessPoint, direction, item, seq, clock } = entry;
  const memberId = key?.person.startsWith('member:')
    ? key.person.slice('member:'.length)
    : entry.memberRef;
  const member = memberId === null ? null : { ref: memberId };
  const tap = { accessPoint, direction, seq, member, item, clock, timeEstimated: estimated };
  if (entry.kind === 'punch')
    return { type: 'punch.recorded', memberId, data: { ...tap, area: key?.area ?? null } };
  const { reason } = entry;
  const isUnknown = reason === 'unknownCard' || reason === 'randomUid';
  return {
    ...{ type: isUnknown ? 'card.unknown' : 'access.denied', memberId },
    data: { ...tap, reason },
  };
}

const doorTypes: Readonly<Record<string, NewEvent['type'] | undefined>> = {
  opened: 'door.opened',
  forced: 'door.forced',
  heldOpen: 'door.held_open',
  fire: 'door.fire',
};
