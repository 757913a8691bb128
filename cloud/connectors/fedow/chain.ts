import { type Block, isFirst, judgeBlock } from './block.ts';

/** Several blocks that stand on the same one. Taps at the same moment make them: ordinary, and worth a warning. */
export interface Fork {
  readonly after: string;
  /** In the order of their time. */
  readonly blocks: readonly string[];
}

/** What one sees of an asset's chain, by the uuids of its blocks. */
export interface ChainLook {
  readonly forks: readonly Fork[];
  /** Not what was hashed. */
  readonly altered: readonly string[];
  /** They stand on a block that was not shown. */
  readonly adrift: readonly string[];
  /** A list left their card out. */
  readonly unjudged: readonly string[];
}

/** Looks at blocks of one asset, in any order and each once. A chain is never required to be a line. */
export function lookAtChain(blocks: readonly Block[]): ChainLook {
  const known = new Map(blocks.map((block) => [block.uuid, block]));
  const inTime = [...known.values()].sort((a, b) => (a.datetime < b.datetime ? -1 : 1));
  const standing = Map.groupBy(
    inTime.filter((block) => !isFirst(block)),
    (block) => block.previous_transaction,
  );
  const verdictOf = (block: Block) =>
    judgeBlock(block, known.get(block.previous_transaction) ?? null);
  const those = (verdict: ReturnType<typeof judgeBlock>) =>
    inTime.filter((block) => verdictOf(block) === verdict).map(({ uuid }) => uuid);
  return {
    forks: [...standing]
      .filter(([, on]) => on.length > 1)
      .map(([after, on]) => ({ after, blocks: on.map(({ uuid }) => uuid) })),
    altered: those('altered'),
    adrift: those('otherPredecessor'),
    unjudged: those('cardUnknown'),
  };
}
