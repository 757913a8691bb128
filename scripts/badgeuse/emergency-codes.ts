import { chownSync, existsSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { dataFolder } from '../../shared/runtime/data-folder.ts';
import { readSettings } from './read-settings.ts';
import { tellHint } from './tell.ts';

const codesMost = 50;

/** `badgeuse emergency-codes`: a new sheet for the emergency page of the device on this machine. */
export function addEmergencyCodes(program: Command): void {
  program
    .command('emergency-codes')
    .description('a new sheet of one-time codes for this device’s emergency page; ends the old one')
    .option('--count <n>', `how many, 1 to ${codesMost}`, parseCount, 10)
    .action(async ({ count }: { readonly count: number }, command: Command) => {
      const settings = readSettings(command);
      const folder = dataFolder(settings.dataDir);
      const owner = ownerOf([folder.device, settings.dataDir]);
      const { makeSheet } = await import('../../device/terminal/emergency/codes.ts');
      const { sheet, codes } = await makeSheet(folder.emergencyCodes, count);
      if (owner)
        for (const made of [folder.device, folder.emergencyCodes])
          chownSync(made, owner.uid, owner.gid);
      const lines = codes.map((code, at) => `${String(at + 1).padStart(3)}.  ${code}   [ ]`);
      process.stdout.write(`Badgeuse, emergency codes, sheet ${sheet}\n\n${lines.join('\n')}\n`);
      tellHint(
        `Print it now, it is not shown again; older sheets no longer work. Each code works once, for ten minutes, at http://<this device>:${settings.terminalPort}/emergency`,
      );
      if (['127.0.0.1', '::1', 'localhost'].includes(settings.listen)) {
        tellHint(
          'The page is open on this machine alone: set BADGEUSE_LISTEN=0.0.0.0 for the device to reach it from its network, and read SECURITY.md first.',
        );
      }
    });
}

/** Whose the data folder is, for root alone: what root makes, the device, which is not root, could not read. */
function ownerOf(folders: readonly string[]) {
  const there = folders.find((folder) => existsSync(folder));
  return process.getuid?.() === 0 && there !== undefined ? statSync(there) : null;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= codesMost) return count;
  throw new InvalidArgumentError(`a whole number from 1 to ${codesMost}`);
}
