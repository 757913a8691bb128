import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Duty, Identity, TokenLimits } from '../ports/identity.ts';

/** Who asks: staff with a session in their browser, or a program with a token. */
export type Principal =
  | (Duty & {
      readonly kind: 'staff';
      readonly id: string;
      readonly name: string;
      readonly session: string;
      /** Names the session without letting anybody in. */
      readonly sessionId: string;
      /** When they last showed their password, epoch ms. */
      readonly confirmedAt: number;
    })
  | (Pick<Duty, 'role' | 'places'> & {
      readonly kind: 'token';
      readonly id: string;
      readonly scopes: TokenLimits['scopes'];
    });

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Whether that place is theirs at all; what they may do there is their role's. */
export const mayAt = (principal: Principal, placeId: string): boolean =>
  principal.places === '*' || principal.places.includes(placeId);

/** As corrections and logs name them: `staff:<id>`, `token:<id>`. */
export const nameOf = (principal: Principal): string => `${principal.kind}:${principal.id}`;

/** `__Host-` binds the cookie to this host over TLS; on plain loopback HTTP no browser would keep one. */
export const sessionCookie = (secure: boolean): string =>
  secure ? '__Host-badgeuse' : 'badgeuse-session';

export async function principalOf(
  request: FastifyRequest,
  identity: Identity,
  around: { secure: boolean; now: number },
): Promise<Principal | null> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) {
    const token = await identity.findToken(bearer, around.now);
    return token && { kind: 'token', ...token };
  }
  if (request.headers.authorization !== undefined) return null;
  const session = request.cookies[sessionCookie(around.secure)];
  if (!session) return null;
  const staff = await identity.findSession(session, around.now, isUse(request));
  return staff && { kind: 'staff', ...staff, session };
}

/** What an open page asks by itself says so, or is a stream: nobody need be sitting before it. */
export const byItself = { 'badgeuse-by-itself': 'yes' } as const;
const isUse = (request: FastifyRequest): boolean =>
  request.headers['badgeuse-by-itself'] === undefined && request.routeOptions.url !== '/live';

export function keepSession(reply: FastifyReply, session: string, secure: boolean): void {
  reply.setCookie(sessionCookie(secure), session, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
  });
}

/** Belongs to one session and says nothing about it; it travels in every form. */
export const csrfTokenOf = (session: string): string =>
  createHmac('sha256', session).update('badgeuse:csrf').digest('base64url');

export function isCsrfToken(session: string, given: unknown): boolean {
  const expected = Buffer.from(csrfTokenOf(session));
  const got = Buffer.from(typeof given === 'string' ? given : '');
  return got.length === expected.length && timingSafeEqual(got, expected);
}
