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
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';
import { problemSchema, whoAsks } from './resource.ts';
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
    async (request) => {
      const approval = request.body as ClaimApproval;
      const principal = whoAsks(request.principal);
      assertPlace(principal, approval.placeId);
      // An id that is there already is taken over: it must be theirs.
      for (const { id, doorId } of approval.accessPoints ?? []) {
        assertPlace(principal, (await deps.registry.accessPoints.find(id))?.placeId);
        if (doorId) assertPlace(principal, (await deps.registry.doors.find(doorId))?.placeId);
      }
      const made = await deps.claims.approve(approval, deps.clock.now());
      const { placeId } = approval;
      await audit(deps, request, { verb: 'approved', kind: 'device', id: made.deviceId, placeId });
      return made;
    },
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
