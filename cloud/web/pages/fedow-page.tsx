import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BadgeuseError, failure } from '../../../shared/runtime/errors.ts';
import type { Connection } from '../../ports/connections.ts';
import { looked } from '../audit.ts';
import {
  type Beside,
  BindForm,
  Bound,
  Federations,
  LastLook,
  ShareForm,
} from '../connections/fedow-parts.tsx';
import {
  bindFedow,
  federateFedow,
  joinFedow,
  theirConnection,
} from '../connections/keep-connections.ts';
import type { WebDeps } from '../deps.ts';
import { Back } from './back.tsx';
import { Field, Select } from './fields.tsx';
import { Alert, type FieldErrors, Form } from './form.tsx';
import { valuesOf } from './form-values.ts';
import { html } from './forms.ts';
import type { PageContext } from './page-context.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 10, timeWindow: 60_000 } } };
const one = '/connections/:id/fedow';
const joinPath = '/connections/new/fedow';
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What staff do at a Fedow: join it, bind an item to one of its assets, share that with other venues. */
export function fedowPage(app: FastifyInstance, deps: WebDeps): void {
  app.get(joinPath, hidden, async (request, reply) => askString(request, reply, {}));

  app.post(joinPath, limited, async (request, reply) => {
    const { placeId = '', invitation = '' } = request.body as Readonly<Record<string, string>>;
    try {
      const { id } = await joinFedow(deps, request, {
        ...{ placeId, invitation: invitation.slice(0, 8_000) },
      });
      return reply.redirect(`/connections/${id}/fedow?said=added`, 303);
    } catch (err) {
      const invitation = refusalText(err, contextOf(request));
      return askString(request, reply, { invitation }, placeId, 400);
    }
  });

  app.get(one, hidden, async (request, reply) => show(request, reply, null));

  app.post(`${one}/binding`, limited, async (request, reply) => {
    const values = valuesOf(request);
    const asset = values.textOrNull('asset');
    return done(request, reply, () =>
      bindFedow(deps, request, { itemId: values.text('itemId'), asset }),
    );
  });

  app.post(`${one}/federations`, limited, async (request, reply) => {
    const values = valuesOf(request);
    const name = values.text('name').slice(0, 100);
    const placeUuid = values.textOrNull('placeUuid')?.toLowerCase() ?? null;
    return done(request, reply, () => {
      if (name === '' || (placeUuid !== null && !uuidPattern.test(placeUuid)))
        throw failure('badRequest', { detail: 'a name, and the uuid of a place or nothing' });
      return federateFedow(deps, request, { name, asset: null, placeUuid });
    });
  });

  async function done(request: FastifyRequest, reply: FastifyReply, what: () => Promise<unknown>) {
    const { id } = await theirFedow(request);
    try {
      await what();
    } catch (err) {
      return show(request, reply, refusalText(err, contextOf(request)), 400);
    }
    return reply.redirect(`/connections/${id}/fedow?said=saved`, 303);
  }

  async function theirFedow(request: FastifyRequest): Promise<Connection> {
    const connection = await theirConnection(deps, request);
    if (connection.kind === 'fedow') return connection;
    throw failure('notFound', { what: 'connection', id: connection.id });
  }

  /** In the words of a page; what is no refusal is thrown on. */
  function refusalText(err: unknown, { words, language }: PageContext): string {
    if (!(err instanceof BadgeuseError)) throw err;
    const about = Object.fromEntries(
      Object.entries(err.details).flatMap(([about, said]) =>
        about === 'name' ? [] : [[about, String(said)]],
      ),
    );
    if (err.code === 'fedowUnreachable' && err.details['why'] === 'timeout')
      return words.fedowNotInTime;
    const said = deps.connectionTests.sentenceOf('fedow', { why: err.code, about })?.[language];
    if (said !== undefined) return said;
    return err.code === 'badRequest' ? words.problem_badRequest : words.problem_conflict;
  }

  async function besides(id: string, context: PageContext): Promise<Beside> {
    const [assets, federations] = await Promise.allSettled([
      deps.fedow.assets(id, 'page'),
      deps.fedow.federations(id, 'page'),
    ]);
    const failed = [assets, federations].find((one) => one.status === 'rejected');
    return {
      assets: assets.status === 'fulfilled' ? assets.value : null,
      federations: federations.status === 'fulfilled' ? federations.value : null,
      why: failed ? refusalText(failed.reason, context) : null,
      mayAnswer: failed?.reason instanceof BadgeuseError && failed.reason.retryable,
      lastLook: await deps.fedowPools.find(id),
    };
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    refused: string | null,
    status = 200,
  ): Promise<FastifyReply> {
    const connection = await theirFedow(request);
    const { id, name, placeId } = connection;
    await looked(deps, request, { kind: 'setting', id, placeId });
    const context = { ...contextOf(request), url: `/connections/${id}/fedow` };
    const { words } = context;
    const { item } = request.query as { item?: string };
    const found = await deps.registry.items.list({ limit: 1000, cursor: null }, { placeId });
    const place = await deps.registry.places.get(placeId);
    const beside = await besides(id, context);
    const mayChange = context.principal?.role === 'admin';
    const again = `/connections/${id}/fedow${item ? `?item=${encodeURIComponent(item)}` : ''}`;
    const page = pageOf({
      context,
      title: words.fedowTitle,
      section: 'settings',
      children: (
        <div class="narrow">
          <Back href={`/connections/${id}`} label={name} />
          <h1>{words.fedowTitle}</h1>
          <SaidAfter request={request} words={words} />
          {refused !== null && <Alert>{refused}</Alert>}
          {beside.why !== null && (beside.why !== refused || beside.mayAnswer) && (
            <Alert>
              <span>
                {beside.why !== refused && `${beside.why} `}
                {beside.mayAnswer && <a href={again}>{words.fedowAgain}</a>}
              </span>
            </Alert>
          )}
          {!place.timeClock && (
            <p class="aside">
              <a href={`/places/${placeId}`}>{words.fedowClockOff}</a>
            </p>
          )}
          <Bound {...{ connection, context, beside, items: found.items }} />
          {beside.why !== null && <LastLook {...{ context, beside, now: deps.clock.now() }} />}
          {beside.lastLook !== null && (
            <p>
              <a class="alone" href={`/rapport/badgeuse/?pool=${id}`}>
                {words.fedowPool}
              </a>
            </p>
          )}
          {mayChange && (
            <BindForm
              {...{ connection, context, beside, chosen: item ?? null }}
              items={found.items}
            />
          )}
          <Federations {...{ context, beside }} />
          {mayChange && <ShareForm {...{ connection, context }} />}
        </div>
      ),
    });
    return html(reply, page, status);
  }

  function askString(
    request: FastifyRequest,
    reply: FastifyReply,
    errors: FieldErrors,
    placeId = '',
    status = 200,
  ) {
    const context = { ...contextOf(request), url: joinPath };
    const { words, places } = context;
    const page = pageOf({
      context,
      title: words.fedowJoinTitle,
      section: 'settings',
      children: (
        <div class="narrow">
          <Back href="/connections" label={words.connectionsTitle} />
          <h1>{words.fedowJoinTitle}</h1>
          <p class="lead">{words.fedowJoinLead}</p>
          <Form
            {...{ context, errors, action: joinPath, submit: words.fedowJoin }}
            back="/connections"
            class="stacked"
          >
            <Select
              {...{ name: 'placeId', label: words.place, value: placeId }}
              options={places.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <Field
              {...{ name: 'invitation', label: words.fedowString, maxlength: 8_000 }}
              hint={words.fedowStringHint}
              error={errors['invitation']}
            />
          </Form>
        </div>
      ),
    });
    return html(reply, page, status);
  }
}
