import { readdirSync, readlinkSync } from 'node:fs';
import { keysIn } from '../../../cloud/store/key-file.ts';
import { deviceConfig } from '../../../device/config.ts';
import { type Credentials, loadCredentials } from '../../../device/identity.ts';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { openMqttLink } from '../../../shared/runtime/mqtt-link.ts';
import { readFileIfThere } from '../../../shared/runtime/private-file.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { type Check, type Finding, fine, trouble } from './finding.ts';

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
    const keys = believed(known, dataFolder(settings.dataDir).signingKey);
    if (isOpenSomewhere(deviceConfig(settings).journalFile)) {
      // one name, one connection: signing in here would throw the running device out
      return [fine(`${device} est en marche`, `${device} is running`), keys];
    }
    const refused = await tryToSignIn(known);
    if (refused === null) {
      return [fine(`${device} est accepté par le broker`, `the broker accepts ${device}`), keys];
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

/** Which of the cloud's keys this device believes; where the cloud is on this machine, whether it has one of them. */
function believed({ cloudKeys }: Credentials, keyFile: string): Finding {
  const kids = cloudKeys.map(({ kid }) => kid);
  const text = readFileIfThere(keyFile);
  if (text !== null && !keysIn(text).some(({ kid }) => kids.includes(kid))) {
    return trouble(
      'fail',
      [
        `croit la clé ${kids.join(', ')}, que le cloud de cette machine n’a pas`,
        `believes the key ${kids.join(', ')}, which the cloud of this machine does not have`,
      ],
      [
        `Remettez la plus récente copie de ${keyFile}, ou lancez « badgeuse device claim-again ».`,
        `Put the newest copy of ${keyFile} back, or run \`badgeuse device claim-again\`.`,
      ],
    );
  }
  return kids.length === 1
    ? fine(`croit la clé ${kids[0]} du cloud`, `believes the cloud’s key ${kids[0]}`)
    : fine(
        `croit les clés ${kids.join(', ')} du cloud, qui passe de l’une à l’autre`,
        `believes the cloud’s keys ${kids.join(', ')}, which goes from one to the other`,
      );
}

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
