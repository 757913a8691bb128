import type { AccessEntry } from '../shared/domain/access-list.ts';
import type { Clock, EpochMs } from '../shared/domain/clock.ts';
import { decide } from '../shared/domain/decide.ts';
import type { Decision } from '../shared/domain/decision.ts';
import type { Warning } from '../shared/domain/place-rules.ts';
import { unitsNeeded } from '../shared/domain/units-needed.ts';
import type { Logger } from '../shared/runtime/logger.ts';
import { maskUid } from '../shared/runtime/mask-uids.ts';
import type { JournalEntry } from '../shared/wire/entry.ts';
import { accessPointOf } from './access-point-of.ts';
import { ratesOf } from './balance-known.ts';
import { doorOf, draftOf, itemOf, type Place, personOf } from './entry-of-tap.ts';
import { followLock } from './follow-lock.ts';
import type { ListAge } from './list-age.ts';
import type { PinTries } from './pin-tries.ts';
import type { Greeting, PlaceState } from './place-state.ts';
import type {
  AccessStore,
  ClockWatch,
  Health,
  Indicator,
  Journal,
  Recorded,
  Stamp,
  Strike,
  Tap,
  TapOutcome,
} from './ports.ts';
import { record } from './record.ts';
import { unlockDoor } from './unlock-door.ts';

export interface TapParts {
  readonly access: Pick<AccessStore, 'find' | 'state' | 'config'>;
  readonly journal: Pick<Journal, 'append'>;
  readonly strike: Pick<Strike, 'drives' | 'unlockFor'>;
  readonly indicator: Indicator;
  readonly listAge: Pick<ListAge, 'ms'>;
  readonly watch: Pick<ClockWatch, 'stamp' | 'decisionTime'>;
  readonly state: Pick<PlaceState, 'known' | 'punched'>;
  readonly pins: Pick<PinTries, 'isLocked'>;
  readonly clock: Clock;
  readonly health: Health;
  readonly logger: Logger;
  readonly isOnline: () => boolean;
  /** Something new to send; returns at once. */
  readonly recorded: () => void;
  /** A lock that was asked said no: what became of the tap after all. */
  readonly stayedShut: (outcome: TapOutcome) => void;
}

/**
 * The story of the whole device: a card is presented, and the member knows within 50 ms.
 *
 *     tap -> decide -> record -> unlock -> indicate
 *
 * Everything here needs this machine alone; nobody waits for a network. The light turns green only after the
 * commit: what the member sees as done is on disk, and a door never opens without a record of why.
 */
export function createOnTap(parts: TapParts): (tap: Tap) => TapOutcome | null {
  return function onTap(tap) {
    const place = placeOf(tap, parts);
    if (!place) return notHere(tap, parts);

    parts.health.clear('reader.unbound');
    const stamp = parts.watch.stamp();
    const card = parts.access.find(tap.uid);
    const now = parts.watch.decisionTime();
    const decision = judge(tap, card, place, { clock: stamp.clock, now }, parts);
    const draft = draftOf(tap, card, place, stamp, decision, parts);
    const recorded = record(draft, parts, 'a tap could not be recorded');
    if (!recorded) return cannotRecord(card, place, stamp, parts);
    parts.health.clear('journal');

    const outcome =
      decision.outcome === 'granted'
        ? open(tap, card, place, { ...recorded, now, warnings: decision.warnings }, parts)
        : refuse(card, place, recorded.entry, decision.reason, parts);
    parts.recorded();
    parts.logger.info(
      { uid: maskUid(tap.uid), ...outcome, ...personal, tookMs: tookMs(tap, parts) },
      'tap',
    );
    return outcome;
  };
}

/** What of an outcome is between the member and the screen. */
const personal = {
  name: undefined,
  todaySeconds: undefined,
  balance: undefined,
  lowBalance: undefined,
  exitToSettle: undefined,
};

function placeOf(tap: Tap, { access }: TapParts): Place | null {
  const config = access.config();
  const accessPoint = config && accessPointOf(tap, config.accessPoints);
  return accessPoint ? { accessPoint, config } : null;
}

function judge(
  tap: Tap,
  card: AccessEntry | null,
  { accessPoint, config }: Place,
  { clock, now }: { readonly clock: Stamp['clock']; readonly now: EpochMs },
  { listAge, state, pins, isOnline }: TapParts,
): Decision {
  const known = state.known({ person: personOf(tap, card), accessPoint }, isOnline());
  return decide({
    uid: tap.uid,
    entry: card,
    accessPoint,
    place: config.place,
    schedules: config.schedules,
    now,
    clock,
    listAgeMs: listAge.ms(),
    known,
    pin: pins.isLocked(tap.uid) ? 'locked' : (tap.pin ?? 'none'),
    unitsNeeded: unitsNeeded(ratesOf(config, known.hasPass), now, {
      place: config.place.id,
      area: accessPoint.area,
      accessPoint: accessPoint.id,
      item: itemOf(tap, accessPoint),
    }),
  });
}

/** A punch on the disk, and what it was let in in spite of. */
interface Let extends Recorded {
  readonly now: EpochMs;
  readonly warnings: readonly Warning[];
}

function open(
  tap: Tap,
  card: AccessEntry | null,
  { accessPoint, config }: Place,
  { epoch, entry, now, warnings }: Let,
  parts: TapParts,
): TapOutcome {
  const { monoMs, boot, seq } = entry;
  const door = doorOf(accessPoint, config, parts);
  const told = door && unlockDoor(door, { seq }, parts);
  const doorFault = told?.fault ?? null;
  const saved = parts.isOnline() ? 'online' : 'offline';
  const { direction } = accessPoint;
  const tapping = { person: personOf(tap, card), accessPoint, item: itemOf(tap, accessPoint) };
  const greeting = parts.state.punched(tapping, { at: now, monoMs, boot, epoch, seq });
  parts.indicator.show(
    accessPoint.id,
    doorFault !== null
      ? { kind: 'fault', code: 'strike' }
      : {
          kind: 'granted',
          direction: greeting.way ?? direction,
          saved,
          ...(greeting.repeat && { repeat: true }),
          ...((greeting.isLow || greeting.exitToSettle) && { seeDesk: true }),
        },
  );
  const outcome: TapOutcome & { decision: 'granted' } = {
    decision: 'granted',
    kind: 'punch',
    seq,
    id: entry.id,
    accessPoint: accessPoint.id,
    direction,
    at: entry.at,
    name: card?.name?.split(' ')[0] ?? null,
    door: door && doorFault === null ? door.id : null,
    ...(doorFault !== null && { doorFault }),
    ...(told?.answer && { doorAsked: true }),
    saved,
    ...greetingOf(greeting),
    warnings,
  };
  if (door && told?.answer) {
    const about = { door: door.id, accessPoint: accessPoint.id, seq };
    void followLock(told.answer, about, parts).then(({ outcome: became, why }) => {
      if (became === 'granted' || became === 'unknown') return;
      const { doorAsked: _, ...rest } = outcome;
      parts.stayedShut({ ...rest, door: null, doorFault: why ?? became });
    });
  }
  return outcome;
}

function refuse(
  card: AccessEntry | null,
  { accessPoint }: Place,
  entry: Pick<JournalEntry, 'at'> & { seq: number | null; id: string | null },
  reason: Extract<Decision, { outcome: 'denied' }>['reason'],
  { indicator }: TapParts,
): TapOutcome {
  indicator.show(accessPoint.id, { kind: 'refused', reason });
  return {
    decision: 'denied',
    kind: 'refusal',
    reason,
    cardState: card?.state ?? null,
    seq: entry.seq,
    id: entry.id,
    accessPoint: accessPoint.id,
    direction: accessPoint.direction,
    at: entry.at,
    name: null,
  };
}

const cannotRecord = (
  card: AccessEntry | null,
  place: Place,
  stamp: Stamp,
  parts: TapParts,
): TapOutcome => refuse(card, place, { at: stamp.at, seq: null, id: null }, 'cannotRecord', parts);

/** No config yet, or a reader every access point leaves to another: nothing to record it under. */
function notHere(tap: Tap, { indicator, health }: TapParts): null {
  indicator.show(tap.accessPoint, { kind: 'fault', code: 'noAccessPoint' });
  // Who names an access point that is not here is told so; nothing is wrong with a reader.
  if (tap.accessPoint === null) {
    health.report('reader.unbound', { details: { reader: tap.reader } });
  }
  return null;
}

/** From the moment the reader knew the card to the answer. */
const tookMs = (tap: Tap, { clock }: TapParts): number => clock.monotonicNow() - tap.heardAtMonoMs;

/** What there is to say; nothing is said of what is as it should be. */
const greetingOf = ({ isLow, exitToSettle, ...greeting }: Greeting) => ({
  ...greeting,
  ...(isLow && { lowBalance: true as const }),
  ...(exitToSettle && { exitToSettle: true as const }),
});
