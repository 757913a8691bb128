import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { type CsvAsked, csvOf } from '../../../shared/domain/csv.ts';
import type { FedowPool } from '../../ports/fedow-pool.ts';
import { holds } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { oneOf } from '../api/schemas.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { type Language, languageOf, wordsOf } from '../language.ts';
import { nameOf } from '../principal.ts';
import { hoursInPool, poolAsked } from '../report/pool.ts';
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
      const asked = await askedFor(deps, query);
      const pool = await poolAsked(deps, principal, query);
      const hours = hoursInPool(await hoursShown(deps.registry, principal), pool);
      const uids = holds(principal, 'cards:uid');
      const csv: CsvAsked =
        query.for === 'machine'
          ? { for: 'machine', uids }
          : {
              for: 'people',
              uids,
              language: languageOf(request),
              names: await placeNames(languageOf(request), pool),
            };
      const lines = deps.passages.lines(
        {
          filter: { ...asked.filter, from, to },
          now: deps.clock.now(),
          csv,
          shown: { ...asked.shown, hours },
        },
        nameOf(principal),
      );
      // What makes it wait too long, or cannot even begin, is still an answer of its own.
      const begun = await begin(lines);
      try {
        await audit(deps, request, { verb: 'exported', kind: 'passage', after: { ...query } });
      } catch (err) {
        await begun.rest.return?.();
        throw err;
      }
      const period = [from, to].filter((day) => day !== null).join('-');
      return reply
        .type('text/csv; charset=utf-8')
        .header(
          'content-disposition',
          `attachment; filename="badgeuse${period && `-${period}`}.csv"`,
        )
        .send(Readable.from(withHeader(csvOf(csv).header, begun), { objectMode: false }));
    },
  );

  async function placeNames(
    language: Language,
    pool: FedowPool | null,
  ): Promise<ReadonlyMap<string, string>> {
    const all = { limit: 1000, cursor: null };
    const places = await deps.registry.places.list(all);
    const areas = await deps.registry.areas.list(all);
    const { pooledVenue } = wordsOf(language);
    return new Map([
      ...(await deps.settlements.placesAfar()),
      ...[...places.items, ...areas.items].map(({ id, name }) => [id, name] as const),
      ...(pool?.venues ?? []).map(({ id, name }) => [id, pooledVenue(name)] as const),
    ]);
  }
}

interface Begun {
  readonly first: IteratorResult<Uint8Array>;
  readonly rest: AsyncIterator<Uint8Array>;
}

async function begin(lines: AsyncIterable<Uint8Array>): Promise<Begun> {
  const rest = lines[Symbol.asyncIterator]();
  return { first: await rest.next(), rest };
}

/** Ends the lines also where nobody asked for the first of them: then no generator would have begun to end. */
const withHeader = (header: string, { first, rest }: Begun): AsyncIterable<Uint8Array> => {
  let taken = 0;
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        taken++;
        if (taken === 1) return { value: Buffer.from(header), done: false };
        return taken === 2 ? first : rest.next();
      },
      async return() {
        await rest.return?.();
        return { value: undefined, done: true };
      },
    }),
  };
};
