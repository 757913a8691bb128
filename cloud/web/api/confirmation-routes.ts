import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import { type Confirmation, proofOf } from '../confirmation.ts';
import { problemSchema } from './resource.ts';
import { body } from './schemas.ts';

const proofBody = body({
  password: Type.String({ minLength: 1, maxLength: 1000 }),
  code: Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'Of the app or the paper, where one is asked for.',
    }),
  ),
});

/** For scripts of a page: a session proves again who it is. Tokens need not. */
export function confirmationRoutes(app: FastifyInstance, confirmation: Confirmation): void {
  app.post(
    '/api/v1/confirmation',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags: ['staff'],
        summary: 'Show the password again, for ten minutes of what asks for it',
        description:
          'What answers 403 `confirmFirst` to a session goes through afterwards: unlocking, CSV files, grants, staff, invitations and tokens.',
        body: proofBody,
        response: { 204: Type.Null(), '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const { principal } = request;
      if (principal?.kind !== 'staff') throw failure('notFound', { what: 'session', id: '' });
      const { password, code } = request.body as { password: string; code?: string };
      const judged = await confirmation.judge(principal, proofOf(password, code));
      if (judged.is === 'confirmed') return reply.code(204).send();
      if (judged.is === 'tooMany') throw failure('tooManyRequests', { seconds: judged.seconds });
      const what = judged.is === 'wrongCode' ? 'code' : 'password';
      throw failure('notConfirmed', { what });
    },
  );
}
