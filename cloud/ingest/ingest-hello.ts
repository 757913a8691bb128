import { genesisHash } from '../../shared/wire/entry-hash.ts';
import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';
import type { Pairing } from '../pairing/pair-passages.ts';
import { readDeviceState, writeHello } from '../store/device-states.ts';
import { readDeviceFacts, readMark } from '../store/journal.ts';
import { insertIncidents } from '../store/journal-mishaps.ts';
import { anchorOf, readBoots } from '../store/journal-time.ts';
import type { Unit } from '../store/rows.ts';
import { timeAnew, updateBoots } from './store-entries.ts';

/** One ack for each epoch of the hello, none for a device that is not known, was revoked or retired. */
export async function ingestHello(
  unit: Unit,
  pairing: Pairing,
  device: string,
  hello: HelloMessage,
  receivedAt: number,
): Promise<readonly AckMessage[]> {
  const facts = await readDeviceFacts(unit, device);
  if (facts?.state !== 'active') return [];
  await noteClone(unit, device, hello, receivedAt);
  const { changed } = await updateBoots(unit, { device, receivedAt }, [], hello);
  const from = { device, epoch: '', receivedAt, mark: { upTo: 0, hash: genesisHash } };
  if (changed.size > 0)
    await timeAnew(unit, pairing, from, changed, async () => facts.accessPoints);

  const acks: AckMessage[] = [];
  let unsent = 0;
  for (const { epoch, last, acked } of hello.epochs) {
    const { upTo, hash } = await readMark(unit, device, epoch);
    unsent += Math.max(0, last - upTo);
    const ack: AckMessage = { v: 1, epoch, upTo, hash };
    // It was told that we have more than we have: this store was put back to an older state.
    acks.push(acked > upTo ? { ...ack, resendFrom: upTo + 1 } : ack);
  }
  await writeHello(unit, device, hello, unsent, receivedAt);
  return acks;
}

/** Between a message and what it says of itself: more is no delay of the network. */
const toleranceMs = 60_000;

/**
 * Two boots that take turns under one id are two devices. A message that was merely late was sent before the
 * newer boot was born; a clone's is sent after.
 */
async function noteClone(
  unit: Unit,
  device: string,
  hello: HelloMessage,
  receivedAt: number,
): Promise<void> {
  const last = (await readDeviceState(unit, device))?.boot;
  if (!last || last === hello.boot) return;
  const boots = await readBoots(unit, device, [hello.boot, last]);
  const speaking = boots.get(hello.boot);
  const newer = boots.get(last);
  if (!speaking || !newer || speaking.heardAt === null || newer.heardAt === null) return;
  const anchor = anchorOf({ ...speaking, syncedAnchor: null });
  if (anchor === null || anchor + hello.monoMs < newer.heardAt + toleranceMs) return;
  await insertIncidents(
    unit,
    [
      {
        kind: 'cloned',
        device,
        details: { boots: [hello.boot, last] },
        same: [hello.boot, last].sort(),
      },
    ],
    receivedAt,
  );
}
