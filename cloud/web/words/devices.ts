import { nbsp, nnbsp } from '../typography.ts';
import { area } from './area.ts';

/** Devices: letting one in, and how it is. */
export const devices = area(
  {
    letIn: 'Relier un lecteur',
    letInHow: 'Le nouveau lecteur montre un code de huit lettres, à l’écran ou dans son journal.',
    userCode: 'Code du lecteur',
    goOn: 'Continuer',
    compareFingerprint: 'Le lecteur montre une empreinte. Est-ce exactement celle-ci ?'.replace(
      ' ?',
      `${nnbsp}?`,
    ),
    serial: (serial: string) => `Numéro de série${nbsp}: ${serial}`,
    readerName: 'Nom du lecteur',
    readerNameHint: 'Là où il se trouve, par exemple Entrée',
    direction: 'Une carte y compte comme',
    opensDoor: 'Il ouvre une porte',
    sameFingerprint: 'L’empreinte est la même, relier',
    errorCode: 'Aucun lecteur ne montre ce code. Il change après quinze minutes ou cinq essais.',
    saidJoined: 'Le lecteur est relié. Il donne de ses nouvelles dans quelques secondes.',
    deviceState_active: 'actif',
    deviceState_revoked: 'exclu',
    deviceState_retired: 'retiré',
  },
  {
    letIn: 'Let a device in',
    letInHow: 'The new device shows a code of eight letters, on its screen or in its log.',
    userCode: 'Code of the device',
    goOn: 'Continue',
    compareFingerprint: 'The device shows a fingerprint. Is it exactly this one?',
    serial: (serial) => `Serial number: ${serial}`,
    readerName: 'Name of the reader',
    readerNameHint: 'Where it hangs, for example Front door',
    direction: 'A card counts there as',
    opensDoor: 'It opens a door',
    sameFingerprint: 'The fingerprint is the same, let it in',
    errorCode: 'No device shows this code. It changes after fifteen minutes or five tries.',
    saidJoined: 'The device is let in. It will be heard within seconds.',
    deviceState_active: 'active',
    deviceState_revoked: 'revoked',
    deviceState_retired: 'retired',
  },
);
