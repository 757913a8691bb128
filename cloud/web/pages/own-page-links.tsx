import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type { OwnCode, OwnLink } from '../../ports/own-page.ts';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { ownOrigin } from '../own-origin.ts';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, type PageContext, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const dayMs = 86_400_000;
const linkDays = [30, 90, 365] as const;
const codeDays = [7, 1, 30] as const;

/** What was just made, shown once. */
interface Made {
  readonly url?: string;
  readonly code?: string;
}

/** How browsers reach the member's page: as staff reach this one, unless told otherwise. */
export const ownUrl = (deps: WebDeps, request: FastifyRequest, secret: string): string =>
  `${codeUrl(deps, request)}/${secret}`;

/** Where a short code is typed. */
export const codeUrl = (deps: WebDeps, request: FastifyRequest): string =>
  `${ownOrigin(deps, request)}/me`;

/** Where staff give a member the link to a page of their own, and take it back. */
export function ownLinkPages(app: FastifyInstance, deps: WebDeps): void {
  app.get('/members/:id/own-link', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { said } = request.query as { said?: string };
    await looked(deps, request, { kind: 'member', id, memberId: id });
    return html(reply, await page(request, id, {}, said === 'revoked'));
  });

  app.post('/members/:id/own-link', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { days } = formOf(request, 'days');
    const valid = linkDays.find((one) => String(one) === days) ?? linkDays[0];
    const now = deps.clock.now();
    const by = nameOf(whoAsks(request.principal));
    const { link, secret } = await deps.ownLinks.create(id, by, now, now + valid * dayMs);
    await audit(deps, request, {
      ...{ verb: 'created', kind: 'invitation', id: link.id, memberId: id },
      after: { expiresAt: link.expiresAt },
    });
    return html(reply, await page(request, id, { url: ownUrl(deps, request, secret) }, false), 201);
  });

  app.post('/members/:id/own-code', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { days } = formOf(request, 'days');
    const valid = codeDays.find((one) => String(one) === days) ?? codeDays[0];
    const now = deps.clock.now();
    const by = nameOf(whoAsks(request.principal));
    const { code, typed } = await deps.ownCodes.create(id, by, now, now + valid * dayMs);
    await audit(deps, request, {
      ...{ verb: 'created', kind: 'invitation', id: code.id, memberId: id },
      after: { expiresAt: code.expiresAt },
    });
    return html(reply, await page(request, id, { code: typed }, false), 201);
  });

  for (const [path, what, given] of [
    ['own-links', 'link', deps.ownLinks],
    ['own-codes', 'code', deps.ownCodes],
  ] as const)
    app.post(`/${path}/:id/revoke`, hidden, async (request, reply) => {
      const { id } = request.params as { id: string };
      const found = await given.find(id);
      if (!found) throw failure('notFound', { what, id });
      await given.revoke(id, deps.clock.now());
      const { memberId } = found;
      await audit(deps, request, { verb: 'ended', kind: 'invitation', id, memberId });
      return reply.redirect(`/members/${memberId}/own-link?said=revoked`, 303);
    });

  async function page(
    request: FastifyRequest,
    memberId: string,
    made: Made,
    revoked: boolean,
  ): Promise<string> {
    const context = contextOf(request);
    const { words, language } = context;
    const member = await deps.registry.members.get(memberId);
    const links = await deps.ownLinks.ofMember(memberId);
    const codes = await deps.ownCodes.ofMember(memberId);
    const now = deps.clock.now();
    const timeZone = context.places[0]?.timeZone ?? 'Europe/Paris';
    const today = dayOf(now, timeZone);
    const day = (at: number) => shortDay(dayOf(at, timeZone), language, today);
    const path = `/members/${memberId}/own-link`;
    return pageOf({
      context: { ...context, url: path },
      title: words.ownLinkTitle(member.name),
      section: 'members',
      children: (
        <div class="narrow own-links">
          <Back href={`/members/${memberId}`} label={words.backToMember} />
          <h1>{words.ownLinkTitle(member.name)}</h1>
          {revoked && (
            <p class="said" role="status">
              {words.saidRevoked}
            </p>
          )}
          <p>{words.ownLinkIntro}</p>
          {made.url && (
            <div class="said" role="status">
              <span>
                {words.ownLinkNew}
                <br />
                <a class="own-url" href={made.url}>
                  {made.url}
                </a>
              </span>
            </div>
          )}
          <form method="post" action={path} class="inline-form">
            <Token context={context} />
            <div class="field">
              <label for="days">{words.ownLinkDays}</label>
              <select id="days" name="days">
                {linkDays.map((n) => (
                  <option value={String(n)}>{words.ownLinkDaysN(n)}</option>
                ))}
              </select>
            </div>
            <button class="button primary" type="submit">
              {words.ownLinkMake}
            </button>
          </form>
          <h2 class="own-links-list">{words.ownLinks}</h2>
          {links.length === 0 && <p class="aside">{words.ownLinksNone}</p>}
          <Given {...{ context, now, day, given: links, path: '/own-links' }} />
          <h2 class="own-links-list">{words.ownCode}</h2>
          <p>{words.ownCodeStaff}</p>
          {made.code && (
            <div class="said" role="status">
              <span>
                {words.ownCodeNew}
                <br />
                <b class="own-code-shown">{made.code}</b>
                <br />
                {words.ownCodeWhere} <span class="own-url">{codeUrl(deps, request)}</span>
              </span>
            </div>
          )}
          <form method="post" action={`/members/${memberId}/own-code`} class="inline-form">
            <Token context={context} />
            <div class="field">
              <label for="code-days">{words.ownLinkDays}</label>
              <select id="code-days" name="days">
                {codeDays.map((n) => (
                  <option value={String(n)}>{words.ownLinkDaysN(n)}</option>
                ))}
              </select>
            </div>
            <button class="button" type="submit">
              {words.ownCodeMake}
            </button>
          </form>
          <Given {...{ context, now, day, given: codes, path: '/own-codes' }} />
        </div>
      ),
    });
  }
}

/** What was given and what became of it. */
function Given(props: {
  readonly context: PageContext;
  readonly now: number;
  readonly day: (at: number) => string;
  readonly given: readonly (OwnLink | OwnCode)[];
  readonly path: string;
}) {
  const { context, now, day, given, path } = props;
  const { words } = context;
  return (
    <ul class="lines">
      {given.map(({ id, createdAt, createdBy, expiresAt, revokedAt }) => (
        <li>
          <span class="line-name">
            {words.ownLinkUntil(day(createdAt), day(expiresAt))}
            {createdBy.startsWith('link:') && <small>{words.ownCodeByMember}</small>}
          </span>
          {revokedAt !== null ? (
            <span class="aside">{words.ownLinkRevoked}</span>
          ) : expiresAt <= now ? (
            <span class="aside">{words.ownLinkExpired}</span>
          ) : (
            <form method="post" action={`${path}/${id}/revoke`}>
              <Token context={context} />
              <button class="button" type="submit">
                {path === '/own-links' ? words.ownLinkRevoke : words.ownCodeRevoke}
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}
