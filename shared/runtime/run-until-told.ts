import type { Logger } from './logger.ts';

/**
 * Lets a part run as a process of its own until it is told to end, or until an error nobody caught: then it is stopped
 * as well, and whoever watches over the process starts it afresh. The same where the part says itself that it is
 * `broken`, with the reason.
 *
 * @param afterwards what holds in spite of such an error, for who reads the log.
 */
export function runUntilTold(
  part: { stop(): Promise<void>; readonly broken?: Promise<unknown> },
  logger: Logger,
  afterwards: string,
): void {
  let ending = false;
  const end = (why: string, code: number): void => {
    if (ending) return;
    ending = true;
    logger.info({ why }, 'ending');
    part.stop().then(
      () => process.exit(code),
      (err: unknown) => {
        logger.error({ err }, 'did not end cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal, 0));
  void part.broken?.then((err) => {
    logger.error({ err }, `it cannot go on like this and has to start afresh; ${afterwards}`);
    end('broken', 1);
  });
  for (const broken of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(broken, (err: unknown) => {
      logger.error({ err }, `an error nobody caught; ${afterwards}`);
      end(broken, 1);
    });
  }
}
