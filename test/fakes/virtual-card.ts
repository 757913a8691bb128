import { connect, type Socket } from 'node:net';

/** The TCP ports on which vpcd, pcscd's virtual reader driver, waits for a card: one for each of its two slots. */
export const virtualReaderPorts = { first: 35963, second: 35964 } as const;

/** What a contactless reader shows for an NTAG or Ultralight, check byte included. */
const answerToReset = Buffer.from('3B8F8001804F0CA0000003060300030000000068', 'hex');

/**
 * A card in a virtual reader. vpcd speaks length-prefixed messages (16 bit, big endian): one byte is a control
 * (0 power off, 1 power on, 2 reset, 4 ask for the ATR; only 4 is answered), more bytes are an APDU.
 */
export interface VirtualCard {
  insert(): Promise<void>;
  /** Whether pcscd found it since it was laid there, and woke it up. */
  wasNoticed(): boolean;
  remove(): Promise<void>;
}

export const createVirtualCard = (options: {
  readonly uid: string;
  readonly port?: number;
  /** Answers an APDU, in its own time; without it GET DATA gives the uid and everything else `6D00`. */
  readonly answer?: (apdu: Buffer) => Buffer | Promise<Buffer>;
}): VirtualCard => {
  const { uid, port = virtualReaderPorts.first } = options;
  let socket: Socket | null = null;
  let noticed = false;

  const answer =
    options.answer ??
    ((apdu: Buffer) =>
      apdu[0] === 0xff && apdu[1] === 0xca
        ? Buffer.from(`${uid}9000`, 'hex')
        : Buffer.from('6D00', 'hex'));

  const listen = (to: Socket) => {
    let heard: Buffer = Buffer.alloc(0);
    const give = (reply: Buffer) => {
      const frame = Buffer.alloc(2 + reply.length);
      frame.writeUInt16BE(reply.length);
      reply.copy(frame, 2);
      to.write(frame);
    };
    to.on('data', (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
      while (heard.length >= 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
        const message = heard.subarray(2, 2 + heard.readUInt16BE(0));
        heard = heard.subarray(2 + message.length);
        if (message.length === 1 && message[0] === 1) noticed = true;
        if (message.length > 1) void Promise.resolve(answer(message)).then(give);
        else if (message[0] === 4) give(answerToReset);
      }
    });
    // pcscd may be killed while the card lies there.
    to.on('error', () => undefined);
  };

  return {
    wasNoticed: () => noticed,
    insert: () =>
      new Promise((resolve, reject) => {
        noticed = false;
        const opened = connect(port, '127.0.0.1');
        opened.setNoDelay(true);
        opened.once('error', reject);
        opened.once('connect', () => {
          opened.off('error', reject);
          listen(opened);
          socket = opened;
          resolve();
        });
      }),
    remove: () =>
      new Promise((resolve) => {
        const leaving = socket;
        socket = null;
        if (leaving === null || leaving.destroyed) return resolve();
        leaving.once('close', () => resolve());
        leaving.destroy();
      }),
  };
};
