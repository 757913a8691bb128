import type { ClientRequest, IncomingMessage } from 'node:http';
import type { CheckedAddress } from './host-rule.ts';
import { nodeHttp, nodeHttps } from './node-http.ts';

export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** More than that is no answer; 64 KiB where nothing is said. */
  readonly maxAnswerBytes?: number;
}

/** What came of one request. `notSent`: nothing of it left, so nothing can have moved. */
export type HttpAnswer =
  | {
      readonly is: 'answered';
      readonly status: number;
      readonly text: string;
      readonly challenges: readonly string[];
      /** The header `Retry-After`, as it came. */
      readonly retryAfter: string | null;
      /** By the name of the header, in lower case. */
      readonly headers: Readonly<Record<string, string | undefined>>;
    }
  | { readonly is: 'notSent' | 'unanswered'; readonly why: 'unreachable' | 'timeout' };

const usualAnswerBytes = 64 * 1024;

/** One request to an address that was checked; no redirects, no second try, no connection kept. */
export function callOnce(
  { method, url, headers, body, maxAnswerBytes = usualAnswerBytes }: HttpCall,
  at: CheckedAddress,
  deadline: AbortSignal,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    let isSent = false;
    const ended = (): void => {
      const why = deadline.aborted ? 'timeout' : 'unreachable';
      resolve({ is: isSent ? 'unanswered' : 'notSent', why });
    };
    if (deadline.aborted) return ended();
    const isTls = url.protocol === 'https:';
    const { request: send } = isTls ? nodeHttps() : nodeHttp();
    const request: ClientRequest = send(url, {
      method,
      headers: {
        ...headers,
        ...(body !== null && { 'content-length': String(Buffer.byteLength(body)) }),
        connection: 'close',
      },
      agent: false,
      signal: deadline,
      lookup: (_host, options, found) =>
        options.all ? found(null, [at]) : found(null, at.address, at.family),
    });
    request.on('socket', (socket) => {
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        isSent = true;
      });
    });
    request.on('error', ended);
    request.on('response', (response) => read(response, maxAnswerBytes, resolve, ended));
    request.end(body ?? undefined);
  });
}

function read(
  response: IncomingMessage,
  maxAnswerBytes: number,
  resolve: (answer: HttpAnswer) => void,
  ended: () => void,
) {
  const parts: Buffer[] = [];
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes <= maxAnswerBytes) parts.push(part);
    else response.destroy();
  });
  response.on('error', ended);
  response.on('close', () => {
    // Its last part may be the one too many, and has then arrived whole.
    if (!response.complete || bytes > maxAnswerBytes) return ended();
    resolve({
      is: 'answered',
      status: response.statusCode ?? 0,
      text: Buffer.concat(parts).toString('utf8'),
      challenges: response.headersDistinct['www-authenticate'] ?? [],
      retryAfter: response.headers['retry-after'] ?? null,
      headers: Object.fromEntries(
        Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.[0]]),
      ),
    });
  });
}
