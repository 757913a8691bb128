import type { FastifyInstance } from 'fastify';
import { holds, suffices } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { duration, longDay, number, timeOf, weekdayLong, zoned } from '../format.ts';
import { theirOpenProposals } from '../journal-scope.ts';
import { mayAt } from '../principal.ts';
import { countOf, type Reader } from '../readers.ts';
import { OccupancyChart, summaryOf } from '../report/occupancy-chart.tsx';
import { personOf } from '../report/summary.ts';
import { type Today, todayReader } from '../report/today.ts';
import { momentOf, nameOfRow } from '../report/view.ts';
import { nnbsp } from '../typography.ts';
import { hoursFilter } from '../worktime.ts';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';
import { TroubleChip } from './trouble-chip.tsx';

/** Who is here, and is everything listening? */
export function dashboard(app: FastifyInstance, deps: WebDeps): void {
  const readToday = todayReader(deps);
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const may = await hoursFilter(deps.registry, principal);
    const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
    const places = items.filter(({ id }) => mayAt(principal, id));
    const whose = JSON.stringify([holds(principal, 'hours:read'), principal.places]);
    const today = await readToday(places, context.place, may, whose);
    const decides = suffices(principal.role, 'staff');
    const proposals = decides ? (await theirOpenProposals(deps, principal)).length : 0;
    await looked(deps, request, {
      kind: 'passage',
      placeId: context.place?.id ?? null,
      after: { list: 'in now' },
    });
    const page = pageOf({
      context,
      title: context.words.today,
      section: 'today',
      readers: countOf(today.readers),
      children: <Dashboard {...{ context, today, proposals }} />,
    });
    return html(reply, page);
  });
}

function Dashboard({
  context,
  today,
  proposals,
}: {
  context: PageContext;
  today: Today;
  /** Of members, that wait for an answer of theirs. */
  proposals: number;
}) {
  const { words, language } = context;
  const people = new Set(today.inNow.map(personOf)).size;
  const silentExits = today.readers.filter(
    (r) => r.unknownSince !== null && r.direction !== 'in' && r.direction !== 'presence',
  );
  const day = longDay(today.today, language, today.today);
  const occupancy = {
    today: today.occupancy,
    usual: today.usual,
    nowMinutes: minutesOf(today),
    weekday: weekdayLong(today.today, language),
    words,
    language,
  };
  return (
    <div
      hx-get="/"
      hx-trigger="live, every 30s"
      data-live-from="/live"
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
            <b>{words.passagesToday(today.passages, number(today.passages, language))}</b>{' '}
            {today.usual && summaryOf(occupancy)}
            {silentExits.map((r) => (
              <>
                {' '}
                {words.exitsUnknown(r.name, momentOf(r.unknownSince ?? 0, { ...today, language }))}
              </>
            ))}
          </p>
        </div>
        <div class="actions">
          <a class="button" href="/">
            {words.refresh}
          </a>
          {proposals > 0 && (
            <a class="button" href="/proposals">
              {words.nProposals(proposals)}
            </a>
          )}
          {today.toCheck > 0 && (
            <a
              class="button needs-hand-button"
              href={`/rapport/badgeuse/?from=${today.today}&to=${today.today}&status=to_check${placeOf(context)}`}
            >
              {words.nToCheck(today.toCheck)}
            </a>
          )}
          <a
            class="button primary"
            href={`/rapport/badgeuse/?from=${today.today}&to=${today.today}${placeOf(context)}`}
          >
            {words.seePassages}
          </a>
        </div>
      </div>
      <div class="two">
        <WhoIsIn context={context} today={today} />
        <div class="side">
          <OccupancyChart {...occupancy} />
          <Readers context={context} today={today} />
        </div>
      </div>
    </div>
  );
}

const placeOf = ({ place }: PageContext): string =>
  place === null ? '' : `&place=${encodeURIComponent(place.id)}`;

function minutesOf({ now, timeZone }: Today): number {
  const { hour, minute } = zoned(now, timeZone);
  return hour * 60 + minute;
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
                {reader.clock && reader.clock !== 'synced' && (
                  <>, {words[`clock_${reader.clock}`]}</>
                )}
                {reader.isHeard && reader.lastSeenAt !== null && (
                  <>
                    {', '}
                    {words.lastHeard(
                      words.atTime(momentOf(reader.lastSeenAt, { ...today, language })),
                    )}
                  </>
                )}
                {reader.software && <>, {words.softwareVersion(reader.software)}</>}
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
