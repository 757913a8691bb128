import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../../shared/wire/canonical-json.ts';
import type { AuditEntry } from '../ports/audit.ts';
import type { Unit } from './rows.ts';
import { type NewEvent, readToldSince, writeEvents } from './webhook-events.ts';

const types: Readonly<Record<string, NewEvent['type'] | undefined>> = {
  member: 'member.changed',
  card: 'card.changed',
};

/** Tells that a member or a card is another one now: which of its fields, and never what they say. */
export async function tellOfRecord(
  unit: Unit,
  { kind, verb, id, memberId = null, before = null, after = null }: AuditEntry,
  now: number,
): Promise<void> {
  const type = types[kind];
  if (type === undefined || !id || (await readToldSince(unit)) === null) return;
  const fields = differing(before, after);
  if (fields.length === 0) return;
  const member = memberId === null ? null : { ref: memberId };
  const about = kind === 'card' ? { card: { ref: id }, member } : { member };
  const event = { id: uuidv7({ msecs: now }), type, place: null, device: null, memberId, at: now };
  const told = { ...event, subject: `${kind}/${id}`, data: { ...about, change: verb, fields } };
  await writeEvents(unit, [told], now);
}

function differing(before: object | null, after: object | null): readonly string[] {
  const [old, now] = [before, after].map((one) => new Map(Object.entries(one ?? {})));
  const names = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  const spelled = (value: unknown) => (value === undefined ? '' : canonicalJson(value));
  return [...names].filter((name) => spelled(old?.get(name)) !== spelled(now?.get(name))).sort();
}
