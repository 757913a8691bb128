import type { Cancel, Clock, Timers } from '../../shared/domain/clock.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { codeOf } from '../connectors/fedow/connector.ts';
import type { FedowWorld } from '../connectors/fedow/fedow-http.ts';
import { clientOf, type FedowSecrets, type FedowSettings } from '../connectors/fedow/kind.ts';
import type { Connection, Connections } from '../ports/connections.ts';
import type { FedowReading } from '../ports/fedow-pool.ts';
import type { Registry } from '../ports/registry.ts';
import { readFedowBack } from './read-fedow-back.ts';

export interface KeptReading {
  /** Once, now: each Fedow that is bound. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

/** A tap at another venue is in the report within this. */
const everyMs = 5 * 60_000;
/** What is on its way is waited for so long at the end. */
const stopMs = 5_000;

/** Reads back what each Fedow holds of the asset that is bound; one that fails holds up none. */
export function keepFedowRead(parts: {
  readonly connections: Connections;
  readonly reading: FedowReading;
  readonly places: Pick<Registry['places'], 'find'>;
  readonly world: FedowWorld;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}): KeptReading {
  const { connections, reading, places, world, clock, timers, logger } = parts;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let isStopped = false;

  async function read({ id, name, settings, placeId }: Connection): Promise<void> {
    const { server, placeUuid, asset, serviceWallet } = settings as FedowSettings;
    const place = await places.find(placeId);
    // Where names are not kept, no tags of other venues are either.
    if (asset === null || serviceWallet === null || !place || place.nameless) return;
    const secrets = await connections.secretsOf(id);
    if (!secrets) return;
    const client = clientOf({ server, serviceWallet }, secrets as FedowSecrets, world);
    const to = { client, reading, now: clock.now, goesOn: () => !isStopped };
    try {
      await readFedowBack(to, { connectionId: id, server, placeUuid, asset });
      await reading.ended(id, null, clock.now());
    } catch (err) {
      if (isStopped) return;
      logger.warn({ err, connection: name }, 'a Fedow could not be read back');
      await reading.ended(id, codeOf(err), clock.now());
    }
  }

  async function readAll(): Promise<void> {
    for (const connection of await connections.list('*'))
      if (connection.kind === 'fedow' && connection.isOn && !isStopped) await read(connection);
  }

  function begin(): Promise<void> {
    running = readAll()
      .catch((err: unknown) => {
        if (!isStopped) logger.error({ err }, 'what is read back could not be kept');
      })
      .finally(() => {
        running = null;
      });
    return running;
  }
  /** What is being read may have been asked for before something was: then it is read once more. */
  function run(): Promise<void> {
    if (running === null) return begin();
    next ??= running.then(() => {
      next = null;
      return isStopped ? undefined : begin();
    });
    return next;
  }
  const cancel = timers.every(everyMs, () => void run());
  void run();

  return {
    run,
    async stop() {
      isStopped = true;
      cancel();
      let end: Cancel = () => undefined;
      const pause = new Promise<void>((resolve) => {
        end = timers.after(stopMs, resolve);
      });
      await Promise.race([next ?? running, pause]);
      end();
    },
  };
}
