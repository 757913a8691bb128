import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { whoAsks } from '../api/resource.ts';
import { Id, Month, oneOf } from '../api/schemas.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { languageOf, wordsOf } from '../language.ts';
import { machineSettlement, peopleSettlement } from './csv.ts';
import { settlementPaper } from './paper.ts';
import { type MonthSettled, monthAsked, pairAsked, readSettlement } from './read.ts';

export const monthQuery = { month: Type.Optional(Month) };
export const csvQuery = Type.Object(
  { ...monthQuery, for: Type.Optional(oneOf(['people', 'machine'] as const)) },
  { additionalProperties: false },
);
export const pairQuery = Type.Object(
  { ...monthQuery, one: Id, other: Id },
  { additionalProperties: false },
);

/** What was asked for, read once and written down as a look. Throws `badRequest` for no month. */
export async function settlementFor(
  deps: WebDeps,
  request: FastifyRequest,
  month = (request.query as { month?: string }).month,
): Promise<MonthSettled> {
  const principal = whoAsks(request.principal);
  const { items } = await deps.registry.places.list({ limit: 1, cursor: null });
  const timeZone = items[0]?.timeZone ?? 'Europe/Paris';
  const found = await readSettlement(
    deps,
    principal,
    monthAsked(month, deps.clock.now(), timeZone),
  );
  await looked(deps, request, { kind: 'passage', after: { settlement: found.month } });
  return found;
}

/** Written down before it is sent. */
export async function sendSettlementCsv(
  deps: WebDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const found = await settlementFor(deps, request);
  const { for: reader } = request.query as { for?: 'people' | 'machine' };
  await audit(deps, request, {
    ...{ verb: 'exported', kind: 'passage', after: { settlement: found.month } },
  });
  const words = wordsOf(languageOf(request));
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="badgeuse-settlement-${found.month}.csv"`)
    .send(reader === 'machine' ? machineSettlement(found) : peopleSettlement(found, words));
}

/** The statement of one pair. */
export async function sendSettlementPdf(
  deps: WebDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { one, other } = request.query as { one: string; other: string };
  const found = await settlementFor(deps, request);
  const pair = pairAsked(found, whoAsks(request.principal), one, other);
  const after = { settlement: found.month, one, other };
  await audit(deps, request, { verb: 'exported', kind: 'passage', after });
  const language = languageOf(request);
  const paper = settlementPaper({ found, pair, language, now: deps.clock.now() });
  const pdf = await deps.papers.settlement(paper);
  return reply
    .type('application/pdf')
    .header('content-disposition', `attachment; filename="badgeuse-settlement-${found.month}.pdf"`)
    .send(Buffer.from(pdf));
}
