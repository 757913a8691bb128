import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { certificateVerdicts } from '../../ports/certificates.ts';
import { claimsOf, longestClaims } from '../certificate-link.ts';
import { type CertificateAsked, draftOf, issue, verifyUrl } from '../certify.ts';
import type { WebDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { sendCertificate } from '../pages/certificate-page.tsx';
import { isoOf } from './instant.ts';
import { problemSchema } from './resource.ts';
import { body, Id, LocalDate, oneOf } from './schemas.ts';

const tags = ['certificates'];
const count = Type.Integer();

/** Certificates of presence: issued by staff, checked by anybody who holds one. */
export function certificateRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.post(
    '/api/v1/certificates',
    {
      schema: {
        tags,
        summary:
          'Certify a member’s presence; it is answered once, as PDF where `Accept: application/pdf` asks for it, and only its digest is kept',
        body: body({ placeId: Id, memberId: Id, from: LocalDate, to: LocalDate }),
        response: {
          201: Type.Object({
            code: Type.String(),
            verifyUrl: Type.String({ description: 'for whoever holds it to check' }),
            issuedAt: Type.String(),
            passages: count,
            presences: count,
            days: count,
            seconds: count,
            addedSeconds: Type.Integer({ description: 'of these, what staff added' }),
            leftOut: Type.Integer({
              description: 'passages that count nothing: an end is missing',
            }),
          }),
          '4xx': problemSchema,
        },
      },
    },
    async (request, reply) => {
      const draft = await draftOf(deps, request, request.body as CertificateAsked);
      const claims = await issue(deps, request, draft);
      if (request.headers.accept?.includes('application/pdf')) {
        const language = languageOf(request);
        return sendCertificate(deps, request, reply.code(201), { draft, claims, language });
      }
      const { code, passages, presences, days, seconds, addedSeconds } = claims;
      return reply.code(201).send({
        ...{ code, passages, presences, days, seconds, addedSeconds },
        verifyUrl: verifyUrl(deps, request, claims),
        issuedAt: isoOf(claims.issuedAt),
        leftOut: draft.figures.leftOut,
      });
    },
  );

  app.get(
    '/api/v1/certificates/verification',
    {
      config: { rateLimit: { max: 30, timeWindow: 60_000 } },
      schema: {
        tags,
        summary:
          'Whether a certificate says what it was issued with; `c` is what its code square carries',
        querystring: Type.Object(
          { c: Type.String({ maxLength: longestClaims }) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ verdict: oneOf(certificateVerdicts) }),
          '4xx': problemSchema,
        },
      },
    },
    async (request) => {
      const claims = claimsOf((request.query as { c: string }).c);
      const now = deps.clock.now();
      return { verdict: claims ? await deps.certificates.verify(claims, now) : 'unknown' };
    },
  );
}
