import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a command and keeps what it says for the case that it fails: a newcomer sees one line a
 * step, and everything when something went wrong.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean,
 *   heard?: (line: string, stop: () => void) => void }} [options] `show` lets it use the terminal, for a command
 *   that asks for a password; `heard` gets each line of its errors as it is said, and may end the command.
 * @returns {Promise<{ ok: boolean, code: number | null, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-200_000);
    };
    if (options.heard && child.stderr) {
      const stop = () => child.kill();
      createInterface(child.stderr).on('line', (line) => options.heard(line, stop));
    }
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (err) => resolve({ ok: false, code: null, output: String(err.message) }));
    child.on('close', (code) => resolve({ ok: code === 0, code, output }));
  });
}

/** The last lines of what a command said: enough to see why it failed. */
export const tail = (output, lines = 25) => output.trimEnd().split('\n').slice(-lines).join('\n');
