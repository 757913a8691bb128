import { deviceConfig } from '../../device/config.ts';
import { loadCredentials, loadOrMakeKey, saveCredentials } from '../../device/identity.ts';
import { type DeviceParts, type RunningDevice, startDevice } from '../../device/main.ts';
import type { Strike, TapOutcome } from '../../device/ports.ts';
import { createSimulatedReader } from '../../device/simulated/simulated-reader.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { systemClock } from '../../shared/runtime/system-clock.ts';
import type { ClaimApproval } from '../../shared/wire/claim.ts';
import { rawPublicKey } from '../../shared/wire/keys.ts';
import { fakeStrike } from '../fakes/fake-strike.ts';
import type { CloudWorld } from './cloud-world.ts';

/** A device in this process, with its own files and link: only its wall is faked. */
export interface DeviceOfCloud {
  start(): Promise<void>;
  /** Does nothing where it is stopped. */
  stop(): Promise<void>;
  /** Null where no access point takes it, and where it is stopped. */
  present(uid: string, accessPoint: string): TapOutcome | null;
  /** The cloud's keys that it believes. */
  pinned(): readonly string[];
}

/** Has place `demo` take in the device whose files are in `dataDir`, as a claim does; answers the name it has there. */
export async function takeIn(
  world: CloudWorld,
  dataDir: string,
  accessPoints: ClaimApproval['accessPoints'],
): Promise<string> {
  const { keyFile, credentialsFile } = deviceConfig(settingsIn(dataDir));
  const { claims } = world.aggregator().doors;
  const now = systemClock.now();
  const publicKey = rawPublicKey(loadOrMakeKey(keyFile));
  const claim = await claims.open({ publicKey, serial: 'test' }, now);
  await claims.approve({ userCode: claim.userCode, placeId: 'demo', accessPoints }, now);
  const given = await claims.collect(claim.deviceCode, now);
  if (!given) throw new Error('not taken in');
  const { id, mqtt, cloudKey } = given;
  saveCredentials(credentialsFile, { device: id, mqtt, ca: null, cloudKeys: [cloudKey] });
  return id;
}

/** The device whose files are in `dataDir`, not started yet. Two of one folder's copies are two of one card. */
export function deviceIn(
  dataDir: string,
  {
    strike,
    ...parts
  }: Pick<Partial<DeviceParts>, 'boot' | 'clock'> & { strike?: Partial<Strike> } = {},
): DeviceOfCloud {
  const settings = settingsIn(dataDir);
  let reader = createSimulatedReader(systemClock);
  let running: RunningDevice | null = null;
  return {
    async start() {
      reader = createSimulatedReader(parts.clock ?? systemClock);
      running = await startDevice(settings, silentLogger, {
        timeSource: { vouchedBy: async () => 'ntp' },
        door: { strike: fakeStrike(strike), indicator: { show: () => undefined } },
        reader: { reader, presenting: reader },
        ...parts,
      });
    },
    async stop() {
      await running?.stop();
      running = null;
    },
    present: (uid, accessPoint) => reader.present(uid, accessPoint),
    pinned: () =>
      loadCredentials(deviceConfig(settings).credentialsFile)?.cloudKeys.map(({ kid }) => kid) ??
      [],
  };
}

function settingsIn(dataDir: string) {
  const settings = parseSettings({
    env: {
      BADGEUSE_DATA: dataDir,
      BADGEUSE_TERMINAL_PORT: '0',
      BADGEUSE_READER: 'simulated',
      BADGEUSE_GPIO: 'simulated',
      BADGEUSE_CLOUD_URL: 'http://127.0.0.1:9',
    },
  });
  if (!settings.ok) throw settings.problem;
  return settings.value;
}
