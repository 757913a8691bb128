import { connect } from 'node:net';

/** Polls until `what` answers something truthy; the failure names what was waited for. */
export async function waitFor<T>(
  name: string,
  what: () => T | Promise<T>,
  withinMs = 15_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The same where the condition reads as its own name. */
export const waitUntil = async (
  condition: () => boolean | Promise<boolean>,
  withinMs = 10_000,
): Promise<void> => {
  await waitFor(condition.toString(), condition, withinMs);
};

/** Resolves once something listens on that port of this machine. */
export async function tryConnect(port: number): Promise<void> {
  await waitFor(`port ${port}`, () => {
    return new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  });
}
