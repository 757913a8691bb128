import type { Adoption } from '../../../shared/domain/adoption.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { Enrolment, EnrolmentMode } from '../../ports/enrolments.ts';
import type { TapRecord } from '../../ports/journal.ts';
import type { CardRecord } from '../../ports/registry.ts';
import type { WebDeps } from '../deps.ts';
import { mayAt, nameOf, type Principal } from '../principal.ts';
import { giveCard } from './give-card.ts';
import { adoptionOfTap } from './unknown-taps.ts';

type Deps = Pick<WebDeps, 'registry' | 'people' | 'journal' | 'enrolments' | 'clock'>;
export type Tapped = TapRecord & { readonly cardUid: string };

/** What came of waiting. */
export type EnrolState =
  | { readonly kind: 'waits' | 'over' | 'ended'; readonly heard: readonly Heard[] }
  | { readonly kind: 'read'; readonly tap: Tapped; readonly adoption: Adoption<CardRecord> };

/** A tap that was not the card waited for, or one of a batch. */
export type Heard =
  | { readonly kind: 'phone' }
  | { readonly kind: 'known' | 'adopted'; readonly card: CardRecord }
  | { readonly kind: 'ambiguous' | 'stranger'; readonly tap: Tapped };

const windowMs: Readonly<Record<EnrolmentMode, number>> = { give: 120_000, adopt: 900_000 };
/** A device's clock and ours are not quite the same. */
const skewMs = 2_000;
const tapsRead = 200;

/** Waits at a reader of one's places. Throws `readerBusy` while somebody else does. */
export async function beginEnrolment(
  deps: Deps,
  principal: Principal,
  wanted: { accessPoint: string; mode: EnrolmentMode; memberId: string | null },
): Promise<Enrolment> {
  const { registry, enrolments, clock } = deps;
  const point = await registry.accessPoints.get(wanted.accessPoint);
  if (!mayAt(principal, point.placeId)) {
    throw failure('notFound', { what: 'access point', id: point.id });
  }
  if (wanted.memberId !== null) await registry.members.get(wanted.memberId);
  const begunAt = clock.now();
  const endsAt = begunAt + windowMs[wanted.mode];
  return enrolments.begin({ ...wanted, begunBy: nameOf(principal), begunAt, endsAt });
}

/** Lets go of a card that was not the right one, and waits for the next. */
export function waitAgain({ enrolments, clock }: Deps, { id, mode }: Enrolment): Promise<void> {
  const now = clock.now();
  return enrolments.letGo(id, now + skewMs + 1, now + windowMs[mode]);
}

/**
 * What was tapped since. The first unknown card is taken, once and for this one alone; of a batch, each card that fits
 * a single tag gets its uid.
 */
export async function enrolState(deps: Deps, enrolment: Enrolment): Promise<EnrolState> {
  const { journal, enrolments, clock } = deps;
  if (enrolment.tapId !== null) {
    const tap = await journal.findTap(enrolment.tapId);
    if (tap?.cardUid) return readState(deps, { ...tap, cardUid: tap.cardUid });
  }
  const taps = await tapsSince(deps, enrolment);
  const known = await knownCards(deps, taps);
  const heard: Heard[] = [];
  for (const tap of taps) {
    const card = known.get(tap.cardUid);
    if (tap.reason === 'randomUid') heard.push({ kind: 'phone' });
    else if (card) heard.push({ kind: wasAdopted(card, enrolment) ? 'adopted' : 'known', card });
    else if (enrolment.mode === 'adopt') heard.push(await adopt(deps, enrolment, tap, taps));
    else if (isOpen(enrolment, clock.now()) && (await enrolments.take(enrolment.id, tap.id))) {
      return readState(deps, tap);
    }
  }
  if (enrolment.endedAt !== null) return { kind: 'ended', heard };
  return { kind: isOpen(enrolment, clock.now()) ? 'waits' : 'over', heard };
}

const isOpen = (enrolment: Enrolment, now: number) =>
  enrolment.endedAt === null && now < enrolment.endsAt;

async function readState(deps: Deps, tap: Tapped): Promise<EnrolState> {
  return { kind: 'read', tap, adoption: await deps.people.adoption(tap.cardUid) };
}

/** The first card first. */
async function tapsSince({ journal }: Deps, enrolment: Enrolment): Promise<readonly Tapped[]> {
  const { items } = await journal.taps('refusal', {}, { limit: tapsRead, cursor: null });
  const { accessPoint, begunAt, endsAt } = enrolment;
  const fits = (tap: TapRecord): tap is Tapped =>
    tap.cardUid !== null &&
    tap.accessPoint === accessPoint &&
    // What a reader sends late was tapped before anybody waited for it.
    tap.receivedAt >= begunAt - skewMs &&
    tap.occurredAt >= begunAt - skewMs &&
    tap.occurredAt <= endsAt + skewMs;
  const first = new Map<string, Tapped>();
  for (const tap of items.filter(fits).sort((a, b) => a.occurredAt - b.occurredAt)) {
    if (!first.has(tap.cardUid)) first.set(tap.cardUid, tap);
  }
  return [...first.values()];
}

async function knownCards(
  { people }: Deps,
  taps: readonly Tapped[],
): Promise<ReadonlyMap<string, CardRecord>> {
  const cards = await people.cardsWith(taps.map(({ cardUid }) => cardUid));
  return new Map(cards.map((card) => [card.uid ?? '', card]));
}

/** The tap was refused as unknown and the card is known by now: it got its uid meanwhile. */
const wasAdopted = (_card: CardRecord, { mode }: Enrolment): boolean => mode === 'adopt';

async function adopt(
  deps: Deps,
  enrolment: Enrolment,
  tap: Tapped,
  taps: readonly Tapped[],
): Promise<Heard> {
  const adoption = await adoptionOfTap(
    deps,
    tap.cardUid,
    taps.map(({ cardUid }) => cardUid),
  );
  if (adoption.kind !== 'one') {
    return { kind: adoption.kind === 'none' ? 'stranger' : 'ambiguous', tap };
  }
  const given = { uid: tap.cardUid, memberId: null, adopts: adoption.card.id };
  return { kind: 'adopted', card: await giveCard(deps.registry, given, enrolment.begunBy) };
}
