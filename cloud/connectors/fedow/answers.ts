import { type Static, Type } from 'typebox';
import { compiledOnce } from '../../../shared/wire/compiled-once.ts';

/** What Fedow answers, as far as we read it; more is always there. */
const uuid = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const tag = Type.String({ pattern: '^[0-9A-Za-z]{8}$' });
const text = Type.String({ maxLength: 2_000 });
const date = Type.String({
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z$',
});
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const apiKey = Type.String({ pattern: '^[^.\\s]{8}\\.[^.\\s]{32}$' });

const place = Type.Object({ uuid, name: text, dokos_id: orNull(text), wallet: uuid });

const asset = Type.Object({
  uuid,
  name: text,
  currency_code: text,
  category: text,
  place_origin: orNull(place),
  created_at: date,
  place_uuid_federated_with: Type.Array(uuid),
});

const federation = Type.Object({
  uuid,
  name: text,
  places: Type.Array(place),
  assets: Type.Array(asset),
});

const card = Type.Object({
  uuid,
  first_tag_id: tag,
  number_printed: text,
  is_primary: Type.Boolean(),
  wallet: Type.Object({ uuid }),
  origin: Type.Object({ place }),
});

const transaction = Type.Object({
  uuid,
  action: Type.String({ pattern: '^[A-Z]{3}$' }),
  hash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  datetime: date,
  last_check: date,
  subscription_first_datetime: orNull(date),
  subscription_start_datetime: orNull(date),
  subscription_type: text,
  sender: uuid,
  receiver: uuid,
  /** Lists say both. */
  sender_name: Type.Optional(text),
  receiver_name: Type.Optional(text),
  asset: uuid,
  amount: Type.Integer(),
  comment: orNull(Type.String()),
  metadata: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  primary_card: orNull(uuid),
  previous_transaction: uuid,
  /** Lists leave it out. */
  card: Type.Optional(orNull(Type.Object({ uuid, first_tag_id: tag }))),
});

export type FedowAsset = Static<typeof asset>;
export type FedowFederation = Static<typeof federation>;
export type FedowCard = Static<typeof card>;
export type FedowTransaction = Static<typeof transaction>;

export const readers = {
  hello: compiledOnce(Type.Object({ message: text })),
  /** A text in Base64, of which `handshake` is what it says. */
  text: compiledOnce(Type.String({ maxLength: 4_000 })),
  handshake: compiledOnce(Type.Object({ place_admin_apikey: apiKey, place_wallet_uuid: uuid })),
  rootKey: compiledOnce(Type.Object({ api_key: apiKey })),
  newPlace: compiledOnce(Type.Object({ uuid, wallet: uuid, key: apiKey })),
  sealedKey: compiledOnce(Type.Object({ rsa_cypher_message: text })),
  uuid: compiledOnce(uuid),
  asset: compiledOnce(asset),
  assets: compiledOnce(Type.Array(asset)),
  federation: compiledOnce(federation),
  federations: compiledOnce(Type.Array(federation)),
  card: compiledOnce(card),
  count: compiledOnce(Type.Integer({ minimum: 0 })),
  transaction: compiledOnce(transaction),
  transactions: compiledOnce(Type.Array(transaction)),
} as const;

/** What the administrator of a Fedow hands over, once unpacked. */
export const onboardingSchema = compiledOnce(
  Type.Object({
    domain: Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}(:\\d{1,5})?$' }),
    uuid,
    temp_key: apiKey,
  }),
);
