import { type Static, Type } from 'typebox';
import { Id } from './entry.ts';
import { DirectionField } from './messages.ts';

/** How a device joins, RFC 8628 in shape, over HTTP (`wire.md`, Provisioning). */
const Ed25519Raw = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
export const CloudKey = Type.Object({ kid: Id, publicKey: Ed25519Raw });
export type CloudKey = Static<typeof CloudKey>;

/** `POST /api/v1/claims`. */
export const ClaimRequest = Type.Object({
  publicKey: Ed25519Raw,
  serial: Type.String({ minLength: 1, maxLength: 64 }),
});
export type ClaimRequest = Static<typeof ClaimRequest>;

/** Beside what RFC 8628 names, the cloud's key: both sides show one fingerprint of the two keys. */
export const ClaimAnswer = Type.Object({
  deviceCode: Type.String(),
  userCode: Type.String({ pattern: '^[A-Z]{4}-[A-Z]{4}$' }),
  /** Seconds between two polls. */
  interval: Type.Integer({ minimum: 1 }),
  /** Seconds until the codes end. */
  expiresIn: Type.Integer({ minimum: 1 }),
  cloudKey: CloudKey,
});
export type ClaimAnswer = Static<typeof ClaimAnswer>;

/** `POST /api/v1/claims/approve`, by signed-in staff. Access points and door are created where they are new. */
export const ClaimApproval = Type.Object({
  userCode: Type.String({ minLength: 8, maxLength: 9 }),
  placeId: Id,
  deviceId: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,32}$' })),
  accessPoints: Type.Array(
    Type.Object({
      id: Id,
      direction: DirectionField,
      doorId: Type.Optional(Id),
      name: Type.Optional(Type.String({ maxLength: 200 })),
      reader: Type.Optional(Type.String({ maxLength: 200 })),
    }),
    { maxItems: 32 },
  ),
});
export type ClaimApproval = Static<typeof ClaimApproval>;

/** `POST /api/v1/claims/token`; until staff approved: 400 with code `authorizationPending`. */
export const ClaimTokenRequest = Type.Object({ deviceCode: Type.String({ maxLength: 200 }) });
export const ClaimTokenAnswer = Type.Object({
  id: Id,
  mqtt: Type.Object({
    urls: Type.Array(Type.String(), { minItems: 1, maxItems: 8 }),
    username: Type.String(),
    password: Type.String(),
  }),
  /** PEM to pin, or null where the link is loopback. */
  ca: Type.Union([Type.String(), Type.Null()]),
  cloudKey: CloudKey,
});
export type ClaimTokenAnswer = Static<typeof ClaimTokenAnswer>;
