import type { FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { CertificateClaims, CertificateDraft } from '../ports/certificates.ts';
import { whoAsks } from './api/resource.ts';
import { audit } from './audit.ts';
import { claimsText } from './certificate-link.ts';
import type { WebDeps } from './deps.ts';
import { ownOrigin } from './own-origin.ts';
import { assertPlace } from './place-scope.ts';
import { InvalidInput } from './validation.ts';
import { hoursFilter } from './worktime.ts';

export interface CertificateAsked {
  readonly placeId: string;
  readonly memberId: string;
  readonly from: string;
  readonly to: string;
}

/** What would be certified. Throws `scopeMissing` where some of these hours are not for whoever asks: never a part. */
export async function draftOf(
  deps: WebDeps,
  request: FastifyRequest,
  asked: CertificateAsked,
): Promise<CertificateDraft> {
  const principal = whoAsks(request.principal);
  assertPlace(principal, asked.placeId);
  if (asked.from > asked.to)
    throw new InvalidInput('body', [{ field: 'to', expected: 'must not be before from' }]);
  const draft = await deps.certificates.draft(asked, deps.clock.now());
  const may = await hoursFilter(deps.registry, principal);
  if (!draft.rows.every(may)) throw failure('scopeMissing', { needed: 'hours:read' });
  return draft;
}

/** Issues it. The book says who did so for whom, and not which certificate it is: only the paper says that. */
export async function issue(
  deps: WebDeps,
  request: FastifyRequest,
  draft: CertificateDraft,
): Promise<CertificateClaims> {
  const claims = await deps.certificates.issue(draft, deps.clock.now());
  const { from, to } = draft;
  await audit(deps, request, {
    ...{ verb: 'created', kind: 'certificate', placeId: draft.place.id },
    ...{ memberId: draft.member.id, after: { from, to } },
  });
  return claims;
}

/** Where whoever holds the paper checks it. */
export const verifyUrl = (
  deps: Pick<WebDeps, 'publicUrl'>,
  request: FastifyRequest,
  claims: CertificateClaims,
): string => `${ownOrigin(deps, request)}/verify?c=${claimsText(claims)}`;
