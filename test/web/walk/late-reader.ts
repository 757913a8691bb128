import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { encode } from '../../../shared/wire/codec.ts';
import type { AckMessage } from '../../../shared/wire/messages.ts';
import { downFilter, parseDownTopic, upTopic } from '../../../shared/wire/topic.ts';
import { testDevice } from '../../cloud/test-device.ts';
import type { Product } from '../../parts/product.ts';
import { waitFor } from '../../parts/wait-for.ts';

export interface LateTap {
  readonly uid: string;
  readonly memberRef: string;
  /** Local wall time at the place. */
  readonly at: Temporal.PlainDateTime;
}

/**
 * A reader that joined by the API and was without network for days: over the real broker it sends at once all it
 * recorded meanwhile, and goes on saying hello. Resolves once the cloud's ack covers it.
 */
export async function lateReader(
  product: Product,
  at: { readonly placeId: string; readonly timeZone: string; readonly name: string },
  taps: readonly LateTap[],
): Promise<{ stop(): Promise<void> }> {
  const device = testDevice('late-reader', 'late');
  const { mqtt } = await product.api<{
    mqtt: { url: string; username: string; password: string };
  }>('POST', '/api/v1/devices', {
    id: device.id,
    placeId: at.placeId,
    name: at.name,
    publicKey: device.publicKey,
  });
  await product.api('POST', '/api/v1/access-points', {
    ...{ id: device.accessPoint, deviceId: device.id, direction: 'toggle', name: at.name },
  });
  for (const { uid, memberRef, at: when } of taps) {
    device.punch({ uid, memberRef, at: when.toZonedDateTime(at.timeZone).epochMilliseconds });
  }
  const last = device.entries().length;
  const monoMs = () => Math.max(1_000, systemClock.now() - Date.UTC(2026, 0, 1));
  let ackedTo = 0;
  const link = openMqttLink({
    ...{ urls: [mqtt.url], clientId: device.id, username: mqtt.username, password: mqtt.password },
    ...{ ca: null, will: null, subscriptions: [downFilter(device.id)] },
    ...{ timers: systemTimers, random: () => 0, logger: silentLogger },
    on: {
      up: () => hello(),
      down: () => undefined,
      message: (topic, payload) => {
        if (parseDownTopic(topic)?.kind !== 'ack') return;
        ackedTo = Math.max(ackedTo, (JSON.parse(payload.toString()) as AckMessage).upTo);
        hello();
      },
    },
  });
  function hello() {
    const wall = new Date(systemClock.now()).toISOString();
    const said = device.hello({
      ...{ wall, monoMs: monoMs(), software: '0.1.0' },
      epochs: [{ epoch: device.epoch(), first: 1, last, acked: ackedTo }],
    });
    link.publish(upTopic(device.id, 'hello'), encode(said));
    if (ackedTo < last) {
      const batch = device.batch(1, last, { monoMs: monoMs() });
      link.publish(upTopic(device.id, 'journal'), batch.toString());
    }
  }
  const cancel = systemTimers.every(2_000, () => {
    if (link.isUp()) hello();
  });
  await waitFor('the ack of what came late', () => ackedTo === last, 30_000);
  return {
    async stop() {
      cancel();
      await link.stop();
    },
  };
}
