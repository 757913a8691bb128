import type { Direction } from '../../shared/domain/access-point.ts';
import type { EpochMs } from '../../shared/domain/clock.ts';

/** `adrift`: what it says it stands on is not there. */
export const blockVerdicts = ['whole', 'altered', 'adrift'] as const;
export type BlockVerdictKept = (typeof blockVerdicts)[number];

/** A tap at another venue, as its block tells it. */
export interface ForeignPunch {
  /** The wallet of the venue's place, and what it is called. */
  readonly venue: { readonly wallet: string; readonly name: string };
  /** 8 hexadecimal digits; null: no card was tapped. */
  readonly tag: string | null;
  /** Of whoever tapped: what stands for them where there is no card. */
  readonly wallet: string;
  readonly at: EpochMs;
  /** `at` is when Fedow received it: the block does not say when it was tapped. */
  readonly isReception: boolean;
  readonly direction: Direction;
}

/** A block as it is kept. */
export interface ReadBlock {
  readonly uuid: string;
  readonly previous: string;
  readonly hash: string;
  /** When Fedow received it. */
  readonly at: EpochMs;
  /** Null: one of ours, or no tap at all. */
  readonly punch: ForeignPunch | null;
}

/** The asset that a connection is bound to, as it is read. */
export interface ReadAsset {
  readonly connectionId: string;
  readonly uuid: string;
  readonly name: string;
  readonly originName: string | null;
  /** Ours is the place it comes from: Fedow then tells every venue's blocks, else only our own. */
  readonly isOurs: boolean;
}

/** What was read of a Fedow, for whoever reads it. Each step is on the disk when it resolves. */
export interface FedowReading {
  /** Until when that asset was read, and nothing else since; null: never. */
  readUntil(connectionId: string, asset: string): Promise<EpochMs | null>;
  /** From when on taps of that place are kept at all. */
  keptFrom(connectionId: string, now: EpochMs): Promise<EpochMs>;
  /** Wallets of our own places at that server: what they gave or took is told by our own readers. */
  ownWallets(server: string): Promise<ReadonlySet<string>>;
  /**
   * Keeps blocks and, with them, how far they reach. What is known already changes nothing. Where several stand on one
   * of them staff are told.
   */
  keep(
    asset: ReadAsset,
    page: { readonly blocks: readonly ReadBlock[]; readonly until: EpochMs },
    now: EpochMs,
  ): Promise<void>;
  /** The oldest that nobody judged. */
  unjudged(
    asset: Pick<ReadAsset, 'connectionId' | 'uuid'>,
    most: number,
  ): Promise<readonly { readonly uuid: string; readonly previous: string }[]>;
  /** Null: it is not kept. */
  hashOf(connectionId: string, uuid: string): Promise<string | null>;
  /** Where one is not whole staff are told. */
  judge(
    asset: Pick<ReadAsset, 'connectionId' | 'uuid'>,
    verdicts: ReadonlyMap<string, BlockVerdictKept>,
    now: EpochMs,
  ): Promise<void>;
  /** Null: all was read. Else the code of what went wrong. */
  ended(connectionId: string, problem: string | null, now: EpochMs): Promise<void>;
}

/** What a place sees of an asset that venues share, beside its own passages. */
export interface FedowPool {
  readonly connectionId: string;
  /** Ours that was joined. */
  readonly placeId: string;
  /** Its uuid there, as it was when it was read: another may be bound by now. */
  readonly asset: string;
  readonly assetName: string;
  readonly originName: string | null;
  readonly isOurs: boolean;
  /** Others whose taps are here: their passages are those of a place of that id. */
  readonly venues: readonly { readonly id: string; readonly name: string }[];
  /** When all was read last; null: never yet. */
  readonly readAt: EpochMs | null;
  readonly problem: string | null;
  /** Blocks that are here; those on which several stand, and those that are not what they say. */
  readonly chain: {
    readonly blocks: number;
    readonly forks: number;
    readonly broken: number;
    readonly unjudged: number;
  };
}

export type ListedPool = Pick<FedowPool, 'connectionId' | 'placeId' | 'assetName' | 'venues'>;

export interface FedowPools {
  /** Of those places, by their connection; what counting is needed for, `find` says. */
  list(placeIds: readonly string[] | '*'): Promise<readonly ListedPool[]>;
  /** Null: that connection was never read. */
  find(connectionId: string): Promise<FedowPool | null>;
}
