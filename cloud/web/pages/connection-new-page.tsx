import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { itemName } from '../../../shared/domain/item.ts';
import type { Connection } from '../../ports/connections.ts';
import { type ConnectionKind, connectionKinds } from '../../ports/connectors.ts';
import { looked } from '../audit.ts';
import {
  ConnectionFields,
  freshSettings,
  type TypedConnection,
  typedConnection,
} from '../connections/connection-form.tsx';
import {
  addConnection,
  changeConnection,
  theirConnection,
} from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import { Back } from './back.tsx';
import { Select } from './fields.tsx';
import { Form } from './form.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
/** Set by hand; a Fedow gives what it needs by itself. */
const kinds = ['dokos', 'frappe'] as const;

interface Asked {
  readonly kind: ConnectionKind;
  /** Null: a new one. */
  readonly before: Connection | null;
  /** Null: as it is, or as staff meet it first. */
  readonly typed: TypedConnection | null;
  readonly placeId: string;
}

const isUnfinished = ({ asksMore, errors }: TypedConnection): boolean =>
  asksMore || Object.keys(errors).length > 0;

/** Which kind of system, a new one of it, and one set otherwise. */
export function connectionNewPage(app: FastifyInstance, deps: WebDeps): void {
  app.get('/connections/new', hidden, async (request, reply) => {
    const context = contextOf(request);
    const { words } = context;
    const page = pageOf({
      ...{ context, title: words.connectionAdd, section: 'settings' },
      children: (
        <div class="narrow">
          <Back href="/connections" label={words.connectionsTitle} />
          <h1>{words.connectionAdd}</h1>
          <p class="lead">{words.connectionAddLead}</p>
          <ul class="lines">
            {connectionKinds.map((kind) => (
              <li>
                <div class="line-name">
                  <a href={`/connections/new/${kind}`}>{words[`connectionKind_${kind}`]}</a>
                  <p class="small">{words[`connectionKindMore_${kind}`]}</p>
                </div>
              </li>
            ))}
          </ul>
        </div>
      ),
    });
    return html(reply, page);
  });

  for (const kind of kinds) {
    const path = `/connections/new/${kind}`;
    app.get(path, hidden, async (request, reply) => {
      const { place, places } = contextOf(request);
      const placeId = (place ?? places[0])?.id ?? '';
      return ask(request, reply, { kind, before: null, typed: null, placeId });
    });
    app.post(path, hidden, async (request, reply) => {
      const values = valuesOf(request);
      const placeId = values.text('placeId');
      const typed = typedConnection(
        deps,
        contextOf(request),
        kind,
        values,
        null,
        await itemsAt(placeId),
      );
      if (isUnfinished(typed)) return ask(request, reply, { kind, before: null, typed, placeId });
      const { name, settings, secrets } = typed;
      const { id } = await addConnection(deps, request, { kind, placeId, name, settings, secrets });
      return reply.redirect(`/connections/${id}?said=added`, 303);
    });
  }

  app.get('/connections/:id/edit', hidden, async (request, reply) => {
    const before = await theirConnection(deps, request);
    const { kind, placeId } = before;
    return ask(request, reply, { kind, before, typed: null, placeId });
  });
  app.post('/connections/:id/edit', hidden, async (request, reply) => {
    const before = await theirConnection(deps, request);
    const { id, kind, placeId } = before;
    const items = await itemsAt(placeId);
    const typed = typedConnection(deps, contextOf(request), kind, valuesOf(request), before, items);
    if (isUnfinished(typed)) return ask(request, reply, { kind, before, typed, placeId });
    const { name, settings, secrets } = typed;
    const change = { name, ...(kind !== 'fedow' && { settings, secrets }) };
    await changeConnection(deps, request, change);
    return reply.redirect(`/connections/${id}?said=saved`, 303);
  });

  const itemsAt = async (placeId: string) =>
    (await deps.registry.items.list({ limit: 1000, cursor: null }, { placeId })).items;

  async function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { kind, before, typed, placeId }: Asked,
  ) {
    const path = before ? `/connections/${before.id}/edit` : `/connections/new/${kind}`;
    const back = before ? `/connections/${before.id}` : '/connections/new';
    const context: PageContext = { ...contextOf(request), url: path };
    const { words, places, language } = context;
    await looked(deps, request, { kind: 'setting', id: before?.id ?? null, placeId });
    const at = places.find(({ id }) => id === placeId);
    const shown = before ? [placeId] : places.map(({ id }) => id);
    const items = (await Promise.all(shown.map(itemsAt))).flat();
    const title = before?.name ?? words[`connectionKind_${kind}`];
    const errors = typed?.errors ?? {};
    const page = pageOf({
      ...{ context, title, section: 'settings' },
      children: (
        <div class="narrow">
          <Back href={back} label={before ? before.name : words.connectionAdd} />
          <h1>{title}</h1>
          {!before && <p class="lead">{words.connectionSince}</p>}
          <Form
            {...{ context, errors, action: path, back, class: 'stacked' }}
            submit={before ? words.connectionSave : words.connectionAdd}
          >
            {!before && (
              <Select
                {...{ name: 'placeId', label: words.place, value: placeId }}
                options={places.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <ConnectionFields
              {...{ context, kind, errors, typed, secretsSet: before?.secretsSet ?? [] }}
              name={typed?.name ?? title}
              settings={
                typed?.settings ??
                before?.settings ??
                freshSettings(kind, at?.timeZone ?? 'Europe/Paris')
              }
              items={items.map((item) => ({ id: item.id, name: itemName(item, language) }))}
            />
          </Form>
        </div>
      ),
    });
    return html(reply, page, Object.keys(errors).length > 0 ? 400 : 200);
  }
}
