import type { FastifyInstance } from 'fastify';
import type { DoorRecord } from '../../ports/registry.ts';
import type { StoreTrouble } from '../../ports/store-troubles.ts';
import { holds, suffices } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { duration, longDay, number, timeOf, weekdayLong, zoned } from '../format.ts';
import { theirOpenProposals } from '../journal-scope.ts';
import { type LastRefusal, lastRefusals } from '../last-refusals.ts';
import { mostCounted, waiting } from '../mishaps.ts';
import { byItself, mayAt, type Principal } from '../principal.ts';
import { countOf, type Reader } from '../readers.ts';
import { OccupancyChart, summaryOf } from '../report/occupancy-chart.tsx';
import { personOf } from '../report/summary.ts';
import { type Today, todayReader } from '../report/today.ts';
import { lacksMember, momentOf, nameOfRow } from '../report/view.ts';
import { nnbsp } from '../typography.ts';
import { hoursShown } from '../worktime.ts';
import { Doors, openableDoors } from './dashboard-doors.tsx';
import { Readers } from './dashboard-readers.tsx';
import { html } from './forms.ts';
import { LastRefusals } from './last-refusals-view.tsx';
import { LockdownBanner } from './lockdown-page.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';
import { StoreBanner } from './store-banner.tsx';

const refusalsShown = 6;

/** Who is here, and is everything listening? */
export function dashboard(app: FastifyInstance, deps: WebDeps): void {
  const readToday = todayReader(deps);
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const principal = whoAsks(request.principal);
    const hours = await hoursShown(deps.registry, principal);
    const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
    const places = items.filter(({ id }) => mayAt(principal, id));
    const whose = JSON.stringify([holds(principal, 'hours:read'), principal.places]);
    const today = await readToday(places, context.place, hours, whose);
    const decides = suffices(principal.role, 'staff');
    const proposals = decides ? (await theirOpenProposals(deps, principal)).length : 0;
    const toLookAt = await waiting(deps, principal);
    const refusals = decides
      ? await lastRefusals(deps, principal, context.place, refusalsShown)
      : null;
    const doors = decides ? await openableDoors(deps, context) : [];
    const troubles = decides ? deps.storeTroubles() : [];
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
      children: (
        <Dashboard
          {...{ context, principal, today, proposals, toLookAt, refusals, doors, troubles }}
        />
      ),
    });
    return html(reply, page);
  });
}

function Dashboard({
  context,
  principal,
  today,
  proposals,
  toLookAt,
  refusals,
  doors,
  troubles,
}: {
  context: PageContext;
  principal: Principal;
  today: Today;
  /** Of members, that wait for an answer of theirs. */
  proposals: number;
  /** What went wrong at devices and waits for somebody. */
  toLookAt: number;
  /** Null: not for them to see. */
  refusals: readonly LastRefusal[] | null;
  /** To be unlocked from here; none where that is not for them. */
  doors: readonly DoorRecord[];
  /** Of the server itself; none where that is not for them. */
  troubles: readonly StoreTrouble[];
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
      hx-headers={JSON.stringify(byItself)}
      data-live-from="/live"
      hx-select="#today"
      hx-target="#today"
      hx-swap="outerHTML"
      id="today"
    >
      {(context.place ? [context.place] : context.places).map((place) => (
        <LockdownBanner {...{ context, place, principal }} now={today.now} />
      ))}
      <StoreBanner context={context} troubles={troubles} />
      <div class="page-head">
        <div>
          <h1 class="sentence">
            {people === 0 ? words.nobodyIn : words.peopleIn(people, silentExits.length > 0)}
          </h1>
          <Filling context={context} today={today} silent={silentExits} />
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
          {refusals && (
            <a class="button" href="/evacuation">
              {words.evacuation}
            </a>
          )}
          {proposals > 0 && (
            <a class="button" href="/proposals">
              {words.nProposals(proposals)}
            </a>
          )}
          {toLookAt > 0 && (
            <a class="button needs-hand-button" href="/incidents">
              {words.nToLookAt(toLookAt, toLookAt >= mostCounted)}
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
        <div class="side">
          <WhoIsIn context={context} today={today} />
          {refusals && <LastRefusals {...{ context, refusals, ...today }} />}
        </div>
        <div class="side">
          <OccupancyChart {...occupancy} />
          <Doors context={context} doors={doors} />
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

/** Of how many there is room for; the place is named where several are in sight. */
function Filling(props: { context: PageContext; today: Today; silent: readonly Reader[] }) {
  const { context, today, silent } = props;
  const { words } = context;
  return today.filling.map(({ place, people, capacity }) => {
    const said = words.filled(
      people,
      capacity,
      silent.some(({ placeId }) => placeId === place.id),
    );
    return (
      <p class={people >= capacity ? 'lead filled' : 'lead'}>
        {context.place === null ? words.filledAt(place.name, said) : said}
      </p>
    );
  });
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
                {lacksMember(row) && <>, {words.noMember}</>}
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
