import { connect } from 'node:net';

export const pcscdSocket = (): string =>
  process.env['PCSCLITE_CSOCK_NAME'] ?? '/run/pcscd/pcscd.comm';

/**
 * Whether pcscd accepts a connection. A file that is there proves nothing: a killed pcscd leaves its socket behind.
 * Under systemd this also starts pcscd by its socket unit.
 */
export const pcscdAccepts = (path: string, timeoutMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    const answer = (accepts: boolean) => {
      socket.destroy();
      resolve(accepts);
    };
    socket.setTimeout(timeoutMs, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
