import type { CorrectionChange } from '../../shared/domain/correction.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { WebDeps } from './deps.ts';
import { assertEverywhere } from './place-scope.ts';
import { mayAt, type Principal } from './principal.ts';

type Parts = Pick<WebDeps, 'journal' | 'registry'>;

/** Whether what a device said concerns a place of theirs; a device nobody knows concerns everybody's administrators. */
export async function theirDevices(
  { registry }: Parts,
  principal: Principal,
): Promise<(device: string | null) => boolean> {
  if (principal.places === '*') return () => true;
  const { items } = await registry.devices.list({ limit: 1000, cursor: null });
  const theirs = new Set(items.filter((one) => mayAt(principal, one.placeId)).map(({ id }) => id));
  return (device) => device !== null && theirs.has(device);
}

export const isTheirTap = (
  principal: Principal,
  tap: { readonly placeId: string | null },
): boolean => principal.places === '*' || (tap.placeId !== null && mayAt(principal, tap.placeId));

/** Whose place the tap is at that a correction is about. To give away a card's past concerns every place. */
export async function isTheirCorrection(
  { journal }: Parts,
  principal: Principal,
  change: CorrectionChange,
): Promise<boolean> {
  if (principal.places === '*') return true;
  if (change.kind === 'assignCard') return false;
  const tap = await journal.findTap(change.punchId);
  return tap !== null && isTheirTap(principal, tap);
}

/** Throws `notFound` for a tap at another place, `notAllowed` for what concerns all of them. */
export async function assertTheirCorrection(
  parts: Parts,
  principal: Principal,
  change: CorrectionChange,
): Promise<void> {
  if (await isTheirCorrection(parts, principal, change)) return;
  if (change.kind === 'assignCard') assertEverywhere(principal);
  else throw failure('notFound', { what: 'punch', id: change.punchId });
}
