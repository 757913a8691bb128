import type { FastifyInstance } from 'fastify';
import type { Purpose } from '../../../shared/domain/visit-policy.ts';
import type { Place } from '../../ports/registry.ts';
import type { OldStore, Seal, SealCounts } from '../../ports/retention.ts';
import { mayOpen } from '../access.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, number, shortDay } from '../format.ts';
import type { Words } from '../language.ts';
import { mayAt } from '../principal.ts';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { BackToSettings } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const sealsShown = 100;

/** How long what is kept at each place, and what went when that time was over. */
export function retentionPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/retention', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const principal = whoAsks(request.principal);
    const { items } = await deps.registry.places.list({ limit: 1000, cursor: null });
    const places = items.filter(({ id }) => mayAt(principal, id));
    const { items: seals } = await deps.seals.list({ limit: sealsShown, cursor: null });
    const shown = seals.filter(({ place }) => mayAt(principal, place));
    const broken = await Promise.all(
      [...new Set(shown.map(({ place }) => place))].map((place) => deps.seals.firstBroken(place)),
    );
    return html(
      reply,
      pageOf({
        context,
        title: words.retentionPage,
        section: 'settings',
        children: (
          <>
            <BackToSettings context={context} section="settings" />
            <div class="page-head">
              <div>
                <h1>{words.retentionPage}</h1>
                <p class="lead">{words.retentionLead}</p>
              </div>
            </div>
            <section>
              <h2>{words.retentionByPlace}</h2>
              <ul class="retention">
                {places.map((place) => (
                  <li>
                    <h3>
                      {mayOpen(principal, '/places/:id') ? (
                        <a href={`/places/${encodeURIComponent(place.id)}`}>{place.name}</a>
                      ) : (
                        place.name
                      )}
                    </h3>
                    <p>
                      {place.nameless && <b>{words.namelessIsOn} </b>}
                      {sentenceOf(place, words)}
                    </p>
                    <p>
                      <a href={`/places/${encodeURIComponent(place.id)}/notice`}>
                        {words.noticeLink}
                      </a>{' '}
                      <a href={`/places/${encodeURIComponent(place.id)}/register`}>
                        {words.registerLink}
                      </a>
                    </p>
                  </li>
                ))}
              </ul>
            </section>
            {mayOpen(principal, '/erasures') && (
              <p>
                <a href="/erasures">{words.erasuresTitle}</a>
              </p>
            )}
            <OldStores stores={deps.oldStores()} context={context} now={deps.clock.now()} />
            <section>
              <h2 class="again">{words.sealsTitle}</h2>
              <p class="small">{words.sealsLead}</p>
              {broken.some((one) => one !== null) && (
                <p class="alert" role="alert">
                  {words.sealsBroken}
                </p>
              )}
              {shown.length === 0 ? (
                <p>{words.sealsNone}</p>
              ) : (
                <Seals context={context} seals={shown} places={places} now={deps.clock.now()} />
              )}
            </section>
          </>
        ),
      }),
    );
  });
}

/** Copies that nobody thinks of any more, and who was erased since lives on in. */
function OldStores({
  stores,
  context: { words, language },
  now,
}: {
  readonly stores: readonly OldStore[];
  readonly context: PageContext;
  readonly now: number;
}) {
  if (stores.length === 0) return null;
  const today = dayOf(now, 'UTC');
  return (
    <section>
      <h2>{words.oldStoresTitle}</h2>
      <p class="small">{words.oldStoresLead}</p>
      <ul>
        {stores.map(({ name, keptUntil }) => (
          <li>{words.oldStore(name, shortDay(dayOf(keptUntil, 'UTC'), language, today))}</li>
        ))}
      </ul>
    </section>
  );
}

const sentenceOf = (place: Place, words: Words): string =>
  [
    words.keptAccess(keptFor(place, 'access', words)),
    words.keptUsage(keptFor(place, 'usage', words)),
    words.keptWorktime(keptFor(place, 'worktime', words)),
  ].join(' ');

/** How long a place keeps what was recorded for that. */
export const keptFor = (place: Place, purpose: Purpose, words: Words): string =>
  monthsOf(
    {
      access: place.accessKeptMonths,
      usage: place.usageKeptMonths,
      worktime: place.worktimeKeptMonths,
    }[purpose],
    words,
  );

/** Whole years read as years. */
const monthsOf = (months: number, words: Words): string =>
  months % 12 === 0 ? words.nYears(months / 12) : words.nMonths(months);

function Seals({
  context,
  seals,
  places,
  now,
}: {
  readonly context: PageContext;
  readonly seals: readonly Seal[];
  readonly places: readonly Place[];
  readonly now: number;
}) {
  const { words, language } = context;
  const placeOf = new Map(places.map((place) => [place.id, place]));
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">{words.auditWhen}</th>
          <th scope="col">{words.place}</th>
          <th scope="col">{words.sealWhy}</th>
          <th scope="col">{words.sealCounts}</th>
        </tr>
      </thead>
      <tbody>
        {seals.map((seal) => {
          const place = placeOf.get(seal.place);
          const zone = place?.timeZone ?? 'UTC';
          const day = shortDay(dayOf(seal.at, zone), language, dayOf(now, zone));
          return (
            <tr data-row>
              <td class="moment">{day}</td>
              <td>{place?.name ?? seal.place}</td>
              <td>{words[`sealWhy_${seal.why}`]}</td>
              <td>{countsText(seal.counts, context)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function countsText(counts: Partial<SealCounts>, { words, language }: PageContext): string {
  const said = Object.entries(counts).flatMap(([name, n]) =>
    n > 0 ? [words[`sealed_${name as keyof SealCounts}`](n, number(n, language))] : [],
  );
  return said.join(', ');
}
