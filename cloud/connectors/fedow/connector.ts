import type { Direction } from '../../../shared/domain/access-point.ts';
import type { Uid } from '../../../shared/domain/card.ts';
import type { Clock } from '../../../shared/domain/clock.ts';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type {
  Connector,
  ConnectorCheck,
  Delivery,
  DeliveryAnswer,
  OutboundPunch,
} from '../../ports/connectors.ts';
import { type Block, type BlockVerdict, isFirst, judgeBlock } from './block.ts';
import type { FedowClient } from './client.ts';
import type { fedowReasons } from './fedow-words.ts';
import {
  afterLook,
  afterSend,
  firstStep,
  parked,
  retryAll,
  type Step,
  unknown,
} from './never-twice.ts';
import { blockOrNull } from './read-block.ts';

/** What staff bound. */
export interface FedowBinding {
  readonly itemId: string;
  /** A time-clock asset that this place accepts. */
  readonly asset: string;
  /** Of the place's primary card; nobody needs to hold it. */
  readonly primaryTag: string;
}

export interface FedowConnectorParts {
  readonly client: FedowClient;
  readonly binding: FedowBinding;
  readonly clock: Clock;
  /** How long a request may be worked on after we stopped waiting for it. */
  readonly settleMs: number;
}

type Reason = keyof typeof fedowReasons;
const isFedow: (why: Reason) => Reason = (why) => why;

/** `2026-07-01T08:00:00.123Z`; flat, ASCII, and nothing about whom but the card's tag. */
const metadataOf = (punch: OutboundPunch): Readonly<Record<string, string>> => ({
  punch_uuid: punch.id,
  punched_at: new Date(punch.occurredAt).toISOString(),
  direction: directionOf(punch.direction),
  device_id: punch.device,
  seq: String(punch.seq),
  v: '1',
});
const directionOf = (direction: Direction): string =>
  direction === 'in' || direction === 'out' ? direction : '';

const mostRemembered = 10_000;
function remember<T>(known: Map<string, T>, key: string, value: T): void {
  if (known.size >= mostRemembered) known.clear();
  known.set(key, value);
}

/** Records punches at a Fedow, each as one block. */
export function fedowConnector(parts: FedowConnectorParts): Connector {
  const { client, binding, clock, settleMs } = parts;
  /** Tags under which cards are known there, and hashes of blocks that others stand on. */
  const tags = new Map<Uid, string>();
  const hashes = new Map<string, string>();

  async function tagOf(uid: Uid): Promise<string | null> {
    const known = tags.get(uid);
    if (known !== undefined) return known;
    const card = await client.findCard(uid);
    if (card) remember(tags, uid, card.first_tag_id);
    return card?.first_tag_id ?? null;
  }

  /** Which of the two is not known there any more. */
  async function whoIsMissing(uid: Uid): Promise<Step> {
    tags.delete(uid);
    if (!(await client.cardByTag(binding.primaryTag)))
      return retryAll(isFedow('primaryCardUnknown'));
    return parked(isFedow('cardUnknown'));
  }

  async function judged(block: Block): Promise<BlockVerdict | 'notJudged'> {
    try {
      const whole = block.cardUuid === undefined ? await client.block(block.uuid) : block;
      if (!whole) return 'otherPredecessor';
      const { previous_transaction: before } = whole;
      const hash = isFirst(whole) ? '' : (hashes.get(before) ?? (await client.block(before))?.hash);
      remember(hashes, whole.uuid, whole.hash);
      return judgeBlock(whole, hash === undefined ? null : { uuid: before, hash });
    } catch {
      return 'notJudged';
    }
  }

  async function receiptOf(block: Block, doubles: readonly string[]): Promise<DeliveryAnswer> {
    const { uuid, hash, previous_transaction: previous, datetime } = block;
    const receipt = { uuid, hash, previous, datetime, verdict: await judged(block) };
    return {
      is: 'delivered',
      receipt: doubles.length === 0 ? receipt : { ...receipt, doubles: doubles.join(' ') },
    };
  }

  async function look(
    step: Extract<Step, { do: 'look' }>,
    punch: OutboundPunch,
    maybeSent: NonNullable<Delivery['maybeSent']>,
  ): Promise<Step> {
    const blocks = await client.blocksOf(binding.asset, step.from, step.to);
    return afterLook(blocks, punch.id, maybeSent, clock.now(), settleMs);
  }

  async function send(punch: OutboundPunch, first: number | null): Promise<Step> {
    const tag = await tagOf(punch.cardUid);
    if (tag === null) return parked(isFedow('cardUnknown'));
    const { asset, primaryTag } = binding;
    const sentAt = clock.now();
    const answer = await client.sendPunch({ tag, primaryTag, asset, metadata: metadataOf(punch) });
    const maybeSent = { first: first ?? sentAt, last: Math.max(sentAt, clock.now()) };
    const step = afterSend(answer, blockOrNull(client.server, answer), maybeSent);
    if (step) return step;
    return await whoIsMissing(punch.cardUid).catch(() => parked(isFedow('cardUnknown')));
  }

  return {
    name: 'fedow',
    isLive: false,

    async check(): Promise<ConnectorCheck> {
      const trouble = await troubleOf(client, binding).catch(codeOf);
      return trouble === null ? { is: 'well' } : { is: 'troubled', why: trouble };
    },

    accepts(punch) {
      if (punch.itemId !== binding.itemId) return isFedow('otherItem');
      return punch.isHolderTold ? null : isFedow('holderNotTold');
    },

    async deliver({ punch, maybeSent }) {
      try {
        let step = firstStep(maybeSent, clock.now());
        if (step.do === 'look' && maybeSent) step = await look(step, punch, maybeSent);
        if (step.do === 'send') step = await send(punch, maybeSent?.first ?? null);
        if (step.do === 'keep') return await receiptOf(step.block, step.doubles);
        if (step.do === 'answer') return step.answer;
        throw new Error('a look ends in something to do');
      } catch (err) {
        // Nothing threw once the punch had left: what may have been sent before is as unsure as it was.
        const step = maybeSent ? unknown(codeOf(err), maybeSent) : retryAll(codeOf(err));
        return step.do === 'answer' ? step.answer : Promise.reject(err);
      }
    },
  };
}

export const codeOf = (err: unknown): string => errorCodeOf(err) ?? 'internal';

async function troubleOf(client: FedowClient, binding: FedowBinding): Promise<Reason | null> {
  await client.greet();
  const asset = await client.asset(binding.asset);
  if (asset?.category !== 'BDG') return 'assetUnknown';
  const card = await client.cardByTag(binding.primaryTag);
  if (!card) return 'primaryCardUnknown';
  return card.is_primary ? null : 'cardNotPrimary';
}
