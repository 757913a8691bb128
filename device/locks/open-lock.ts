import type { Timers } from '../../shared/domain/clock.ts';
import { hostRule } from '../../shared/runtime/host-rule.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import { httpLock } from './http-lock.ts';
import type { Lock } from './lock.ts';
import { mqttLock } from './mqtt-lock.ts';

/** The driver of each kind of lock; `hosts` are those of this device's settings. */
export const lockOpener =
  (around: {
    readonly hosts: readonly string[];
    readonly timers: Timers;
    readonly random: () => number;
    readonly logger: Logger;
  }) =>
  (lock: ConfigLock): Lock => {
    const { kind } = lock;
    if (kind === 'mqtt' || kind === 'tasmotaMqtt') return mqttLock(lock, around);
    return httpLock(lock, kind, { hosts: hostRule(around.hosts), timers: around.timers });
  };
