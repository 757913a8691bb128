import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { probeGpio } from '../../../device/hardware/gpio-chip.ts';
import { type GpiodTools, probeGpiod } from '../../../device/hardware/gpiod-tools.ts';
import { machineTimeSource } from '../../../device/time-source.ts';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { type Check, type Finding, fine, trouble } from './finding.ts';

export const gpioCheck: Check = {
  name: { fr: 'GPIO', en: 'GPIO' },
  async look(settings) {
    if (settings.gpio === 'simulated') {
      return [fine('lignes simulées, comme demandé', 'simulated lines, as asked for')];
    }
    const sysfs = probeGpio();
    if (sysfs.kind === 'onoff' && settings.gpio !== 'gpiod') {
      const { label, base, lineCount } = sysfs.chip;
      return [
        fine(
          `${label} : lignes GPIO 0 à ${lineCount - 1} (numéros du noyau à partir de ${base})`,
          `${label}: GPIO lines 0 to ${lineCount - 1} (kernel numbers from ${base} on)`,
        ),
      ];
    }
    const tools = probeGpiod();
    if (tools.kind === 'gpiod' && settings.gpio !== 'onoff') return [byTools(tools.tools)];
    const onPi = sysfs.kind === 'none' && sysfs.onPi;
    const sysfsWhy = sysfs.kind === 'none' ? sysfs.why : null;
    const toolsWhy = tools.kind === 'none' ? tools.why : null;
    if (settings.gpio === 'auto' && !onPi) {
      return [
        fine(
          'pas de ligne GPIO ici : la porte est simulée',
          'no GPIO lines here: the door is simulated',
        ),
      ];
    }
    // Of the two ways, what keeps the one from working that was asked for.
    const whys = [
      settings.gpio === 'gpiod' ? null : sysfsWhy,
      settings.gpio === 'onoff' ? null : toolsWhy,
    ];
    const why = whys.filter((one) => one !== null).join('; ');
    const line =
      toolsWhy?.includes('not installed') && settings.gpio !== 'onoff'
        ? 'sudo apt install gpiod && sudo usermod -aG gpio $USER'
        : 'sudo usermod -aG gpio $USER';
    return [
      trouble(
        'fail',
        [`pas de ligne GPIO : ${why}`, `no GPIO line: ${why}`],
        [
          `Sur un Raspberry Pi : ${line}, reconnectez-vous. Ailleurs : BADGEUSE_GPIO=simulated.`,
          `On a Raspberry Pi: ${line}, sign in again. Elsewhere: BADGEUSE_GPIO=simulated.`,
        ],
      ),
    ];
  },
};

const byTools = ({ version, chip, found }: GpiodTools): Finding =>
  fine(
    `${found.label} : lignes GPIO 0 à ${found.lineCount - 1} sur ${chip}, par gpiod ${version}`,
    `${found.label}: GPIO lines 0 to ${found.lineCount - 1} on ${chip}, by gpiod ${version}`,
  );

export const clockCheck: Check = {
  name: { fr: 'Horloge', en: 'Clock' },
  async look() {
    const shown = new Date(systemClock.now()).toISOString();
    // what the device itself goes by
    const by = await machineTimeSource().vouchedBy();
    if (by === 'ntp') return [fine(`à l’heure (${shown})`, `synced (${shown})`)];
    if (by === 'rtc') {
      return [
        fine(`à l’heure de l’horloge à pile (${shown})`, `as the battery clock says (${shown})`),
      ];
    }
    return [
      trouble(
        'warn',
        [`personne ne garantit l’heure (${shown})`, `nobody vouches for the time (${shown})`],
        [
          'sudo timedatectl set-ntp true. Les passages sont gardés de toute façon, marqués « horloge non synchronisée ».',
          'sudo timedatectl set-ntp true. Passages are kept in any case, marked "clock not synced".',
        ],
      ),
    ];
  },
};

const mebibyte = 1024 * 1024;

export const diskCheck: Check = {
  name: { fr: 'Disque', en: 'Disk' },
  async look(settings) {
    let folder = settings.dataDir;
    while (!existsSync(folder)) folder = dirname(folder);
    const space = await statfs(folder);
    return [diskFinding(folder, Math.floor((space.bavail * space.bsize) / mebibyte))];
  },
};

/** From here on the cloud takes nothing more of devices. */
const leastFreeMiB = 128;

/** A year of a busy door is some 100 MB. */
export function diskFinding(folder: string, freeMiB: number): Finding {
  const fr = `${freeMiB} Mio libres sous ${folder}`;
  const en = `${freeMiB} MiB free under ${folder}`;
  if (freeMiB >= 1024) return fine(fr, en);
  return trouble(
    freeMiB < leastFreeMiB ? 'fail' : 'warn',
    [fr, en],
    [
      'Libérez de la place ; un lecteur dont le disque est plein refuse les cartes plutôt que de perdre un passage, et un cloud n’en prend plus : les lecteurs les gardent.',
      'Free some space; a reader whose disk is full refuses cards rather than lose a passage, and a cloud takes no more of them: readers keep them.',
    ],
  );
}
