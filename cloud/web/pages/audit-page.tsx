import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { peopleFile, peopleLine } from '../../../shared/domain/csv.ts';
import type { AuditFilter, AuditRecord } from '../../ports/audit.ts';
import { AuditView, detailText, whoText } from '../accounts/audit-view.tsx';
import { momentsOf } from '../accounts/moments.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import { auditFilterOf } from '../audit-filter.ts';
import { dayStart } from '../day-start.ts';
import type { WebDeps } from '../deps.ts';
import { zoned } from '../format.ts';
import { languageOf, type Words, wordsOf } from '../language.ts';
import { html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
type Query = Record<string, string | undefined>;

/** Who changed what, and who looked at whose data; as a page, and the same as CSV. */
export function auditPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/audit', hidden, async (request, reply) => {
    const context = contextOf(request);
    const query = queryOf(request);
    const now = deps.clock.now();
    const timeZone = zoneOf(request);
    const { items, nextCursor } = await deps.audit.list(filterOf(request, query, timeZone), {
      limit: 100,
      cursor: query['cursor'] ?? null,
    });
    const staff = await deps.accounts.list();
    // All rows are read for it: only where somebody asks.
    const isChecked = (request.query as Query)['check'] === 'yes';
    const checked = isChecked ? { firstBroken: await deps.audit.firstBroken() } : null;
    const page = pageOf({
      context,
      title: context.words.audit,
      section: 'settings',
      children: (
        <AuditView
          context={context}
          records={items}
          staff={staff}
          query={query}
          checked={checked}
          check={linkWith(query, { check: 'yes' })}
          older={nextCursor && linkWith(query, { cursor: nextCursor })}
          csv={`/audit.csv?${linkWith(query, {}).split('?')[1] ?? ''}`}
          moment={momentsOf(context, now)}
        />
      ),
    });
    return html(reply, page);
  });

  app.get('/audit.csv', hidden, async (request, reply) => {
    const query = queryOf(request);
    const timeZone = zoneOf(request);
    const filter = filterOf(request, query, timeZone);
    await audit(deps, request, { verb: 'exported', kind: 'audit', after: query });
    const words = wordsOf(languageOf(request));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="badgeuse-audit.csv"')
      .send(Readable.from(csvOf(filter, words, timeZone), { objectMode: false }));
  });

  async function* csvOf(filter: AuditFilter, words: Words, timeZone: string) {
    const columns = [words.auditWhen, words.auditWho, words.auditVerb, words.auditKind];
    const rest = ['id', words.auditAbout, words.place, words.auditBefore, words.auditAfter];
    yield peopleFile([[...columns, ...rest]]);
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof deps.audit.list>> = await deps.audit.list(filter, {
        limit: 1000,
        cursor,
      });
      yield page.items.map((one) => peopleLine(cellsOf(one, words, timeZone))).join('');
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
}

const cellsOf = (one: AuditRecord, words: Words, timeZone: string): readonly string[] => [
  zoned(one.at, timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
  whoText(one, words),
  words[`verb_${one.verb}`],
  words[`kind_${one.kind}`],
  one.id ?? '',
  one.memberName ?? one.memberId ?? '',
  one.placeId ?? '',
  detailText(one.before),
  detailText(one.after),
];

function queryOf(request: FastifyRequest): Query {
  const { who, member, kind, verb, from, to, cursor } = request.query as Query;
  const given = Object.entries({ who, member, kind, verb, from, to, cursor });
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string' && value !== ''));
}

/** Days of the place that is shown, both included. */
function filterOf(request: FastifyRequest, query: Query, timeZone: string): AuditFilter {
  return auditFilterOf(whoAsks(request.principal), {
    who: query['who'] ?? '',
    memberId: query['member'] ?? '',
    kind: query['kind'] ?? '',
    verb: query['verb'] ?? '',
    from: dayStart(query['from'], timeZone, 0),
    to: dayStart(query['to'], timeZone, 1),
  });
}

function zoneOf(request: FastifyRequest): string {
  const { place, places } = contextOf(request);
  return (place ?? places[0])?.timeZone ?? 'Europe/Paris';
}

function linkWith(query: Query, changed: Query): string {
  const { cursor: _, ...asked } = query;
  const all = Object.entries({ ...asked, ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return `/audit?${new URLSearchParams(all)}`;
}
