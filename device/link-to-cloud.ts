import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writePrivateFile } from '../shared/runtime/private-file.ts';
import { softwareVersion } from '../shared/runtime/software-version.ts';
import { type CloudLink, type CloudLinkParts, createCloudLink } from './cloud-link.ts';
import { type DeviceConfig, machineSerial } from './config.ts';
import type { Credentials } from './identity.ts';
import { createMqttUplink, type MqttUplink } from './link/mqtt-uplink.ts';
import type { PlaceState } from './place-state.ts';

export type LinkToCloudParts = {
  readonly config: DeviceConfig;
  readonly placeState: PlaceState;
  /** Over MQTT, unless a test brings a link of its own. */
  readonly connect?: typeof createMqttUplink;
} & Omit<
  CloudLinkParts,
  | 'random'
  | 'nonce'
  | 'software'
  | 'later'
  | 'cloudUrl'
  | 'credentialsFile'
  | 'serial'
  | 'openUplink'
  | 'showClaim'
>;

/** The tie to the cloud on this machine: over MQTT, claimed over HTTP, its files in the data folder. */
export function linkToCloud(parts: LinkToCloudParts): CloudLink {
  const { config, access, watch, clock, timers, logger } = parts;
  let uplink: MqttUplink | null = null;
  let connection = 0;

  function openUplink({ device, mqtt, ca }: Credentials): MqttUplink {
    const moved = access.config()?.mqttUrls ?? [];
    uplink = (parts.connect ?? createMqttUplink)({
      device,
      password: mqtt.password,
      urls: moved.length > 0 ? moved : mqtt.urls,
      ca,
      clockFloor() {
        const at = watch.decisionTime();
        return at > clock.now() ? at : null;
      },
      boot: watch.boot(),
      nextConnection,
      timers,
      random: Math.random,
      logger,
    });
    return uplink;
  }
  /**
   * Counts up for ever, also where the store was rebuilt. A disk that is full must not end the device each time it
   * connects, nor keep it from starting: the clock makes the next number higher all the same.
   */
  function nextConnection(): number {
    const kept = Number(access.readFact('connection') ?? 0);
    connection = Math.max(kept + 1, connection + 1, clock.now());
    try {
      access.writeFact('connection', String(connection));
    } catch (err) {
      logger.warn({ err }, 'the number of this connection could not be kept');
    }
    return connection;
  }

  return createCloudLink({
    ...parts,
    random: Math.random,
    nonce: randomBytes(16).toString('hex'),
    software: softwareVersion(),
    later: { state: parts.placeState.take },
    cloudUrl: config.cloudUrl,
    credentialsFile: config.credentialsFile,
    serial: machineSerial(),
    openUplink,
    showClaim: (shown) =>
      shown
        ? writePrivateFile(config.claimFile, `${JSON.stringify(shown)}\n`)
        : rmSync(config.claimFile, { force: true }),
    configured(next) {
      if (next.mqttUrls.length > 0) uplink?.useUrls(next.mqttUrls);
      parts.configured(next);
    },
  });
}
