import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Aggregator, startAggregator } from '../../cloud/aggregator.ts';
import { cloudConfig } from '../../cloud/config.ts';
import { openJournal } from '../../cloud/open-journal.ts';
import type { Registry } from '../../cloud/ports/registry.ts';
import type { SigningKeys } from '../../cloud/ports/signing-keys.ts';
import { type Database, openDatabase } from '../../cloud/store/database.ts';
import { openRegistry } from '../../cloud/store/registry.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { systemClock, systemTimers } from '../../shared/runtime/system-clock.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { openWireDevice, type WireDevice } from './wire-device.ts';

export interface CloudWorld {
  readonly dataDir: string;
  readonly database: Database;
  readonly registry: Registry;
  readonly keys: SigningKeys;
  aggregator(): Aggregator;
  /** A device that joined place `demo` with access point `entree` at door `front`. */
  join(): Promise<WireDevice>;
  /** Stops what runs between broker and store, keeps the store, starts it again. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

/** Everything between broker and store of a real cloud on SQLite, with place `demo`. */
export async function openCloudWorld(env: Record<string, string> = {}): Promise<CloudWorld> {
  const dataDir = env['BADGEUSE_DATA'] ?? mkdtempSync(join(tmpdir(), 'badgeuse-cloud-'));
  const settings = parseSettings({
    env: { BADGEUSE_MQTT_PORT: '0', ...env, BADGEUSE_DATA: dataDir },
  });
  if (!settings.ok) throw settings.problem;
  const config = cloudConfig(settings.value);
  const database = await openDatabase(config.database);
  const journal = openJournal(database);
  const { hooks } = journal;
  const around = { now: systemClock.now, log: silentLogger };
  const now = systemClock.now();
  const key = await openSigningKey(database, config.signingKeyFile, { renew: false, now });
  let registry = openRegistry(database, hooks, around);
  await registry.places.create({ id: 'demo', name: 'Demo', timeZone: 'Europe/Paris' });
  const start = (port: number | null) => {
    registry = openRegistry(database, hooks, around);
    const broker =
      config.broker.kind === 'embedded' && port !== null
        ? { ...config.broker, port }
        : config.broker;
    return startAggregator({
      config: { ...config, broker },
      database,
      registry,
      ingest: journal.ingest,
      changes: journal.changes,
      key,
      clock: systemClock,
      timers: systemTimers,
      random: Math.random,
      logger: silentLogger,
    });
  };
  let running = await start(null);
  const devices: WireDevice[] = [];
  return {
    dataDir,
    database,
    keys: key,
    get registry() {
      return registry;
    },
    aggregator: () => running,
    async join() {
      const { claims } = running.doors;
      const keys = newKeyPair();
      const publicKey = rawPublicKey(keys.publicKey);
      const now = systemClock.now();
      const claim = await claims.open({ publicKey, serial: 'test' }, now);
      const accessPoints = [{ id: 'entree', direction: 'toggle' as const, doorId: 'front' }];
      await claims.approve({ userCode: claim.userCode, placeId: 'demo', accessPoints }, now);
      const answer = await claims.collect(claim.deviceCode, now);
      if (!answer) throw new Error('the claim was not approved');
      const device = openWireDevice(answer, keys);
      devices.push(device);
      return device;
    },
    async restart() {
      const { port } = running.broker;
      await running.stop();
      running = await start(port);
    },
    async end() {
      for (const device of devices) await device.stop();
      await running.stop();
      await journal.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
