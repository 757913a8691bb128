import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../shared/runtime/system-clock.ts';
import type { JournalEntry } from '../../shared/wire/entry.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { downFilter, upTopic } from '../../shared/wire/topic.ts';
import { mqttPassword, uidOf } from './venue-store.ts';

/** As many as a message of 64 KiB holds. */
export const perBatch = 130;
const resendMs = 2_000;
/** So many people are in at once: each leaves when as many have come after them. */
const inAtOnce = 200;

export interface Backlog {
  readonly punches: number;
  readonly from: number;
  readonly everyMs: number;
}

export interface RecordedBacklog {
  readonly device: string;
  readonly file: string;
}

export interface VenueReader {
  readonly device: string;
  readonly publicKey: string;
  /** Writes what it recorded to a file, so that a reader costs next to nothing while others are measured. */
  record(file: string, backlog: Backlog): Promise<void>;
}

/** A reader as the cloud sees it. */
export function venueReader(device: string, members: readonly number[]): VenueReader {
  const { privateKey, publicKey } = newKeyPair();
  const epoch = createHash('sha256').update(device).digest('hex').slice(0, 32);
  const boot = randomUUID();

  function* batches({ punches, from, everyMs }: Backlog): Generator<string> {
    let last = { seq: 0, hash: genesisHash };
    while (last.seq < punches) {
      const prev = last.hash;
      const entries: JournalEntry[] = [];
      for (let n = Math.min(perBatch, punches - last.seq); n > 0; n--) {
        const seq = last.seq + 1;
        const entry = entryAt(seq, Math.floor(from + seq * everyMs));
        const chained = { ...entry, hash: entryHash(last.hash, entry) };
        entries.push(chained);
        last = chained;
      }
      const head = { seq: last.seq, hash: last.hash };
      const sig = signHead({ device, epoch, lost: [], ...head }, privateKey);
      yield `${JSON.stringify({
        ...{ boot, entries, epoch, from: entries[0]?.seq, head: { ...head, sig }, lost: [] },
        ...{ monoMs: entries.at(-1)?.monoMs ?? 0, prev, to: head.seq, v: 1 },
      })}\n`;
    }
  }

  function entryAt(seq: number, at: number) {
    const visit = Math.floor(seq / (2 * inAtOnce)) * inAtOnce + (seq % inAtOnce);
    const member = members[visit % members.length] ?? 0;
    return {
      accessPoint: `${device}-door`,
      accessVersion: 1,
      at: new Date(at).toISOString(),
      boot,
      card: { level: 'uid', uid: uidOf(member) },
      clock: 'synced',
      direction: 'toggle',
      door: 'front',
      hash: '',
      id: randomUUID().replace(/^(.{14})./, '$17'),
      item: 'badger',
      kind: 'punch',
      memberRef: `m_${member}`,
      monoMs: seq * 1_000,
      salt: randomUUID().replaceAll('-', ''),
      seq,
    } as const;
  }

  return {
    device,
    publicKey: rawPublicKey(publicKey),
    record: (file, backlog) => pipeline(Readable.from(batches(backlog)), createWriteStream(file)),
  };
}

/** Sends what a reader recorded as a reader with a backlog does, each batch after the ack of the one before. */
export async function sendBacklog(
  { device, file }: RecordedBacklog,
  mqttUrl: string,
  acked: (punches: number) => void,
  mayGoOn: () => boolean,
): Promise<void> {
  let acknowledged: () => void = () => undefined;
  let upTo = 0;
  const isUp = Promise.withResolvers<void>();
  const link = openMqttLink({
    urls: [mqttUrl],
    ...{ clientId: device, username: device, password: mqttPassword, ca: null, will: null },
    subscriptions: [downFilter(device)],
    ...{ timers: systemTimers, random: Math.random, logger: silentLogger },
    on: {
      up: () => isUp.resolve(),
      down: () => undefined,
      message(topic, payload) {
        if (!topic.endsWith('/ack')) return;
        upTo = (JSON.parse(payload.toString()) as { upTo?: number }).upTo ?? upTo;
        acknowledged();
      },
    },
  });
  await isUp.promise;
  let sent = 0;
  for await (const payload of createInterface({ input: createReadStream(file) })) {
    if (!mayGoOn()) break;
    const before = upTo;
    sent += perBatch;
    while (upTo < sent && upTo === before && mayGoOn()) {
      const answer = Promise.withResolvers<void>();
      acknowledged = answer.resolve;
      link.publish(upTopic(device, 'journal'), payload);
      const cancel = systemTimers.after(resendMs, answer.resolve);
      await answer.promise;
      cancel();
    }
    acked(upTo - before);
  }
  await link.stop();
}
