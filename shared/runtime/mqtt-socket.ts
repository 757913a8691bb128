import { connect, isIP, type Socket } from 'node:net';
import type { EpochMs } from '../domain/clock.ts';
import type { BrokerAddress } from './broker-url.ts';
import { peerFault } from './pinned-peer.ts';

export interface Trust {
  /** PEM of the only authority trusted, or null: the system's. */
  readonly ca: string | null;
  /** A time that the wall clock should show at least; null: it does, and may be believed. */
  readonly clockFloor?: (() => EpochMs | null) | undefined;
}

/**
 * The stream to a broker. MQTT.js can make one as well, and then loads every transport it knows: WebSocket and
 * SOCKS are 8 MB that stay. `failed` hears of a certificate that is not trusted; MQTT.js would not pass it on.
 */
export function mqttSocket(
  { protocol, host, port }: BrokerAddress,
  { ca, clockFloor }: Trust,
  failed: (err: Error) => void,
): Socket {
  if (protocol === 'mqtt') return connect({ host, port });
  const tls = process.getBuiltinModule('node:tls');
  const floorMs = ca === null ? null : (clockFloor?.() ?? null);
  const socket = tls.connect({
    host,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== null && { ca }),
    rejectUnauthorized: floorMs === null,
  });
  socket.on('error', failed);
  if (ca === null || floorMs === null) return socket;
  // Not a byte, the password least of all, before it is known who is there.
  socket.cork();
  socket.once('secureConnect', () => {
    const fault = peerFault(socket, { host, ca, floorMs });
    if (fault === null) socket.uncork();
    else socket.destroy(new Error(fault));
  });
  return socket;
}
