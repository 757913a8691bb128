import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import { whoAsks } from '../api/resource.ts';
import { audit, looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay } from '../format.ts';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const dayMs = 86_400_000;
const linkDays = [30, 90, 365] as const;

/** How browsers reach the member's page: as staff reach this one, unless told otherwise. */
export const ownUrl = (deps: WebDeps, request: FastifyRequest, secret: string): string =>
  `${(deps.publicUrl ?? `${request.protocol}://${request.host}`).replace(/\/$/, '')}/me/${secret}`;

/** Where staff give a member the link to a page of their own, and take it back. */
export function ownLinkPages(app: FastifyInstance, deps: WebDeps): void {
  app.get('/members/:id/own-link', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const { said } = request.query as { said?: string };
    await looked(deps, request, { kind: 'member', id, memberId: id });
    return html(reply, await page(request, id, null, said === 'revoked'));
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
    return html(reply, await page(request, id, ownUrl(deps, request, secret), false), 201);
  });

  app.post('/own-links/:id/revoke', hidden, async (request, reply) => {
    const { id } = request.params as { id: string };
    const link = await deps.ownLinks.find(id);
    if (!link) throw failure('notFound', { what: 'link', id });
    await deps.ownLinks.revoke(id, deps.clock.now());
    await audit(deps, request, {
      ...{ verb: 'ended', kind: 'invitation', id, memberId: link.memberId },
    });
    return reply.redirect(`/members/${link.memberId}/own-link?said=revoked`, 303);
  });

  async function page(
    request: FastifyRequest,
    memberId: string,
    url: string | null,
    revoked: boolean,
  ): Promise<string> {
    const context = contextOf(request);
    const { words, language } = context;
    const member = await deps.registry.members.get(memberId);
    const links = await deps.ownLinks.ofMember(memberId);
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
          {url && (
            <div class="said" role="status">
              <span>
                {words.ownLinkNew}
                <br />
                <a class="own-url" href={url}>
                  {url}
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
          <ul class="lines">
            {links.map((link) => (
              <li>
                <span class="line-name">
                  {words.ownLinkUntil(day(link.createdAt), day(link.expiresAt))}
                </span>
                {link.revokedAt !== null ? (
                  <span class="aside">{words.ownLinkRevoked}</span>
                ) : link.expiresAt <= now ? (
                  <span class="aside">{words.ownLinkExpired}</span>
                ) : (
                  <form method="post" action={`/own-links/${link.id}/revoke`}>
                    <Token context={context} />
                    <button class="button" type="submit">
                      {words.ownLinkRevoke}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </div>
      ),
    });
  }
}
