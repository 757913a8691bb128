import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import {
  About,
  ErasedCards,
  ErasedSaid,
  exchangeHeaders,
  exchangePath,
  FederationId,
  FeedPage,
  feeds,
  InvitationAnswer,
  RaisedCards,
} from '../../../shared/wire/federation.ts';
import type { WebDeps } from '../deps.ts';
import { problemSchema } from './resource.ts';

const description =
  'Between two aggregators that pool, never for a token. Each request is signed by Ed25519 with the key that the other ' +
  'side pinned, over the lines `badgeuse-federation-ask-1`, method, path with its query, federation, time, nonce and ' +
  'base64url SHA-256 of the body as canonical JSON (RFC 8785; of nothing where there is none). A time more than five ' +
  'minutes off, or a nonce heard before, is refused. The answer carries `badgeuse-signature` over the lines ' +
  '`badgeuse-federation-answer-1`, federation, the nonce of the question, status and SHA-256 of its body.';
const headers = Type.Object({
  [exchangeHeaders.federation]: FederationId,
  [exchangeHeaders.time]: Type.String({ pattern: '^\\d{1,15}$', description: 'epoch ms' }),
  [exchangeHeaders.nonce]: Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' }),
  [exchangeHeaders.signature]: Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' }),
});
const after = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, description: 'seq of the last item read' })) },
  { additionalProperties: false },
);
const nothing = Type.Object({}, { additionalProperties: false });

const about: Readonly<Record<(typeof feeds)[number], string>> = {
  cards: 'Points that stand for cards of this side: only whoever holds the same card can tell',
  members: 'Cards of members who may enter at the other side, with initials where that was agreed',
  passages: 'Passages here of cards that both know, each as it is now; null: withdrawn',
};

/** What the other side of a federation asks. */
export function federationExchange(app: FastifyInstance, deps: WebDeps): void {
  const route = (
    method: 'GET' | 'POST',
    path: string,
    schema: { summary: string; body?: TSchema; querystring?: TSchema; answer: TSchema },
  ) => {
    const { answer, ...asked } = schema;
    app.route({
      method,
      url: `${exchangePath}${path}`,
      schema: {
        ...{ tags: ['federation exchange'], description, headers },
        ...asked,
        response: { 200: answer, '4xx': problemSchema },
      },
      handler: hear,
    });
  };

  async function hear(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { method, url: path, body } = request;
    const asked = Object.values(exchangeHeaders).map((name) => [name, request.headers[name]]);
    const answer = await deps.federations.hear({
      ...{ method, path, body },
      headers: Object.fromEntries(asked),
    });
    if (answer.signature !== null) reply.header(exchangeHeaders.signature, answer.signature);
    const type = answer.status === 200 ? 'application/json' : 'application/problem+json';
    return reply.code(answer.status).type(type).send(answer.body);
  }

  route('POST', '/answer', {
    ...{ summary: 'Answer an invitation: its staff accept it then', body: InvitationAnswer },
    answer: nothing,
  });
  route('POST', '/leave', { summary: 'Leave the federation', body: nothing, answer: nothing });
  route('GET', '/about', {
    summary: 'Who this side is, and by which rules it counts',
    answer: About,
  });
  route('POST', '/cards/raised', {
    summary: 'Multiply points by this side’s secret, in their order: see SECURITY.md',
    ...{ body: RaisedCards, answer: RaisedCards },
  });
  route('POST', '/erasures', {
    summary:
      'Forget cards, as both sides call them, of people erased at home; say what became of each',
    ...{ body: ErasedCards, answer: ErasedSaid },
  });
  for (const feed of feeds)
    route('GET', `/${feed}`, { summary: about[feed], querystring: after, answer: FeedPage[feed] });
}
