import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { itemName } from '../../../shared/domain/item.ts';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Connection } from '../../ports/connections.ts';
import type { ConnectorCheck } from '../../ports/connectors.ts';
import { momentsOf } from '../accounts/moments.ts';
import { looked } from '../audit.ts';
import { SettingLines, StateLines } from '../connections/connection-parts.tsx';
import { States } from '../connections/deliveries-view.tsx';
import { InletPanel } from '../connections/inlet-panel.tsx';
import {
  changeConnection,
  checkConnection,
  removeConnection,
  theirConnection,
} from '../connections/keep-connections.ts';
import { whyOf } from '../connections/said-connection.ts';
import type { WebDeps } from '../deps.ts';
import type { Words } from '../language.ts';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { Alert, Form, Said, Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 10, timeWindow: 60_000 } } };
const one = '/connections/:id';

/** One other system that is told of punches: how it is, and what can be done about it. */
export function connectionPage(app: FastifyInstance, deps: WebDeps): void {
  app.get(one, hidden, async (request, reply) => show(request, reply, null));
  app.post(`${one}/check`, limited, async (request, reply) =>
    show(request, reply, await checkConnection(deps, request)),
  );
  app.get(`${one}/on`, hidden, async (request, reply) => {
    const { id, kind, name } = await theirConnection(deps, request);
    const context = contextOf(request);
    const { words } = context;
    const question = confirmPage({
      ...{ context, section: 'settings', title: words.connectionOnQuestion(name) },
      children: (
        <>
          <p>{words.connectionOnMore}</p>
          {kind === 'fedow' && <p>{words.connectionOnForGood}</p>}
          {kind === 'dokos' && <p>{words.connectionOnConsent}</p>}
        </>
      ),
      ...{ action: `/connections/${id}/state`, fields: { state: 'on' } },
      ...{ verb: words.connectionTurnOn, back: `/connections/${id}` },
    });
    return html(reply, question);
  });
  app.post(`${one}/state`, hidden, async (request, reply) => {
    const isOn = formOf(request, 'state').state === 'on';
    try {
      const { id } = await changeConnection(deps, request, { isOn });
      return reply.redirect(`/connections/${id}?said=saved`, 303);
    } catch (err) {
      if (errorCodeOf(err) !== 'badRequest') throw err;
      return show(request, reply, { is: 'troubled', why: 'connectionUnusable' }, 400);
    }
  });
  app.get(`${one}/end`, hidden, async (request, reply) => {
    const { id, name } = await theirConnection(deps, request);
    const context = contextOf(request);
    const { words } = context;
    const question = confirmPage({
      ...{ context, section: 'settings', title: words.connectionEndQuestion(name) },
      children: <p>{words.connectionEndMore}</p>,
      ...{ action: `/connections/${id}/end`, verb: words.connectionEnd },
      back: `/connections/${id}`,
    });
    return html(reply, question);
  });
  app.post(`${one}/end`, hidden, async (request, reply) => {
    await removeConnection(deps, request);
    return reply.redirect('/connections?said=ended', 303);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    found: ConnectorCheck | null,
    status = 200,
  ): Promise<FastifyReply> {
    const connection = await theirConnection(deps, request);
    const { id, kind, name, placeId, isOn, checked } = connection;
    const path = `/connections/${id}`;
    const context = { ...contextOf(request), url: path };
    const { words, places, principal, language } = context;
    const tests = deps.connectionTests;
    await looked(deps, request, { kind: 'setting', id, placeId });
    const counts = await deps.deliveries.count(id);
    const items = await deps.registry.items.list({ limit: 1000, cursor: null }, { placeId });
    const inletSince = kind === 'dokos' ? await deps.inlets.since(id) : null;
    const now = deps.clock.now();
    const moment = momentsOf(context, now);
    const isAdmin = principal?.role === 'admin';
    const place = places.find((known) => known.id === placeId)?.name;
    const page = pageOf({
      context,
      title: name,
      section: 'settings',
      children: (
        <>
          <Back href="/connections" label={words.connectionsTitle} />
          <h1>{name}</h1>
          <p class="small">{[words[`connectionKind_${kind}`], place].filter(Boolean).join(', ')}</p>
          <SaidAfter request={request} words={words} />
          {found?.is === 'well' && <Said>{words.connectionWellNow}</Said>}
          {found?.is === 'troubled' && <Alert>{whyOf(tests, connection, found, language)}</Alert>}
          {checked?.why === 'connectionSecretsLost' && (
            <Alert>{words.connectionSecretsLostTitle}</Alert>
          )}
          {isUnbound(connection) && <Alert>{words.connectionNotBound}</Alert>}
          <StateLines {...{ connection, context, tests, now, moment }} />
          {isAdmin && isOn && (
            <form method="post" action={`${path}/state`} id="switch-off">
              <Token context={context} />
              <input type="hidden" name="state" value="off" />
            </form>
          )}
          <Form
            {...{ context, action: `${path}/check`, submit: words.connectionCheck }}
            also={isAdmin && <Switch {...{ isOn, path, words }} />}
          >
            <p class="small">{words.connectionCheckMore}</p>
          </Form>
          {kind === 'fedow' && (
            <p>
              <a class="alone" href={`${path}/fedow`}>
                {words.fedowOpen}
              </a>
            </p>
          )}
          <h2>{words.connectionTaps}</h2>
          <States {...{ context, path: `${path}/deliveries`, counts, state: null }} />
          {kind === 'dokos' && <InletPanel {...{ words, path, since: inletSince, moment }} />}
          <h2 class="again">{words.connectionSettings}</h2>
          <SettingLines
            {...{ connection, words }}
            itemNames={new Map(items.items.map((item) => [item.id, itemName(item, language)]))}
          />
          {isAdmin && (
            <p class="actions">
              <a class="button" href={`${path}/edit`}>
                {words.connectionEdit}
              </a>
              <a class="button" href={`${path}/end`} data-dialog>
                {words.connectionEnd}
              </a>
            </p>
          )}
        </>
      ),
    });
    return html(reply, page, status);
  }
}

/** Joined, and nothing is told before an item is bound. */
const isUnbound = ({ kind, settings }: Connection): boolean =>
  kind === 'fedow' && typeof settings['asset'] !== 'string';

const Switch = ({ isOn, path, words }: { isOn: boolean; path: string; words: Words }) =>
  isOn ? (
    <button class="button" type="submit" form="switch-off">
      {words.connectionTurnOff}
    </button>
  ) : (
    <a class="button" href={`${path}/on`} data-dialog>
      {words.connectionTurnOn}
    </a>
  );
