import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCodeOf } from '../../../shared/runtime/errors.ts';
import type { Attempt, MadeEndpoint } from '../../ports/webhook-endpoints.ts';
import { momentsOf } from '../accounts/moments.ts';
import { isoOf } from '../api/instant.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import {
  changeWebhook,
  endWebhook,
  replayWebhook,
  rotateWebhook,
  sendEventAgain,
  testWebhook,
  theirWebhook,
} from '../webhooks/keep-webhooks.ts';
import { SecretOnce, stateText, typesText } from '../webhooks/webhook-parts.tsx';
import { Back } from './back.tsx';
import { confirmPage } from './confirm.tsx';
import { Select } from './fields.tsx';
import { Alert, Form, Said, Token } from './form.tsx';
import { formOf, html } from './forms.ts';
import { SaidAfter } from './record-parts.tsx';
import { contextOf, pageOf } from './shell.tsx';

const hidden = { schema: { hide: true } };
const limited = { ...hidden, config: { rateLimit: { max: 10, timeWindow: 60_000 } } };
const spansH = ['1', '24', '168', '720'] as const;
const hourMs = 3_600_000;

interface State {
  readonly made?: MadeEndpoint;
  readonly tried?: Attempt;
  readonly replayed?: number;
  readonly gone?: true;
}

/** One program that is told: what became of each try, and what can be done about it. */
export function webhookPage(app: FastifyInstance, deps: WebDeps): void {
  const one = '/webhooks/:id';
  const pathOf = (request: FastifyRequest) =>
    `/webhooks/${encodeURIComponent((request.params as { id: string }).id)}`;

  app.get(one, hidden, async (request, reply) => show(request, reply, {}));
  app.post(`${one}/test`, limited, async (request, reply) =>
    show(request, reply, { tried: await testWebhook(deps, request) }),
  );
  app.post(`${one}/rotate`, hidden, async (request, reply) =>
    show(request, reply, { made: await rotateWebhook(deps, request) }, 201),
  );
  app.post(`${one}/state`, hidden, async (request, reply) => {
    const state = formOf(request, 'state').state === 'enabled' ? 'enabled' : 'off';
    await changeWebhook(deps, request, { state });
    return reply.redirect(`${pathOf(request)}?said=saved`, 303);
  });
  app.post(`${one}/send-again`, hidden, async (request, reply) => {
    await theirWebhook(deps, request);
    try {
      await sendEventAgain(deps, request, formOf(request, 'eventId').eventId);
    } catch (err) {
      if (errorCodeOf(err) !== 'notFound') throw err;
      return show(request, reply, { gone: true }, 404);
    }
    return reply.redirect(`${pathOf(request)}?said=again`, 303);
  });
  app.post(`${one}/replay`, hidden, async (request, reply) => {
    const { hours } = formOf(request, 'hours');
    const span = spansH.find((known) => known === hours) ?? '1';
    const since = deps.clock.now() - Number(span) * hourMs;
    return show(request, reply, {
      replayed: await replayWebhook(deps, request, since, isoOf(since)),
    });
  });
  app.get(`${one}/end`, hidden, async (request, reply) => {
    const { id, url } = await theirWebhook(deps, request);
    const context = contextOf(request);
    const { words } = context;
    const question = confirmPage({
      ...{ context, section: 'settings', title: words.hookEndQuestion },
      children: (
        <p>
          <b class="own-url">{url}</b> {words.hookEndMore}
        </p>
      ),
      ...{ action: `/webhooks/${id}/end`, verb: words.hookEnd, back: `/webhooks/${id}` },
    });
    return html(reply, question);
  });
  app.post(`${one}/end`, hidden, async (request, reply) => {
    await endWebhook(deps, request);
    return reply.redirect('/webhooks?said=ended', 303);
  });

  async function show(request: FastifyRequest, reply: FastifyReply, state: State, status = 200) {
    const endpoint = await theirWebhook(deps, request);
    const { id, placeId, url } = endpoint;
    const path = `/webhooks/${id}`;
    const context = { ...contextOf(request), url: path };
    const { words } = context;
    const { said, before } = request.query as { said?: string; before?: string };
    await looked(deps, request, { kind: 'setting', id, placeId });
    const log = await deps.webhooks.attempts(id, { limit: 50, cursor: before ?? null });
    const moment = momentsOf(context, deps.clock.now());
    const isOn = endpoint.state === 'enabled';
    const answerOf = ({ status: code, why }: Attempt) =>
      why === null ? words.hookAnswer(String(code ?? '')) : words[`hookWhy_${why}`];
    const isTaken = (tried: Attempt) =>
      tried.status !== null && tried.status >= 200 && tried.status < 300;
    const page = pageOf({
      context,
      title: words.hooksTitle,
      section: 'settings',
      children: (
        <>
          <Back href="/webhooks" label={words.hooksTitle} />
          <h1>{endpoint.description || new URL(url).host}</h1>
          <p class="aside own-url">{url}</p>
          <p class="lead">{stateText(endpoint, words)}.</p>
          {endpoint.state === 'stopped' && <p>{words.hookStoppedWhat}</p>}
          <dl class="receipt">
            <dt>{words.hookTypes}</dt>
            <dd>{typesText(endpoint, words)}</dd>
            <dt>{words.hookTaken}</dt>
            <dd>
              {endpoint.succeededAt === null ? words.hookNever : moment(endpoint.succeededAt)}
            </dd>
          </dl>
          <SaidAfter request={request} words={words} />
          {said === 'again' && <Said>{words.hookSaidAgain}</Said>}
          {state.gone && <Alert>{words.hookAgainGone}</Alert>}
          {state.replayed !== undefined && <Said>{words.hookReplayed(state.replayed)}</Said>}
          {state.made && (
            <SecretOnce {...{ words, secret: state.made.secret, publicKey: endpoint.publicKey }} />
          )}
          {state.tried &&
            (isTaken(state.tried) ? (
              <Said>{`${words['hookEvent_webhook.ping']}, ${answerOf(state.tried)}`}</Said>
            ) : (
              <Alert>{`${answerOf(state.tried)} ${state.tried.said}`}</Alert>
            ))}
          {endpoint.publicKey !== null && (
            <p>
              {words.hookPublicKey} <b class="own-url">{endpoint.publicKey}</b>
            </p>
          )}
          <div class="actions">
            <Form {...{ context, action: `${path}/test`, submit: words.hookTest }} />
            <form method="post" action={`${path}/state`}>
              <Token context={context} />
              <input type="hidden" name="state" value={isOn ? 'off' : 'enabled'} />
              <button class="button" type="submit">
                {isOn ? words.hookOff : words.hookOn}
              </button>
            </form>
          </div>
          <h2 class="again">{words.hookLog}</h2>
          {log.items.length === 0 && <p class="aside">{words.hookLogNone}</p>}
          <ul class="lines">
            {log.items.map((tried) => (
              <li>
                <div class="line-name">
                  <b>{words[`hookEvent_${tried.type}`]}</b>
                  <p class="small">{`${moment(tried.at)}, ${answerOf(tried)}, ${tried.tookMs} ms`}</p>
                  {tried.said && <p class="small own-url">{tried.said}</p>}
                </div>
                {tried.type !== 'webhook.ping' && (
                  <form method="post" action={`${path}/send-again`}>
                    <Token context={context} />
                    <input type="hidden" name="eventId" value={tried.eventId} />
                    <button class="button" type="submit">
                      {words.hookAgain}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
          {log.nextCursor !== null && (
            <a class="alone" href={`${path}?before=${encodeURIComponent(log.nextCursor)}`}>
              {words.hookOlder}
            </a>
          )}
          <h2 class="again">{words.hookReplayTitle}</h2>
          <Form
            {...{ context, action: `${path}/replay`, submit: words.hookReplay, kind: 'plain' }}
            class="filters"
          >
            <Select
              {...{ name: 'hours', label: words.hookSince, value: '24' }}
              options={spansH.map((value) => ({ value, label: words[`hookSince_${value}`] }))}
            />
          </Form>
          <h2>{words.hookRotate}</h2>
          <p>{words.hookRotateMore}</p>
          <Form
            {...{ context, action: `${path}/rotate`, submit: words.hookRotate, kind: 'plain' }}
          />
          <p>
            <a class="alone" href={`${path}/end`} data-dialog>
              {words.hookEnd}
            </a>
          </p>
        </>
      ),
    });
    return html(reply, page, status);
  }
}
