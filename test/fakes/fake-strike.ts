import type { Strike } from '../../device/ports.ts';

/** A strike that drives no door, hears nothing and never fails; `more` is what a test wants of it. */
export const fakeStrike = (more: Partial<Strike> = {}): Strike => ({
  drives: () => false,
  unlockFor: () => undefined,
  holdFor: () => undefined,
  listen: () => undefined,
  configure: async () => undefined,
  alive: async () => undefined,
  fault: () => null,
  stop: async () => undefined,
  ...more,
});
