import { Command, CommanderError } from 'commander';
import { assertNodeVersion } from '../../shared/runtime/node-version.ts';
import { exitCodes, tellError } from './tell.ts';

/** In the order of `--help`. Loaded by name: a device must not carry the other commands in its memory. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  demo: async () => (await import('./demo.ts')).addDemo,
  cloud: async () => (await import('./cloud.ts')).addCloud,
  device: async () => (await import('./device.ts')).addDevice,
  tap: async () => (await import('./tap.ts')).addTap,
  'emergency-codes': async () => (await import('./emergency-codes.ts')).addEmergencyCodes,
  doctor: async () => (await import('./doctor.ts')).addDoctor,
  token: async () => (await import('./token.ts')).addToken,
  'signing-key': async () => (await import('./signing-key.ts')).addSigningKey,
  import: async () => (await import('./import.ts')).addImport,
  export: async () => (await import('./export.ts')).addExport,
  backup: async () => (await import('./backup.ts')).addBackup,
  restore: async () => (await import('./restore.ts')).addRestore,
  bench: async () => (await import('./bench.ts')).addBench,
  sbom: async () => (await import('./sbom.ts')).addSbom,
};

const program = new Command('badgeuse')
  .description('NFC time clock and door opener for shared places.')
  .option('--config <file>', 'settings file (YAML); BADGEUSE_… variables override it')
  .showHelpAfterError(
    '(`badgeuse --help` lists the commands, `badgeuse <command> --help` explains one)',
  )
  .exitOverride();

// Where none is named, the help or the right spelling is wanted: of all of them.
const named = Object.keys(commands).filter((name) => process.argv.includes(name, 2));
for (const [name, load] of Object.entries(commands)) {
  if (named.length === 0 || named.includes(name)) (await load())(program);
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
    // At once: what a failed start has already opened, the keeper say, would keep this process alive,
    // and whoever watches over it would never start it anew.
    process.exit(exitCodes.failed);
  }
}
