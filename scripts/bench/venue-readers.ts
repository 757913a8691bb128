import { createHash, randomUUID } from 'node:crypto';
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
const perBatch = 130;
const resendMs = 2_000;

export interface VenueReader {
  readonly device: string;
  readonly publicKey: string;
  /** Sends punches as a reader with a backlog does, each batch after the ack of the one before. */
  send(mqttUrl: string, punches: number, from: number): Promise<void>;
}

/** A reader as the cloud sees it: its journal is made as it is sent, so that the bench holds none. */
export function venueReader(device: string, members: readonly number[]): VenueReader {
  const { privateKey, publicKey } = newKeyPair();
  const epoch = createHash('sha256').update(device).digest('hex').slice(0, 32);
  const boot = randomUUID();
  let last = { seq: 0, hash: genesisHash };

  function entryAfter(at: number): JournalEntry {
    const seq = last.seq + 1;
    const member = members[seq % members.length] ?? 0;
    const entry = {
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
    const chained = { ...entry, hash: entryHash(last.hash, entry) };
    last = chained;
    return chained;
  }

  function batch(punches: number, from: number) {
    const prev = last.hash;
    const first = last.seq + 1;
    const entries = Array.from({ length: punches }, (_, i) => entryAfter(from + i * 1_000));
    const head = { seq: last.seq, hash: last.hash };
    const sig = signHead({ device, epoch, lost: [], ...head }, privateKey);
    const message = {
      ...{ boot, entries, epoch, from: first, head: { ...head, sig }, lost: [] },
      ...{ monoMs: entries.at(-1)?.monoMs ?? 0, prev, to: head.seq, v: 1 },
    };
    return { to: head.seq, payload: JSON.stringify(message) };
  }

  return {
    device,
    publicKey: rawPublicKey(publicKey),
    async send(mqttUrl, punches, from) {
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
      for (let sent = 0; sent < punches; ) {
        const { to, payload } = batch(Math.min(perBatch, punches - sent), from + sent * 1_000);
        while (upTo < to) {
          const answer = Promise.withResolvers<void>();
          acknowledged = answer.resolve;
          link.publish(upTopic(device, 'journal'), payload);
          const cancel = systemTimers.after(resendMs, answer.resolve);
          await answer.promise;
          cancel();
        }
        sent += perBatch;
      }
      await link.stop();
    },
  };
}
