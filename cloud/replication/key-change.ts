import type { Clock } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { signClaims } from '../../shared/wire/jws.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import type { DownMessage } from '../ports/access.ts';
import type { KeyChange, KeyFollower, SigningKeys } from '../ports/signing-keys.ts';
import { keyWordFor } from './key-words.ts';

/** A device that was not heard for so long is not waited for: it is told when it comes back. */
const waitedForMs = 24 * 3_600_000;

/** Brings devices from one signing key to the next, a word at a time (wire protocol, Signatures). */
export interface FollowKeys {
  /** Makes a new key and introduces it to whoever is connected. Throws `keyChangeGoesOn`. */
  begin(by: string): Promise<KeyChange>;
  /** What this device has to hear about keys; it comes before everything that is signed. */
  forHello(device: string, hello: HelloMessage): Promise<readonly DownMessage[]>;
  /** Looks whether another process changed something, or nobody is left to wait for. Never rejects. */
  look(): Promise<void>;
}

export function followKeys(parts: {
  readonly keys: SigningKeys;
  readonly send: (messages: readonly DownMessage[]) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}): FollowKeys {
  const { keys, send, clock, logger } = parts;

  /** The new key signs once whoever is there believes it; the renewal is over once everybody believes it alone. */
  async function goOn(): Promise<void> {
    const change = keys.change();
    if (!change) return;
    const now = clock.now();
    const all = await keys.followers();
    if (change.kid !== keys.kid) {
      if (all.some((one) => isThere(one, now) && !believes(one, change.kid))) return;
      await keys.signBy(change.kid, now);
      logger.info({ kid: change.kid }, 'the new signing key signs from now on');
      await tellAll(all);
    } else if (all.every((one) => one.held?.kids.length === 1 && believes(one, keys.kid))) {
      await keys.end(now);
      logger.info({ kid: keys.kid }, 'every device believes the new signing key alone');
    }
  }

  async function tellAll(all: readonly KeyFollower[]): Promise<void> {
    const there = all.filter(({ isOnline }) => isOnline);
    for (const { device, held } of there) send(await wordsFor(device, held));
  }

  async function wordsFor(device: string, held: HelloMessage['cloudKeys']) {
    const change = keys.change();
    const next = change && change.kid !== keys.kid ? change.kid : null;
    const ours = keys.kids();
    const word = keyWordFor(held, { current: keys.kid, next, ours }, clock.now());
    if (word === null) return [];
    if (word === 'stranger') {
      logger.warn(
        { device, kids: held?.kids, ours },
        'this device believes none of our signing keys: put back the newest signing-key.pem, or claim it again',
      );
      return [];
    }
    const { signer, kids, version } = word;
    const key = keys.find(signer);
    if (!key) return [];
    // The store was put back to before a renewal that the devices had followed.
    if (!held?.kids.includes(keys.kid) && ours.indexOf(signer) > ours.indexOf(keys.kid)) {
      await keys.signBy(signer, clock.now());
      logger.warn({ device, kid: signer }, 'devices believe a newer key of ours: it signs again');
      return [];
    }
    const named = kids.flatMap((kid) => keys.find(kid)?.public ?? []);
    const payload = await signClaims('badgeuse-keys', { version, keys: named }, key);
    return [{ device, kind: 'config', payload } as const];
  }

  async function look(): Promise<void> {
    try {
      await keys.reload();
      await goOn();
      if (keys.change()) await tellAll(await keys.followers());
    } catch (err) {
      logger.error({ err }, 'the signing keys could not be looked at');
    }
  }

  return {
    look,
    async begin(by) {
      const begun = await keys.begin(by, clock.now());
      logger.info({ kid: begun.kid, by }, 'a new signing key is being introduced to the devices');
      await look();
      return begun;
    },
    async forHello(device, { cloudKeys }) {
      await goOn();
      return wordsFor(device, cloudKeys);
    },
  };
}

const isThere = ({ heardAt }: KeyFollower, now: number): boolean =>
  heardAt !== null && now - heardAt < waitedForMs;

const believes = ({ held }: KeyFollower, kid: string): boolean => held?.kids.includes(kid) === true;
