import type { FastifyInstance } from 'fastify';
import type { PassageRow } from '../../ports/report.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, duration, longDay, number, timeOf } from '../format.ts';
import { countOf, type Reader, readersOf } from '../readers.ts';
import { needsCheck, personOf } from '../report/summary.ts';
import { momentOf, nameOfRow } from '../report/view.ts';
import { nnbsp } from '../typography.ts';
import { hoursFilter } from '../worktime.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';
import { TroubleChip } from './trouble-chip.tsx';

interface Today {
  readonly now: number;
  readonly today: string;
  readonly timeZone: string;
  readonly inNow: readonly PassageRow[];
  readonly passages: number;
  readonly toCheck: number;
  readonly readers: readonly Reader[];
}

/** Who is here, and is everything listening? */
export function dashboard(app: FastifyInstance, deps: WebDeps): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const may = await hoursFilter(deps.registry, whoAsks(request.principal));
    const today = await readToday(deps, may);
    const page = pageOf({
      context,
      title: context.words.today,
      section: 'today',
      readers: countOf(today.readers),
      children: <Dashboard context={context} today={today} />,
    });
    return html(reply, page);
  });
}

async function readToday(deps: WebDeps, may: (row: PassageRow) => boolean): Promise<Today> {
  const now = deps.clock.now();
  const { items: places } = await deps.registry.places.list({ limit: 1000, cursor: null });
  const timeZone = places[0]?.timeZone ?? 'Europe/Paris';
  const today = dayOf(now, timeZone);
  const any = {
    from: null,
    to: null,
    place: null,
    area: null,
    member: null,
    accessPoint: null,
    status: null,
  };
  const inNow: PassageRow[] = [];
  // Older than the longest visit nothing is open any more: years of passages stay unread.
  const longestMinutes = Math.max(720, ...places.map((place) => place.maxVisitMinutes));
  const since = Temporal.PlainDate.from(today)
    .subtract({ days: Math.ceil(longestMinutes / 1440) + 1 })
    .toString();
  const open = { ...any, from: since, status: 'open' as const };
  for await (const rows of deps.passages.stream(open, now)) {
    inNow.push(...rows.filter((row) => may(row) && row.area === row.place));
  }
  let passages = 0;
  let toCheck = 0;
  for await (const rows of deps.passages.stream({ ...any, from: today, to: today }, now)) {
    passages += rows.filter(may).length;
    toCheck += rows.filter((row) => may(row) && needsCheck(row)).length;
  }
  const readers = await readersOf(deps, now);
  return { now, today, timeZone, inNow, passages, toCheck, readers };
}

function Dashboard({ context, today }: { context: PageContext; today: Today }) {
  const { words, language } = context;
  const people = new Set(today.inNow.map(personOf)).size;
  const silentExits = today.readers.filter(
    (r) => r.unknownSince !== null && r.direction !== 'in' && r.direction !== 'presence',
  );
  const day = longDay(today.today, language, today.today);
  return (
    <div
      hx-get="/"
      hx-trigger="every 30s"
      hx-select="#today"
      hx-target="#today"
      hx-swap="outerHTML"
      id="today"
    >
      <div class="page-head">
        <div>
          <h1 class="sentence">
            {people === 0 ? words.nobodyIn : words.peopleIn(people, silentExits.length > 0)}
          </h1>
          <p class="lead">
            <span class="capital">{day}</span>, {timeOf(today.now, today.timeZone)}.{' '}
            <b>{words.passagesToday(today.passages, number(today.passages, language))}</b>
            {silentExits.map((r) => (
              <>
                {' '}
                {words.exitsUnknown(r.name, momentOf(r.unknownSince ?? 0, { ...today, language }))}
              </>
            ))}
          </p>
        </div>
        <div class="actions">
          {today.toCheck > 0 && (
            <a
              class="button needs-hand-button"
              href={`/rapport/badgeuse/?from=${today.today}&to=${today.today}&status=to_check`}
            >
              {words.nToCheck(today.toCheck)}
            </a>
          )}
          <a class="button primary" href="/rapport/badgeuse/">
            {words.seePassages}
          </a>
        </div>
      </div>
      <div class="two">
        <WhoIsIn context={context} today={today} />
        <Readers context={context} today={today} />
      </div>
    </div>
  );
}

function WhoIsIn({ context, today }: { context: PageContext; today: Today }) {
  const { words, language } = context;
  const rows = today.inNow.toSorted((a, b) => (b.entry?.at ?? 0) - (a.entry?.at ?? 0));
  return (
    <section>
      <h2>{words.whoIsIn}</h2>
      {rows.length === 0 ? (
        <p class="lead">{words.nobodyIn}</p>
      ) : (
        <ul class="lines">
          {rows.slice(0, 200).map((row) => (
            <li>
              <b class="line-name">
                {nameOfRow(row, words)}
                {row.memberName === null && <>, {words.noMember}</>}
              </b>
              <span class="aside">{row.entryAccessPointName}</span>
              <span class="aside time-text">
                {words.since(row.entry ? momentOf(row.entry.at, { ...today, language }) : nnbsp)}
              </span>
              <b class="time-text">
                {duration(today.now - (row.entry?.at ?? today.now), language, words)}
              </b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Readers({ context, today }: { context: PageContext; today: Today }) {
  const { words, language } = context;
  const silent = today.readers.filter((r) => !r.isHeard && r.lastSeenAt !== null);
  return (
    <section id="readers">
      <h2>{words.readers}</h2>
      {today.readers.length === 0 && (
        <p>
          <b>{words.noReaders}</b> {words.noReadersMore}
        </p>
      )}
      <ul class="lines readers">
        {today.readers.map((reader) => (
          <li>
            <span class="line-name">
              <b>{reader.name}</b>
              <small>
                {words[`direction_${reader.direction}`]}
                {reader.isHeard && reader.lastSeenAt !== null && (
                  <>
                    {', '}
                    {words.lastHeard(
                      words.atTime(momentOf(reader.lastSeenAt, { ...today, language })),
                    )}
                  </>
                )}
              </small>
            </span>
            <span class="aside">
              {reader.lastSeenAt !== null &&
                (reader.unsent > 0 ? words.unsent(reader.unsent) : words.nothingUnsent)}
            </span>
            <ReaderSign reader={reader} context={context} today={today} />
            {reader.troubles.map(({ hint }) => (
              <p class="trouble-hint">{hint[language]}</p>
            ))}
          </li>
        ))}
      </ul>
      {silent.length > 0 && <p>{words.readerGone}</p>}
    </section>
  );
}

function ReaderSign({
  reader,
  context,
  today,
}: {
  reader: Reader;
  context: PageContext;
  today: Today;
}) {
  const { words, language } = context;
  const [trouble] = reader.troubles;
  if (trouble) {
    const since = momentOf(trouble.since, { ...today, language });
    return <TroubleChip text={`${words[`trouble_${trouble.kind}`]}, ${words.since(since)}`} />;
  }
  if (reader.isHeard) {
    return (
      <span class="sign">
        <Icon name="check" />
        <span>{words.listening}</span>
      </span>
    );
  }
  const word =
    reader.lastSeenAt === null
      ? words.neverHeard
      : words.silentSince(momentOf(reader.lastSeenAt, { ...today, language }));
  return (
    <span class="chip chip-clock">
      <Icon name="radio" size={16} />
      <span>{word}</span>
    </span>
  );
}
