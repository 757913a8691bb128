import { type Static, Type } from 'typebox';
import { type AssetCategory, assetCategories } from '../domain/item.ts';
import {
  type AntiPassbackKind,
  antiPassbackKinds,
  type FullHouseRule,
  fullHouseRules,
  type NoTokensRule,
  noTokensRules,
} from '../domain/place-rules.ts';
import {
  type RateScope,
  type Rounding,
  type RoundingStep,
  rateScopes,
  roundingSteps,
  roundings,
} from '../domain/rate.ts';
import { Hex64, Id, Instant, Seq } from './entry.ts';
import { helloSecondsMax } from './limits.ts';
import { ConfigLock } from './lock.ts';
import { DirectionField } from './messages.ts';

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Ms = Type.Integer({ minimum: 0, maximum: 86_400_000 });
const LocalDay = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const LocalClock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' });

export const SignedAccess = Type.Object({ list: Id, version: Seq, digest: Hex64 });
export type SignedAccess = Static<typeof SignedAccess>;

export const SignedConfirm = Type.Object({
  list: Id,
  version: Seq,
  device: Id,
  nonce: Type.String({ maxLength: 64 }),
  monoMs: Type.Integer({ minimum: 0 }),
});
export type SignedConfirm = Static<typeof SignedConfirm>;

export const ConfigAccessPoint = Type.Object({
  id: Id,
  name: Type.String({ maxLength: 200 }),
  direction: DirectionField,
  door: Nullable(Id),
  reader: Nullable(Type.String({ maxLength: 200 })),
  item: Nullable(Id),
  area: Id,
  counts: Type.Boolean(),
  /** Of its area, or of the place. */
  debounceSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 3600 })),
  pin: Nullable(Type.Object({ schedule: Nullable(Id) })),
});
/** What a door listens to, as wired; `activeLow`: it says yes at zero volts. */
const ConfigInput = Type.Object({
  line: Type.Integer({ minimum: 0, maximum: 1023 }),
  activeLow: Type.Boolean(),
});
export type ConfigInput = Static<typeof ConfigInput>;
/** What came later is optional: a config that a device kept from before still holds. */
export const ConfigDoor = Type.Object({
  id: Id,
  name: Type.String({ maxLength: 200 }),
  line: Nullable(Type.Integer({ minimum: 0, maximum: 1023 })),
  activeLow: Type.Boolean(),
  unlockMs: Ms,
  capMs: Ms,
  /** Says yes while the door is open. */
  contact: Type.Optional(Nullable(ConfigInput)),
  exitButton: Type.Optional(Nullable(ConfigInput)),
  /** Whether the button drives the strike too; one that cuts its power in hardware needs no help. */
  exitButtonOpens: Type.Optional(Type.Boolean()),
  /** Read and written down only: a fire panel frees doors in hardware. */
  fire: Type.Optional(Nullable(ConfigInput)),
  /** Open longer than this after it was locked again is an alarm; 0: never. */
  heldOpenSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  /** Unlocked from the first valid tap within the schedule to its end. */
  openingHours: Type.Optional(Nullable(Type.Object({ schedule: Id }))),
  /** Reached over a network, instead of the line; null: the line. */
  lock: Type.Optional(Nullable(ConfigLock)),
});
export const ConfigSchedule = Type.Object({
  id: Id,
  name: Type.String({ maxLength: 200 }),
  weekly: Type.Array(
    Type.Object({
      weekdays: Type.Array(
        Type.Unsafe<1 | 2 | 3 | 4 | 5 | 6 | 7>({ type: 'integer', minimum: 1, maximum: 7 }),
      ),
      from: LocalClock,
      until: LocalClock,
    }),
  ),
  closures: Type.Array(Type.Object({ from: LocalDay, until: LocalDay })),
});

/** Prices are in hundredths of a token an hour; 0: free of charge. */
export const ConfigItem = Type.Object({
  id: Id,
  asset: Id,
  category: Type.Unsafe<AssetCategory>({ type: 'string', enum: [...assetCategories] }),
  name: Type.String({ maxLength: 200 }),
  nameEn: Nullable(Type.String({ maxLength: 200 })),
  hundredthsPerHour: Type.Integer({ minimum: 0 }),
});

const Units = Type.Integer({ minimum: 0 });
/** What is taken, and since when (epoch ms): the newest that holds and those to come; null: nothing from then on. */
export const ConfigRate = Type.Object({
  id: Id,
  scope: Type.Unsafe<RateScope>({ type: 'string', enum: [...rateScopes] }),
  of: Id,
  since: Type.Integer({ minimum: 0 }),
  terms: Nullable(
    Type.Object({
      unitsPerHour: Units,
      roundingStepMinutes: Type.Unsafe<RoundingStep>({ type: 'integer', enum: [...roundingSteps] }),
      rounding: Type.Unsafe<Rounding>({ type: 'string', enum: [...roundings] }),
      freeMinutes: Units,
      minimumUnits: Units,
      missingExitUnits: Nullable(Units),
      prepaidUnits: Units,
    }),
  ),
});
export type ConfigRate = Static<typeof ConfigRate>;
export const ConfigPointOfSale = Type.Object({
  id: Id,
  name: Type.String({ maxLength: 200 }),
  showPrices: Type.Boolean(),
  items: Type.Array(Id),
});

/** `down/config`: what the place decided, whole; kept beside the list so that a restart needs nobody. */
export const SignedConfig = Type.Object({
  v: Type.Literal(1),
  version: Seq,
  device: Id,
  place: Type.Object({
    id: Id,
    name: Type.String({ maxLength: 200 }),
    timeZone: Type.String({ maxLength: 64 }),
    /** What decides while the clock is not synced and a schedule would have to be read. */
    unsyncedSchedules: Type.Unsafe<'allow' | 'deny' | 'lastKnown'>({
      type: 'string',
      enum: ['allow', 'deny', 'lastKnown'],
    }),
    listMaxAgeDays: Type.Integer({ minimum: 1, maximum: 3660 }),
    journalKeepDays: Type.Integer({ minimum: 1, maximum: 3660 }),
    stateMaxAgeMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    language: Type.Unsafe<'fr' | 'en'>({ type: 'string', enum: ['fr', 'en'] }),
    antiPassback: Type.Object({
      kind: Type.Unsafe<AntiPassbackKind>({ type: 'string', enum: [...antiPassbackKinds] }),
      minutes: Type.Integer({ minimum: 1, maximum: 1440 }),
    }),
    capacity: Type.Object({
      most: Nullable(Type.Integer({ minimum: 1 })),
      when: Type.Unsafe<FullHouseRule>({ type: 'string', enum: [...fullHouseRules] }),
    }),
    /** What became of somebody who has too few time tokens, and fewer than how many a reader warns of. */
    tokens: Type.Optional(
      Type.Object({
        none: Type.Unsafe<NoTokensRule>({ type: 'string', enum: [...noTokensRules] }),
        low: Units,
      }),
    ),
    lockdown: Nullable(Type.Object({ since: Instant, reason: Type.String({ maxLength: 500 }) })),
  }),
  list: Id,
  accessPoints: Type.Array(ConfigAccessPoint),
  doors: Type.Array(ConfigDoor),
  schedules: Type.Array(ConfigSchedule),
  pointsOfSale: Type.Array(ConfigPointOfSale),
  items: Type.Array(ConfigItem),
  /** Left out: nothing costs any. */
  rates: Type.Optional(Type.Array(ConfigRate)),
  helloSeconds: Type.Integer({ minimum: 1, maximum: helloSecondsMax }),
  mqttUrls: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 8 }),
});
export type SignedConfig = Static<typeof SignedConfig>;

/**
 * `badgeuse-keys`: the keys to believe from now on, whole, by one that is among them: a new one is introduced by the
 * old, and the old one goes by the new one's word. A version that is not above the last changes nothing.
 */
export const SignedKeys = Type.Object({
  version: Seq,
  keys: Type.Array(Type.Object({ kid: Id, publicKey: Type.String({ maxLength: 64 }) }), {
    minItems: 1,
    maxItems: 4,
  }),
});
export type SignedKeys = Static<typeof SignedKeys>;
