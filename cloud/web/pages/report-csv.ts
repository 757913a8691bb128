import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type CsvAsked, csvOf } from '../../../shared/domain/csv.ts';
import { holds } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { oneOf } from '../api/schemas.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { languageOf } from '../language.ts';
import { askedFor, type ReportQuery, reportFields } from '../report-filter.ts';
import { hoursShown } from '../worktime.ts';
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
      const hours = await hoursShown(deps.registry, principal);
      const uids = holds(principal, 'cards:uid');
      const csv: CsvAsked =
        query.for === 'machine'
          ? { for: 'machine', uids }
          : { for: 'people', uids, language: languageOf(request), names: await placeNames() };
      const lines = deps.passages.lines({
        filter: { ...asked.filter, from, to },
        now: deps.clock.now(),
        csv,
        shown: { ...asked.shown, hours },
      });
      await audit(deps, request, { verb: 'exported', kind: 'passage', after: { ...query } });
      const period = [from, to].filter((day) => day !== null).join('-');
      return reply
        .type('text/csv; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="badgeuse${period && `-${period}`}.csv"`,
        )
        .send(Readable.from(withHeader(csvOf(csv).header, lines), { objectMode: false }));
    },
  );

  async function placeNames(): Promise<ReadonlyMap<string, string>> {
    const all = { limit: 1000, cursor: null };
    const places = await deps.registry.places.list(all);
    const areas = await deps.registry.areas.list(all);
    return new Map([...places.items, ...areas.items].map(({ id, name }) => [id, name]));
  }
}

async function* withHeader(
  header: string,
  lines: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield Buffer.from(header);
  yield* lines;
}
