import type { Correction, CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { TapRecord } from '../ports/journal.ts';
import type { Proposal } from '../ports/own-page.ts';
import type { WebDeps } from './deps.ts';
import { assertEverywhere } from './place-scope.ts';
import { mayAt, type Principal } from './principal.ts';
import { hoursFilter } from './worktime.ts';

type Parts = Pick<WebDeps, 'journal' | 'registry'>;

/** What went wrong, by whom it may concern. */
export interface MishapAt {
  readonly device: string | null;
  /** Left out as null: its device says which. */
  readonly placeId?: string | null;
}

/** Whether what went wrong concerns a place of theirs; of no place anybody knows, it concerns who has every place. */
export async function theirMishaps(
  { registry }: Parts,
  principal: Principal,
): Promise<(mishap: MishapAt) => boolean> {
  if (principal.places === '*') return () => true;
  const { items } = await registry.devices.list({ limit: 1000, cursor: null });
  const theirs = new Set(items.filter((one) => mayAt(principal, one.placeId)).map(({ id }) => id));
  return ({ device, placeId = null }) =>
    placeId === null ? device !== null && theirs.has(device) : mayAt(principal, placeId);
}

export const isTheirTap = (
  principal: Principal,
  tap: { readonly placeId: string | null },
): boolean => principal.places === '*' || (tap.placeId !== null && mayAt(principal, tap.placeId));

/**
 * Which corrections this one may make, see and undo: of taps at their places, and where working time is counted
 * with `hours:read` only, as its passages are. To give away a card's past concerns every place.
 */
export async function isTheirCorrection(
  parts: Parts,
  principal: Principal,
  change: CorrectionChange,
): Promise<boolean> {
  if (change.kind === 'assignCard') return principal.places === '*';
  const tap = await parts.journal.findTap(change.punchId);
  // Nothing to hide is left of a tap that is no more.
  if (tap === null) return principal.places === '*';
  return isTimedTap(parts, principal, tap);
}

/** Whether one tap, and when it was, is theirs to see: as its passage is. */
export async function isTimedTap(
  { registry }: Pick<Parts, 'registry'>,
  principal: Principal,
  tap: TapRecord,
): Promise<boolean> {
  if (!isTheirTap(principal, tap)) return false;
  if (tap.placeId === null) return true;
  const may = await hoursFilter(registry, principal);
  const point = await registry.accessPoints.find(tap.accessPoint);
  return may({
    place: tap.placeId,
    area: point && (point.area ?? tap.placeId),
    memberId: tap.memberRef,
    entry: tap,
  });
}

/** Throws `notFound` for a tap they may not see, `notAllowed` for what concerns every place. */
export async function assertTheirCorrection(
  parts: Parts,
  principal: Principal,
  change: CorrectionChange,
): Promise<void> {
  if (await isTheirCorrection(parts, principal, change)) return;
  if (change.kind === 'assignCard') assertEverywhere(principal);
  else throw failure('notFound', { what: 'punch', id: change.punchId });
}

/** The correction of that id; throws `notFound` also where it is not theirs. */
export async function theirCorrection(
  parts: Parts & Pick<WebDeps, 'corrections'>,
  principal: Principal,
  id: string,
): Promise<Correction> {
  const found = await parts.corrections.find(id);
  if (found && (await isTheirCorrection(parts, principal, found))) return found;
  throw failure('notFound', { what: 'correction', id });
}

/** The one a page was just led back from, to tell of it; null: none, or not theirs. */
export async function correctionSaid(
  parts: Parts & Pick<WebDeps, 'corrections'>,
  principal: Principal,
  id: string | undefined,
): Promise<Correction | null> {
  const found = id ? await parts.corrections.find(id) : null;
  return found && (await isTheirCorrection(parts, principal, found)) ? found : null;
}

/** Whether a member's proposal is theirs to decide: as the passage it is about is theirs to see. */
export async function isTheirProposal(
  { registry, passages, clock }: Pick<WebDeps, 'registry' | 'passages' | 'clock'>,
  principal: Principal,
  { passageId, place }: Pick<Proposal, 'passageId' | 'place'>,
): Promise<boolean> {
  const may = await hoursFilter(registry, principal);
  return may((await passages.find(passageId, clock.now())) ?? { place, area: null });
}

const mostProposals = 200;

/** Those that wait for a decision of theirs, newest first. */
export async function theirOpenProposals(
  parts: Pick<WebDeps, 'registry' | 'passages' | 'clock' | 'proposals'>,
  principal: Principal,
): Promise<readonly Proposal[]> {
  const page = { limit: mostProposals, cursor: null };
  const { items } = await parts.proposals.list({ state: 'open' }, page);
  const theirs = await Promise.all(items.map((one) => isTheirProposal(parts, principal, one)));
  return items.filter((_, i) => theirs[i]);
}
