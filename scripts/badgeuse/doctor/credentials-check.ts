import { readdirSync, readlinkSync } from 'node:fs';
import { deviceConfig } from '../../../device/config.ts';
import { type Credentials, loadCredentials } from '../../../device/identity.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { type Check, fine, trouble } from './finding.ts';

const patienceMs = 8_000;

/** Whether the broker still takes the credentials this device was given. */
export const credentialsCheck: Check = {
  name: { fr: 'Identité', en: 'Identity' },
  async look(settings) {
    let known: Credentials | null;
    try {
      known = loadCredentials(deviceConfig(settings).credentialsFile);
    } catch (err) {
      const said = err instanceof Error ? err.message : String(err);
      return [
        trouble(
          'fail',
          [`identité illisible : ${said}`, `unreadable identity: ${said}`],
          [
            'Supprimez ce fichier : l’appareil redemandera à être admis et gardera son journal.',
            'Remove that file: the device asks to be let in again and keeps its journal.',
          ],
        ),
      ];
    }
    if (known === null) return [];
    const { device } = known;
    if (isOpenSomewhere(deviceConfig(settings).journalFile)) {
      // one name, one connection: signing in here would throw the running device out
      return [fine(`${device} est en marche`, `${device} is running`)];
    }
    const refused = await tryToSignIn(known);
    if (refused === null) {
      return [fine(`${device} est accepté par le broker`, `the broker accepts ${device}`)];
    }
    return [
      trouble(
        'warn',
        [`${device} n’entre pas : ${refused}`, `${device} does not get in: ${refused}`],
        [
          'Si le broker répond (ci-dessus), l’appareil a été retiré : admettez-le de nouveau.',
          'If the broker answers (above), the device was removed: let it in again.',
        ],
      ),
    ];
  },
};

/** Answers null, or why it was refused. */
function tryToSignIn({ device, mqtt, ca }: Credentials): Promise<string | null> {
  return new Promise((resolve) => {
    const end = (answer: string | null) => {
      cancel();
      void link.stop();
      resolve(answer);
    };
    const cancel = systemTimers.after(patienceMs, () => end('no answer'));
    const link = openMqttLink({
      urls: mqtt.urls,
      clientId: device,
      username: mqtt.username,
      password: mqtt.password,
      ca,
      will: null,
      subscriptions: [],
      timers: systemTimers,
      random: Math.random,
      logger: silentLogger,
      on: { up: () => end(null), down: (why) => end(why), message: () => undefined },
    });
  });
}

/** Whether a process this account may look at holds the file open. */
function isOpenSomewhere(file: string): boolean {
  for (const pid of listing('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const handle of listing(`/proc/${pid}/fd`)) {
      if (target(`/proc/${pid}/fd/${handle}`) === file) return true;
    }
  }
  return false;
}

/** Nothing where we may not look, or where the process has just ended. */
function listing(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function target(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
