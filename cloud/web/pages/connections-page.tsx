import type { FastifyInstance } from 'fastify';
import type { Connection, DeliveryState } from '../../ports/connections.ts';
import { mayOpen } from '../access.ts';
import { momentsOf } from '../accounts/moments.ts';
import { whoAsks } from '../api/resource.ts';
import { looked } from '../audit.ts';
import { checkedText, pausedText } from '../connections/said-connection.ts';
import type { WebDeps } from '../deps.ts';
import { Back } from './back.tsx';
import { html } from './forms.ts';
import { Icon } from './icon.tsx';
import type { PageContext } from './page-context.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

interface Line {
  readonly connection: Connection;
  readonly counts: Readonly<Record<DeliveryState, number>>;
}

/** Other systems that are told of punches: whether each works, and what waits for somebody. */
export function connectionsPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/connections', { schema: { hide: true } }, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const principal = whoAsks(request.principal);
    await looked(deps, request, { kind: 'setting', after: { list: 'connections' } });
    const connections = await deps.connections.list(principal.places);
    const lines = await Promise.all(
      connections.map(async (connection) => ({
        ...{ connection, counts: await deps.deliveries.count(connection.id) },
      })),
    );
    const page = pageOf({
      context,
      title: words.connectionsTitle,
      section: 'settings',
      children: (
        <>
          <Back href="/settings" label={words.settings} />
          <div class="page-head">
            <div>
              <h1>{words.connectionsTitle}</h1>
              <p class="lead">{words.connectionsLead}</p>
            </div>
            {mayOpen(principal, '/connections/new') && (
              <div class="actions">
                <a class="button primary" href="/connections/new">
                  <Icon name="plus" />
                  <span>{words.connectionAdd}</span>
                </a>
              </div>
            )}
          </div>
          <SaidAfter request={request} words={words} />
          {lines.length === 0 ? (
            <p class="empty-sentence">{words.connectionsNone}</p>
          ) : (
            <ul class="lines">
              {lines.map((line) => (
                <ConnectionLine {...{ context, line }} />
              ))}
            </ul>
          )}
        </>
      ),
    });
    return html(reply, page);
  });

  function ConnectionLine(props: { readonly context: PageContext; readonly line: Line }) {
    const { context, line } = props;
    const { words, places, language } = context;
    const { connection, counts } = line;
    const { id, kind, name, isOn, placeId, succeededAt } = connection;
    const now = deps.clock.now();
    const moment = momentsOf(context, now);
    const trouble =
      pausedText(deps.connectionTests, connection, { context, now, moment }) ??
      checkedText(deps.connectionTests, connection, language);
    const place = places.find((one) => one.id === placeId)?.name;
    return (
      <li>
        <div class="line-name">
          <a href={`/connections/${id}`}>{name}</a>
          <p class="small">
            {[words[`connectionKind_${kind}`], ...(place ? [place] : [])].join(', ')}
          </p>
          <p class="small">
            {[
              isOn ? words.connectionIsOn : words.connectionIsOff,
              succeededAt === null
                ? words.connectionNever
                : words.connectionSucceeded(moment(succeededAt)),
              ...(counts.pending > 0 ? [words.connectionWaiting(counts.pending)] : []),
            ].join(', ')}
          </p>
          {trouble !== null && (
            <p class="small needs-hand">
              <Icon name="triangle-alert" /> {trouble}
            </p>
          )}
        </div>
        {counts.parked > 0 && (
          <a class="alone" href={`/connections/${id}/deliveries?state=parked`}>
            {words.connectionParked(counts.parked)}
            <span class="hidden"> {name}</span>
          </a>
        )}
      </li>
    );
  }
}
