import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/**
 * Goes on with another Node and ends as that one ends. Ctrl-C reaches both from the terminal; what
 * is sent to this process alone is passed on.
 *
 * @param {string} node
 * @param {readonly string[]} args
 */
export function goOn(node, args) {
  const child = spawn(node, ['--enable-source-maps', ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) },
  });
  // From a terminal the child hears SIGINT by itself; this process only waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
  child.on('exit', (code, signal) => {
    if (signal !== null) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exit(code ?? 1);
    }
  });
}
