import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CertificateClaims, CertificateDraft } from '../../ports/certificates.ts';
import type { Member } from '../../ports/registry.ts';
import { looked } from '../audit.ts';
import { draftOf, issue, verifyUrl } from '../certify.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, duration, longDay, timeOf } from '../format.ts';
import type { Language } from '../language.ts';
import {
  addedText,
  certificatePaper,
  countedText,
  periodOf,
} from '../presence/certificate-paper.ts';
import { Back } from './back.tsx';
import { Field, Select } from './fields.tsx';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { placeOf } from './record-parts.tsx';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 60, timeWindow: 60_000 } } };
const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** What would be certified of a member, and the PDF of it. */
export function certificatePage(app: FastifyInstance, deps: WebDeps): void {
  const memberOf = (request: FastifyRequest): Promise<Member> =>
    deps.registry.members.get((request.params as { id: string }).id);

  app.get('/members/:id/certificate', hidden, async (request, reply) => {
    const context = contextOf(request);
    const member = await memberOf(request);
    const query = request.query as Record<string, unknown>;
    const placeId = context.places.find(({ id }) => id === query['place'])?.id ?? placeOf(context);
    const place = context.places.find(({ id }) => id === placeId);
    const today = dayOf(deps.clock.now(), place?.timeZone ?? 'Europe/Paris');
    const to = isDay(query['to']) ? query['to'] : today;
    const from =
      isDay(query['from']) && query['from'] <= to ? query['from'] : `${to.slice(0, 8)}01`;
    await looked(deps, request, { kind: 'member', id: member.id, memberId: member.id });
    const draft = await draftOf(deps, request, { placeId, memberId: member.id, from, to });
    return html(
      reply,
      pageOf({
        context,
        title: `${context.words.certificateTitle}, ${member.name}`,
        section: 'members',
        children: <Certify context={context} draft={draft} />,
      }),
    );
  });

  app.post('/members/:id/certificate', limited, async (request, reply) => {
    const member = await memberOf(request);
    const typed = formOf(request, 'place', 'from', 'to', 'language');
    const { from, to } = typed;
    const asked = { placeId: typed.place, memberId: member.id, from, to };
    const draft = await draftOf(deps, request, asked);
    const claims = await issue(deps, request, draft);
    return sendCertificate(deps, request, reply, {
      ...{ draft, claims, language: typed.language === 'en' ? 'en' : 'fr' },
    });
  });
}

/** The paper itself: it is nowhere but in this answer. */
export async function sendCertificate(
  deps: WebDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  {
    draft: { place, figures },
    claims,
    language,
  }: {
    readonly draft: CertificateDraft;
    readonly claims: CertificateClaims;
    readonly language: Language;
  },
): Promise<FastifyReply> {
  const { principal } = request;
  const pdf = await deps.papers.certificate(
    certificatePaper({
      ...{ claims, figures, place, language },
      logo: await deps.logos.find(place.id),
      url: verifyUrl(deps, request, claims),
      signedBy: principal?.kind === 'staff' ? principal.name : '',
    }),
  );
  reply.header('content-disposition', `attachment; filename="badgeuse-${claims.code}.pdf"`);
  return reply.type('application/pdf').send(Buffer.from(pdf));
}

function Certify({
  context,
  draft,
}: {
  readonly context: PageContext;
  readonly draft: CertificateDraft;
}) {
  const { words, language, places } = context;
  const { member, place, figures, altered, from, to } = draft;
  const path = `/members/${encodeURIComponent(member.id)}`;
  const period = periodOf(draft, language);
  const added = addedText(figures.addedSeconds, language, words);
  return (
    <section class="narrow">
      <Back href={path} label={member.name} />
      <h1>{words.certificateTitle}</h1>
      <p class="lead">{words.certificateLead}</p>
      <form method="get" action={`${path}/certificate`} class="inline-form">
        {places.length > 1 && (
          <Select
            name="place"
            label={words.place}
            value={place.id}
            options={places.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <Field name="from" label={words.certificateFrom} type="date" value={from} />
        <Field name="to" label={words.certificateTo} type="date" value={to} />
        <button class="button" type="submit">
          {words.certificateShow}
        </button>
      </form>
      <h2 class="again">{words.certificateFor(member.name, period.from, period.to)}</h2>
      {figures.lines.length === 0 ? (
        <p>{words.certificateNothing}</p>
      ) : (
        <>
          <p class="certified">
            <b>{duration(figures.seconds * 1000, language, words)}</b>
            {added !== '' && `, ${added}`}
          </p>
          <p>
            {countedText(figures, words)}, {words.certificateDays(figures.days)}
          </p>
          <Lines context={context} draft={draft} />
        </>
      )}
      {figures.leftOut > 0 && <p>{words.certificateLeftOut(figures.leftOut)}</p>}
      {altered.length > 0 && (
        <p class="alert" role="alert">
          {words.certificateAltered}
        </p>
      )}
      {figures.lines.length > 0 && altered.length === 0 && (
        <form method="post" action={`${path}/certificate`}>
          <Token context={context} />
          <input type="hidden" name="place" value={place.id} />
          <input type="hidden" name="from" value={from} />
          <input type="hidden" name="to" value={to} />
          <Select
            name="language"
            label={words.certificateLanguage}
            value={language}
            options={[
              { value: 'fr', label: 'Français' },
              { value: 'en', label: 'English' },
            ]}
          />
          <p class="small">{words.certificateKept}</p>
          <button class="button primary" type="submit">
            {words.certificateIssue}
          </button>
        </form>
      )}
    </section>
  );
}

function Lines({
  context,
  draft,
}: {
  readonly context: PageContext;
  readonly draft: CertificateDraft;
}) {
  const { words, language } = context;
  const { timeZone } = draft.place;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="panel table-scroll" tabIndex={0} aria-label={words.certificateTitle}>
      <table class="attendance">
        <thead>
          <tr>
            <th scope="col">{words.certificateDay}</th>
            <th scope="col">{words.certificateEntry}</th>
            <th scope="col">{words.certificateExit}</th>
            <th scope="col">{words.certificateDuration}</th>
          </tr>
        </thead>
        <tbody>
          {draft.figures.lines.map(({ entry, exit, durationMs }) => (
            <tr>
              <th scope="row">{longDay(dayOf(entry.at, timeZone), language, draft.to)}</th>
              <td>{timeOf(entry.at, timeZone)}</td>
              <td>{exit && timeOf(exit.at, timeZone)}</td>
              <td>
                {exit === null ? words.certificatePresence : duration(durationMs, language, words)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
