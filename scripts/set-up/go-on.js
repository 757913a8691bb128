import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { nodeFlags } from './node-flags.js';

/**
 * Goes on with another Node and ends as that one ends; a signal sent to this process is passed on.
 *
 * @param {string} node
 * @param {readonly string[]} args
 */
export function goOn(node, args) {
  const child = spawn(node, [...nodeFlags(args), ...args], {
    // The channel is never used: what must not outlive this process, whatever ends it, sees it close.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) },
  });
  // From a terminal the child hears Ctrl-C by itself as well: hearing it twice does no harm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    if (signal !== null) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else {
      process.exit(code ?? 1);
    }
  });
}
