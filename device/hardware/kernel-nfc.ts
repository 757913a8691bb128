import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The kernel's own NFC driver for what is built around a PN533, the ACR122U above all, and its older name. */
const drivers = ['pn533_usb', 'pn533'];

/** Where the kernel says what it drives; a test has a tree of its own. */
export interface KernelPaths {
  /** `/sys/bus/usb`. */
  readonly usb: string;
  /** `/proc/modules`. */
  readonly modules: string;
}
const real: KernelPaths = { usb: '/sys/bus/usb', modules: '/proc/modules' };

const known: Readonly<Record<string, string>> = { '072f:2200': 'ACS ACR122U' };

/**
 * The readers that the kernel's NFC driver drives, by name: pcscd cannot have them. Read each time, for the driver
 * takes a reader as it is plugged in.
 */
export function readersTakenByKernel({ usb }: KernelPaths = real): readonly string[] {
  const taken = drivers.flatMap((driver) => {
    const folder = join(usb, 'drivers', driver);
    if (!existsSync(folder)) return [];
    // An interface, 1-1.2:1.0, is bound; its device is 1-1.2. Beside them lie `bind`, `module`, ….
    const bound = readdirSync(folder).filter((name) => /^\d+-[\d.]+:\d+\.\d+$/.test(name));
    return bound.map((name) => nameOf(join(usb, 'devices', name.split(':')[0] ?? name)));
  });
  return [...new Set(taken)];
}

/** Whether that driver waits to take the next reader that is plugged in. */
export const kernelWouldTake = ({ modules }: KernelPaths = real): boolean =>
  textOf(modules)
    .split('\n')
    .some((line) => drivers.includes(line.split(' ')[0] ?? ''));

function nameOf(device: string): string {
  const id = `${textOf(join(device, 'idVendor'))}:${textOf(join(device, 'idProduct'))}`;
  return known[id] ?? (textOf(join(device, 'product')) || `USB ${id}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
