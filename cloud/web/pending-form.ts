import type { FastifyRequest } from 'fastify';
import { failure } from '../../shared/runtime/errors.ts';
import type { PendingForms } from '../ports/pending-forms.ts';
import { proofFields } from './confirmation.ts';

/** As long as a form that waits for its password may lie open. */
const waitsForMs = 60 * 60_000;

interface Pending {
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const aboutOf = (request: FastifyRequest, session: string): string =>
  `form of ${session} for ${request.method} ${request.url}`;

/** What the form held, for the page that asks for the password: keys of other systems may be in it. */
export function closeForm(
  forms: PendingForms,
  request: FastifyRequest,
  session: string,
  now: number,
): string {
  const { csrf: _, ...body } = (request.body ?? {}) as Record<string, unknown>;
  return forms.close(
    aboutOf(request, session),
    JSON.stringify({ at: now, body } satisfies Pending),
  );
}

/** Puts back what the form held, where the page that asks sent it. Throws `formTooOld`. */
export function reopenForm(
  forms: PendingForms,
  request: FastifyRequest,
  session: string,
  now: number,
): void {
  const body = request.body as Record<string, unknown> | null | undefined;
  if (typeof body !== 'object' || body === null || request.url.startsWith('/api/')) return;
  const closed = body[proofFields.form];
  if (closed === undefined) return;
  const text = typeof closed === 'string' ? forms.open(aboutOf(request, session), closed) : null;
  const kept = text === null ? null : (JSON.parse(text) as Pending);
  if (kept === null || now - kept.at > waitsForMs) throw failure('formTooOld');
  delete body[proofFields.form];
  Object.assign(body, kept.body);
}
