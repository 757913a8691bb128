import type { KeyObject } from 'node:crypto';
import { cloudSilent } from '../shared/runtime/cloud-silent.ts';
import { type ClaimParts, claimDevice } from './claim.ts';
import { fetchFromCloud, postToCloud } from './cloud-http.ts';
import { type Credentials, loadCredentials, saveCredentials } from './identity.ts';
import { pinnedKeys } from './pinned-keys.ts';
import type { Uplink } from './ports.ts';
import { createSync, type Sync, type SyncParts } from './sync.ts';

export interface CloudLinkParts
  extends Omit<
    SyncParts,
    | 'device'
    | 'uplink'
    | 'fetchFile'
    | 'cloudKey'
    | 'cloudKeysHeld'
    | 'pinKeys'
    | 'linkDown'
    | 'key'
  > {
  readonly key: KeyObject;
  readonly credentialsFile: string;
  readonly cloudUrl: string;
  readonly serial: string;
  readonly openUplink: (credentials: Credentials) => Uplink;
  readonly showClaim: ClaimParts['show'];
  readonly post?: ClaimParts['post'];
}

export interface CloudLink {
  start(): void;
  recorded(): void;
  isUp(): boolean;
  /** The name the cloud gave this device; null before it was taken in. */
  device(): string | null;
  stop(): Promise<void>;
}

/** A broker that says so refuses the name and password themselves, not the network between. */
const saysUnknownDevice = (why: string): boolean =>
  /not authori[sz]ed|bad user ?name|bad username or password/i.test(why);

/**
 * This device's tie to its cloud: claimed once, connected from then on. A device its cloud no longer knows asks
 * to be taken in again, while it keeps trying what it has; its journal stays, whatever it is called next.
 */
export function createCloudLink(parts: CloudLinkParts): CloudLink {
  const { logger, health } = parts;
  let held: Credentials | null = null;
  let sync: Sync | null = null;
  let uplink: Uplink | null = null;
  /** Ends the claim that is being made. */
  let claiming: AbortController | null = null;
  const ended = new AbortController();

  function connect(credentials: Credentials): void {
    held = credentials;
    const pinned = pinnedKeys(credentials, (changed) => {
      saveCredentials(parts.credentialsFile, changed);
      held = changed;
    });
    uplink = parts.openUplink(credentials);
    sync = createSync({
      ...parts,
      device: credentials.device,
      uplink,
      cloudKey: pinned.keyOf,
      cloudKeysHeld: pinned.said,
      pinKeys: pinned.pin,
      fetchFile: fetchFromCloud(parts.cloudUrl, credentials),
      linkDown(why) {
        health.report('link.down', { details: { why } });
        if (why === cloudSilent) health.report('cloud.silent');
        if (saysUnknownDevice(why)) void claim();
      },
      // A connection alone says nothing of that.
      cloudAnswered: () => health.clear('cloud.silent'),
      linkUp() {
        health.clear('link.down');
        // It was only early: a broker of its own reads the names it lets in a moment after the cloud wrote them.
        claiming?.abort();
      },
    });
    sync.start();
  }

  async function claim(): Promise<void> {
    if (claiming) return;
    const mine = new AbortController();
    claiming = mine;
    health.report('notClaimed');
    const given = await claimDevice({
      key: parts.key,
      serial: parts.serial,
      post: parts.post ?? postToCloud(parts.cloudUrl),
      timers: parts.timers,
      random: parts.random,
      logger,
      signal: AbortSignal.any([ended.signal, mine.signal]),
      show: parts.showClaim,
    });
    claiming = null;
    if (given || mine.signal.aborted) health.clear('notClaimed');
    if (!given) return;
    saveCredentials(parts.credentialsFile, given);
    logger.info({ device: given.device }, 'taken in by the cloud');
    await sync?.stop();
    if (!ended.signal.aborted) connect(given);
  }

  return {
    start() {
      const credentials = loadCredentials(parts.credentialsFile);
      if (credentials) connect(credentials);
      else void claim();
    },
    recorded: () => sync?.recorded(),
    isUp: () => uplink?.isUp() ?? false,
    device: () => held?.device ?? null,
    async stop() {
      ended.abort();
      await sync?.stop();
    },
  };
}
