import { type Static, Type } from 'typebox';
import { Id, Monotonic, Seq, Uid } from './entry.ts';

/**
 * What a device can be told to do at once (wire protocol, command). A lockdown is none of it: it lasts, so it is in
 * the place's config, which reaches every device as soon and those that come back later too.
 */
export const commandKinds = ['unlock', 'identify', 'resync', 'newEpoch', 'erase'] as const;
export type CommandKind = (typeof commandKinds)[number];

/** What became of it: done, not done for a reason, tried without success, or tried without anybody knowing. */
export const commandOutcomes = ['granted', 'refused', 'failed', 'unknown'] as const;
export type CommandOutcome = (typeof commandOutcomes)[number];

/** The longest a command may wait to be carried out, counted from when it is given. */
export const commandMaxMs = 15_000;

const literals = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] });

/** One person has hardly more, and a message stays small. */
export const erasedCardsMax = 200;

/** `down/command`, never retained. */
export const SignedCommand = Type.Object({
  v: Type.Literal(1),
  id: Type.String({ minLength: 1, maxLength: 64 }),
  kind: literals(commandKinds),
  device: Id,
  /** Null: the command is about no door. */
  door: Type.Union([Id, Type.Null()]),
  /** Of the hello it answers: another start of the device does not take it. */
  nonce: Type.String({ minLength: 16, maxLength: 64 }),
  counter: Seq,
  /** By the device's own monotonic clock. */
  notAfterMonoMs: Monotonic,
  /** `staff:<id>`, `token:<id>`. */
  by: Type.String({ maxLength: 200 }),
  reason: Type.String({ maxLength: 500 }),
  /** Of `erase`: whose taps are blanked, on this device's disk too. */
  person: Type.Optional(
    Type.Object({ memberRef: Id, uids: Type.Array(Uid, { maxItems: erasedCardsMax }) }),
  ),
});
export type SignedCommand = Static<typeof SignedCommand>;

/** `up/result`: what became of a command. */
export const ResultMessage = Type.Object({
  v: Type.Literal(1),
  id: Type.String({ minLength: 1, maxLength: 64 }),
  outcome: literals(commandOutcomes),
  /** Why it was not done: a word for the log and the page. */
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  /** The journal entry that says so; null: nothing was written. */
  seq: Type.Union([Seq, Type.Null()]),
});
export type ResultMessage = Static<typeof ResultMessage>;
