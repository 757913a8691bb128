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
    deviceRuns: 'Points de vente sur son écran',
    deviceRunsHint: 'Un lecteur sans écran n’en a pas besoin.',
    deviceRunsNone: 'Aucun point de vente dans ce lieu pour l’instant.',
    deviceEndTitle: (name: string) => `Retirer l’appareil ${name}${nnbsp}?`,
    deviceEndText: (points: string | null) =>
      points === null
        ? 'Il n’est plus écouté. Pour le remettre en service, il faut le relier de nouveau.'
        : `Il n’est plus écouté${nbsp}: aucune carte ne compte ni n’ouvre plus à ${points}. Ce qui est déjà reçu reste, ce qu’il n’a pas encore envoyé attend qu’on le relie de nouveau.`,
    deviceEndVerb: 'Retirer cet appareil',
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
    deviceRuns: 'Points of sale on its screen',
    deviceRunsHint: 'A reader without a screen needs none.',
    deviceRunsNone: 'No point of sale at this place yet.',
    deviceEndTitle: (name) => `Retire the device ${name}?`,
    deviceEndText: (points) =>
      points === null
        ? 'It is no longer listened to. To use it again, it has to be let in again.'
        : `It is no longer listened to: no card counts or opens any more at ${points}. What was received stays, what it has not sent yet waits until it is let in again.`,
    deviceEndVerb: 'Retire this device',
    deviceState_active: 'active',
    deviceState_revoked: 'revoked',
    deviceState_retired: 'retired',
  },
);
