import type { RefusalReason } from '../shared/domain/refusal.ts';

/** What the lights and the sound beside a reader say. */
export type Signal =
  | {
      readonly kind: 'granted';
      readonly direction: 'in' | 'out' | 'toggle' | 'presence';
      readonly saved: 'online' | 'offline';
      /** Read again: it counts once, and the door opens again. */
      readonly repeat?: true;
      /** Few tokens are left, or an exit is to be settled: a word at the desk is wanted. */
      readonly seeDesk?: true;
    }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }
  | { readonly kind: 'fault'; readonly code: string }
  /** Cards are not read, and it lasts: shown between what else there is to show, which always goes first. */
  | { readonly kind: 'trouble'; readonly isSilent: boolean }
  /** Here I am: somebody looks for this device. */
  | { readonly kind: 'identify' }
  /** A door stands open: a quiet question first, then the alarm; said again for as long as it lasts. */
  | { readonly kind: 'door'; readonly alarm: 'preAlarm' | 'heldOpen' | 'forced' }
  /** `quiet` ends what sounds for a door; `heard`: a primary card opened or left something, no punch. */
  | { readonly kind: 'quiet' | 'heard' };
