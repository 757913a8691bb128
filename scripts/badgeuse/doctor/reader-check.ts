import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { pcscdSocket } from '../../../device/hardware/pcscd-socket.ts';
import { type Check, type Finding, fine, trouble } from './finding.ts';

export const readerCheck: Check = {
  name: { fr: 'Lecteur', en: 'Reader' },
  async look(settings) {
    if (settings.reader === 'simulated') {
      return [fine('lecteur simulé, comme demandé', 'simulated reader, as asked for')];
    }
    // without a reader the automatic choice is the simulated one: that is a note, not a fault
    const level = settings.reader === 'pcsc' ? 'fail' : 'warn';
    const socket = await answers(pcscdSocket());
    const found =
      socket === 'yes'
        ? [fine('pcscd répond', 'pcscd answers'), ...readerFindings(level, await listReaders())]
        : [pcscdTrouble(level, socket)];
    const canTap = settings.reader === 'auto' && found.some((part) => part.level !== 'ok');
    return canTap ? [...found, tapInstead] : found;
  },
};

const tapInstead = fine(
  'en attendant, « npx badgeuse tap <uid> » présente une carte',
  'until then, `npx badgeuse tap <uid>` taps a card',
);

function pcscdTrouble(level: 'warn' | 'fail', socket: 'absent' | 'forbidden'): Finding {
  return socket === 'forbidden'
    ? trouble(
        level,
        ['pcscd refuse ce compte', 'pcscd refuses this account'],
        [
          'Installez la règle polkit de systemd/ (voir README), ou lancez sous le compte badgeuse.',
          'Install the polkit rule of systemd/ (see README), or run as the account badgeuse.',
        ],
      )
    : trouble(
        level,
        ['pcscd ne répond pas', 'pcscd does not answer'],
        [
          'sudo apt-get install pcscd libccid ; sudo systemctl enable --now pcscd.socket',
          'sudo apt-get install pcscd libccid; sudo systemctl enable --now pcscd.socket',
        ],
      );
}

function readerFindings(level: 'warn' | 'fail', found: Listed): readonly Finding[] {
  if ('names' in found && found.names.length > 0) {
    return found.names.map((name) => fine(`lecteur ${name}`, `reader ${name}`));
  }
  if ('names' in found) {
    return [
      trouble(
        level,
        ['aucun lecteur branché', 'no reader is plugged in'],
        [
          'Branchez-le. Un ACR122U est parfois pris par le noyau : installez systemd/*.modprobe (voir README), redémarrez.',
          'Plug it in. The kernel sometimes takes an ACR122U: install systemd/*.modprobe (see README), reboot.',
        ],
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

type Listed = { readonly names: readonly string[] } | { readonly problem: string };

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
    const nfc = new NFC(), names = [];
    nfc.on('reader', (r) => { names.push(r.reader.name); r.on('error', () => {}); });
    nfc.on('error', (e) => { console.log(JSON.stringify({ problem: e.message })); process.exit(0); });
    setTimeout(() => { console.log(JSON.stringify({ names })); process.exit(0); }, 1200);`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', script], { timeout: 8_000 }, (err, out) => {
      const line = out.trim().split('\n').at(-1);
      if (line) resolve(JSON.parse(line) as Listed);
      else resolve({ problem: err?.message.split('\n')[0] ?? '?' });
    });
  });
}

function answers(path: string): Promise<'yes' | 'absent' | 'forbidden'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve('yes');
    });
    socket.once('error', (err: NodeJS.ErrnoException) =>
      resolve(err.code === 'EACCES' || err.code === 'EPERM' ? 'forbidden' : 'absent'),
    );
  });
}
