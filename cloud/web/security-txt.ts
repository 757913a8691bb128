import type { FastifyInstance } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { WebDeps } from './deps.ts';

const holdsMs = 180 * 86_400_000;

/** Whom to tell of a hole (RFC 9116); not there until the settings say whom: a wrong address would be worse. */
export function securityTxt(app: FastifyInstance, deps: WebDeps): void {
  app.get('/.well-known/security.txt', { schema: { hide: true } }, async (_request, reply) => {
    const { securityContact: contact, publicUrl, clock } = deps;
    if (!contact) throw failure('notFound', { what: 'page', id: '/.well-known/security.txt' });
    const lines = [
      `Contact: ${contact}`,
      `Expires: ${new Date(clock.now() + holdsMs).toISOString().slice(0, 19)}Z`,
      'Preferred-Languages: fr, en',
      ...(publicUrl ? [`Canonical: ${new URL('/.well-known/security.txt', publicUrl).href}`] : []),
    ];
    return reply.type('text/plain; charset=utf-8').send(`${lines.join('\n')}\n`);
  });
}
