import { createHash } from 'node:crypto';
import type { FedowTransaction } from './answers.ts';
import { asPythonSpells } from './python-json.ts';

/** A transaction with what its hash needs beyond the answer's own fields. */
export interface Block extends Omit<FedowTransaction, 'metadata' | 'card'> {
  /** Python's spelling of its metadata; null where it has none. */
  readonly metadataRepr: string | null;
  /** As JSON, for what we read of it. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Null: no card. Undefined: a list's answer does not say. */
  readonly cardUuid: string | null | undefined;
  /** Its tag, where the answer says the card. */
  readonly cardTag?: string | null;
}

/** What stands before a block in its asset's chain. */
export interface Predecessor {
  readonly uuid: string;
  readonly hash: string;
}

/** Where a block was first in its chain it names itself, and is hashed over no hash. */
export const isFirst = (block: Block): boolean => block.previous_transaction === block.uuid;

const isoOf = (date: string | null): string | null => date?.replace(/Z$/, '+00:00') ?? null;

/**
 * The 17 fields under Python's `sort_keys`, spelt as Python does. Stripe's session is not told and taken for none,
 * which is right of every block on a time-clock asset.
 */
export function hashedText(block: Block, previousHash: string): string {
  const fields = {
    action: block.action,
    amount: String(block.amount),
    asset: block.asset,
    card: block.cardUuid ?? null,
    checkoupt_stripe: 'None',
    comment: block.comment ?? 'None',
    datetime: isoOf(block.datetime),
    last_check: isoOf(block.last_check),
    metadata: block.metadataRepr ?? 'None',
    previous_asset_transaction_hash: previousHash,
    previous_asset_transaction_uuid: block.previous_transaction,
    primary_card: block.primary_card,
    receiver: block.receiver,
    sender: block.sender,
    subscription_first_datetime: isoOf(block.subscription_first_datetime),
    subscription_start_datetime: isoOf(block.subscription_start_datetime),
    subscription_type: block.subscription_type,
  };
  return asPythonSpells(JSON.stringify(fields));
}

/** Hexadecimal SHA-256. */
export const blockHash = (block: Block, previousHash: string): string =>
  createHash('sha256').update(hashedText(block, previousHash), 'ascii').digest('hex');

/**
 * `whole`, or what is not: it stands on another block than the one shown, or it is not what was hashed. `cardUnknown`: its
 * hash cannot be computed without the card, which lists leave out.
 */
export type BlockVerdict = 'whole' | 'otherPredecessor' | 'altered' | 'cardUnknown';

/** `previous`: what it names, with its hash; of a first block nothing. */
export function judgeBlock(block: Block, previous: Predecessor | null): BlockVerdict {
  if (block.cardUuid === undefined) return 'cardUnknown';
  if (isFirst(block)) return blockHash(block, '') === block.hash ? 'whole' : 'altered';
  if (previous?.uuid !== block.previous_transaction) return 'otherPredecessor';
  return blockHash(block, previous.hash) === block.hash ? 'whole' : 'altered';
}
