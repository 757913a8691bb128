import type { FastifyReply, FastifyRequest } from 'fastify';

/** The fields of a form as text; what is missing or no text is empty. */
export function formOf<K extends string>(
  request: FastifyRequest,
  ...names: K[]
): Record<K, string> {
  const body = (request.body ?? {}) as Record<string, unknown>;
  const read = (name: K) => {
    const value = body[name];
    return typeof value === 'string' ? value.trim().slice(0, 500) : '';
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<K, string>;
}

/** A path of our own and nothing else: whatever could leave this host leads to the first page. */
export function ownPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/';
  const url = URL.parse(wanted, 'http://here.invalid');
  // Taken apart, `/.//host` is another host's as well.
  const isOurs = url?.host === 'here.invalid' && !url.pathname.startsWith('//');
  return isOurs ? url.pathname + url.search : '/';
}

export const html = (reply: FastifyReply, page: string, status = 200): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(page);
