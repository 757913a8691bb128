import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import type { Timers } from '../../shared/domain/clock.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { type MqttLink, openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { listDigest } from '../../shared/wire/access-digest.ts';
import type { ClaimAnswer, ClaimTokenAnswer } from '../../shared/wire/claim.ts';
import { encode } from '../../shared/wire/codec.ts';
import type { SignedCommand } from '../../shared/wire/command.ts';
import { entryHash, genesisHash } from '../../shared/wire/entry-hash.ts';
import { signHead } from '../../shared/wire/head-signature.ts';
import { verifyClaims } from '../../shared/wire/jws.ts';
import { newKeyPair, publicKeyFromRaw, rawPublicKey } from '../../shared/wire/keys.ts';
import type { AccessMessage, AckMessage } from '../../shared/wire/messages.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import { downFilter, parseDownTopic, type UpKind, upTopic } from '../../shared/wire/topic.ts';
import { waitFor } from './wait-for.ts';

/** A device reduced to its words: it speaks the protocol over real HTTP and MQTT, and has no wall to hang on. */
export interface WireDevice {
  readonly id: string;
  readonly acks: AckMessage[];
  /** Each was answered as done. */
  readonly commands: SignedCommand[];
  /** The access list it holds, by uid. */
  readonly list: ReadonlyMap<string, AccessEntry>;
  readonly held: { accessVersion: number; config: SignedConfig | null; confirmed: number };
  readonly isUp: () => boolean;
  hello(): void;
  /** Appends punches to its journal, of nobody and for nothing unless said otherwise; answers their ids. */
  punch(
    count: number,
    uid: string,
    accessPoint: string,
    of?: { readonly memberRef?: string; readonly item?: string },
  ): readonly string[];
  /** Sends everything from `from` to the end (or `to`), once. */
  send(from: number, to?: number): void;
  /** Resolves with the ack that reaches `upTo`. */
  acked(upTo: number): Promise<AckMessage>;
  /** Sends it again and again until it is acked, as a device does. */
  deliver(from: number, to: number): Promise<AckMessage>;
  publish(kind: UpKind, payload: string): void;
  /** On any topic, as a hostile one would. */
  publishAs(topic: string, payload: string): void;
  stop(): Promise<void>;
}

/** Asks to join, has itself approved, and fetches its credentials, all over HTTP. */
export async function claimDevice(options: {
  readonly cloudUrl: string;
  readonly token: string;
  readonly placeId: string;
  readonly accessPoint: string;
  readonly door: string;
}): Promise<{ answer: ClaimTokenAnswer; keys: ReturnType<typeof newKeyPair> }> {
  const keys = newKeyPair();
  const post = async (path: string, body: object) => {
    const response = await fetch(`${options.cloudUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const publicKey = rawPublicKey(keys.publicKey);
  const claim = (await post('/api/v1/claims', { publicKey, serial: 'test' })) as ClaimAnswer;
  await post('/api/v1/claims/approve', {
    userCode: claim.userCode,
    placeId: options.placeId,
    accessPoints: [{ id: options.accessPoint, direction: 'toggle', doorId: options.door }],
  });
  const { deviceCode } = claim;
  const answer = (await post('/api/v1/claims/token', { deviceCode })) as ClaimTokenAnswer;
  return { answer, keys };
}

export function openWireDevice(
  answer: ClaimTokenAnswer,
  keys: ReturnType<typeof newKeyPair>,
  helloMs = 2_000,
  timers: Timers = systemTimers,
): WireDevice {
  const device = answer.id;
  const epoch = randomBytes(16).toString('hex');
  const boot = randomUUID();
  const nonce = randomBytes(16).toString('hex');
  const pinned = publicKeyFromRaw(answer.cloudKey.publicKey);
  if (!pinned.ok) throw new Error('the cloud sent no key');
  const keyOf = (kid: string) => (kid === answer.cloudKey.kid ? pinned.value : null);
  const entries: { seq: number; hash: string }[] = [];
  const acks: AckMessage[] = [];
  const commands: SignedCommand[] = [];
  let list = new Map<string, AccessEntry>();
  const held: WireDevice['held'] = { accessVersion: 0, config: null, confirmed: 0 };
  const hashAt = (seq: number) => (seq === 0 ? genesisHash : (entries[seq - 1]?.hash ?? ''));

  async function applyAccess(message: AccessMessage) {
    const { base, version, upserts, removes, digest, jws } = message;
    if (base !== 0 && base !== held.accessVersion) return hello();
    const signed = await verifyClaims('badgeuse-access', jws, keyOf);
    const next = base === 0 ? new Map<string, AccessEntry>() : new Map(list);
    for (const entry of upserts) next.set(entry.uid, entry);
    for (const uid of removes) next.delete(uid);
    const right =
      listDigest(next.values()) === digest && signed.ok && signed.value.digest === digest;
    if (!right) throw new Error('a list that does not fit its digest or signature');
    list = next;
    held.accessVersion = version;
    hello();
  }

  const link: MqttLink = openMqttLink({
    urls: answer.mqtt.urls,
    clientId: device,
    username: answer.mqtt.username,
    password: answer.mqtt.password,
    ca: answer.ca,
    will: null,
    subscriptions: [downFilter(device)],
    timers,
    random: () => 0,
    logger: silentLogger,
    on: {
      up: () => hello(),
      down: () => undefined,
      message: (topic, payload) => void take(parseDownTopic(topic)?.kind, payload.toString()),
    },
  });

  async function take(kind: string | undefined, text: string) {
    if (kind === 'ack') acks.push(JSON.parse(text));
    if (kind === 'command') {
      const signed = await verifyClaims('badgeuse-command', text, keyOf);
      if (!signed.ok) throw new Error(signed.problem.message);
      const { id } = signed.value;
      commands.push(signed.value);
      publish('result', encode({ v: 1, id, outcome: 'granted', seq: null }));
    }
    if (kind === 'access') await applyAccess(JSON.parse(text));
    if (kind === 'confirm') {
      const signed = await verifyClaims('badgeuse-confirm', text, keyOf);
      if (signed.ok && signed.value.nonce === nonce) held.confirmed = signed.value.version;
    }
    if (kind === 'config') {
      const signed = await verifyClaims('badgeuse-config', text, keyOf);
      if (!signed.ok) throw new Error(signed.problem.message);
      held.config = signed.value;
      hello();
    }
  }

  const publish = (kind: UpKind, payload: string) => {
    link.publish(upTopic(device, kind), payload);
  };

  function hello() {
    const message = {
      v: 1,
      epochs: [{ epoch, first: 1, last: entries.length, acked: 0 }],
      list: held.config?.list ?? '',
      accessVersion: held.accessVersion,
      accessDigest: held.accessVersion === 0 ? '' : listDigest(list.values()),
      configVersion: held.config?.version ?? 0,
      boot,
      monoMs: systemClock.monotonicNow(),
      wall: new Date(systemClock.now()).toISOString(),
      clock: 'synced',
      nonce,
      software: 'test',
      health: [],
    };
    publish('hello', encode(message));
  }

  // As every device does, for a hello that nobody heard; only more often.
  const cancelHellos = systemTimers.every(helloMs, () => {
    if (link.isUp()) hello();
  });

  const isAck = (ack: AckMessage, upTo: number) =>
    ack.epoch === epoch && ack.upTo >= upTo && ack.hash === hashAt(ack.upTo);
  // Both ends may be waiting to try the broker again, each by its own back-off.
  const acked = (upTo: number) =>
    waitFor(`the ack of ${upTo}`, () => acks.find((ack) => isAck(ack, upTo)), 40_000);

  function send(from: number, to = entries.length) {
    const head = { device, epoch, seq: to, hash: hashAt(to), lost: [] };
    const batch = {
      v: 1,
      epoch,
      boot,
      monoMs: systemClock.monotonicNow(),
      from,
      to,
      prev: hashAt(from - 1),
      lost: [],
      entries: entries.slice(from - 1, to),
      head: { seq: to, hash: hashAt(to), sig: signHead(head, keys.privateKey) },
    };
    publish('journal', encode(batch));
  }

  return {
    id: device,
    acks,
    commands,
    get list() {
      return list;
    },
    held,
    isUp: () => link.isUp(),
    hello,
    publish,
    punch(count, uid, accessPoint, { memberRef = null, item = null } = {}) {
      return Array.from({ length: count }, () => {
        const seq = entries.length + 1;
        const entry = {
          seq,
          id: uuidv7(),
          kind: 'punch',
          at: new Date(systemClock.now()).toISOString(),
          monoMs: systemClock.monotonicNow(),
          boot,
          clock: 'synced',
          salt: randomBytes(16).toString('hex'),
          card: { uid, level: 'uid' },
          accessPoint,
          direction: 'toggle',
          memberRef,
          accessVersion: held.accessVersion,
          item,
        };
        entries.push({ ...entry, hash: entryHash(hashAt(seq - 1), entry) });
        return entry.id;
      });
    },
    send,
    acked,
    async deliver(from, to) {
      const again = setInterval(() => send(from, to), 500);
      send(from, to);
      return acked(to).finally(() => clearInterval(again));
    },
    publishAs: (topic, payload) => void link.publish(topic, payload),
    stop() {
      cancelHellos();
      return link.stop();
    },
  };
}

/** RFC 9562, version 7: milliseconds, then random bits. */
function uuidv7(): string {
  const hex = Date.now().toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
