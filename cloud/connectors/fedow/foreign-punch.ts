import type { Direction } from '../../../shared/domain/access-point.ts';
import type { ForeignPunch } from '../../ports/fedow-pool.ts';
import type { Block } from './block.ts';

/** Places by their wallets, as far as Fedow names them. */
export type PlacesByWallet = ReadonlyMap<string, string>;

/** Two clocks may be so far apart; what was tapped later than it came was not tapped then. */
const aheadMs = 24 * 3_600_000;
const since2000 = Date.UTC(2000, 0, 1);

/**
 * The tap at another venue that a block is; null: no tap, or one at ours. A till writes its place as who took and the
 * card as who gave; one that was told by hand has them the other way round.
 *
 * @param tag the card's, where the block does not say it itself.
 */
export function foreignPunchOf(
  block: Block,
  ownWallets: ReadonlySet<string>,
  places: PlacesByWallet,
  tag: string | null,
): ForeignPunch | null {
  const { action, sender, receiver, metadata } = block;
  if (action !== 'BDG' || ownWallets.has(sender) || ownWallets.has(receiver)) return null;
  const isTurned = !places.has(receiver) && places.has(sender);
  const [venue, wallet] = isTurned ? [sender, receiver] : [receiver, sender];
  const name = (isTurned ? block.sender_name : block.receiver_name) ?? places.get(venue);
  const receivedAt = Date.parse(block.datetime);
  const punchedAt = instantIn(metadata?.['punched_at'], receivedAt);
  return {
    venue: { wallet: venue, name: name || venue.slice(0, 8) },
    tag: tagIn(metadata?.['first_tag_id']) ?? tagIn(tag),
    wallet,
    at: punchedAt ?? receivedAt,
    isReception: punchedAt === null,
    direction: directionIn(metadata?.['direction']),
  };
}

/** Whether a list's answer names whoever tapped; else the block itself has to be asked for. */
export const saysWho = ({ metadata }: Pick<Block, 'metadata'>): boolean =>
  tagIn(metadata?.['first_tag_id']) !== null;

const tagIn = (said: unknown): string | null =>
  typeof said === 'string' && /^[0-9A-Fa-f]{8}$/.test(said) ? said.toUpperCase() : null;

const directionIn = (said: unknown): Direction =>
  said === 'in' || said === 'out' ? said : 'toggle';

/** With its zone, of this century, and no later than it came. */
function instantIn(said: unknown, receivedAt: number): number | null {
  if (typeof said !== 'string') return null;
  try {
    const at = Temporal.Instant.from(said).epochMilliseconds;
    return at >= since2000 && at <= receivedAt + aheadMs ? at : null;
  } catch {
    return null;
  }
}
