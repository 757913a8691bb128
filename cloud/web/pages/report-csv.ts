import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { machineCsv, peopleCsv, withoutUids, withUids } from '../../../shared/domain/csv.ts';
import { holds } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { oneOf } from '../api/schemas.ts';
import type { WebDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { askedFor, type ReportQuery, reportFields } from '../report-filter.ts';
import { hoursFilter } from '../worktime.ts';
import { dayAsked } from './report-page.tsx';

const csvQuery = Type.Object(
  { ...reportFields, for: Type.Optional(oneOf(['people', 'machine'] as const)) },
  { additionalProperties: false },
);

/** The report as CSV, streamed: a year of a whole venue needs no more memory than a day. */
export function reportCsv(app: FastifyInstance, deps: WebDeps): void {
  app.get(
    '/rapport/badgeuse.csv',
    {
      config: { rateLimit: { max: 60, timeWindow: 60_000 } },
      schema: { hide: true, querystring: csvQuery },
    },
    async (request, reply) => {
      const query = request.query as ReportQuery & { for?: 'people' | 'machine' };
      const principal = whoAsks(request.principal);
      const from = dayAsked('from', query.from);
      const to = dayAsked('to', query.to);
      const asked = await askedFor(deps.registry, query);
      const may = await hoursFilter(deps.registry, principal);
      const cardOf = holds(principal, 'cards:uid') ? withUids : withoutUids();
      const csv =
        query.for === 'machine'
          ? machineCsv(cardOf)
          : peopleCsv(languageOf(request), cardOf, await placeNames());
      const filter = { ...asked.filter, from, to };
      const lines = deps.passages.lines(filter, deps.clock.now(), csv, {
        setting: (row) => may(row) && asked.hasStatus(row),
        holder: asked.matches,
      });
      const period = [from, to].filter((day) => day !== null).join('-');
      return reply
        .type('text/csv; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="badgeuse${period && `-${period}`}.csv"`,
        )
        .send(Readable.from(withHeader(csv.header, lines), { objectMode: false }));
    },
  );

  async function placeNames(): Promise<(id: string) => string> {
    const all = { limit: 1000, cursor: null };
    const places = await deps.registry.places.list(all);
    const areas = await deps.registry.areas.list(all);
    const names = new Map([...places.items, ...areas.items].map(({ id, name }) => [id, name]));
    return (id) => names.get(id) ?? id;
  }
}

async function* withHeader(header: string, lines: AsyncIterable<string>): AsyncIterable<string> {
  yield header;
  yield* lines;
}
