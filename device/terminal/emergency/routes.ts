import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TerminalStatus } from '../status.ts';
import { readForm } from '../trusted-request.ts';
import type { Language } from '../words.ts';
import type { Desk, SignedIn } from './desk.ts';
import { journalCsv } from './journal-csv.ts';
import { deskPage, signInPage } from './page.ts';
import { isSame, type Sitting, sittingMs } from './sittings.ts';
import { emergencyStyle } from './style.ts';

/**
 * As the other pages', with forms that may be sent here. The referrer stays within this server and is not left out:
 * a browser that leaves it out says `Origin: null` with a form, and nobody could tell our own page by it.
 */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
} as const;
const html = 'text/html; charset=utf-8';
/** Long enough to find the sheet and type a code. */
const backAfterSeconds = 300;
const cookieName = 'emergency';
const cookieScope = 'Path=/emergency; HttpOnly; SameSite=Strict';

const codeOf: Readonly<Record<Exclude<SignedIn['done'], 'open'>, number>> = {
  ...{ wait: 429, wrong: 403, notACode: 400, noSheet: 403, cannotRecord: 503 },
};

export interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly language: Language;
  readonly status: TerminalStatus;
  /** The names and addresses this page goes by. */
  readonly trustedHosts: ReadonlySet<string>;
}

/** The emergency page and its forms. False: it is another page that is asked for. */
export const createEmergencyRoutes = (desk: Desk) => {
  const answer = ({ response }: Asked, code: number, type: string, body: string) =>
    response.writeHead(code, { ...headers, 'content-type': type }).end(body);
  const goOn = ({ response, language }: Asked, cookie?: string) =>
    response
      .writeHead(303, {
        ...headers,
        location: `/emergency?lang=${language}`,
        ...(cookie !== undefined && { 'set-cookie': `${cookieName}=${cookie}; ${cookieScope}` }),
      })
      .end();
  /** A screen on a wall finds its way back by itself, and what a sitting showed goes with it. */
  const leaveAfter = ({ response }: Asked, seconds: number, url: string) =>
    response.setHeader('refresh', `${seconds}; url=${url}`);
  const refuse = (
    asked: Asked,
    code: number,
    refused: Parameters<typeof signInPage>[0]['refused'],
  ) => {
    leaveAfter(asked, backAfterSeconds, '/');
    return answer(asked, code, html, signInPage({ ...asked, hasSheet: desk.hasSheet(), refused }));
  };

  const show = (asked: Asked) => {
    const sitting = desk.sitting(cookieOf(asked.request));
    if (sitting === null) return refuse(asked, 200, null);
    const { said } = sitting;
    sitting.said = null;
    const leftMs = sitting.endsAt - desk.parts.clock.monotonicNow();
    const minutesLeft = Math.ceil(leftMs / 60_000);
    leaveAfter(asked, Math.ceil(leftMs / 1_000) + 1, `/emergency?lang=${asked.language}`);
    const page = deskPage({ ...asked, sitting, said, minutesLeft, desk: desk.parts });
    return answer(asked, 200, html, page);
  };

  const signIn = async (asked: Asked, form: URLSearchParams) => {
    const signedIn = await desk.signIn(form.get('code') ?? '');
    if (signedIn.done === 'open') {
      return goOn(asked, `${signedIn.cookie}; Max-Age=${sittingMs / 1_000}`);
    }
    if (signedIn.done === 'wait') asked.response.setHeader('retry-after', signedIn.seconds);
    return refuse(asked, codeOf[signedIn.done], signedIn);
  };

  const exportJournal = async (asked: Asked, sitting: Sitting) => {
    if (!desk.mayExport(sitting)) {
      sitting.said = { what: 'cannotRecord' };
      return goOn(asked);
    }
    const { response, status } = asked;
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="journal.csv"',
    });
    const lines = Readable.from(journalCsv(desk.parts.journal, status.timeZone));
    // Who goes away before the end has what came until then.
    return pipeline(lines, response).catch(() => undefined);
  };

  const post = async (asked: Asked): Promise<unknown> => {
    const { request, url } = asked;
    const form = await readForm(request);
    if (url.pathname === '/emergency/sign-in') return signIn(asked, form);
    const cookie = cookieOf(request);
    const sitting = desk.sitting(cookie);
    // The ten minutes are over: the page to sign in again says all there is to say.
    if (sitting === null) return goOn(asked);
    if (!isSame(form.get('token') ?? '', sitting.token)) {
      return refuse(asked, 403, { done: 'forbidden' });
    }
    if (url.pathname === '/emergency/unlock') {
      await desk.unlock(sitting, form.get('door') ?? '');
      return goOn(asked);
    }
    if (url.pathname === '/emergency/export') return exportJournal(asked, sitting);
    desk.end(cookie);
    return goOn(asked, '; Max-Age=0');
  };

  return async (asked: Asked): Promise<boolean> => {
    const { request, url, trustedHosts } = asked;
    const what = `${request.method} ${url.pathname}`;
    if (what === 'GET /emergency.css') {
      answer(asked, 200, 'text/css; charset=utf-8', emergencyStyle);
      return true;
    }
    if (what !== 'GET /emergency' && !posts.has(what)) return false;
    const { host = '', origin } = request.headers;
    const isOurs =
      trustedHosts.has(host) && (request.method === 'GET' || origin === `http://${host}`);
    if (!isOurs) refuse(asked, 403, { done: 'forbidden' });
    else if (request.method === 'GET') show(asked);
    else await post(asked);
    return true;
  };
};

const posts: ReadonlySet<string> = new Set(
  ['sign-in', 'unlock', 'export', 'end'].map((what) => `POST /emergency/${what}`),
);

const cookieOf = ({ headers: { cookie = '' } }: IncomingMessage): string =>
  cookie
    .split(';')
    .map((one) => one.trim())
    .find((one) => one.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1) ?? '';
