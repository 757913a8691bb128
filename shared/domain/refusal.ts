/** Why a tap was denied. The wire names exactly these (`wire.md`, journal). */
export const refusalReasons = [
  'unknownCard',
  'randomUid',
  'cardInactive',
  'notYetValid',
  'expired',
  'notPermittedHere',
  'notPermittedNow',
  'noTokens',
  'antiPassback',
  'placeFull',
  'lockedDown',
  'listTooOld',
  'cardNotGenuine',
  'pinRequired',
  'pinWrong',
  'tooManyAttempts',
  'clockUnknown',
  'cannotRecord',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];
