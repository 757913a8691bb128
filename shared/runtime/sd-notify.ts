/**
 * Talks to systemd (`Type=notify`). Does nothing, and loads nothing, where no systemd listens.
 *
 * `watchdog` must be called only after the parts that matter answered: a bare timer proves that a timer runs.
 */
export interface SystemdNotice {
  ready(status: string): void;
  status(text: string): void;
  watchdog(): void;
  stopping(): void;
  /** How often systemd wants to hear `watchdog`, already halved; null when it does not. */
  readonly watchdogMs: number | null;
}

const silence: SystemdNotice = {
  ready: () => undefined,
  status: () => undefined,
  watchdog: () => undefined,
  stopping: () => undefined,
  watchdogMs: null,
};

/**
 * Throws when systemd waits for us but sd-notify is not installed: starting anyway would end in a silent kill
 * after TimeoutStartSec.
 */
export const connectSystemd = async (
  env: NodeJS.ProcessEnv = process.env,
): Promise<SystemdNotice> => {
  if (!env['NOTIFY_SOCKET']) return silence;
  const { default: sdNotify } = await import('sd-notify');
  // systemd reads a newline as the end of the field.
  const status = (text: string) => sdNotify.sendStatus(text.replace(/\s+/g, ' '));
  return {
    ready(text) {
      status(text);
      sdNotify.ready();
    },
    status,
    watchdog: () => sdNotify.watchdog(),
    stopping: () => sdNotify.stopping(),
    watchdogMs: watchdogMsOf(env),
  };
};

/** WATCHDOG_USEC counts only for the process WATCHDOG_PID names; half of it leaves room for one late answer. */
const watchdogMsOf = (env: NodeJS.ProcessEnv): number | null => {
  const microseconds = Number(env['WATCHDOG_USEC']);
  const pid = env['WATCHDOG_PID'];
  if (!(microseconds > 0) || (pid !== undefined && Number(pid) !== process.pid)) return null;
  return Math.floor(microseconds / 2_000);
};
