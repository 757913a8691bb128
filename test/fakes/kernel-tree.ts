import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelPaths } from '../../device/hardware/kernel-nfc.ts';

/** What is plugged in: its USB address, what it says of itself, and the driver of its first interface. */
export interface UsbDevice {
  readonly address: string;
  readonly id: readonly [vendor: string, product: string];
  readonly product?: string;
  readonly driver: string | null;
}

/** Files below `folder` as the kernel shows them in /sys/bus/usb and /proc/modules. */
export function kernelTree(
  folder: string,
  devices: readonly UsbDevice[],
  modules: readonly string[] = [],
): KernelPaths {
  const usb = join(folder, 'usb');
  const file = join(folder, 'modules');
  mkdirSync(join(usb, 'devices'), { recursive: true });
  for (const driver of ['usbfs', ...modules]) {
    mkdirSync(join(usb, 'drivers', driver), { recursive: true });
    for (const beside of ['bind', 'unbind', 'new_id', 'uevent']) {
      writeFileSync(join(usb, 'drivers', driver, beside), '');
    }
  }
  for (const { address, id, product, driver } of devices) {
    const device = join(folder, 'devices', address);
    const intf = join(device, `${address}:1.0`);
    mkdirSync(intf, { recursive: true });
    writeFileSync(join(device, 'idVendor'), `${id[0]}\n`);
    writeFileSync(join(device, 'idProduct'), `${id[1]}\n`);
    if (product) writeFileSync(join(device, 'product'), `${product}\n`);
    symlinkSync(device, join(usb, 'devices', address));
    if (driver) symlinkSync(intf, join(usb, 'drivers', driver, `${address}:1.0`));
  }
  const lines = modules.map((name) => `${name} 24576 0 - Live 0x0000000000000000`);
  writeFileSync(file, ['snd 16384 0 - Live 0x0000000000000000', ...lines, ''].join('\n'));
  return { usb, modules: file };
}
