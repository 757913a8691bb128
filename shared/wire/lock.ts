import { type Static, Type } from 'typebox';

/** How a door's lock is reached where it hangs on no GPIO line: a make that is known, or anything by HTTP or MQTT. */
export const lockKinds = [
  'shellyGen1',
  'shellyGen2',
  'nukiWeb',
  'tasmota',
  'tasmotaMqtt',
  'http',
  'mqtt',
] as const;
export type LockKind = (typeof lockKinds)[number];

export const lockAuths = ['none', 'basic', 'digest', 'bearer'] as const;
export const lockMethods = ['GET', 'POST', 'PUT', 'PATCH'] as const;

const literals = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

/** What a lock is told and asked. `{secret}` in an address, a header or a body stands for `secret`. */
export const lockFields = {
  kind: literals(lockKinds),
  /** `http://192.168.1.40`, the whole address for `http`; `mqtt://…`: its broker. */
  address: Type.String({ minLength: 1, maxLength: 500 }),
  /** The relay or switch, as its maker counts. */
  channel: Type.Optional(Type.Integer({ minimum: 0, maximum: 63 })),
  /** Which lock of an account. */
  lockId: Text(64),
  username: Text(200),
  /** Password or token. */
  secret: Text(500),
  method: Type.Optional(literals(lockMethods)),
  headers: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }),
        value: Type.String({ maxLength: 500, pattern: '^[^\\r\\n\\u0000]*$' }),
      }),
      { maxItems: 10 },
    ),
  ),
  body: Text(2_000),
  auth: Type.Optional(literals(lockAuths)),
  /** Where in the JSON it answers (RFC 6901), and what must be there; left out: its status alone says. */
  successPointer: Text(200),
  successValue: Text(200),
  /** Locks it again where it does not do that by itself. */
  offAddress: Text(500),
  topic: Text(200),
  payload: Text(500),
  /** Where it says what it did; without, nobody knows. */
  answerTopic: Text(200),
  answerValue: Text(200),
  offPayload: Text(500),
};
export const ConfigLock = Type.Object(lockFields);
export type ConfigLock = Static<typeof ConfigLock>;
