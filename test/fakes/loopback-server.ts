import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that came whole, and the ways to answer it; one that is answered in none of them waits forever. */
export interface LoopbackRequest {
  readonly method: string;
  /** With what was asked, as it came. */
  readonly url: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  say(status: number, headers: OutgoingHttpHeaders, text?: string): void;
  /** Hangs up without an answer. */
  cut(): void;
}

export interface LoopbackServer {
  /** Host and port, as an address has them. */
  readonly authority: string;
  /** Whoever waits for an answer is hung up on. */
  close(): Promise<void>;
}

/** An HTTP server on loopback, on a port of its own. What `handle` throws is told as 500. */
export async function serveOnLoopback(
  handle: (request: LoopbackRequest) => void | Promise<void>,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    wholeRequest(request, response)
      .then(handle)
      .catch((err) => response.writeHead(500).end(String(err)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function wholeRequest(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<LoopbackRequest> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { method = '', url = '', headers } = request;
  const { pathname: path, searchParams: query } = new URL(url, 'http://loopback');
  return {
    ...{ method, url, path, query, headers, body: Buffer.concat(parts).toString() },
    say: (status, said, text = '') => void response.writeHead(status, said).end(text),
    cut: () => void request.socket.destroy(),
  };
}
