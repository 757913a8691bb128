import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/domain/clock.ts';
import { breathe } from '../../shared/runtime/breathe.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import type { Ingest } from '../ports/journal.ts';
import type { Registry } from '../ports/registry.ts';
import {
  type SampleData,
  type SampleState,
  sampleDeviceId,
  sampleMemberPrefix,
  samplePlaceId,
} from '../ports/sample.ts';
import { sampleCardNumber, samplePerson, sampleUid } from './people.ts';
import { type SampleNames, sampleBatches } from './sample-journal.ts';
import { sampleYear } from './year.ts';

export interface SampleParts {
  readonly registry: Registry;
  readonly ingest: Ingest;
  readonly store: {
    /** What was tapped at the sample reader. */
    taps(): Promise<number>;
    /** Takes out everything of the sample place, and nothing else. */
    erase(by: string): Promise<void>;
  };
  /** How many invented members; tests take fewer. */
  readonly memberCount?: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const timeZone = 'Europe/Paris';
const points = { entrance: 'sample-entrance', laser: 'sample-laser' } as const;
const area = 'sample-laser-area';

/** Makes the year as a reader would have told it, and takes it out again. */
export function sampleData(parts: SampleParts): SampleData {
  const { registry, store, log } = parts;
  let now: SampleState | null = null;

  const state = async (): Promise<SampleState> => {
    if (now !== null) return now;
    if (!(await registry.places.find(samplePlaceId))) return { kind: 'none' };
    // The last thing done is to retire its reader: one that still works was left halfway.
    const device = await registry.devices.find(sampleDeviceId);
    if (device?.state !== 'retired') return { kind: 'failed' };
    return { kind: 'there', taps: await store.taps() };
  };

  const idle = async (wanted: SampleState['kind'], detail: string) => {
    if ((await state()).kind !== wanted) throw failure('conflict', { detail });
  };

  return {
    state,
    async make(by) {
      await idle('none', 'The sample data is there already, or being made.');
      now = { kind: 'making', percent: 0 };
      // Nobody waits for it: the page asks how far it is.
      void make(parts, by, (percent) => {
        now = { kind: 'making', percent };
      })
        .catch((err: unknown) => log.error({ err }, 'the sample year was not finished'))
        .finally(() => {
          now = null;
        });
    },
    async remove(by) {
      const { kind } = await state();
      if (kind === 'making' || kind === 'removing') {
        throw failure('conflict', { detail: 'The sample data is being worked on: wait a moment.' });
      }
      if (kind === 'none') return;
      now = { kind: 'removing' };
      try {
        await store.erase(by);
        // A real card that had been given to an invented member lost its holder at every place.
        registry.announce([{ kind: 'access', placeIds: '*' }]);
      } finally {
        now = null;
      }
    },
  };
}

async function make(
  parts: SampleParts,
  by: string,
  progress: (percent: number) => void,
): Promise<void> {
  const { registry, ingest, clock, memberCount = 150 } = parts;
  const { publicKey, privateKey } = newKeyPair();
  const place = await registry.places.create(
    { id: samplePlaceId, name: 'La Filature (exemple)', timeZone, timeClock: true },
    by,
  );
  const device = { id: sampleDeviceId, placeId: place.id, name: 'Lecteur (exemple)' };
  await registry.devices.create({ ...device, publicKey: rawPublicKey(publicKey) }, by);
  await registry.areas.create({ id: area, placeId: place.id, name: 'Découpe laser' }, by);
  const point = { deviceId: device.id, direction: 'toggle' } as const;
  await registry.accessPoints.create({ ...point, id: points.entrance, name: 'Entrée' }, by);
  await registry.accessPoints.create({ ...point, id: points.laser, name: 'Laser', area }, by);
  const members: string[] = [];
  for (let n = 0; n < memberCount; n++) {
    const id = `${sampleMemberPrefix}${String(n).padStart(3, '0')}`;
    await registry.members.create({ id, name: samplePerson(n) }, by);
    // Never active: its number can be read in the source, and must open no real door.
    await registry.cards.create(
      {
        id: `sample_c_${n}`,
        uid: sampleUid(n),
        number: sampleCardNumber(n),
        memberId: id,
        state: 'returned',
      },
      by,
    );
    members.push(id);
    progress(Math.floor((n / memberCount) * 10));
  }
  const names: SampleNames = { points, members, item: place.timeClockItemId };
  const taps = sampleYear(memberCount, clock.now(), timeZone);
  const epoch = randomBytes(16).toString('hex');
  let sent = 0;
  for (const payload of sampleBatches(taps, names, epoch, privateKey)) {
    const ack = await ingest.journal({ device: device.id, payload, receivedAt: clock.now() });
    if (ack.error) throw new Error(ack.error);
    sent = ack.upTo;
    progress(10 + Math.floor((sent / taps.length) * 89));
    await breathe();
  }
  await registry.devices.patch(device.id, { state: 'retired' }, by);
}
