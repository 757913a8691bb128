import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import {
  type KernelPaths,
  kernelWouldTake,
  readersTakenByKernel,
} from '../../../device/hardware/kernel-nfc.ts';
import { type PcscdState, pcscdNow, pcscdSocket } from '../../../device/hardware/pcscd-pulse.ts';
import { troubleCauses } from '../../../shared/domain/trouble-words.ts';
import { systemClock, systemTimers } from '../../../shared/runtime/system-clock.ts';
import { type Check, type Finding, fine, type Text, trouble } from './finding.ts';

export const readerCheck: Check = {
  name: { fr: 'Lecteur', en: 'Reader' },
  async look(settings) {
    if (settings.reader === 'simulated') {
      return [fine('lecteur simulé, comme demandé', 'simulated reader, as asked for')];
    }
    // without a reader the automatic choice is the simulated one: that is a note, not a fault
    const level = settings.reader === 'pcsc' ? 'fail' : 'warn';
    const pcscd = await pcscdNow(pcscdSocket(), { clock: systemClock, timers: systemTimers });
    const found = [
      ...kernelFindings(),
      ...(pcscd === 'answers'
        ? [fine('pcscd répond', 'pcscd answers'), ...readerFindings(level, await listReaders())]
        : [pcscdFinding(level, pcscd)]),
    ];
    const canTap = settings.reader === 'auto' && found.some((part) => part.level !== 'ok');
    return canTap ? [...found, tapInstead] : found;
  },
};

const tapInstead = fine(
  'en attendant, « npx badgeuse tap <uid> » présente une carte',
  'until then, `npx badgeuse tap <uid>` taps a card',
);

/** The kernel's own NFC driver: what it has taken from pcscd, and that it would. */
export function kernelFindings(paths?: KernelPaths): readonly Finding[] {
  const taken = readersTakenByKernel(paths);
  if (taken.length > 0) {
    return taken.map((reader) =>
      trouble(
        'fail',
        [`le noyau a pris le lecteur ${reader}`, `the kernel has taken the reader ${reader}`],
        bothOf(mended(troubleCauses.readerTakenByKernel, reader)),
      ),
    );
  }
  if (!kernelWouldTake(paths)) return [];
  return [
    trouble(
      'warn',
      [
        'le pilote NFC du noyau (pn533) est chargé : il prendrait un ACR122U',
        'the kernel’s NFC driver (pn533) is loaded: it would take an ACR122U',
      ],
      [
        'sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb',
        'sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb',
      ],
    ),
  ];
}

/** What to do, of what a device says on the dashboard too. */
const mended = (words: Text, reader = ''): Text => ({
  fr: words.fr.replace('{reader}', reader),
  en: words.en.replace('{reader}', reader),
});
const bothOf = ({ fr, en }: Text): readonly [fr: string, en: string] => [fr, en];

/** Each state of a pcscd that cannot be used, in its own words. */
export function pcscdFinding(
  level: 'warn' | 'fail',
  pcscd: Exclude<PcscdState, 'answers'>,
): Finding {
  switch (pcscd) {
    case 'refuses':
      return trouble(
        level,
        ['pcscd refuse ce compte', 'pcscd refuses this account'],
        [
          'Installez la règle polkit de systemd/ (voir README), ou lancez sous le compte badgeuse.',
          'Install the polkit rule of systemd/ (see README), or run as the account badgeuse.',
        ],
      );
    case 'silent':
      return trouble(
        level,
        ['pcscd est là mais ne répond pas', 'pcscd is there but does not answer'],
        ['sudo systemctl restart pcscd', 'sudo systemctl restart pcscd'],
      );
    case 'absent':
      return trouble(
        level,
        ['pcscd ne répond pas', 'pcscd does not answer'],
        [
          'sudo apt-get install pcscd libccid ; sudo systemctl enable --now pcscd.socket',
          'sudo apt-get install pcscd libccid; sudo systemctl enable --now pcscd.socket',
        ],
      );
  }
}

export function readerFindings(level: 'warn' | 'fail', found: Listed): readonly Finding[] {
  if ('readers' in found && found.readers.length > 0) {
    return found.readers.map(({ name, answers }) =>
      answers
        ? fine(`lecteur ${name}`, `reader ${name}`)
        : trouble(
            level,
            [`le lecteur ${name} ne répond pas`, `the reader ${name} does not answer`],
            bothOf(mended(troubleCauses.readerHung, name)),
          ),
    );
  }
  if ('readers' in found) {
    return [
      trouble(
        level,
        ['aucun lecteur branché', 'no reader is plugged in'],
        ['Branchez un lecteur PC/SC.', 'Plug in a PC/SC reader.'],
      ),
    ];
  }
  return [
    trouble(
      level,
      [`pcscd ne laisse pas lire : ${found.problem}`, `pcscd lets nobody read: ${found.problem}`],
      [
        'Refus de polkit le plus souvent : installez la règle de systemd/ (voir README).',
        'Most often polkit refuses: install the rule of systemd/ (see README).',
      ],
    ),
  ];
}

type Listed =
  | { readonly readers: readonly { readonly name: string; readonly answers: boolean }[] }
  | { readonly problem: string };

/**
 * Asks pcscd in a process of its own, which may be killed: the library blocks its process when
 * pcscd goes away.
 */
export function listReaders(): Promise<Listed> {
  let library: string;
  try {
    library = createRequire(import.meta.url).resolve('nfc-pcsc');
  } catch {
    return Promise.resolve({ problem: 'nfc-pcsc' });
  }
  const script = `
    const { NFC } = require(${JSON.stringify(library)});
    const nfc = new NFC(), readers = [];
    nfc.on('reader', (r) => {
      const { SCARD_STATE_UNAVAILABLE, SCARD_STATE_UNKNOWN } = r.reader;
      const one = { name: r.reader.name, answers: true };
      readers.push(one);
      r.autoProcessing = false;
      r.on('error', () => {});
      r.reader.on('status', ({ state }) => {
        one.answers = (state & (SCARD_STATE_UNAVAILABLE | SCARD_STATE_UNKNOWN)) === 0;
      });
    });
    nfc.on('error', (e) => { console.log(JSON.stringify({ problem: e.message })); process.exit(0); });
    setTimeout(() => { console.log(JSON.stringify({ readers })); process.exit(0); }, 1200);`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script], { timeout: 8_000 }, (err, out) => {
      const line = out.trim().split('\n').at(-1);
      if (line) resolve(JSON.parse(line) as Listed);
      else resolve({ problem: err?.message.split('\n')[0] ?? '?' });
    });
  });
}
