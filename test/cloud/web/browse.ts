import { expect } from '@jest/globals';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { testNow, type WebFixture } from './fixture.ts';

export const password = 'un mot de passe long';
export type Fields = Record<string, string>;

const headersOfBrowser = {
  accept: 'text/html',
  'accept-language': 'fr',
  'sec-fetch-site': 'same-origin',
};

export const form = (
  app: FastifyInstance,
  url: string,
  fields: Fields | URLSearchParams,
  headers: Fields = {},
) =>
  app.inject({
    method: 'POST',
    url,
    headers: {
      ...headersOfBrowser,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    payload: new URLSearchParams(fields).toString(),
  });

export const get = (app: FastifyInstance, url: string, headers: Fields = {}) =>
  app.inject({ url, headers: { ...headersOfBrowser, ...headers } });

export const cookieOf = (answer: LightMyRequestResponse): string =>
  answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

/** Signs in by a one-time link, as the person who installs does; `places` are all they have. */
export async function signIn(
  { app, deps }: WebFixture,
  role: 'admin' | 'staff' | 'viewer' = 'admin',
  name = 'Maëlle',
  places: '*' | readonly string[] = '*',
) {
  const duty = { places, rights: [], madeBy: 'system' };
  const secret = await deps.identity.createInvitation(role, null, testNow + 60_000, duty);
  const answer = await form(app, `/welcome/${secret}`, { name, password });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
  const cookie = cookieOf(answer);
  const { body } = await get(app, '/', { cookie });
  const csrf = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  return { cookie, csrf };
}
