import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const sysfsGpio = '/sys/class/gpio';

/** The chip behind the 40-pin header. `base` is where the kernel put it this time: 0, 399, 458, 512, 571 … */
export interface GpioChip {
  readonly label: string;
  readonly base: number;
  readonly lineCount: number;
}

/** Pi 5, Pi 4, every earlier Pi, and the kernel's simulator; a Pi's other chips (expander, PMIC) are not the header. */
const headerLabels = [/^pinctrl-rp1/, /^pinctrl-bcm2711/, /^pinctrl-bcm2835/, /^gpio[-_]sim/];

export const findHeaderChip = (root: string = sysfsGpio): GpioChip | null => {
  const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8').trim();
  let chips: GpioChip[];
  try {
    chips = readdirSync(root)
      .filter((name) => /^gpiochip\d+$/.test(name))
      .map((name) => ({
        label: read(name, 'label'),
        base: Number(read(name, 'base')),
        lineCount: Number(read(name, 'ngpio')),
      }));
  } catch {
    return null;
  }
  return headerChip(chips);
};

/** The one behind the header, of those a machine has. */
export const headerChip = <T extends { readonly label: string }>(chips: readonly T[]): T | null => {
  for (const label of headerLabels) {
    const chip = chips.find((candidate) => label.test(candidate.label));
    if (chip) return chip;
  }
  return null;
};

export type GpioProbe =
  | { readonly kind: 'onoff'; readonly chip: GpioChip }
  | { readonly kind: 'none'; readonly onPi: boolean; readonly why: string };

/**
 * What `BADGEUSE_GPIO=auto` finds. Where it finds nothing on a Raspberry Pi, the door must fail loudly instead of
 * being simulated (`onPi`).
 */
export const probeGpio = (root: string = sysfsGpio): GpioProbe => {
  const chip = findHeaderChip(root);
  const none = (why: string): GpioProbe => ({ kind: 'none', onPi: isRaspberryPi(), why });
  if (chip === null) return none(`no header chip in ${root}`);
  try {
    accessSync(join(root, 'export'), constants.W_OK);
  } catch {
    return none(`${root}/export is not writable: is the user in the group gpio?`);
  }
  return { kind: 'onoff', chip };
};

const isRaspberryPi = (): boolean => {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8').startsWith('Raspberry Pi');
  } catch {
    return false;
  }
};
