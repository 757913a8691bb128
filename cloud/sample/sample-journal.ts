import { hash, type KeyObject } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { sampleDeviceId } from '../ports/sample.ts';
import { sampleUid } from './people.ts';
import type { SampleTap } from './year.ts';

/** Below 64 KiB and 200 entries, as any device's batch. */
const perBatch = 120;
const boot = 'sample-boot';

/** What the journal names of the place. */
export interface SampleNames {
  readonly points: Readonly<Record<SampleTap['where'], string>>;
  readonly members: readonly string[];
  readonly item: string | null;
}

/** The batches a reader of the place would have sent: numbered, chained and signed as on the wire. */
export function* sampleBatches(
  taps: readonly SampleTap[],
  names: SampleNames,
  epoch: string,
  key: KeyObject,
): Generator<Buffer> {
  const bootedAt = (taps[0]?.at ?? 0) - 60_000;
  let prev = genesisHash;
  for (let from = 0; from < taps.length; from += perBatch) {
    const some = taps.slice(from, from + perBatch);
    const before = prev;
    const entries = some.map((tap, i) => {
      const entry = {
        accessPoint: names.points[tap.where],
        accessVersion: 1,
        at: new Date(tap.at).toISOString(),
        boot,
        card: { level: 'uid', uid: sampleUid(tap.who) },
        clock: 'synced',
        direction: 'toggle',
        id: uuidv7({ msecs: tap.at }),
        item: names.item,
        kind: 'punch',
        memberRef: names.members[tap.who] ?? null,
        monoMs: tap.at - bootedAt,
        salt: hash('sha256', `${epoch} ${from + i}`, 'hex').slice(0, 32),
        seq: from + i + 1,
      };
      prev = entryHash(prev, entry);
      return { ...entry, hash: prev };
    });
    const head = { seq: from + some.length, hash: prev };
    const lost: never[] = [];
    const sig = signHead({ device: sampleDeviceId, epoch, lost, ...head }, key);
    yield Buffer.from(
      JSON.stringify({
        boot,
        entries,
        epoch,
        from: from + 1,
        head: { ...head, sig },
        lost,
        monoMs: (some.at(-1)?.at ?? 0) - bootedAt,
        prev: before,
        to: head.seq,
        v: 1,
      }),
    );
  }
}
