import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { BadgeuseError, failure } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { nodeHttp } from '../../shared/runtime/node-http.ts';
import type { TapOutcome } from '../ports.ts';
import { readFont } from './fonts.ts';
import { idleScreen, outcomeScreen, type Screen, type TerminalStatus } from './screen.ts';
import { readTap, tapForbidden } from './tap-request.ts';
import { terminalPage } from './terminal-page.ts';
import { terminalScript } from './terminal-script.ts';
import { terminalStyle } from './terminal-style.ts';
import type { Language } from './words.ts';

/** The screen of the device: a page that shows what the reader heard, and taps where there is no reader. */
export interface Terminal {
  /** Resolves with the port it listens on. */
  start(): Promise<number>;
  /** Shows what became of a tap, wherever it came from. */
  show(outcome: TapOutcome): void;
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
const everywhere = new Set(['0.0.0.0', '::']);

export const createTerminal = (options: {
  readonly listen: string;
  readonly port: number;
  readonly status: () => TerminalStatus;
  /** Only with the simulated reader: how to tap, and where the token of this start is written, mode 0600. */
  readonly tapping: {
    readonly tokenFile: string;
    present(uid: string, accessPoint: string | null): TapOutcome | null;
  } | null;
  readonly timers: Timers;
  readonly logger: Logger;
}): Terminal => {
  const { status, tapping } = options;
  const token = randomBytes(32).toString('base64url');
  const watchers = new Set<{ response: ServerResponse; language: Language; idle: string }>();
  let trustedHosts: ReadonlySet<string> = new Set();
  let cancelStatus: Cancel = () => undefined;

  const send = (response: ServerResponse, event: 'idle' | 'outcome', screen: Screen) =>
    response.write(`event: ${event}\ndata: ${JSON.stringify(screen)}\n\n`);
  const tellIdle = () => {
    for (const watcher of watchers) {
      const idle = idleScreen(status(), watcher.language);
      if (idle.html === watcher.idle) continue;
      watcher.idle = idle.html;
      send(watcher.response, 'idle', idle);
    }
  };
  const languageOf = (url: URL): Language => {
    const wanted = url.searchParams.get('lang');
    return wanted === 'fr' || wanted === 'en' ? wanted : status().language;
  };

  const answer = (response: ServerResponse, code: number, type: string, body: string | Buffer) =>
    response.writeHead(code, { ...headers, 'content-type': type }).end(body);
  const answerJson = (response: ServerResponse, code: number, body: unknown) =>
    answer(response, code, 'application/json; charset=utf-8', JSON.stringify(body));

  const showPage = (request: IncomingMessage, response: ServerResponse, url: URL) => {
    const language = languageOf(url);
    const mayTap =
      trustedHosts.has(request.headers.host ?? '') &&
      loopback.has(request.socket.remoteAddress ?? '');
    const page = terminalPage({
      status: status(),
      language,
      screen: idleScreen(status(), language),
      tapToken: tapping !== null && mayTap ? token : null,
    });
    answer(response, 200, 'text/html; charset=utf-8', page);
  };
  const watch = (response: ServerResponse, language: Language) => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    const idle = idleScreen(status(), language);
    const watcher = { response, language, idle: idle.html };
    watchers.add(watcher);
    send(response, 'idle', idle);
    response.once('close', () => watchers.delete(watcher));
  };
  const tap = async (request: IncomingMessage, response: ServerResponse) => {
    if (tapping === null) throw failure('notFound', { what: 'simulated reader', id: 'here' });
    const forbidden = tapForbidden(request, token, trustedHosts);
    if (forbidden) throw forbidden;
    const { uid, accessPoint } = await readTap(request);
    const outcome = tapping.present(uid, accessPoint);
    if (outcome === null) {
      const known = status().accessPoints.map(({ id }) => id);
      throw failure('noAccessPoint', {
        accessPoint: accessPoint ?? 'any',
        known: known.join(', ') || 'none yet, it waits to be let in',
      });
    }
    answerJson(response, 200, outcome);
  };

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://terminal');
    const asked = `${request.method} ${url.pathname}`;
    if (asked === 'POST /tap') {
      await tap(request, response);
      return;
    }
    // A name that is not ours means that some other page was pointed at this machine.
    if (!everywhere.has(options.listen) && !trustedHosts.has(request.headers.host ?? '')) {
      throw failure('tapForbidden', { detail: `the host ${request.headers.host}` });
    }
    const font = url.pathname.startsWith('/fonts/') ? readFont(url.pathname.slice(7)) : null;
    if (asked === 'GET /') showPage(request, response, url);
    else if (asked === 'GET /events') watch(response, languageOf(url));
    else if (asked === 'GET /terminal.css') answer(response, 200, types.css, terminalStyle);
    else if (asked === 'GET /terminal.js') answer(response, 200, types.js, terminalScript);
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
          trustedHosts = new Set(names.map((name) => `${name}:${port}`));
          if (tapping) {
            mkdirSync(dirname(tapping.tokenFile), { recursive: true });
            rmSync(tapping.tokenFile, { force: true });
            writeFileSync(tapping.tokenFile, `${token}\n`, { mode: 0o600 });
          }
          cancelStatus = options.timers.every(statusEveryMs, tellIdle);
          resolve(port);
        });
      }),
    show(outcome) {
      for (const { response, language } of watchers) {
        send(response, 'outcome', outcomeScreen(outcome, status(), language));
      }
    },
    async stop() {
      cancelStatus();
      if (tapping) rmSync(tapping.tokenFile, { force: true });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
};
