import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { parseUid } from '../../../shared/domain/card.ts';
import { CloudKey } from '../../../shared/wire/claim.ts';
import type { DeviceRecord, Place } from '../../ports/registry.ts';
import { holds } from '../access.ts';
import { looked } from '../audit.ts';
import type { WebDeps } from '../deps.ts';
import { doorShown } from '../lock-shown.ts';
import { assertPlace, writerOf } from '../place-scope.ts';
import { renewPassword } from './device-password.ts';
import { isoOf } from './instant.ts';
import { lockdownField } from './lockdown-routes.ts';
import { namelessField } from './nameless-routes.ts';
import { idParams, problemSchema, serveResource } from './resource.ts';
import { DeviceId, fields, orNull } from './schemas.ts';
import { switchFields } from './time-clock-routes.ts';

const placeShown = (place: Place) => ({
  ...place,
  timeClockSince: place.timeClockSince === null ? null : isoOf(place.timeClockSince),
});

/** What a change of a member or a card may say of their home. */
const howRehomed = {
  homeWasWrong: Type.Optional(
    Type.Boolean({
      description:
        'true: the home place that stands was a mistake, and the new one counts for passages before now too; ' +
        'else these stay where they were counted',
    }),
  ),
};

const provisioned = Type.Object({
  id: DeviceId,
  mqtt: Type.Object({ url: Type.String(), username: Type.String(), password: Type.String() }),
  cloudKey: CloudKey,
});

/** Everything staff manage, as API resources. */
export function registryRoutes(app: FastifyInstance, deps: WebDeps): void {
  const { registry } = deps;
  serveResource(app, {
    path: 'places',
    repository: registry.places,
    fields: fields.places,
    required: ['name', 'timeZone'],
    derived: { ...switchFields, lockdown: lockdownField, nameless: namelessField },
    shown: placeShown,
    create: async (place, principal) =>
      placeShown(await registry.places.create(place, writerOf(principal))),
  });
  serveResource(app, {
    path: 'areas',
    repository: registry.areas,
    fields: fields.areas,
    required: ['placeId', 'name'],
    fixed: ['placeId'],
    filters: ['placeId'],
  });
  serveResource(app, {
    path: 'doors',
    repository: registry.doors,
    fields: fields.doors,
    required: ['placeId'],
    fixed: ['placeId'],
    filters: ['placeId'],
    shown: doorShown,
  });
  serveResource(app, {
    path: 'access-points',
    repository: registry.accessPoints,
    fields: fields.accessPoints,
    required: ['deviceId', 'direction'],
    filters: ['placeId', 'deviceId', 'doorId'],
  });
  serveResource(app, {
    path: 'members',
    repository: registry.members,
    fields: fields.members,
    how: howRehomed,
    required: ['name'],
    filters: ['name', 'email'],
    async search(text, page) {
      const found = await deps.people.members(text, page);
      return { ...found, items: found.items.map(({ member }) => member) };
    },
    looked: (request, at) =>
      looked(
        deps,
        request,
        'asked' in at
          ? { kind: 'member', after: at.asked }
          : { kind: 'member', id: at.id, memberId: at.id },
      ),
  });
  serveResource(app, {
    path: 'cards',
    repository: registry.cards,
    fields: fields.cards,
    how: howRehomed,
    // A uid, or the tag of a card that waits for its first tap: the rules ask for one of them.
    required: [],
    fixed: ['tag8'],
    filters: ['uid', 'tag8', 'number', 'memberId', 'sponsorId', 'state'],
    derived: {
      tag8: orNull(Type.String({ pattern: '^[0-9A-F]{8}$' })),
      stateSince: orNull(Type.String({ description: 'ISO 8601' })),
      waits: Type.Boolean({ description: 'for its first tap: no door opens for it until then' }),
    },
    // A uid is a key to copy: staff find a card by the one they hold, and are never shown another's.
    shown: (card, principal) => ({
      ...card,
      ...(!holds(principal, 'cards:uid') && { uid: null, tag8: null }),
      stateSince: card.stateSince === null ? null : isoOf(card.stateSince),
      waits: card.uid === null,
    }),
    search: (text, page) => deps.people.cards({ text }, page),
    looked: (request, at) =>
      looked(
        deps,
        request,
        'asked' in at
          ? { kind: 'card', after: at.asked }
          : { kind: 'card', id: at.id, memberId: at.memberId },
      ),
    narrow(where) {
      const uid = parseUid(where.uid ?? '');
      return uid.ok ? { ...where, uid: uid.value } : where;
    },
  });
  serveResource(app, {
    path: 'groups',
    repository: registry.groups,
    fields: fields.groups,
    required: ['name'],
  });
  serveResource(app, {
    path: 'schedules',
    repository: registry.schedules,
    fields: fields.schedules,
    required: ['name', 'weekly'],
    filters: ['placeId'],
  });
  serveResource(app, {
    path: 'grants',
    repository: registry.grants,
    fields: fields.grants,
    required: ['accessPoints'],
    filters: ['placeId', 'memberId', 'groupId'],
  });
  serveResource<DeviceRecord>(app, {
    path: 'devices',
    repository: registry.devices,
    id: DeviceId,
    fields: fields.devices,
    required: ['placeId', 'publicKey'],
    fixed: ['publicKey'],
    filters: ['placeId', 'state'],
    created: provisioned,
    // By hand: the key is known beforehand, and the answer carries the credentials, once.
    create: async ({ id, placeId, publicKey, name }, principal) => {
      assertPlace(principal, placeId);
      return deps.provisioning.provision({
        id: id ?? `device-${crypto.randomUUID().slice(0, 8)}`,
        placeId: placeId ?? '',
        publicKey: publicKey ?? '',
        name: name ?? id ?? '',
      });
    },
  });

  app.post(
    '/api/v1/devices/:id/password',
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags: ['devices'],
        summary: 'Another MQTT password, shown once; the former ends at once',
        params: idParams,
        response: { 200: provisioned, '4xx': problemSchema },
      },
    },
    (request) => renewPassword(deps, request),
  );
}
