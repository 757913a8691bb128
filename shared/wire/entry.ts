import { type Static, Type } from 'typebox';
import { directions } from '../domain/access-point.ts';
import { warnings } from '../domain/place-rules.ts';
import { refusalReasons } from '../domain/refusal.ts';
import { maxMonoMs } from './limits.ts';

/** The journal entries of `wire.md`. Unknown fields are kept: they are under the hash. */
const literals = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

export const Hex32 = Type.String({ pattern: '^[0-9a-f]{32}$' });
export const Hex64 = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
export const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const SeqOrZero = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
/** ISO 8601 UTC with milliseconds, exactly 24 characters. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
});
/**
 * The pattern saw its shape; 30 February and 24 o'clock have the shape too, and would be another day. The first 28 days
 * are in every month: only the others ask a calendar, which costs as much as to hash the entry.
 */
export const isInstant = (text: string): boolean => {
  const [month, day] = [numberAt(text, 5), numberAt(text, 8)];
  const isInEveryMonth = month >= 1 && month <= 12 && day >= 1 && day <= 28;
  const isTime = numberAt(text, 11) < 24 && numberAt(text, 14) < 60 && numberAt(text, 17) < 60;
  return (isInEveryMonth && isTime) || new Date(text).getUTCDate() === day;
};
const numberAt = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
/** Without U+0000, which PostgreSQL's text cannot hold: one such name would stop a journal there. */
export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000]+$' });
export const Boot = Id;
export const Clock = literals(['synced', 'unsynced', 'floor'] as const);
export const Monotonic = Type.Integer({ minimum: 0, maximum: maxMonoMs });

/** 8, 14 or 20 upper-case hex digits. */
export const Uid = Type.String({ pattern: '^([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$' });
const Card = Type.Object({ uid: Uid, level: literals(['uid', 'cryptographic'] as const) });

const common = {
  seq: Seq,
  id: Uuid,
  at: Instant,
  monoMs: Monotonic,
  boot: Boot,
  clock: Clock,
  salt: Hex32,
  hash: Hex64,
};

const tap = {
  card: Card,
  accessPoint: Id,
  direction: literals(directions),
  memberRef: Type.Union([Id, Type.Null()]),
  accessVersion: SeqOrZero,
  item: Type.Union([Id, Type.Null()]),
  pointOfSale: Type.Optional(Id),
};

export const PunchEntry = Type.Object({
  ...common,
  kind: Type.Literal('punch'),
  ...tap,
  door: Type.Optional(Id),
  /** What it was let in in spite of; absent: nothing. */
  warnings: Type.Optional(Type.Array(literals(warnings), { maxItems: warnings.length })),
});
export const RefusalEntry = Type.Object({
  ...common,
  kind: Type.Literal('refusal'),
  ...tap,
  // A randomised or unreadable UID may have any length: a refusal keeps what the reader said.
  card: Type.Object({
    uid: Type.String({ pattern: '^[0-9A-F]{2,64}$' }),
    level: literals(['uid', 'cryptographic'] as const),
  }),
  reason: literals(refusalReasons),
});
export const DoorEntry = Type.Object({
  ...common,
  kind: Type.Literal('door'),
  door: Id,
  event: literals([
    'unlocked',
    'secured',
    'opened',
    'closed',
    'forced',
    'heldOpen',
    'exitButton',
    'fire',
  ] as const),
  cause: Type.Union([
    Type.Object({ seq: Seq }),
    Type.Object({ command: Type.String({ minLength: 1, maxLength: 64 }) }),
    Type.Null(),
  ]),
});
export const DeviceEntry = Type.Object({
  ...common,
  kind: Type.Literal('device'),
  event: Type.String({ minLength: 1, maxLength: 64 }),
  details: Type.Record(Type.String(), Type.Unknown()),
});
/** What an erasure leaves: the links still verify, nobody is named (`wire.md`, Erasure). */
export const ErasedEntry = Type.Object({
  seq: Seq,
  id: Uuid,
  at: Instant,
  monoMs: Monotonic,
  boot: Boot,
  clock: Clock,
  hash: Hex64,
  kind: literals(['punch', 'refusal'] as const),
  erased: Type.Literal(true),
});

export const JournalEntry = Type.Union([
  PunchEntry,
  RefusalEntry,
  DoorEntry,
  DeviceEntry,
  ErasedEntry,
]);

export type PunchEntry = Static<typeof PunchEntry>;
export type RefusalEntry = Static<typeof RefusalEntry>;
export type DoorEntry = Static<typeof DoorEntry>;
export type DeviceEntry = Static<typeof DeviceEntry>;
export type ErasedEntry = Static<typeof ErasedEntry>;
export type JournalEntry = PunchEntry | RefusalEntry | DoorEntry | DeviceEntry | ErasedEntry;

/** An entry before the journal gave it its number, id, salt and hash. */
type Draft<T> = T extends unknown ? Omit<T, 'seq' | 'id' | 'salt' | 'hash'> : never;
export type EntryDraft = Draft<PunchEntry | RefusalEntry | DoorEntry | DeviceEntry>;
