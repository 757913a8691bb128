import { type Static, Type } from 'typebox';
import { cardStates } from '../domain/access-list.ts';
import { directions } from '../domain/access-point.ts';
import {
  Boot,
  Clock,
  Hex32,
  Hex64,
  Id,
  Instant,
  isInstant,
  Monotonic,
  Seq,
  SeqOrZero,
  Uid,
} from './entry.ts';
import { maxStateParts } from './limits.ts';

/** The messages of `wire.md`, version 1. What is signed has its own schema in `signed.ts`. */
const literals = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });
const Version = Type.Literal(1);
const RealInstant = Type.Refine(Instant, isInstant, () => 'must be a date that exists');

/** `up/status`, retained, and the last will. */
export const StatusMessage = Type.Object({
  v: Version,
  online: Type.Boolean(),
  boot: Boot,
  connection: Type.Integer({ minimum: 0 }),
});
export type StatusMessage = Static<typeof StatusMessage>;

export const HealthNote = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 64 }),
  since: RealInstant,
  /** In English, for a cloud that does not know the code. */
  hint: Type.String({ maxLength: 500 }),
  /** What fills the words for the code. */
  details: Type.Optional(
    Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 200 }), {
      maxProperties: 8,
    }),
  ),
  /** Where cards are not read because of it; absent: everywhere. */
  accessPoints: Type.Optional(Type.Array(Id, { maxItems: 50 })),
});
export type HealthNote = Static<typeof HealthNote>;

export const HelloMessage = Type.Object({
  v: Version,
  epochs: Type.Array(Type.Object({ epoch: Hex32, first: Seq, last: SeqOrZero, acked: SeqOrZero }), {
    maxItems: 100,
  }),
  list: Type.String({ maxLength: 64 }),
  accessVersion: SeqOrZero,
  accessDigest: Type.String({ maxLength: 64 }),
  configVersion: SeqOrZero,
  boot: Boot,
  monoMs: Monotonic,
  wall: RealInstant,
  clock: Clock,
  nonce: Type.String({ minLength: 16, maxLength: 64 }),
  software: Type.String({ maxLength: 64 }),
  health: Type.Array(HealthNote, { maxItems: 50 }),
  /** Parts of an access list that did not arrive, asked for by number. */
  missingParts: Type.Optional(
    Type.Object({
      version: Seq,
      parts: Type.Array(Type.Integer({ minimum: 1, maximum: 16 }), { maxItems: 16 }),
    }),
  ),
  /** `asOf` of the `down/state` held; null: none, or it may have missed some since. */
  /** Whether the list was ever called current: without that no door opens. Absent: not said. */
  listConfirmed: Type.Optional(Type.Boolean()),
  stateAsOf: Type.Optional(Type.Union([RealInstant, Type.Null()])),
  /** The cloud's keys that are believed, and by which word (`badgeuse-keys`; 0: the claim). Absent: not said. */
  cloudKeys: Type.Optional(
    Type.Object({ version: SeqOrZero, kids: Type.Array(Id, { maxItems: 4 }) }),
  ),
});
export type HelloMessage = Static<typeof HelloMessage>;

export const LostRange = Type.Object({
  from: Seq,
  to: Seq,
  reason: literals(['damaged', 'pruned'] as const),
});
export type LostRange = Static<typeof LostRange>;

/** `up/journal`. Entries are checked one by one (`entry.ts`): a bad one must not stop its batch. */
export const JournalBatch = Type.Object({
  v: Version,
  epoch: Hex32,
  boot: Boot,
  monoMs: Monotonic,
  from: Seq,
  to: Seq,
  prev: Hex64,
  lost: Type.Array(LostRange, { maxItems: 100 }),
  entries: Type.Array(Type.Unknown(), { maxItems: 200 }),
  head: Type.Object({ seq: Seq, hash: Hex64, sig: Type.String({ maxLength: 200 }) }),
});
export type JournalBatch = Static<typeof JournalBatch>;

/** An entry that cannot be parsed even alone: it becomes a dead letter and counts as acked. */
export const RawBatch = Type.Object({
  v: Version,
  epoch: Hex32,
  from: Seq,
  to: Seq,
  raw: Type.String({ maxLength: 65_536, pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
});
export type RawBatch = Static<typeof RawBatch>;

export const AckMessage = Type.Object({
  v: Version,
  epoch: Hex32,
  upTo: SeqOrZero,
  hash: Hex64,
  resendFrom: Type.Optional(Seq),
  maxEntries: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  busy: Type.Optional(
    Type.Object({ retryAfterMs: Type.Integer({ minimum: 0, maximum: 600_000 }) }),
  ),
  error: Type.Optional(Type.String({ maxLength: 500 })),
});
export type AckMessage = Static<typeof AckMessage>;

export const AccessEntryMessage = Type.Object({
  uid: Uid,
  memberRef: Type.Union([Id, Type.Null()]),
  name: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
  state: literals(cardStates),
  validFrom: Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()]),
  validUntil: Type.Union([Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), Type.Null()]),
  grants: Type.Array(
    Type.Object({
      accessPoints: Type.Union([Type.Array(Id), Type.Literal('*')]),
      schedule: Type.Union([Id, Type.Null()]),
    }),
  ),
  primary: Type.Union([Type.Array(Id), Type.Null()]),
  pinHash: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});

/** `down/access`: a whole list (`base` 0) or a difference, in parts; `jws` signs `{list, version, digest}`. */
export const AccessMessage = Type.Object({
  v: Version,
  list: Id,
  base: SeqOrZero,
  version: Seq,
  part: Type.Integer({ minimum: 1, maximum: 16 }),
  parts: Type.Integer({ minimum: 1, maximum: 16 }),
  upserts: Type.Array(AccessEntryMessage),
  removes: Type.Array(Uid),
  digest: Hex64,
  jws: Type.String({ maxLength: 4096 }),
  /** A list above 16 parts is a gzip file instead, named here; its JSON is `{"upserts":[…]}`. */
  file: Type.Optional(
    Type.Object({
      url: Type.String({ maxLength: 500 }),
      bytes: Type.Integer({ minimum: 1 }),
      sha256: Hex64,
    }),
  ),
});
export type AccessMessage = Static<typeof AccessMessage>;

const Count = Type.Integer({ minimum: 0, maximum: 10_000_000 });
const LocalDay = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

/** What the place knows of somebody. */
const stateOfPerson = {
  /** The place's local day that `todaySeconds` are of. */
  day: LocalDay,
  /** The areas they are in. */
  in: Type.Array(Id, { maxItems: 100 }),
  /** Of the passages in the place's own area that have ended. */
  todaySeconds: Count,
  /** Hundredths of a token; null: not known. */
  balance: Type.Union([
    Type.Integer({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
    Type.Null(),
  ]),
  /** An exit of theirs is missing, and costs nothing until staff say when it was. */
  exitToSettle: Type.Optional(Type.Literal(true)),
  /** They have a pass for today, which pays their hours. */
  pass: Type.Optional(Type.Literal(true)),
  /** The last entry or presence, by area. */
  entered: Type.Optional(Type.Record(Id, RealInstant, { maxProperties: 100 })),
};

/**
 * `down/state`: what the place knows of its members now. Whole, in parts of one `asOf`, who is not named is in no area
 * and has no time today; else those named, as they are now. `inside` counts people by area.
 */
export const StateMessage = Type.Object({
  v: Version,
  place: Id,
  asOf: RealInstant,
  whole: Type.Boolean(),
  part: Type.Integer({ minimum: 1, maximum: maxStateParts }),
  parts: Type.Integer({ minimum: 1, maximum: maxStateParts }),
  members: Type.Array(Type.Object({ memberRef: Id, ...stateOfPerson }), { maxItems: 2_000 }),
  /** Cards without a member, which stand for themselves. */
  cards: Type.Optional(
    Type.Array(Type.Object({ uid: Uid, ...stateOfPerson }), { maxItems: 2_000 }),
  ),
  inside: Type.Record(Id, Count, { maxProperties: 1_000 }),
  /** Everybody who has an account is named with their balance: who is not has none. */
  accounts: Type.Optional(Type.Literal(true)),
  /** By epoch, the last of the device's own entries that this counts; left out: those before `asOf`. */
  upTo: Type.Optional(Type.Record(Hex32, SeqOrZero, { maxProperties: 100 })),
});
export type StateMessage = Static<typeof StateMessage>;

export const DirectionField = literals(directions);
