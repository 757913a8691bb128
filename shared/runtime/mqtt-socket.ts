import { connect, isIP, type Socket } from 'node:net';
import type { BrokerAddress } from './broker-url.ts';

/**
 * The stream to a broker. MQTT.js can make one as well, and then loads every transport it knows: WebSocket and
 * SOCKS are 8 MB that stay. `failed` hears of a certificate that is not trusted; MQTT.js would not pass it on.
 */
export function mqttSocket(
  { protocol, host, port }: BrokerAddress,
  ca: string | null,
  failed: (err: Error) => void,
): Socket {
  if (protocol === 'mqtt') return connect({ host, port });
  const tls = process.getBuiltinModule('node:tls');
  const socket = tls.connect({
    host,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== null && { ca }),
  });
  return socket.on('error', failed);
}
