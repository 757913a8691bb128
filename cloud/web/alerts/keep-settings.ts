import type { FastifyRequest } from 'fastify';
import { failure } from '../../../shared/runtime/errors.ts';
import { isMailAddress } from '../../../shared/runtime/smtp-address.ts';
import {
  type AlertSettings,
  type Dispatch,
  type KeptAlertSettings,
  memberAlerts,
} from '../../ports/alerts.ts';
import type { MailSent } from '../../ports/mail.ts';
import type { Place } from '../../ports/registry.ts';
import { whoAsks } from '../api/resource.ts';
import { audit } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { assertPlace } from '../place-scope.ts';

export const mostAddresses = 20;

/** Throws `notFound`, of a place that is not theirs too. */
export async function placeOfAlerts(deps: WebDeps, request: FastifyRequest): Promise<Place> {
  const { id } = request.params as { id: string };
  assertPlace(whoAsks(request.principal), id);
  return deps.registry.places.get(id);
}

/** What cannot be kept, by its field; empty: all can. */
export interface AlertFaults {
  /** The first that is no address. */
  readonly addresses?: string;
  readonly webhookUrl?: string;
  /** They would be the whole day, in which no mail would ever be sent. */
  readonly quiet?: string;
}

export function faultsOf(settings: AlertSettings, deps: Pick<WebDeps, 'alertTests'>): AlertFaults {
  const { addresses, webhookUrl, quiet } = settings;
  const wrong =
    addresses.length > mostAddresses
      ? addresses[mostAddresses]
      : addresses.find((one) => !isMailAddress(one));
  const isRefused = webhookUrl !== null && !deps.alertTests.mayCall(webhookUrl);
  return {
    ...(wrong !== undefined && { addresses: wrong }),
    ...(isRefused && { webhookUrl }),
    ...(quiet !== null && quiet.from === quiet.until && { quiet: quiet.from }),
  };
}

/** Keeps them, with what changed in the history. Members are told of what concerns them, and of nothing else. */
export async function saveAlerts(
  deps: WebDeps,
  request: FastifyRequest,
  place: Place,
  wanted: AlertSettings,
): Promise<KeptAlertSettings> {
  const kinds = Object.fromEntries(
    Object.entries(wanted.kinds).map(([kind, choice]) => {
      const concerns = memberAlerts.some((one) => one === kind);
      return [kind, { ...choice, member: concerns && choice.member }];
    }),
  ) as AlertSettings['kinds'];
  const addresses = [...new Set(wanted.addresses)];
  const before = await deps.alertSettings.find(place.id);
  const kept = await deps.alertSettings.save(
    place.id,
    { ...wanted, kinds, addresses },
    deps.clock.now(),
  );
  await audit(deps, request, {
    ...{ verb: 'changed', kind: 'setting', id: 'alerts', placeId: place.id },
    ...{ before: toldOf(before), after: toldOf(kept) },
  });
  return kept;
}

const toldOf = ({ kinds, quiet, digestAt, webhookUrl, addresses }: AlertSettings) => ({
  alerts: Object.entries(kinds)
    .flatMap(([kind, { staff, member, webhook }]) => {
      const to = [staff === 'off' ? [] : staff, member ? 'member' : [], webhook ? 'webhook' : []];
      return to.flat().length === 0 ? [] : [`${kind}: ${to.flat().join(', ')}`];
    })
    .join('; '),
  addresses: addresses.join(', '),
  quiet: quiet === null ? null : `${quiet.from}-${quiet.until}`,
  ...{ digestAt, webhookUrl },
});

/** Tries the way to an address, or to the program of the place, now; null: there is no such way. */
export async function tryAlerts(
  deps: WebDeps,
  request: FastifyRequest,
  place: Place,
  to: string | 'webhook',
): Promise<MailSent | null> {
  const { mail, webhook } = deps.alertTests;
  const outcome =
    to === 'webhook' ? await webhook(place.id) : mail === null ? null : await mail(place.id, to);
  await audit(deps, request, {
    ...{ verb: 'commanded', kind: 'setting', id: 'alerts', placeId: place.id },
    after: { test: to, outcome: outcome?.is ?? 'off' },
  });
  return outcome;
}

/** The secret that a program knows us by, answered once. */
export async function renewWebhookSecret(
  deps: WebDeps,
  request: FastifyRequest,
  place: Place,
): Promise<string> {
  const secret = await deps.alertSettings.renewSecret(place.id);
  await audit(deps, request, {
    ...{ verb: 'changed', kind: 'setting', id: 'webhook', placeId: place.id },
  });
  return secret;
}

/** Throws `notFound` for one of a place that is not theirs. */
export async function theirDispatch(deps: WebDeps, request: FastifyRequest): Promise<Dispatch> {
  const { id } = request.params as { id: string };
  const { places } = whoAsks(request.principal);
  const dispatch = await deps.dispatches.find(id);
  if (!dispatch || (places !== '*' && !places.includes(dispatch.placeId)))
    throw failure('notFound', { what: 'message', id });
  return dispatch;
}

/** Sends it as if it had never been tried, or never. */
export async function decideDispatch(
  deps: WebDeps,
  request: FastifyRequest,
  what: 'tryAgain' | 'giveUp',
): Promise<void> {
  const { id, placeId, memberId } = await theirDispatch(deps, request);
  await deps.dispatches[what](id, deps.clock.now());
  await audit(deps, request, {
    ...{
      verb: what === 'tryAgain' ? 'commanded' : 'ended',
      kind: 'setting',
      id,
      placeId,
      memberId,
    },
  });
}
