import type { DoorTold } from '../../shared/domain/door-state.ts';
import type { PointOfSale } from '../../shared/domain/item.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { Fault, ReaderState, WhoIsInside } from '../ports.ts';
import type { Language, TerminalTrouble } from './words.ts';

/** What the terminal needs to know of its device. */
export interface TerminalStatus {
  readonly place: string | null;
  readonly language: Language;
  readonly timeZone: string;
  /** Records that the cloud has not acknowledged. */
  readonly unsent: number;
  readonly isOnline: boolean;
  /** Since when there is no link, ISO 8601; null: there is one, or no clock to believe. */
  readonly offlineSince: string | null;
  /** Since when nobody may come in, ISO 8601; null: no lockdown. */
  readonly lockedDownSince: string | null;
  /** Alarms of doors that last. */
  readonly doorsTold: readonly DoorTold[];
  readonly troubles: readonly TerminalTrouble[];
  readonly readers: readonly ReaderState[];
  /** Why cards are not being read, or null. */
  readonly fault: Fault | null;
  readonly accessPoints: readonly {
    readonly id: string;
    readonly name: string;
    readonly hasDoor: boolean;
    /** Now. */
    readonly asksPin: boolean;
  }[];
  /** Asked only where it is shown: names are between a primary card and the screen. */
  whoIsInside(): WhoIsInside;
  readonly pointsOfSale: readonly PointOfSale[];
  readonly items: (SignedConfig['items'][number] & {
    /** Taken as soon as it is chosen. */
    readonly prepaidUnits?: number;
  })[];
}
