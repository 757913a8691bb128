import type { AlertKind } from './alerts.ts';

/** What an alert says, by the names of now. Times are epoch ms. */
export type Told =
  | {
      readonly kind: 'forgottenExit';
      /** Null: a card without a member. */
      readonly name: string | null;
      /** Null: the passage is not kept any more. */
      readonly entryAt: number | null;
    }
  | {
      readonly kind: 'doorAlarm';
      readonly event: 'forced' | 'heldOpen' | 'fire';
      readonly door: string;
      readonly at: number;
    }
  | { readonly kind: 'silentDevice'; readonly device: string; readonly since: number }
  | { readonly kind: 'lowBalance'; readonly name: string; readonly units: number }
  | {
      readonly kind: 'capacity';
      readonly area: string;
      readonly inside: number;
      readonly capacity: number;
    }
  | { readonly kind: 'incident'; readonly at: number };

export interface ToldLine {
  readonly told: Told & { readonly kind: AlertKind };
  /** The page that shows it; null: nobody knows how browsers reach us. */
  readonly url: string | null;
}

/** Whose letter it is, and how it is read there. */
export interface LetterHead {
  readonly place: string;
  readonly language: 'fr' | 'en';
  readonly timeZone: string;
}

export type Letter =
  | {
      readonly to: 'member';
      readonly what: 'forgottenExit';
      readonly name: string;
      readonly entryAt: number;
      readonly url: string | null;
      readonly stopUrl: string | null;
    }
  | {
      readonly to: 'member';
      readonly what: 'lowBalance';
      readonly name: string;
      readonly units: number;
      readonly stopUrl: string | null;
    }
  | { readonly to: 'staff'; readonly what: 'alert'; readonly line: ToldLine }
  | {
      readonly to: 'staff';
      readonly what: 'digest';
      readonly until: number;
      readonly lines: readonly ToldLine[];
    }
  | { readonly to: 'staff'; readonly what: 'test' };

export interface Written {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export type WriteLetter = (head: LetterHead, letter: Letter) => Written;
