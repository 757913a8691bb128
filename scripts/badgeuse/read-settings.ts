import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { errorCodeOf, failure } from '../../shared/runtime/errors.ts';
import { parseSettings, type Settings } from '../../shared/runtime/settings.ts';

/**
 * The settings a command runs with: `--config`, overridden by the environment. In a settings file,
 * a relative data folder is beside the file; else it is where the command was typed.
 */
export function readSettings(command: Command): Settings {
  const { config } = command.optsWithGlobals<{ readonly config?: string }>();
  const parsed = parseSettings({
    env: process.env,
    credentials: credentialsIn(process.env['CREDENTIALS_DIRECTORY']),
    ...(config === undefined
      ? {}
      : { yamlText: readText(config), directory: dirname(resolve(config)) }),
  });
  if (!parsed.ok) throw parsed.problem;
  return parsed.value;
}

/** What systemd's `LoadCredential=` put beside the service, for it alone to read. */
function credentialsIn(folder: string | undefined): Readonly<Record<string, string>> {
  if (!folder) return {};
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, readText(join(folder, name))]),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (err) {
    const code = errorCodeOf(err) ?? String(err);
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw failure('settingsInvalid', { problems: `  - ${file}: ${problem}` }, err);
  }
}
