import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { nodeHttp } from '../../shared/runtime/node-http.ts';
import type { TapOutcome } from '../ports.ts';
import type { Desk } from './emergency/desk.ts';
import { createEmergencyRoutes } from './emergency/routes.ts';
import { evacuationStyle } from './evacuation-style.ts';
import type { TerminalFlow } from './flow.ts';
import { readFont } from './fonts.ts';
import { outcomeScreen } from './screen.ts';
import { soundScript } from './sounds.ts';
import type { TerminalStatus } from './status.ts';
import { readTap, readTouch } from './tap-request.ts';
import { terminalPage } from './terminal-page.ts';
import { terminalScript } from './terminal-script.ts';
import { terminalStyle } from './terminal-style.ts';
import { everywhere, hostsAt, requestForbidden } from './trusted-request.ts';
import { createWatchers, shownNow } from './watchers.ts';
import type { Language } from './words.ts';

/** The screen of the device: a page that shows what the reader heard, and taps where there is no reader. */
export interface Terminal {
  /** Resolves with the port it listens on. */
  start(): Promise<number>;
  /** Shows what became of a tap, wherever it came from. */
  show(outcome: TapOutcome): void;
  /** Another state: whoever watches is told at once. */
  changed(): void;
  stop(): Promise<void>;
}

const statusEveryMs = 1_000;
const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  font: 'font/woff2',
} as const;
const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const newToken = () => randomBytes(32).toString('base64url');

export const createTerminal = (options: {
  readonly listen: string;
  readonly port: number;
  readonly status: () => TerminalStatus;
  readonly flow: Pick<TerminalFlow, 'view' | 'touch' | 'taken'>;
  /** Only with the simulated reader: how to tap, and where the token of this start is written, mode 0600. */
  readonly tapping: {
    readonly tokenFile: string;
    present(uid: string, accessPoint: string | null): TapOutcome | null;
  } | null;
  /** What the emergency page does; left out: there is no such page. */
  readonly emergency?: Desk;
  readonly timers: Timers;
  readonly logger: Logger;
}): Terminal => {
  const { status, flow, tapping } = options;
  const tapToken = newToken();
  // Whoever may touch the screen may not for that reason tap: two tokens, new at every start.
  const touchToken = newToken();
  const startId = newToken();
  const emergency = options.emergency ? createEmergencyRoutes(options.emergency) : null;
  const watchers = createWatchers(flow, status, startId);
  let ownHosts: ReadonlySet<string> = new Set();
  let cancelStatus: Cancel = () => undefined;

  const languageOf = (url: URL): Language => {
    const wanted = url.searchParams.get('lang');
    return wanted === 'fr' || wanted === 'en' ? wanted : status().language;
  };
  const hostsFor = ({ socket }: IncomingMessage): ReadonlySet<string> =>
    hostsAt(socket, options.listen, ownHosts);

  const answer = (response: ServerResponse, code: number, type: string, body: string | Buffer) =>
    response.writeHead(code, { ...headers, 'content-type': type }).end(body);
  const answerJson = (response: ServerResponse, code: number, body: unknown) =>
    answer(response, code, 'application/json; charset=utf-8', JSON.stringify(body));

  const showPage = (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const language = languageOf(url);
    const { host = '' } = request.headers;
    const isLocal = ownHosts.has(host) && loopback.has(request.socket.remoteAddress ?? '');
    const page = terminalPage({
      status: status(),
      language,
      shown: shownNow(flow, status(), language),
      startId,
      touchToken: hostsFor(request).has(host) ? touchToken : null,
      tapToken: tapping !== null && isLocal ? tapToken : null,
      hasEmergency: emergency !== null,
    });
    answer(response, 200, 'text/html; charset=utf-8', page);
  };
  const watch = (response: ServerResponse, language: Language) => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    response.once('close', watchers.add(response, language));
  };
  const tap = async (request: IncomingMessage, response: ServerResponse) => {
    if (tapping === null) throw failure('notFound', { what: 'simulated reader', id: 'here' });
    const forbidden = requestForbidden(request, tapToken, ownHosts);
    if (forbidden) throw forbidden;
    const { uid, accessPoint } = await readTap(request);
    const outcome = tapping.present(uid, accessPoint);
    const taken = outcome === null ? flow.taken() : null;
    if (outcome === null && taken === null) {
      const known = status().accessPoints.map(({ id }) => id);
      throw failure('noAccessPoint', {
        accessPoint: accessPoint ?? 'any',
        known: known.join(', ') || 'none yet, it waits to be let in',
      });
    }
    answerJson(response, 200, outcome ?? { terminal: taken });
  };
  const touch = async (request: IncomingMessage, response: ServerResponse) => {
    const forbidden = requestForbidden(request, touchToken, hostsFor(request));
    if (forbidden) throw forbidden;
    const { touch: meant, turn } = await readTouch(request);
    answerJson(response, 200, { done: flow.touch(meant, turn) });
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://terminal');
    const asked = `${request.method} ${url.pathname}`;
    if (asked === 'POST /tap') return tap(request, response);
    if (asked === 'POST /touch') return touch(request, response);
    if (emergency !== null && url.pathname.startsWith('/emergency')) {
      const trustedHosts = hostsFor(request);
      const language = languageOf(url);
      const now = { request, response, url, language, status: status(), trustedHosts };
      if (await emergency(now)) return;
    }
    // A name that is not ours means that some other page was pointed at this machine.
    if (!everywhere.has(options.listen) && !ownHosts.has(request.headers.host ?? '')) {
      throw failure('tapForbidden', { detail: `the host ${request.headers.host}` });
    }
    const font = url.pathname.startsWith('/fonts/') ? readFont(url.pathname.slice(7)) : null;
    if (asked === 'GET /') showPage(request, response, url);
    else if (asked === 'GET /events') watch(response, languageOf(url));
    else if (asked === 'GET /terminal.css')
      answer(response, 200, types.css, terminalStyle + evacuationStyle);
    else if (asked === 'GET /terminal.js') answer(response, 200, types.js, terminalScript);
    else if (asked === 'GET /sounds.js') answer(response, 200, types.js, soundScript);
    else if (font) answer(response, 200, types.font, font);
    else throw failure('notFound', { what: 'page', id: url.pathname });
  };

  const server = nodeHttp().createServer((request, response) => {
    route(request, response).catch((error: unknown) => {
      const known =
        error instanceof BadgeuseError ? error : failure('badRequest', { detail: String(error) });
      if (known !== error) options.logger.error({ err: error }, 'the terminal failed a request');
      if (response.headersSent) response.destroy();
      else {
        response.setHeader('connection', 'close');
        answerJson(response, known.status, known.toProblem());
      }
    });
  });

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.listen, () => {
          server.off('error', reject);
          const address = server.address();
          const port = typeof address === 'object' && address !== null ? address.port : 0;
          const names = ['127.0.0.1', 'localhost', '[::1]'];
          if (!everywhere.has(options.listen)) names.push(options.listen);
          ownHosts = new Set(names.map((name) => `${name}:${port}`));
          if (tapping) {
            mkdirSync(dirname(tapping.tokenFile), { recursive: true });
            rmSync(tapping.tokenFile, { force: true });
            writeFileSync(tapping.tokenFile, `${tapToken}\n`, { mode: 0o600 });
          }
          cancelStatus = options.timers.every(statusEveryMs, watchers.refresh);
          resolve(port);
        });
      }),
    show: (outcome) =>
      watchers.tell('outcome', (language) => outcomeScreen(outcome, status(), language)),
    changed: watchers.refresh,
    async stop() {
      cancelStatus();
      if (tapping) rmSync(tapping.tokenFile, { force: true });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
