import type { EpochMs } from '../../shared/domain/clock.ts';
import { headerOf, signClaims } from '../../shared/wire/jws.ts';
import type { HelloMessage } from '../../shared/wire/messages.ts';
import {
  type AccessLists,
  type ListHead,
  listFilePath,
  type RefreshedList,
  type SigningKey,
} from '../ports/access.ts';
import { accessMessages, fileMessage, listFileOf } from './access-messages.ts';

/** So often a list is compared with the registry whole, whatever changes were heard of. */
export const recheckMs = 600_000;
/** A version held by a device is believed this far ahead: it was signed by us, when our clock was wrong. */
const aheadMs = 366 * 86_400_000;
/** One device that says odd things must not give all the others a new version at each of its hellos. */
const renewMs = 60_000;

/**
 * The version that a device will take although a restored backup no longer knows the one it holds; null where
 * no clock of ours can have given that one.
 */
export const versionAbove = (held: number, now: EpochMs): number | null =>
  held < now + aheadMs ? Math.max(now, held + 1) : null;

/** Each place's list: kept current, and put into messages. */
export interface ListReplication {
  /** Looks at these cards, or at all of them: null. */
  refresh(
    list: string,
    uids: ReadonlySet<string> | null,
    now: EpochMs,
  ): Promise<RefreshedList | null>;
  /** This process has not looked at all of it for a while: cards may differ that nobody named. */
  isDue(list: string, now: EpochMs): boolean;
  /** Everything was looked at, from `now` on. */
  looked(list: string, now: EpochMs): void;
  /** The head to answer a hello by: looked at lately, and never older than what the device holds. */
  headFor(list: string, hello: HelloMessage, now: EpochMs): Promise<ListHead | null>;
  /** From `base`, or whole where that is 0 or the difference is too much; empty before the first version. */
  messages(list: string, base: number): Promise<readonly string[]>;
  file(list: string, version: number): Promise<Buffer | null>;
  /** Something went wrong on the way: the next look is at everything. */
  forget(): void;
}

export function listReplication(
  lists: AccessLists,
  key: SigningKey,
  fileUrl: (path: string) => string,
): ListReplication {
  const lookedAt = new Map<string, EpochMs>();
  const renewedAt = new Map<string, EpochMs>();
  const files = new Map<string, { readonly version: number; readonly bytes: Buffer }>();
  const sign = (head: Omit<ListHead, 'jws'>) => signClaims('badgeuse-access', head, key);
  const wasLookedAt = (list: string, now: EpochMs) => isRecent(lookedAt.get(list), now, recheckMs);

  const refresh: ListReplication['refresh'] = async (list, uids, now) => {
    const narrow = uids !== null && { uids: [...uids] };
    const refreshed = await lists.refresh(list, { atLeast: now, sign, ...narrow });
    if (uids === null) lookedAt.set(list, now);
    return refreshed;
  };

  const file: ListReplication['file'] = async (list, version) => {
    const kept = files.get(list);
    if (kept?.version === version) return kept.bytes;
    const whole = await lists.difference(list, 0);
    if (whole?.head.version !== version) return null;
    const bytes = await listFileOf(whole.difference);
    files.set(list, { version, bytes });
    return bytes;
  };

  const asFile = async (head: ListHead): Promise<readonly string[]> => {
    const bytes = await file(head.list, head.version);
    // Overtaken by a newer version: that one's own messages are on their way.
    if (!bytes) return [];
    return [fileMessage(head, bytes, fileUrl(listFilePath(head.list, head.version)))];
  };

  return {
    refresh,
    file,
    isDue: (list, now) => !wasLookedAt(list, now),
    looked: (list, now) => void lookedAt.set(list, now),
    async headFor(list, hello, now) {
      const looked = wasLookedAt(list, now)
        ? await lists.head(list)
        : ((await refresh(list, null, now))?.head ?? null);
      const head =
        looked && isByFormer(looked.jws, key)
          ? ((await lists.refresh(list, { atLeast: now, sign, renew: true }))?.head ?? null)
          : looked;
      if (!head || hello.list !== list || isSame(hello, head)) return head;
      if (hello.accessVersion < head.version) return head;
      const atLeast = versionAbove(hello.accessVersion, now);
      if (atLeast === null || isRecent(renewedAt.get(list), now, renewMs)) return head;
      renewedAt.set(list, now);
      return (await lists.refresh(list, { atLeast, sign, renew: true }))?.head ?? null;
    },
    async messages(list, base) {
      // A list that is a file is asked for whole by each device in turn, and put together once.
      const known = base === 0 ? await lists.head(list) : null;
      if (known && files.get(list)?.version === known.version) return asFile(known);
      const found = await lists.difference(list, base);
      if (!found) return [];
      const { head, difference } = found;
      return accessMessages(head, base, difference) ?? asFile(head);
    },
    forget: () => lookedAt.clear(),
  };
}

/** Signed before the key was renewed: nobody will believe that one for long. */
export function isByFormer(jws: string, { isFormer }: SigningKey): boolean {
  const kid = isFormer && headerOf(jws)?.kid;
  return kid !== undefined && isFormer?.(kid) === true;
}

/** By a wall clock, which may step: what lies ahead of it is as good as long ago. */
export const isRecent = (at: EpochMs | undefined, now: EpochMs, withinMs: number): boolean =>
  at !== undefined && at <= now && now - at < withinMs;

export const isSame = (hello: HelloMessage, head: ListHead): boolean =>
  hello.list === head.list &&
  hello.accessVersion === head.version &&
  hello.accessDigest === head.digest;
