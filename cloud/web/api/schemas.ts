import { type TSchema, Type } from 'typebox';
import { cardStates } from '../../../shared/domain/access-list.ts';
import { directions } from '../../../shared/domain/access-point.ts';
import { assetCategories } from '../../../shared/domain/item.ts';
import { monthPattern } from '../../../shared/domain/month.ts';
import {
  type AntiPassbackKind,
  antiPassbackKinds,
  type FullHouseRule,
  fullHouseRules,
  type NoTokensRule,
  noTokensRules,
} from '../../../shared/domain/place-rules.ts';
import { mostUnits } from '../../../shared/domain/rate.ts';
import { retentionMonths } from '../../../shared/domain/retention.ts';
import { missingExitRules, purposes } from '../../../shared/domain/visit-policy.ts';
import { publicKeyFromRaw } from '../../../shared/wire/keys.ts';
import { helloSecondsMax } from '../../../shared/wire/limits.ts';
import { lockFields } from '../../../shared/wire/lock.ts';
import { parseZone } from './zone.ts';

/** The shapes of the API's bodies. Fields left out take the default that the description states. */
export const oneOf = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
export const body = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

export const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$' });
const DeviceId = Type.String({ pattern: '^[a-z0-9-]{1,32}$' });
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
export const LocalTime = Type.String({
  pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
  description: 'HH:MM',
});
const EndTime = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' });
export const Month = Type.String({ pattern: monthPattern.source, description: 'YYYY-MM' });
export const LocalDate = Type.Refine(
  Type.String({
    pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
    description: 'YYYY-MM-DD',
  }),
  isDay,
  () => 'must be a day of the calendar',
);
const TimeZone = Type.Refine(
  Type.String({ maxLength: 64, description: 'IANA time zone, for example Europe/Paris' }),
  (name) => parseZone(name) !== null,
  () => 'must be an IANA time zone, for example Europe/Paris',
);
/** Forty-three characters may hold two bits too many, and then no signature would ever fit. */
export const PublicKey = Type.Refine(
  Type.String({ pattern: '^[A-Za-z0-9_-]{43}$', description: 'Ed25519, base64url raw' }),
  (raw) => publicKeyFromRaw(raw).ok,
  () => 'must be an Ed25519 public key, 32 bytes in base64url',
);
const Line = orNull(Type.Integer({ minimum: 0, maximum: 4096 }));
const Ms = Type.Integer({ minimum: 50, maximum: 600_000 });
const DoorInput = (description: string) =>
  Type.Union(
    [
      body({ line: Type.Integer({ minimum: 0, maximum: 1023 }), activeLow: Type.Boolean() }),
      Type.Null(),
    ],
    { description },
  );

const policy = {
  maxVisitMinutes: Type.Integer({ minimum: 1, maximum: 44_640 }),
  closesAt: orNull(LocalTime),
  debounceSeconds: Type.Integer({ minimum: 0, maximum: 3600 }),
  missingExit: oneOf(missingExitRules),
  purpose: oneOf(purposes),
};
const areaPolicy = {
  maxVisitMinutes: orNull(policy.maxVisitMinutes),
  closesAt: policy.closesAt,
  debounceSeconds: orNull(policy.debounceSeconds),
  missingExit: orNull(policy.missingExit),
  purpose: orNull(policy.purpose),
};
const grantPlaces = Type.Union([
  Type.Literal('*'),
  Type.Array(Id, { minItems: 1, maxItems: 200, uniqueItems: true }),
]);

const Ids = Type.Array(Id, { maxItems: 200, uniqueItems: true });
const Category = oneOf(assetCategories);
const nameEn = orNull(Name);
const kept = { state: oneOf(['active', 'retired'] as const) };

const HomePlace = (description: string) =>
  Type.Union([Id, Type.Null()], { description: `who settles for them; ${description}` });

/** For how many months what was recorded for a purpose is kept. */
const KeptMonths = Type.Integer({ minimum: retentionMonths.least, maximum: retentionMonths.most });
export const fields = {
  places: {
    name: Name,
    timeZone: TimeZone,
    ...policy,
    // A place has no place around it to close at.
    missingExit: oneOf(['flag', 'closeAtClosing'] as const),
    capacity: orNull(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'people at once' }),
    ),
    capacityRule: Type.Unsafe<FullHouseRule>({
      type: 'string',
      enum: [...fullHouseRules],
      description: 'what becomes of the next one: let in with a warning, or refused',
    }),
    antiPassback: Type.Unsafe<AntiPassbackKind>({
      type: 'string',
      enum: [...antiPassbackKinds],
      description: 'whether somebody who is in already may come in again',
    }),
    antiPassbackMinutes: Type.Integer({
      minimum: 1,
      maximum: 1440,
      description: 'of `timed`: from one entry until the next',
    }),
    noTokens: Type.Unsafe<NoTokensRule>({
      type: 'string',
      enum: [...noTokensRules],
      description: 'what becomes of somebody with too few tokens: goes below zero, or refused',
    }),
    lowBalanceUnits: Type.Integer({
      minimum: 0,
      maximum: 100 * mostUnits,
      description: 'hundredths of a token: who has fewer is told so at the reader; 0: nobody is',
    }),
    listMaxAgeDays: Type.Integer({ minimum: 1, maximum: 366 }),
    journalKeepDays: Type.Integer({ minimum: 1, maximum: 366 }),
    unsyncedSchedules: oneOf(['allow', 'deny', 'lastKnown'] as const),
    language: oneOf(['fr', 'en'] as const),
    helloSeconds: Type.Integer({ minimum: 5, maximum: helloSecondsMax }),
    accessKeptMonths: KeptMonths,
    usageKeptMonths: KeptMonths,
    worktimeKeptMonths: KeptMonths,
    timeClock: Type.Boolean({ description: 'the switch: on makes its asset and item, once' }),
  },
  areas: { placeId: Id, name: Name, ...areaPolicy },
  doors: {
    placeId: Id,
    name: Name,
    line: Line,
    activeLow: Type.Boolean(),
    unlockMs: Ms,
    capMs: Ms,
    contact: DoorInput('says yes while the door is open'),
    exitButton: DoorInput('says yes while it is pressed'),
    exitButtonOpens: Type.Boolean({ description: 'whether the button drives the strike too' }),
    fire: DoorInput('says yes while there is a fire alarm; read and written down, never obeyed'),
    heldOpenSeconds: Type.Integer({
      minimum: 0,
      maximum: 86_400,
      description: 'open longer than this is an alarm; 0: never',
    }),
    openingScheduleId: Type.Union([Id, Type.Null()], {
      description:
        'unlocked from the first valid tap within these hours to their end; null at a connected lock',
    }),
    lock: orNull(
      body({
        ...lockFields,
        secret: Type.Optional(
          Type.String({
            maxLength: 500,
            description: 'password or token; written, never read: left out, the one kept stays',
          }),
        ),
        hasSecret: Type.Optional(Type.Boolean({ description: 'read only' })),
      }),
    ),
  },
  accessPoints: {
    placeId: Id,
    deviceId: DeviceId,
    doorId: orNull(Id),
    area: orNull(Id),
    name: Name,
    direction: oneOf(directions),
    counts: Type.Boolean(),
    itemId: orNull(Id),
    reader: orNull(Type.String({ minLength: 1, maxLength: 200 })),
    asksPin: Type.Boolean({ description: 'whether it asks for a PIN besides the card' }),
    pinScheduleId: orNull(Id),
    purpose: orNull(oneOf(purposes)),
  },
  members: {
    name: Name,
    email: orNull(Type.String({ maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' })),
    validFrom: orNull(LocalDate),
    validUntil: orNull(LocalDate),
    homePlaceId: HomePlace('null: the only place there is, or nobody said'),
  },
  cards: {
    uid: orNull(
      Type.String({ minLength: 8, maxLength: 40, description: '8, 14 or 20 hex digits' }),
    ),
    tag8: Type.String({
      minLength: 8,
      maxLength: 11,
      description: 'of a card that waits for its first tap',
    }),
    number: orNull(Type.String({ minLength: 1, maxLength: 40 })),
    memberId: orNull(Id),
    state: oneOf(cardStates),
    validFrom: orNull(LocalDate),
    validUntil: orNull(LocalDate),
    sponsorId: orNull(Id),
    guestName: orNull(Name),
    homePlaceId: HomePlace('before its member’s; null: as that says'),
  },
  groups: {
    name: Name,
    memberIds: Type.Array(Id, { maxItems: 1000 }),
    purpose: orNull(oneOf(purposes)),
  },
  schedules: {
    name: Name,
    placeId: orNull(Id),
    weekly: Type.Array(
      body({
        weekdays: Type.Array(
          Type.Unsafe<1 | 2 | 3 | 4 | 5 | 6 | 7>(Type.Integer({ minimum: 1, maximum: 7 })),
          {
            minItems: 1,
            maxItems: 7,
          },
        ),
        from: LocalTime,
        until: EndTime,
      }),
      { maxItems: 64 },
    ),
    closures: Type.Array(body({ from: LocalDate, until: LocalDate }), { maxItems: 400 }),
    specialHours: Type.Array(body({ date: LocalDate, from: LocalTime, until: EndTime }), {
      maxItems: 100,
      description: 'on these days these hours alone, be they days of closure or not',
    }),
  },
  grants: {
    placeId: Id,
    memberId: orNull(Id),
    groupId: orNull(Id),
    accessPoints: grantPlaces,
    scheduleId: orNull(Id),
  },
  sessions: {
    placeId: Id,
    title: Name,
    trainer: Type.String({ maxLength: 200 }),
    date: LocalDate,
    opensAt: orNull(LocalTime),
    splitAt: LocalTime,
    closesAt: orNull(LocalTime),
    accessPoints: Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true }),
    groupId: orNull(Id),
  },
  devices: {
    placeId: Id,
    name: Name,
    publicKey: PublicKey,
    state: oneOf(['active', 'revoked', 'retired'] as const),
    pointsOfSale: Ids,
  },
  assets: { placeId: Id, name: Name, nameEn, category: Category, ...kept },
  items: {
    placeId: Id,
    assetId: Id,
    name: Name,
    nameEn,
    hundredthsPerHour: Type.Integer({
      minimum: 0,
      maximum: mostUnits,
      description: 'hundredths of a token an hour; 0: free of charge',
    }),
    ...kept,
  },
  pointsOfSale: { placeId: Id, name: Name, showPrices: Type.Boolean(), items: Ids, ...kept },
  primaryCards: { cardId: Id, pointsOfSale: Ids },
} as const;

export { DeviceId };

/** The pattern saw its shape; 30 February has the shape too. */
function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}
