import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tokensText } from '../../../shared/domain/item.ts';
import type { Erasure } from '../../ports/erasures.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { dayOf, shortDay, timeOf } from '../format.ts';
import type { Words } from '../language.ts';
import { nameOf } from '../principal.ts';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { DebtsView } from './debts-view.tsx';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const shown = 200;

/** Erasing a person for good: the question before, and how far it is afterwards. */
export function erasurePage(app: FastifyInstance, deps: WebDeps): void {
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get('/members/:id/erasure', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const member = await deps.registry.members.get(idOf(request));
    const path = `/members/${encodeURIComponent(member.id)}`;
    const owed = await deps.erasures.owed(member.id);
    return html(
      reply,
      confirmPage({
        context,
        section: 'members',
        title: words.eraseTitle(member.name),
        children: (
          <>
            <p>{words.eraseWhat}</p>
            <p>{words.eraseStays}</p>
            {owed > 0 && <p>{words.eraseOwes(tokensText(owed, context.language))}</p>}
            <p>
              <b>{words.eraseForGood}</b>
            </p>
          </>
        ),
        action: `${path}/erasure`,
        verb: words.eraseVerb,
        back: `${path}/data`,
      }),
    );
  });

  app.post('/members/:id/erasure', hidden, async (request, reply) => {
    const by = nameOf(whoAsks(request.principal));
    await deps.erasures.erase(idOf(request), by, deps.clock.now());
    return reply.redirect('/erasures?said=erased', 303);
  });

  app.get('/erasures', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const { said } = request.query as { said?: string };
    const erasures = await deps.erasures.list(shown);
    const debts = await deps.erasures.debts();
    for (const { id } of debts) await looked(deps, request, { kind: 'debt', id });
    const { items } = await deps.registry.devices.list({ limit: 1000, cursor: null });
    const names = new Map(items.map(({ id, name }) => [id, name]));
    return html(
      reply,
      pageOf({
        context,
        title: words.erasuresTitle,
        section: 'settings',
        children: (
          <>
            <Back href="/retention" label={words.retentionPage} />
            <h1>{words.erasuresTitle}</h1>
            <p class="lead">{words.erasuresLead}</p>
            {said === 'erased' && (
              <p class="said" role="status">
                {words.saidErased}
              </p>
            )}
            {said === 'settled' && (
              <p class="said" role="status">
                {words.saidSettled}
              </p>
            )}
            {erasures.length === 0 ? (
              debts.length === 0 && <p>{words.erasuresNone}</p>
            ) : (
              <Erasures
                context={context}
                erasures={erasures}
                nameOfDevice={(id) => names.get(id) ?? id}
                now={deps.clock.now()}
              />
            )}
            {debts.length > 0 && <DebtsView context={context} debts={debts} />}
          </>
        ),
      }),
    );
  });
}

function Erasures({
  context,
  erasures,
  nameOfDevice,
  now,
}: {
  readonly context: PageContext;
  readonly erasures: readonly Erasure[];
  readonly nameOfDevice: (id: string) => string;
  readonly now: number;
}) {
  const { words, language, places } = context;
  const zone = places[0]?.timeZone ?? 'Europe/Paris';
  const moment = (at: number) =>
    `${shortDay(dayOf(at, zone), language, dayOf(now, zone))} ${timeOf(at, zone)}`;
  const hasPartners = erasures.some(({ partners }) => partners.length > 0);
  return (
    <table class="history">
      <thead>
        <tr>
          <th scope="col">{words.erasureOf}</th>
          <th scope="col">{words.auditWhen}</th>
          <th scope="col">{words.erasureState}</th>
          <th scope="col">{words.erasureDevices}</th>
          {hasPartners && <th scope="col">{words.erasurePartners}</th>}
        </tr>
      </thead>
      <tbody>
        {erasures.map((one) => (
          <tr data-row>
            <td>{one.askedFor === null ? one.memberId : words.erasureCardOf(one.askedFor)}</td>
            <td class="moment">{moment(one.askedAt)}</td>
            <td>
              {one.doneAt === null ? words.erasureWaits : words.erasureDone(moment(one.doneAt))}
            </td>
            <td>
              {one.devices.map(({ device, state, why }) => (
                <div>
                  {nameOfDevice(device)}, {words[`erasure_${state}`]}
                  {state === 'waiting' && <> {whyText(why, words)}</>}
                </div>
              ))}
            </td>
            {hasPartners && (
              <td>
                {one.partners.map(({ federation, name, state, why }) => (
                  <div>
                    {name ?? federation},{' '}
                    {words[`erasurePartner_${why === 'devices' ? why : state}`]}
                  </div>
                ))}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What staff can do about it, where they can. */
function whyText(why: string | null, words: Words): string {
  if (why === 'unsent') return words.erasureWhy_unsent;
  if (why === 'oldImage') return words.erasureWhy_oldImage;
  if (why === 'onList') return words.erasureWhy_onList;
  if (why === 'notUnderstood') return words.erasureWhy_notUnderstood;
  return words.erasureWhy_offline;
}
