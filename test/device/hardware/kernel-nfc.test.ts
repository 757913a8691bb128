import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { kernelWouldTake, readersTakenByKernel } from '../../../device/hardware/kernel-nfc.ts';
import { createPcscReader } from '../../../device/hardware/pcsc-reader.ts';
import { kernelFindings } from '../../../scripts/badgeuse/doctor/reader-check.ts';
import { troubleText } from '../../../shared/domain/trouble.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { kernelTree, type UsbDevice } from '../../fakes/kernel-tree.ts';
import { manualTime } from '../../fakes/manual-time.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'badgeuse-kernel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const acr122u = (driver: string | null): UsbDevice => ({
  address: '1-1.2',
  id: ['072f', '2200'],
  product: 'ACR122U PICC Interface',
  driver,
});
const keyboard: UsbDevice = { address: '1-1.3', id: ['046d', 'c31c'], driver: 'usbhid' };
const pn533 = ['pn533_usb', 'pn533', 'nfc', 'usbhid'];

test.each<[string, readonly UsbDevice[], readonly string[], readonly string[], boolean]>([
  ['no USB at all', [], [], [], false],
  ['an ACR122U that pcscd has', [acr122u('usbfs'), keyboard], ['usbhid'], [], false],
  ['the driver loaded, nothing taken', [acr122u(null), keyboard], pn533, [], true],
  ['an ACR122U taken', [acr122u('pn533_usb'), keyboard], pn533, ['ACS ACR122U'], true],
  ['by an older kernel', [acr122u('pn533')], ['pn533'], ['ACS ACR122U'], true],
  [
    'another reader of that chip, by what it says of itself, or by its number',
    [
      { address: '2-1', id: ['04e6', '5591'], product: 'SCL3711', driver: 'pn533_usb' },
      { address: '3-4.1.2', id: ['04cc', '2533'], driver: 'pn533_usb' },
    ],
    pn533,
    ['SCL3711', 'USB 04cc:2533'],
    true,
  ],
])('%s', (_, devices, modules, taken, would) => {
  const paths = kernelTree(folder, devices, modules);
  expect(readersTakenByKernel(paths)).toEqual(taken);
  expect(kernelWouldTake(paths)).toBe(would);
});

const line =
  'sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb && sudo systemctl restart pcscd';

test('it is said with the line to run: by the device, on the dashboard and by doctor, in both languages', () => {
  const paths = kernelTree(folder, [acr122u('pn533_usb')], pn533);
  const time = manualTime();
  const reader = createPcscReader({
    ...{ clock: time, timers: time, logger: silentLogger },
    takenByKernel: () => readersTakenByKernel(paths),
  });
  expect(reader.fault()).toMatchObject({
    code: 'readerTakenByKernel',
    hint: expect.stringContaining(line),
    details: { reader: 'ACS ACR122U' },
  });
  const details = { cause: 'readerTakenByKernel', reader: 'ACS ACR122U' };
  for (const language of ['fr', 'en'] as const) {
    const words = troubleText('reader.fault', details, language);
    expect(words).toContain('ACS ACR122U');
    expect(words).toContain(line);
  }
  const [finding, ...more] = kernelFindings(paths);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    level: 'fail',
    says: {
      fr: 'le noyau a pris le lecteur ACS ACR122U',
      en: 'the kernel has taken the reader ACS ACR122U',
    },
    hint: { fr: expect.stringContaining(line), en: expect.stringContaining(line) },
  });
});

test('doctor warns of a driver that would take the next one, and is silent where there is none', () => {
  const loaded = kernelTree(join(folder, 'loaded'), [keyboard], pn533);
  expect(kernelFindings(loaded)).toMatchObject([
    { level: 'warn', hint: { en: expect.stringContaining('modprobe -r pn533_usb') } },
  ]);
  expect(kernelFindings(kernelTree(join(folder, 'well'), [acr122u('usbfs')]))).toEqual([]);
});
