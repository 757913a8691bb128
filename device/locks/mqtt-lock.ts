import { randomBytes } from 'node:crypto';
import type { Timers } from '../../shared/domain/clock.ts';
import { isListed } from '../../shared/runtime/host-rule.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { openMqttLink } from '../../shared/runtime/mqtt-link.ts';
import type { ConfigLock } from '../../shared/wire/lock.ts';
import type { LockAnswer } from '../ports.ts';
import { jsonAt } from './json-at.ts';
import type { Lock } from './lock.ts';
import { lanDeadlineMs, tasmotaPulse } from './lock-plan.ts';

export interface MqttLockParts {
  /** As this device's settings name them: no other broker is spoken to. */
  readonly hosts: readonly string[];
  readonly timers: Timers;
  readonly random: () => number;
  readonly logger: Logger;
}

/** What is said on which topic, and which answer means that it was done. */
interface Speech {
  readonly topic: string;
  readonly payload: (pulseMs: number) => string;
  readonly answerTopic: string | null;
  readonly isDone: (payload: string) => boolean;
  readonly presenceTopic: string | null;
  readonly offPayload: string | null;
}

function speechOf(lock: ConfigLock): Speech {
  if (lock.kind === 'tasmotaMqtt') {
    const n = lock.channel ?? 1;
    const topic = lock.topic ?? '';
    return {
      topic: `cmnd/${topic}/Backlog`,
      // The pulse with it: the relay falls back by itself.
      payload: (pulseMs) => `PulseTime${n} ${tasmotaPulse(pulseMs)}; Power${n} On`,
      answerTopic: `stat/${topic}/RESULT`,
      isDone: (said) => [`/POWER${n}`, '/POWER'].some((at) => jsonAt(parsed(said), at) === 'ON'),
      presenceTopic: `tele/${topic}/LWT`,
      offPayload: null,
    };
  }
  const wanted = lock.answerValue;
  return {
    topic: lock.topic ?? '',
    payload: () => lock.payload ?? '',
    answerTopic: lock.answerTopic || null,
    isDone: (said) =>
      wanted === undefined ||
      (lock.successPointer ? String(jsonAt(parsed(said), lock.successPointer)) : said) === wanted,
    presenceTopic: null,
    offPayload: lock.offPayload || null,
  };
}

/**
 * A lock that is told over a broker, never retained. It is asked at once or not at all: what the broker cannot take
 * now is not said later.
 */
export function mqttLock(lock: ConfigLock, parts: MqttLockParts): Lock {
  const { timers } = parts;
  const url = URL.parse(lock.address);
  const isOurs = url !== null && /^mqtts?:$/.test(url.protocol) && isListed(url, parts.hosts);
  if (!isOurs) return unreachable(url === null ? 'badAddress' : 'hostNotAllowed');

  const speech = speechOf(lock);
  const waiting = new Set<() => void>();
  let isPresent = true;
  /** Its broker is there and takes neither the name nor the password. */
  let isShutOut = false;
  const { answerTopic, presenceTopic } = speech;
  const link = openMqttLink({
    urls: [lock.address],
    clientId: `badgeuse-lock-${randomBytes(6).toString('hex')}`,
    username: lock.username ?? '',
    password: lock.secret ?? '',
    ca: null,
    allowPlain: true,
    will: null,
    subscriptions: [answerTopic, presenceTopic].filter((topic) => topic !== null),
    timers,
    random: parts.random,
    logger: parts.logger,
    on: {
      up() {
        isShutOut = false;
      },
      down(why) {
        isShutOut = /not authori[sz]ed|bad user ?name/i.test(why);
      },
      message(topic, payload, retained) {
        const said = payload.toString('utf8');
        if (topic === presenceTopic) isPresent = said !== 'Offline';
        // An answer that was kept is one to somebody else, long ago.
        if (topic !== answerTopic || retained || !speech.isDone(said)) return;
        for (const done of waiting) done();
      },
    },
  });

  const say = (payload: string, answerTopic: string | null): Promise<LockAnswer> => {
    if (isShutOut) return Promise.resolve({ outcome: 'refused', why: 'wrongPassword' });
    if (!isPresent) return Promise.resolve({ outcome: 'failed', why: 'offline' });
    return new Promise((resolve) => {
      const end = (answer: LockAnswer): void => {
        cancel();
        waiting.delete(done);
        resolve(answer);
      };
      const done = (): void => end({ outcome: 'granted', why: null });
      const cancel = timers.after(lanDeadlineMs, () => end({ outcome: 'unknown', why: 'timeout' }));
      waiting.add(done);
      if (!link.publish(speech.topic, payload)) end({ outcome: 'failed', why: 'unreachable' });
      else if (answerTopic === null) end({ outcome: 'unknown', why: 'neverAnswers' });
    });
  };

  return {
    open: (pulseMs) => say(speech.payload(pulseMs), answerTopic),
    off(answer) {
      const { offPayload } = speech;
      // What it answers is about opening: waiting for that would call every closing a failure.
      const mayBeOpen = answer.outcome === 'granted' || answer.outcome === 'unknown';
      return offPayload === null || !mayBeOpen ? null : () => say(offPayload, null);
    },
    fault: () => null,
    stop: () => link.stop(),
  };
}

const unreachable = (why: string): Lock => ({
  open: async () => ({ outcome: 'failed', why }),
  off: () => null,
  fault: () => why,
  stop: async () => undefined,
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
