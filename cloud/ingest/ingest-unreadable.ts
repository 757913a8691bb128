import type { Problem } from '../../shared/domain/result.ts';
import { genesisHash } from '../../shared/wire/entry-hash.ts';
import { maxBatchEntries } from '../../shared/wire/limits.ts';
import type { AckMessage } from '../../shared/wire/messages.ts';
import type { Received } from '../ports/journal.ts';
import { readMark } from '../store/journal.ts';
import type { Unit } from '../store/rows.ts';

/**
 * The answer to a batch that cannot be parsed: half as many entries next time, down to one, so that the one that
 * cannot be read ends up alone. What the text still shows of epoch and size is believed; nothing is stored.
 */
export async function answerUnreadable(
  unit: Unit,
  { device, payload }: Received,
  problem: Problem,
): Promise<AckMessage> {
  const text = payload.toString('latin1');
  // Keys travel sorted: `entries` stands before these two, and only `v` after `to`.
  const [, epoch, from] = /"epoch":"([0-9a-f]{32})","from":(\d{1,15})/.exec(text) ?? [];
  const to = /"to":(\d{1,15}),"v":1}\s*$/.exec(text)?.[1];
  const count = Number(to ?? Number.NaN) - Number(from ?? Number.NaN) + 1;
  const entries = count >= 1 && count <= maxBatchEntries ? count : maxBatchEntries;
  const { upTo, hash } = epoch
    ? await readMark(unit, device, epoch)
    : { upTo: 0, hash: genesisHash };
  return {
    v: 1,
    epoch: epoch ?? '0'.repeat(32),
    upTo,
    hash,
    maxEntries: Math.max(1, Math.floor(entries / 2)),
    error: problem.message.slice(0, 500),
  };
}

/** The hash that unparsable bytes still show; the device looks for it in the ack. */
export const hashInRaw = (base64: string): string | null => {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  return /"hash"\s*:\s*"([0-9a-f]{64})"/.exec(text)?.[1] ?? null;
};
