import type { ErrorKind } from './error-kind.ts';

/** The parts in the wall, joining a cloud and the link to it. */
export const deviceErrors = {
  tapForbidden: {
    message: 'This request may not tap: {detail} is not the right one.',
    hint: 'Use the terminal page of this machine, or `npm run tap -- <uid>` as the user who started the device.',
    retryable: false,
    status: 403,
  },
  noAccessPoint: {
    message: 'No access point here takes that tap ({accessPoint}).',
    hint: 'Access points of this device: {known}.',
    retryable: true,
    status: 409,
  },
  uidInvalid: {
    message: '{detail}',
    hint: '{advice}',
    retryable: false,
    status: 400,
  },
  readerPresent: {
    message: 'A reader is plugged in: cards are held to it.',
    hint: 'To tap without cards, start the device with BADGEUSE_READER=simulated.',
    retryable: false,
    status: 409,
  },
  readerServiceAbsent: {
    message: 'The card service pcscd does not answer on {socket}.',
    hint: 'Install and start it: `sudo apt install pcscd && sudo systemctl enable --now pcscd.socket`.',
    retryable: true,
  },
  readerServiceHung: {
    message: 'The card service pcscd takes connections but does not answer.',
    hint: 'Restart it: `sudo systemctl restart pcscd`.',
    retryable: true,
  },
  readerServiceRefused: {
    message: 'The card service pcscd refuses this process: {detail}',
    hint: 'Copy systemd/50-badgeuse.rules to /etc/polkit-1/rules.d/ and run as the user badgeuse.',
    retryable: true,
  },
  readerLibraryMissing: {
    message: 'The reader library cannot be loaded: {detail}',
    hint: 'Install libpcsclite-dev and a compiler, then run `npm rebuild nfc-pcsc @pokusew/pcsclite`.',
    retryable: true,
  },
  readerNotFound: {
    message: 'The card service runs, but no reader is plugged in.',
    hint: 'Plug in a PC/SC reader. For an ACR122U, install systemd/badgeuse-nfc.conf in /etc/modprobe.d.',
    retryable: true,
  },
  readerLost: {
    message: 'The reader {reader} is gone.',
    hint: 'Check its cable and its power; it is heard again as soon as it is back.',
    retryable: true,
  },
  readerHung: {
    message: 'The reader {reader} is there but does not answer.',
    hint: 'Unplug it and plug it in again; if that does not help: `sudo systemctl restart pcscd`.',
    retryable: true,
  },
  readerTakenByKernel: {
    message: 'The kernel’s own NFC driver has taken the reader {reader}: pcscd cannot have it.',
    hint: 'Run `sudo cp systemd/badgeuse-nfc.conf /etc/modprobe.d/ && sudo modprobe -r pn533_usb && sudo systemctl restart pcscd`.',
    retryable: true,
  },
  readerProgramHung: {
    message: 'The reader process hung and is replaced: {detail}',
    hint: 'If this comes back, look at `journalctl -u badgeuse-device`.',
    retryable: true,
  },
  readerRestarting: {
    message: 'The reader process stopped and is being started again: {detail}',
    hint: 'If this lasts, look at `journalctl -u pcscd` and unplug the reader once.',
    retryable: true,
  },
  keeperRestarting: {
    message: 'The process that drives the doors stopped and is being started again: {detail}',
    hint: 'Every line was put back to locked. If this lasts, run `badgeuse doctor`.',
    retryable: true,
  },
  linesUnavailable: {
    message: 'No GPIO lines can be driven here: {detail}',
    hint: 'On a Raspberry Pi: `sudo apt install gpiod && sudo usermod -aG gpio $USER`. Elsewhere: BADGEUSE_GPIO=simulated.',
    retryable: false,
  },
  doorUnwired: {
    message: 'The door {door} {detail} on this device: it stays shut.',
    hint: 'Give it the line its relay is wired to (a BCM number): `PATCH /api/v1/doors/{door}` with {"line":…}.',
    retryable: false,
  },
  lineUnusable: {
    message: 'GPIO line {line} cannot be used for {name}: {detail}',
    hint: 'Choose a free line of the header (BCM number), and check that the user is in the group gpio.',
    retryable: false,
  },
  identityUnusable: {
    message: 'The file {path} is not usable: {detail}.',
    hint: 'Restore it from a backup, or move it away: the device then asks to be taken in again and keeps its journal.',
    retryable: false,
  },
  cloudUrlInsecure: {
    message: 'The cloud {url} could be overheard.',
    hint: 'Use an https:// address; plain http:// is for a cloud on this very machine.',
    retryable: false,
  },
  cloudAnswerUnusable: {
    message: 'The cloud cannot be understood: {detail}.',
    hint: 'Check BADGEUSE_CLOUD_URL, and that cloud and device run the same version.',
    retryable: true,
  },
  listFileUnusable: {
    message: 'The file of the access list {detail}.',
    hint: 'The list held stays in force, and the cloud sends it again.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorKind>;
