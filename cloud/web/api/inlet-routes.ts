import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { failure } from '../../../shared/runtime/errors.ts';
import { renewInlet, toldByDokos } from '../connections/keep-inlet.ts';
import type { WebDeps } from '../deps.ts';
import { mayEnter } from '../may-enter.ts';
import { isoOf } from './instant.ts';
import { idParams, problemSchema } from './resource.ts';

const tags = ['connections'];
const refused = { '4xx': problemSchema };
const anything = Type.Object({}, { additionalProperties: true });
const limited = { rateLimit: { max: 120, timeWindow: 60_000 } };
/** Of one record; whatever is longer is none. */
const longestBytes = 64 * 1024;

/** By which a federation of venues asks us whether somebody may enter, and tells us who came and went elsewhere. */
export function inletRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { inlets, clock } = deps;

  app.post(
    '/api/v1/connections/:id/inlet',
    {
      schema: {
        tags,
        summary:
          'Make what opens the confirmation and the webhook of a Dokos; it is answered once, and replaces what was',
        params: idParams,
        response: { 201: anything, ...refused },
      },
    },
    async (request, reply) => {
      const { token, webhookSecret } = await renewInlet(deps, request);
      return reply.code(201).send({ token, webhookSecret });
    },
  );

  app.get(
    '/api/v1/connections/:id/told',
    {
      schema: {
        tags,
        summary: 'What a Dokos told us, newest first; it is no punch of ours',
        params: idParams,
        response: { 200: Type.Object({ items: Type.Array(anything) }), ...refused },
      },
    },
    async (request) => {
      const items = await toldByDokos(deps, request, 200);
      return { items: items.map(({ firstAt, ...of }) => ({ ...of, firstAt: isoOf(firstAt) })) };
    },
  );

  void app.register((scope, _options, done) => {
    // A signature is over the bytes as they came, and their header may say that they are anything.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: longestBytes },
      (_request, raw, parsed) => parsed(null, raw),
    );

    scope.post(
      '/api/v1/connections/:id/webhook',
      {
        config: limited,
        schema: {
          tags,
          summary:
            'For a Dokos: tell who came and went, signed by X-Frappe-Webhook-Signature; the same twice counts once',
          params: idParams,
          response: { 204: Type.Null(), ...refused },
        },
      },
      async (request, reply) => {
        const { id } = request.params as { id: string };
        const signature = request.headers['x-frappe-webhook-signature'];
        const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const given = typeof signature === 'string' ? signature : '';
        const taken = await inlets.take(id, raw, given, clock.now());
        if (taken === 'refused') throw failure('tokenRefused');
        if (taken === 'strange') throw failure('badRequest', { detail: 'it is no JSON object' });
        return reply.code(204).send();
      },
    );

    /** Says true or false to whoever shows the token, and why to nobody. */
    const confirm = async (request: FastifyRequest, reply: FastifyReply) => {
      const { id } = request.params as { id: string };
      const asked = { ...askedIn(request.body), ...(request.query as Record<string, unknown>) };
      const [, inHeader] =
        /^(?:bearer|token) (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
      if (!(await inlets.isToken(id, inHeader ?? textOf(asked['token']))))
        throw failure('tokenRefused');
      reply.header('cache-control', 'no-store');
      const user = textOf(asked['user']);
      const message = await confirms(deps, id, user);
      await inlets.asked(id, user === '' ? 'nobody' : message ? 'yes' : 'no', deps.clock.now());
      return { message };
    };
    for (const method of ['GET', 'POST'] as const) {
      scope.route({
        method,
        url: '/api/v1/connections/:id/confirmation',
        config: limited,
        schema: {
          tags,
          summary:
            'For a Dokos: may the member of this e-mail (`user`) enter the place now? True or false, no more',
          params: idParams,
          response: { 200: Type.Object({ message: Type.Boolean() }), ...refused },
        },
        handler: confirm,
      });
    }
    done();
  });
}

async function confirms(deps: WebDeps, connectionId: string, email: string): Promise<boolean> {
  const { inlets, connections, clock } = deps;
  const connection = await connections.find(connectionId);
  if (email === '' || !connection?.isOn) return false;
  const memberId = await inlets.sharedMember(connectionId, email);
  if (memberId === null) return false;
  return mayEnter(deps, { memberId, placeId: connection.placeId, at: clock.now() });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As JSON or as a form: nobody wrote down which of them a Dokos sends. */
function askedIn(body: unknown): Record<string, unknown> {
  if (!Buffer.isBuffer(body)) return {};
  const text = body.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}
