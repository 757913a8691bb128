import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import {
  ClaimAnswer,
  ClaimApproval,
  ClaimRequest,
  ClaimTokenAnswer,
  ClaimTokenRequest,
} from '../../../shared/wire/claim.ts';
import type { WebDeps } from '../deps.ts';
import { problemSchema } from './resource.ts';
import { DeviceId } from './schemas.ts';

const tags = ['claims'];

/** How a device joins: it asks, shows its code, staff approve the code, it fetches its credentials once. */
export function claimRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.post(
    '/api/v1/claims',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'A device asks to join',
        body: ClaimRequest,
        response: { 201: ClaimAnswer, '4xx': problemSchema },
      },
    },
    async (request, reply) => {
      const now = deps.clock.now();
      const { expiresAt, ...claim } = await deps.claims.open(request.body as ClaimRequest, now);
      const expiresIn = Math.max(1, Math.floor((expiresAt - now) / 1000));
      return reply.code(201).send({ ...claim, expiresIn, cloudKey: deps.cloudKey });
    },
  );

  app.post(
    '/api/v1/claims/approve',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Staff let a device join, by the code it shows',
        body: ClaimApproval,
        response: { 200: Type.Object({ deviceId: DeviceId }), '4xx': problemSchema },
      },
    },
    (request) => deps.claims.approve(request.body as ClaimApproval, deps.clock.now()),
  );

  app.post(
    '/api/v1/claims/token',
    {
      config: { rateLimit: { max: 120, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'The device fetches its credentials, once',
        body: ClaimTokenRequest,
        response: { 200: ClaimTokenAnswer, '4xx': problemSchema },
      },
    },
    async (request) => {
      const { deviceCode } = request.body as { deviceCode: string };
      const answer = await deps.claims.collect(deviceCode, deps.clock.now());
      if (answer === null) throw failure('authorizationPending');
      return answer;
    },
  );
}
