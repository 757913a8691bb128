import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface OneWayProxy {
  readonly port: number;
  /** Connections accepted so far. */
  count(): number;
  /** The connections that are open now carry nothing more that way, and stay open; later ones are whole. */
  swallow(way: 'up' | 'down'): void;
  /** Ends the connections that are open now. */
  cut(): void;
  close(): Promise<void>;
}

/** A network between a client and a server on this machine that can lose one direction, as a broken NAT does. */
export async function startOneWayProxy(target: number): Promise<OneWayProxy> {
  const open: { client: Socket; server: Socket; lost: Set<'up' | 'down'> }[] = [];
  let accepted = 0;
  const listener = createServer((client) => {
    accepted++;
    const server = connect(target, '127.0.0.1');
    const pair = { client, server, lost: new Set<'up' | 'down'>() };
    open.push(pair);
    client.on('data', (bytes) => void (pair.lost.has('up') || server.write(bytes)));
    server.on('data', (bytes) => void (pair.lost.has('down') || client.write(bytes)));
    const end = () => {
      client.destroy();
      server.destroy();
      const at = open.indexOf(pair);
      if (at >= 0) open.splice(at, 1);
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  });
  const cut = () => {
    for (const { client, server } of [...open]) {
      client.destroy();
      server.destroy();
    }
  };
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    count: () => accepted,
    swallow(way) {
      for (const { lost } of open) lost.add(way);
    },
    cut,
    async close() {
      cut();
      listener.close();
      await once(listener, 'close');
    },
  };
}
