import type { BlockVerdictKept } from '../../ports/fedow-pool.ts';
import { type Block, isFirst, judgeBlock } from './block.ts';
import type { FedowClient } from './client.ts';

export interface JudgeParts {
  readonly client: Pick<FedowClient, 'block'>;
  /** As a list told it, without its card; null: it was not read just now. */
  readonly listed: (uuid: string) => Block | null;
  /** Null: not known here. */
  readonly hashOf: (uuid: string) => Promise<string | null>;
}

/**
 * Says of blocks whether they are what was hashed. Lists leave cards out, so a block is asked for by itself, but only
 * once for each card: of the next ones a hash that agrees proves that the card is the same.
 */
export function blockJudge({ client, listed, hashOf }: JudgeParts) {
  const cards = new Map<string, string | null>();

  const tagOf = ({ metadata }: Block): string => String(metadata?.['first_tag_id'] ?? '');

  async function predecessorOf(block: Block) {
    if (isFirst(block)) return null;
    const uuid = block.previous_transaction;
    const hash = (await hashOf(uuid)) ?? (await client.block(uuid))?.hash;
    return hash === undefined ? null : { uuid, hash };
  }

  return async (uuid: string): Promise<BlockVerdictKept> => {
    const seen = listed(uuid);
    const previous = seen && (await predecessorOf(seen));
    const card = seen && cards.get(tagOf(seen));
    if (seen && card !== undefined)
      if (judgeBlock({ ...seen, cardUuid: card }, previous) === 'whole') return 'whole';
    const block = await client.block(uuid);
    if (!block) return 'adrift';
    const verdict = judgeBlock(block, previous ?? (await predecessorOf(block)));
    // What the list told is what counts: it must be the block that was judged.
    const isSame = seen === null || seen.hash === block.hash;
    if (verdict === 'whole' && block.cardUuid !== undefined)
      cards.set(tagOf(block), block.cardUuid);
    if (verdict === 'otherPredecessor') return 'adrift';
    return verdict === 'whole' && isSame ? 'whole' : 'altered';
  };
}
