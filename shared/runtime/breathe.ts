/**
 * Lets everything else that waits run first. Work in memory or in SQLite never waits by itself: without this a
 * long loop of it is one long silence for devices, pages and the watchdog.
 */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
