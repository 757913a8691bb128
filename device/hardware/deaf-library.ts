import type { PcscdReader } from './pcscd-pulse.ts';

/** Asked every second: what differs once may be on its way. */
const differsTimes = 2;

/** The readers as the library told of them, by name, with the events it told of each. */
export type HeardReaders = ReadonlyMap<string, { readonly events: number }>;

/**
 * Tells a library that has missed something from one that has nothing to hear: of two readers that leave at once, or
 * of one that comes back at once, it may hear nothing, and nothing ever again. True once it stood still while pcscd
 * had other readers or events; never before the two were seen to agree, for then it is we who do not understand pcscd.
 */
export const createDeafCheck = (): ((
  pcscd: readonly PcscdReader[],
  library: HeardReaders,
) => boolean) => {
  let hasAgreed = false;
  let differed = 0;
  let before = '';
  return (pcscd, library) => {
    const agrees =
      pcscd.length === library.size &&
      pcscd.every(({ name, events }) => {
        const heard = library.get(name);
        return heard !== undefined && (events === null || events === heard.events);
      });
    const now = JSON.stringify([...library].map(([name, { events }]) => [name, events]));
    differed = agrees ? 0 : now === before ? differed + 1 : 1;
    before = now;
    hasAgreed ||= agrees;
    return hasAgreed && differed >= differsTimes;
  };
};
