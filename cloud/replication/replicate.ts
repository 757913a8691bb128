import type { Clock, EpochMs } from '../../shared/domain/clock.ts';
import { signClaims } from '../../shared/wire/jws.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { AccessLists, DownMessage, Replication, SigningKey } from '../ports/access.ts';
import type { RegistryChange } from '../ports/registry.ts';
import { confirmations } from './confirmations.ts';
import { portionsOf } from './list-portions.ts';
import {
  isByFormer,
  isRecent,
  isSame,
  listReplication,
  recheckMs,
  versionAbove,
} from './replicate-list.ts';
import { touchedBy } from './touched-by.ts';

export interface ReplicationParts {
  readonly lists: AccessLists;
  readonly key: SigningKey;
  readonly clock: Clock;
  /** Where devices find the broker, told with every config; asked each time. */
  readonly mqttUrls: () => readonly string[];
  /** The address at which HTTP serves a path; may be relative to where a device reaches this cloud. */
  readonly fileUrl: (path: string) => string;
  /** Between two portions of a change of very many cards. */
  readonly pause?: () => Promise<void>;
}

type Send = (messages: readonly DownMessage[]) => void;

/** More cards than this are not named any more: all are looked at. */
const namedMax = 1_500;

/**
 * Keeps devices up to date (wire protocol, access): the registry's word becomes one list a place, signed once a
 * version, and one config a device. What is sent may get lost; the next hello says what is missing.
 */
export function replication(parts: ReplicationParts): Replication {
  const { lists, key, clock } = parts;
  const places = listReplication(lists, key, parts.fileUrl);
  const confirmed = confirmations();
  const configLookedAt = new Map<string, EpochMs>();
  let waiting: readonly RegistryChange[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  /** Changes that were heard of and not told to the end. */
  let working = 0;
  /** Hellos that came meanwhile with the newest list: their word is sent when that work is done. */
  const owed = new Map<string, { readonly list: string; readonly hello: HelloMessage }>();
  let stopped = false;

  const refreshConfig = async (device: string, atLeast: number, renew: boolean) => {
    const config = await lists.refreshConfig(device, {
      atLeast,
      renew,
      mqttUrls: parts.mqttUrls(),
      sign: (claims: SignedConfig) => signClaims('badgeuse-config', claims, key),
    });
    if (config) configLookedAt.set(device, clock.now());
    return config;
  };

  const configFor = async (device: string, held: number, now: EpochMs) => {
    const recent = isRecent(configLookedAt.get(device), now, recheckMs);
    const kept = recent ? await lists.config(device) : null;
    const config = kept ?? (await refreshConfig(device, now, false));
    if (config && isByFormer(config.jws, key)) return refreshConfig(device, now, true);
    if (!config || held <= config.version) return config;
    const atLeast = versionAbove(held, now);
    return atLeast === null ? config : refreshConfig(device, atLeast, true);
  };

  const answerList = async (list: string, device: string, hello: HelloMessage, now: EpochMs) => {
    const head = await places.headFor(list, hello, now);
    if (!head) return [];
    if (isSame(hello, head)) {
      // Nothing is called current while a change that was heard of is still being worked in.
      if (working > 0) owed.set(device, { list, hello });
      if (working > 0 || !confirmed.isDue(device, hello, now)) return [];
      const { version } = head;
      const { nonce, monoMs } = hello;
      const claims = { list, version, device, nonce, monoMs };
      return [to(device, 'confirm', await signClaims('badgeuse-confirm', claims, key))];
    }
    const known =
      hello.list === list && (await lists.wasOurs(list, hello.accessVersion, hello.accessDigest));
    const texts = await places.messages(list, known ? hello.accessVersion : 0);
    const missing = hello.missingParts;
    const wanted =
      missing && missing.version === head.version
        ? texts.filter((_, index) => missing.parts.includes(index + 1))
        : texts;
    return wanted.map((text) => to(device, 'access', text));
  };

  /** One after the other: a difference follows the version that the one before led to. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const tellOfCards = async (list: string, uids: ReadonlySet<string>, send: Send) => {
    const refreshed = await places.refresh(list, uids, clock.now());
    if (!refreshed || refreshed.head.version === refreshed.before) return;
    const texts = await places.messages(list, refreshed.before);
    for (const { device } of await lists.devicesOf([list])) {
      send(texts.map((text) => to(device, 'access', text)));
    }
  };

  /** Tells of the cards that are named; answers the lists of which all cards have to be looked at. */
  const spread = async (changes: readonly RegistryChange[], send: Send) => {
    const touched = await touchedBy(changes, lists);
    const wholes: string[] = [];
    for (const [list, uids] of touched.lists) {
      if (uids !== null && uids.size <= namedMax) await tellOfCards(list, uids, send);
      if (uids === null || uids.size > namedMax || places.isDue(list, clock.now()))
        wholes.push(list);
    }
    for (const device of touched.configs) {
      const config = await refreshConfig(device, clock.now(), false);
      if (config?.changed) send([to(device, 'config', config.jws)]);
    }
    return wholes;
  };

  /** A change of every card is a hundred small ones, and what comes meanwhile takes its turn between them. */
  const tellOfAll = async (list: string, send: Send) => {
    const startedAt = clock.now();
    const portions = portionsOf(await lists.differing(list));
    for (const [n, portion] of portions.entries()) {
      if (stopped) return;
      // A device works through one while the next is made; one that is slower must not be buried under them.
      if (n > 0) await parts.pause?.();
      await inTurn(async () => {
        await tellOfCards(list, new Set(portion), send);
        if (n === portions.length - 1) places.looked(list, startedAt);
      });
    }
  };

  /** All that waits, in one look: a thousand cards imported are not a thousand looks. */
  const spreadWaiting = (send: Send) => {
    const changes = waiting;
    waiting = [];
    // The named ones first, on their own: together with a change of all cards they would be no more than that.
    const [named, all] = [changes.filter(isNamed), changes.filter((change) => !isNamed(change))];
    return inTurn(async () => [...(await spread(named, send)), ...(await spread(all, send))]);
  };

  const tell = async (send: Send) => {
    try {
      for (const list of new Set(await spreadWaiting(send))) await tellOfAll(list, send);
    } catch (err) {
      places.forget();
      configLookedAt.clear();
      throw err;
    }
  };

  /** A door whose list nobody calls current stays shut: it must not wait for its device's next hello. */
  const tellOwed = async (send: Send) => {
    const waited = [...owed];
    owed.clear();
    for (const [device, { list, hello }] of waited) {
      const messages = await answerList(list, device, hello, clock.now());
      send(messages.filter(({ kind }) => kind === 'confirm'));
    }
  };

  return {
    async answerHello(device, hello, receivedAt) {
      await turn;
      const list = await lists.placeOf(device);
      if (list === null) return [];
      const config = await configFor(device, hello.configVersion, receivedAt);
      const sent =
        config && config.version !== hello.configVersion ? [to(device, 'config', config.jws)] : [];
      return [...sent, ...(await answerList(list, device, hello, receivedAt))];
    },
    async onRegistryChange(change, send) {
      const kept: DownMessage[] = [];
      const say = send ?? ((messages: readonly DownMessage[]) => void kept.push(...messages));
      waiting = [...waiting, change];
      working++;
      try {
        // Those that come meanwhile are one look.
        await turn;
        await tell(say);
      } finally {
        working--;
      }
      if (working === 0 && !stopped) await tellOwed(say);
      return kept;
    },
    stop() {
      stopped = true;
    },
    wasConfirmed: (device, version) => confirmed.hasArrived(device, version),
    listFile: (list, version) => places.file(list, version),
    async expected(device) {
      const list = await lists.placeOf(device);
      const head = list === null ? null : await lists.head(list);
      const config = await lists.config(device);
      if (!head || !config) return null;
      return {
        list: head.list,
        accessVersion: head.version,
        accessDigest: head.digest,
        configVersion: config.version,
      };
    },
  };
}

const to = (device: string, kind: DownMessage['kind'], payload: string): DownMessage => ({
  device,
  kind,
  payload,
});

const isNamed = (change: RegistryChange): boolean =>
  change.kind !== 'access' ||
  [change.uids, change.memberIds, change.groupIds].some((names) => names !== undefined);
