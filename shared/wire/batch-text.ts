import { canonicalJson } from './canonical-json.ts';
import type { JournalBatch } from './messages.ts';

/** A batch whose entries are the text that was hashed and stored: canonical JSON, one each. */
export type BatchOfTexts = Omit<JournalBatch, 'entries' | 'v'> & {
  readonly entries: readonly string[];
};

/**
 * `up/journal` as it travels, its keys sorted. The entries go out as they lie on the disk: read and spelt anew, a
 * backlog would cost the device more than everything else it does for it, and one damaged entry would keep
 * all others from leaving.
 */
export const batchText = (batch: BatchOfTexts): string => {
  const { boot, entries, epoch, from, head, lost, monoMs, prev, to } = batch;
  const json = JSON.stringify;
  return (
    `{"boot":${json(boot)},"entries":[${entries.join(',')}],"epoch":${json(epoch)},"from":${from},` +
    `"head":${canonicalJson(head)},"lost":${canonicalJson(lost)},"monoMs":${monoMs},` +
    `"prev":${json(prev)},"to":${to},"v":1}`
  );
};
