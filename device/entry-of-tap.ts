import type { AccessEntry } from '../shared/domain/access-list.ts';
import type { AccessPoint } from '../shared/domain/access-point.ts';
import type { Decision } from '../shared/domain/decision.ts';
import type { Person } from '../shared/domain/punch.ts';
import type { EntryDraft } from '../shared/wire/entry.ts';
import type { SignedConfig } from '../shared/wire/signed.ts';
import type { AccessStore, Stamp, Strike, Tap } from './ports.ts';

interface Drives {
  readonly strike: Pick<Strike, 'drives'>;
}

/** Where a tap happened: its access point, and the rules of the place it belongs to. */
export interface Place {
  readonly accessPoint: AccessPoint;
  readonly config: SignedConfig;
}

/** A refusal is recorded like a punch: staff see who stood at the door, and why it stayed shut. */
export function draftOf(
  tap: Tap,
  card: AccessEntry | null,
  { accessPoint, config }: Place,
  stamp: Stamp,
  decision: Decision,
  parts: Drives & { readonly access: Pick<AccessStore, 'state'> },
): EntryDraft {
  const tapped = {
    ...stamp,
    card: { uid: tap.uid.slice(0, 64), level: tap.level },
    accessPoint: accessPoint.id,
    direction: accessPoint.direction,
    memberRef: card?.memberRef ?? null,
    accessVersion: parts.access.state().version,
    item: itemOf(tap, accessPoint),
    ...(tap.chosen && { pointOfSale: tap.chosen.pointOfSale }),
  };
  if (decision.outcome === 'denied') {
    return { kind: 'refusal', ...tapped, reason: decision.reason };
  }
  const door = doorOf(accessPoint, config, parts);
  const noted = decision.warnings.length > 0 && { warnings: [...decision.warnings] };
  return { kind: 'punch', ...tapped, ...(door && { door: door.id }), ...noted };
}

/** The door of an access point, where this device has its lock: a punch never claims a door nobody here can open. */
export const doorOf = (accessPoint: AccessPoint, { doors }: SignedConfig, { strike }: Drives) =>
  doors.find((door) => door.id === accessPoint.door && strike.drives(door.id)) ?? null;

export const itemOf = ({ chosen }: Tap, { item }: AccessPoint): string | null =>
  chosen?.item ?? item;

/** A card without a member stands for itself. */
export const personOf = (tap: Tap, card: AccessEntry | null): Person =>
  card?.memberRef == null ? `card:${tap.uid}` : `member:${card.memberRef}`;
