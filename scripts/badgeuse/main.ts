import { Command, CommanderError } from 'commander';
import { assertNodeVersion } from '../../shared/runtime/node-version.ts';
import { addBackup } from './backup.ts';
import { addBench } from './bench.ts';
import { addCloud } from './cloud.ts';
import { addDemo } from './demo.ts';
import { addDevice } from './device.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addRestore } from './restore.ts';
import { addSbom } from './sbom.ts';
import { addTap } from './tap.ts';
import { exitCodes, tellError } from './tell.ts';
import { addToken } from './token.ts';

// Each command loads what it runs when it is run: a device must not carry the cloud in its memory.
const program = new Command('badgeuse')
  .description('NFC time clock and door opener for shared places.')
  .option('--config <file>', 'settings file (YAML); BADGEUSE_… variables override it')
  .showHelpAfterError(
    '(`badgeuse --help` lists the commands, `badgeuse <command> --help` explains one)',
  )
  .exitOverride();

for (const add of [
  addDemo,
  addCloud,
  addDevice,
  addTap,
  addDoctor,
  addToken,
  addExport,
  addBackup,
  addRestore,
  addBench,
  addSbom,
]) {
  add(program);
}

try {
  assertNodeVersion();
  await program.parseAsync();
} catch (err) {
  // commander has already said what is wrong, or printed the help that was asked for
  if (err instanceof CommanderError) {
    process.exitCode = err.exitCode === 0 ? 0 : exitCodes.wrongUsage;
  } else {
    tellError(err);
    process.exitCode = exitCodes.failed;
  }
}
