import type { Connection } from './connections.ts';

/** What of an asset at Fedow staff choose by. */
export interface FedowAssetShown {
  readonly uuid: string;
  readonly name: string;
  /** `BDG` alone counts punches. */
  readonly category: string;
  readonly isOurs: boolean;
}

export interface FedowFederationShown {
  readonly uuid: string;
  readonly name: string;
  readonly places: readonly string[];
  readonly assets: readonly string[];
}

/** Who waits: a person for a page, at most some three seconds; or whoever asked for it, as long as a list may take. */
export type FedowPatience = 'page' | 'asked';

/** What staff do at a Fedow beside telling it of punches. Each throws the errors named `fedow…` of the registry. */
export interface FedowDesk {
  /**
   * Joins by the string that its administrator gave, with new keys, and keeps them. Nothing is told yet. What fails
   * once the string was taken is left at the connection, and `bind` asks for it again.
   */
  join(
    place: { readonly id: string; readonly name: string },
    pasted: string,
    now: number,
  ): Promise<Connection>;
  assets(connectionId: string, patience: FedowPatience): Promise<readonly FedowAssetShown[]>;
  federations(
    connectionId: string,
    patience: FedowPatience,
  ): Promise<readonly FedowFederationShown[]>;
  /**
   * Puts a place into the federation of that name that shares an asset, and makes it if there is none; asked again it
   * changes nothing. `place` null: ours joins the asset of another. Fedow asks nobody whether they agree, and lets
   * nobody out again but its own administrator. Throws `badRequest` for another's place on an asset that is not ours.
   */
  federate(
    connectionId: string,
    of: { readonly name: string; readonly asset: string; readonly place: string | null },
  ): Promise<FedowFederationShown>;
  /**
   * From now on what is punched for that item is told, on that asset; null makes one of that name. The place's primary
   * card is made, which nobody needs to hold. Asked again it makes nothing twice.
   */
  bind(
    connectionId: string,
    to: { readonly itemId: string; readonly asset: string | null; readonly assetName: string },
    now: number,
  ): Promise<Connection>;
  /** Makes cards known there; answers how many were not. */
  registerCards(connectionId: string, uids: readonly string[]): Promise<number>;
}
