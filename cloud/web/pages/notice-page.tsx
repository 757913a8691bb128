import type { FastifyInstance } from 'fastify';
import { type Purpose, purposes } from '../../../shared/domain/visit-policy.ts';
import type { Place } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, longDay } from '../format.ts';
import { type Language, languageOf, type Words, wordsOf } from '../language.ts';
import { assertPlace } from '../place-scope.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { keptFor } from './retention-page.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const all = { limit: 1000, cursor: null };

/**
 * What to post on the wall beside a reader, and the entry for the register of processing activities (GDPR, articles 13
 * and 30): from the settings as they are, in French or English, to be printed.
 */
export function noticePage(app: FastifyInstance, deps: WebDeps): void {
  for (const kind of ['notice', 'register'] as const) {
    app.get(`/places/:id/${kind}`, hidden, async (request, reply) => {
      const context = contextOf(request);
      const { id } = request.params as { id: string };
      assertPlace(whoAsks(request.principal), id);
      const place = await deps.registry.places.get(id);
      const { in: asked } = request.query as { in?: string };
      const language: Language = asked === 'fr' || asked === 'en' ? asked : languageOf(request);
      const words = wordsOf(language);
      const today = dayOf(deps.clock.now(), place.timeZone);
      const props = { words, place, used: await purposesOf(place, deps) };
      const path = `/places/${encodeURIComponent(place.id)}/${kind}`;
      return html(
        reply,
        pageOf({
          context,
          title: kind === 'notice' ? words.noticeTitle : words.registerTitle,
          section: 'settings',
          children: (
            <>
              <Around context={context} path={path} />
              <article class="notice" lang={language}>
                {kind === 'notice' ? <Notice {...props} /> : <Register {...props} />}
                <p class="small">{words.noticeOf(place.name, longDay(today, language, ''))}</p>
              </article>
            </>
          ),
        }),
      );
    });
  }
}

/** What is recorded at the place is for these, as its areas, readers and groups say. */
async function purposesOf(place: Place, { registry }: WebDeps): Promise<readonly Purpose[]> {
  const areas = (await registry.areas.list(all, { placeId: place.id })).items;
  const points = (await registry.accessPoints.list(all, { placeId: place.id })).items;
  const groups = (await registry.groups.list(all)).items;
  const said = new Set([place, ...areas, ...points, ...groups].map(({ purpose }) => purpose));
  // Doors and refusals are movements, whatever else is counted.
  return purposes.filter((purpose) => purpose === 'access' || said.has(purpose));
}

const Around = ({ context, path }: { context: PageContext; path: string }) => (
  <div class="screen-only">
    <Back href="/retention" label={context.words.retentionPage} />
    <p class="lead">{context.words.noticePrint}</p>
    <p>
      <a href={`${path}?in=fr`} lang="fr">
        Français
      </a>{' '}
      <a href={`${path}?in=en`} lang="en">
        English
      </a>
    </p>
  </div>
);

interface Told {
  readonly words: Words;
  readonly place: Place;
  readonly used: readonly Purpose[];
}

function Notice({ words, place, used }: Told) {
  return (
    <>
      <h1>{words.noticeTitle}</h1>
      <p class="lead">
        {place.nameless ? words.noticeWho_nameless(place.name) : words.noticeWho(place.name)}
      </p>
      <h2>{words.noticeWhat}</h2>
      <p>{place.nameless ? words.noticeWhat_nameless : words.noticeWhatText}</p>
      <h2>{words.noticeWhy}</h2>
      <ul>
        {used.map((purpose) => (
          <li>
            {words[`noticeWhy_${purpose}`]} {words.noticeKept(keptFor(place, purpose, words))}
          </li>
        ))}
      </ul>
      <p>{words.noticeAfter}</p>
      <h2>{words.noticeSeen}</h2>
      <p>{words.noticeSeenText}</p>
      <h2>{words.noticeRights}</h2>
      <p>{place.nameless ? words.noticeRights_nameless : words.noticeRightsText}</p>
      <p>
        <b>{words.noticeContact}</b>
      </p>
      <p class="to-fill" />
    </>
  );
}

function Register({ words, place, used }: Told) {
  const rows: readonly (readonly [string, string])[] = [
    [words.registerName, words.registerNameText(place.name)],
    [words.registerController, words.registerToFill],
    [words.registerPurposes, used.map((one) => words[`noticeWhy_${one}`]).join(' ')],
    [words.registerBasis, used.map((one) => words[`registerBasis_${one}`]).join(' ')],
    [words.registerPeople, words.registerPeopleText],
    [words.registerData, place.nameless ? words.registerData_nameless : words.registerDataText],
    [words.registerRecipients, words.noticeSeenText],
    [words.registerTransfers, words.registerTransfersText],
    [
      words.registerKept,
      used
        .map((one) => `${words[`registerKept_${one}`]} ${keptFor(place, one, words)}.`)
        .concat(words.noticeAfter)
        .join(' '),
    ],
    [words.registerSecurity, words.registerSecurityText],
  ];
  return (
    <>
      <h1>{words.registerTitle}</h1>
      <table class="register">
        <tbody>
          {rows.map(([head, text]) => (
            <tr>
              <th scope="row">{head}</th>
              <td>{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
