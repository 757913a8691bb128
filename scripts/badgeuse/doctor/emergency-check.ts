import { existsSync } from 'node:fs';
import { deviceConfig } from '../../../device/config.ts';
import { codesLeft } from '../../../device/terminal/emergency/codes.ts';
import { dataFolder } from '../../../shared/runtime/data-folder.ts';
import { type Check, type Finding, fine, trouble } from './finding.ts';

const printOne = [
  'Lancez ici «\u00a0badgeuse emergency-codes\u00a0», et gardez la feuille là où sont les clés.',
  'Run `badgeuse emergency-codes` here, and keep the sheet where the keys are.',
] as const;

/** Whether a printed code opens this device's doors on the day nothing else does. */
export const emergencyCheck: Check = {
  name: { fr: 'Secours', en: 'Emergency' },
  async look(settings): Promise<readonly Finding[]> {
    // Where no device ever ran there is no door to open.
    if (!existsSync(deviceConfig(settings).journalFile)) return [];
    const { emergencyCodes: sheet, emergencyUsed: used } = dataFolder(settings.dataDir);
    let left: number | null;
    try {
      left = codesLeft({ sheet, used });
    } catch (err) {
      const said = err instanceof Error ? err.message : String(err);
      const says = [`codes illisibles\u00a0: ${said}`, `unreadable codes: ${said}`] as const;
      return [trouble('warn', says, printOne)];
    }
    if (left === null) {
      const says = [
        'aucune feuille de codes n’a été imprimée pour la page de secours',
        'no sheet of codes was printed for the emergency page',
      ] as const;
      return [trouble('warn', says, printOne)];
    }
    if (left === 0) {
      const says = [
        'tous les codes de la feuille ont servi',
        'every code of the sheet was used',
      ] as const;
      return [trouble('warn', says, printOne)];
    }
    return [
      fine(
        `il reste ${left}\u00a0${left === 1 ? 'code' : 'codes'} sur la feuille`,
        `${left} ${left === 1 ? 'code is' : 'codes are'} left on the sheet`,
      ),
    ];
  },
};
