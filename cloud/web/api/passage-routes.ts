import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { isPseudonym, pseudonymShown } from '../../../shared/domain/pseudonym.ts';
import { needsCheck, showsHours } from '../../../shared/domain/report-shown.ts';
import { failure } from '../../../shared/runtime/errors.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import type { PassageRow } from '../../ports/report.ts';
import { holds } from '../access.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { wordsOf } from '../language.ts';
import { hoursInPool, isForeign, poolAsked } from '../report/pool.ts';
import { sealedFor } from '../report/sealed.ts';
import { type Grouping, groupings, totalsBy } from '../report/totals.ts';
import { askedFor, filterOf, type ReportQuery, reportFields } from '../report-filter.ts';
import { hoursFilter, hoursShown } from '../worktime.ts';
import { isoOf } from './instant.ts';
import { idParams, listed, pageOf, pageQuery, problemSchema, whoAsks } from './resource.ts';
import { oneOf } from './schemas.ts';

const anything = Type.Object({}, { additionalProperties: true });
const tags = ['passages'];

export function passageRoutes(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/api/v1/passages',
    {
      schema: {
        tags,
        summary: 'List passages by entry (or exit) time',
        querystring: Type.Object(
          { ...pageQuery, ...reportFields },
          { additionalProperties: false },
        ),
        response: { 200: listed(anything), '4xx': problemSchema },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const query = request.query as ReportQuery & { limit?: number; cursor?: string };
      const pool = await poolAsked(deps, principal, query);
      const may = showsHours(hoursInPool(await hoursShown(deps.registry, principal), pool));
      const asked = await askedFor(deps, query);
      const isAsked = (row: PassageRow) =>
        may(row) && asked.matches(row) && (query.status !== 'to_check' || needsCheck(row));
      const { status } = filterOf(query);
      const filter = { ...asked.filter, status };
      const page = await deps.passages.page(filter, deps.clock.now(), pageOf(query));
      await looked(deps, request, { kind: 'passage', after: askedIn(query) });
      const uids = holds(principal, 'cards:uid');
      const items = page.items.filter(isAsked);
      return { ...page, items: items.map((row) => passageOf(row, uids, pool)) };
    },
  );
  const by = Type.Optional(oneOf(groupings));
  app.get(
    '/api/v1/totals',
    {
      schema: {
        tags,
        summary: 'Passages and time by member, group, place, area, day, week or month',
        querystring: Type.Object({ ...reportFields, by }, { additionalProperties: false }),
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const query = request.query as ReportQuery & { by?: Grouping };
      const principal = whoAsks(request.principal);
      const pool = await poolAsked(deps, principal, query);
      const may = showsHours(hoursInPool(await hoursShown(deps.registry, principal), pool));
      const asked = await askedFor(deps, query);
      const now = deps.clock.now();
      const totals = await totalsBy(
        query.by ?? 'member',
        deps.passages.stream(asked.filter, now),
        (row) => may(row) && asked.matches(row) && asked.hasStatus(row),
        { registry: deps.registry, words: wordsOf('en'), language: 'en', today: isoOf(now), pool },
        await sealedFor(deps.seals, { ...asked.filter, query }, may),
      );
      if ((query.by ?? 'member') === 'member') {
        await looked(deps, request, {
          kind: 'passage',
          after: { ...askedIn(query), by: 'member' },
        });
      }
      return { all: totals.all, items: totals.lines };
    },
  );
  app.get(
    '/api/v1/passages/:id',
    {
      schema: {
        tags,
        summary: 'Read one passage by the id of its entry (or exit) punch',
        params: idParams,
        response: { 200: anything, '4xx': problemSchema },
      },
    },
    async (request) => {
      const principal = whoAsks(request.principal);
      const { id } = request.params as { id: string };
      const may = await hoursFilter(deps.registry, principal);
      const row = await deps.passages.find(id, deps.clock.now());
      if (!row || !may(row)) throw failure('notFound', { what: 'passage', id });
      const { place: placeId, memberId } = row;
      await looked(deps, request, { kind: 'passage', id, placeId, memberId });
      return passageOf(row, holds(principal, 'cards:uid'));
    },
  );
}

/** Page by page it is one look. */
const askedIn = ({ cursor: _, ...asked }: object & { readonly cursor?: unknown }) => asked;

const passageOf = (row: PassageRow, uids: boolean, pool: FedowPool | null = null) => ({
  id: row.id,
  placeId: row.place,
  area: row.area,
  memberId: row.memberId,
  member: row.memberName,
  card: uids && !isPseudonym(row.cardUid) ? row.cardUid : row.cardNumber,
  visitor: isPseudonym(row.cardUid) ? pseudonymShown(row.cardUid) : null,
  entryAt: row.entry && isoOf(row.entry.at),
  exitAt: row.exit && isoOf(row.exit.at),
  entryBy: row.entry?.by ?? null,
  exitBy: row.exit?.by ?? null,
  entryPunchId: row.entry?.punchId ?? null,
  exitPunchId: row.exit?.punchId ?? null,
  durationSeconds: row.durationMs === null ? null : Math.floor(row.durationMs / 1000),
  status: row.status,
  entryAccessPoint: row.entry?.accessPoint ?? null,
  exitAccessPoint: row.exit?.accessPoint ?? null,
  anomalies: row.anomalies,
  corrected: row.corrected,
  /** At another venue that shares the asset; `placeId` is then its own. */
  isForeign: isForeign(row, pool),
});
