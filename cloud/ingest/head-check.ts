import type { KeyObject } from 'node:crypto';
import { verifyHead, verifyHeadAside } from '../../shared/wire/head-signature.ts';
import { publicKeyFromRaw } from '../../shared/wire/keys.ts';
import type { JournalBatch } from '../../shared/wire/messages.ts';

/** Answers whether the batch is vouched for by the device that has this public key, base64url. */
export type IsSigned = (publicKey: string) => boolean;

/**
 * Checks what devices sign, on another core where it can: by the key each had when it was heard last, while its batch
 * waits for its transaction. There the store says which key it has now, and by another one it is checked again.
 */
export function createHeadCheck(): (batch: JournalBatch, device: string) => Promise<IsSigned> {
  const lastKeys = new Map<string, string>();

  return async (batch, device) => {
    const { head, lost, epoch } = batch;
    const signed = { device, epoch, ...head, lost };
    const isLast = vouchesFor(head, batch.entries.at(-1));
    const triedKey = lastKeys.get(device);
    const tried = triedKey === undefined ? null : keyOf(triedKey);
    const isByTried = tried && isLast ? await verifyHeadAside(signed, head.sig, tried) : false;
    return (publicKey) => {
      if (!isLast) return false;
      if (publicKey === triedKey) return isByTried;
      if (lastKeys.size > mostKeys) lastKeys.clear();
      lastKeys.set(device, publicKey);
      const key = keyOf(publicKey);
      return key !== null && verifyHead(signed, head.sig, key);
    };
  };
}

const mostKeys = 10_000;
const keys = new Map<string, KeyObject | null>();

/** A key is parsed once: that costs as much as verifying with it. */
function keyOf(publicKey: string): KeyObject | null {
  let key = keys.get(publicKey);
  if (key === undefined) {
    const parsed = publicKeyFromRaw(publicKey);
    key = parsed.ok ? parsed.value : null;
    if (keys.size > mostKeys) keys.clear();
    keys.set(publicKey, key);
  }
  return key;
}

/** The head vouches for the entries only if it is the last of them. */
function vouchesFor(head: JournalBatch['head'], last: unknown): boolean {
  const { seq, hash } = (last ?? {}) as { seq?: unknown; hash?: unknown };
  // One that cannot be read is set aside alone; the head still says where the chain goes on.
  return (
    (typeof seq !== 'number' || seq === head.seq) &&
    (typeof hash !== 'string' || hash === head.hash)
  );
}
