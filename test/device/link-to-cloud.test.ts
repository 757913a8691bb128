import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createClockWatch } from '../../device/clock-watch.ts';
import { deviceConfig } from '../../device/config.ts';
import { createHealth } from '../../device/health.ts';
import { saveCredentials } from '../../device/identity.ts';
import { linkToCloud } from '../../device/link-to-cloud.ts';
import { createListAge } from '../../device/list-age.ts';
import { createPlaceState } from '../../device/place-state.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import { newKeyPair, rawPublicKey } from '../../shared/wire/keys.ts';
import { createFakeUplink } from '../fakes/fake-uplink.ts';
import { manualTime } from '../fakes/manual-time.ts';
import { memoryAccessStore } from '../fakes/memory-access-store.ts';
import { memoryJournal } from '../fakes/memory-journal.ts';
import { scratchFolder } from '../parts/scratch-folder.ts';

test('a full disk keeps no device from connecting: each connection has a higher number all the same', async () => {
  const settings = parseSettings({ env: { BADGEUSE_DATA: join(scratchFolder('link'), 'data') } });
  if (!settings.ok) throw settings.problem;
  const config = deviceConfig(settings.value);
  const cloudKeys = [{ kid: 'k1', publicKey: rawPublicKey(newKeyPair().publicKey) }];
  const mqtt = { urls: ['mqtt://127.0.0.1:1883'], username: 'demo-1', password: 'secret' };
  saveCredentials(config.credentialsFile, { device: 'demo-1', mqtt, ca: null, cloudKeys });
  const time = manualTime();
  const around = { clock: time, timers: time, health: createHealth(time, silentLogger) };
  const source = { vouchedBy: async () => 'ntp' as const };
  const watch = createClockWatch({
    ...{ clock: time, timers: time, source, boot: 'boot-1', floorMs: 0 },
    record: () => undefined,
  });
  let isFull = false;
  const store = memoryAccessStore();
  const access = {
    ...store,
    writeFact(name: string, value: string) {
      if (isFull) throw failure('diskFull', { path: 'access.db' });
      store.writeFact(name, value);
    },
  };
  const numbers: number[] = [];
  let next = (): number => 0;
  const link = linkToCloud({
    ...{ ...around, config, access, watch, logger: silentLogger },
    key: newKeyPair().privateKey,
    journal: memoryJournal(),
    listAge: createListAge(access, time, watch),
    placeState: createPlaceState({ ...around, access, watch, logger: silentLogger }),
    configured: () => undefined,
    connect(options) {
      next = options.nextConnection;
      return { ...createFakeUplink(), useUrls: () => undefined, url: () => null };
    },
  });
  link.start();
  for (const full of [false, true, true, false]) {
    isFull = full;
    numbers.push(next());
  }
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(numbers).toHaveLength(4);
  await link.stop();
});
