import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import type {
  Attempt,
  MadeEndpoint,
  WantedEndpoint,
  WebhookEndpoint,
} from '../../ports/webhook-endpoints.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertEverywhere, assertPlace } from '../place-scope.ts';

type Said = Partial<Pick<WantedEndpoint, 'url' | 'description' | 'types'>>;

/** Throws `notFound` for one of a place, or of an installation, that is not theirs. */
export async function theirWebhook(
  { webhooks }: WebDeps,
  request: FastifyRequest,
): Promise<WebhookEndpoint> {
  const { id } = request.params as { id: string };
  const { places } = whoAsks(request.principal);
  const found = await webhooks.find(id);
  const isTheirs =
    places === '*' || (found?.placeId !== null && places.includes(found?.placeId ?? ''));
  if (!found || !isTheirs) throw failure('notFound', { what: 'webhook', id });
  return found;
}

/** Throws `badRequest` for an address that may not be called. */
export async function addWebhook(
  deps: WebDeps,
  request: FastifyRequest,
  wanted: WantedEndpoint,
): Promise<MadeEndpoint> {
  const principal = whoAsks(request.principal);
  if (wanted.placeId === null) assertEverywhere(principal);
  assertPlace(principal, wanted.placeId);
  if (wanted.placeId !== null) await deps.registry.places.get(wanted.placeId);
  await mustBeCallable(deps, wanted.url);
  const made = await deps.webhooks.create(wanted, deps.clock.now());
  await told(deps, request, 'created', made.endpoint, wanted);
  return made;
}

export async function changeWebhook(
  deps: WebDeps,
  request: FastifyRequest,
  wanted: Said & { readonly state?: 'enabled' | 'off' },
): Promise<WebhookEndpoint> {
  const { id } = await theirWebhook(deps, request);
  const { state, ...said } = wanted;
  if (said.url !== undefined) await mustBeCallable(deps, said.url);
  let after = await deps.webhooks.change(id, said);
  if (state !== undefined) after = await deps.webhooks.set(id, state, deps.clock.now());
  await told(deps, request, 'changed', after, wanted);
  return after;
}

export async function endWebhook(deps: WebDeps, request: FastifyRequest): Promise<void> {
  const endpoint = await theirWebhook(deps, request);
  await deps.webhooks.remove(endpoint.id);
  await told(deps, request, 'ended', endpoint, null);
}

export async function rotateWebhook(deps: WebDeps, request: FastifyRequest): Promise<MadeEndpoint> {
  const { id } = await theirWebhook(deps, request);
  const made = await deps.webhooks.rotate(id, deps.clock.now());
  await told(deps, request, 'changed', made.endpoint, { rotated: true });
  return made;
}

export async function testWebhook(deps: WebDeps, request: FastifyRequest): Promise<Attempt> {
  const endpoint = await theirWebhook(deps, request);
  const tried = await deps.webhooks.ping(endpoint.id);
  await told(deps, request, 'commanded', endpoint, { test: tried.status ?? tried.why });
  return tried;
}

export async function sendEventAgain(
  deps: WebDeps,
  request: FastifyRequest,
  eventId: string,
): Promise<void> {
  const endpoint = await theirWebhook(deps, request);
  await deps.webhooks.sendAgain(endpoint.id, eventId, deps.clock.now());
  await told(deps, request, 'commanded', endpoint, { sendAgain: eventId });
}

/** All since then, epoch ms; `said`: as it was asked for. Answers how many. */
export async function replayWebhook(
  deps: WebDeps,
  request: FastifyRequest,
  at: number,
  said: string,
): Promise<number> {
  const endpoint = await theirWebhook(deps, request);
  const events = await deps.webhooks.replay(endpoint.id, at, deps.clock.now());
  await told(deps, request, 'commanded', endpoint, { replay: said, events });
  return events;
}

async function mustBeCallable({ webhooks }: WebDeps, text: string): Promise<void> {
  const may = await webhooks.mayCall(text);
  if (may !== 'well') throw failure('badRequest', { detail: whyNot[may] });
}

const told = (
  deps: WebDeps,
  request: FastifyRequest,
  verb: 'created' | 'changed' | 'ended' | 'commanded',
  { id, placeId }: WebhookEndpoint,
  after: object | null,
) => audit(deps, request, { verb, kind: 'setting', id, placeId, after });

const whyNot = {
  noAddress: 'url must be an address that begins with https://, without a password in it',
  hostNotAllowed:
    'url is in this network, or not reached by https: name its host in the setting webhookHosts',
  unknownHost: 'url names a host that nobody knows',
} as const;
