import { Compile, type Validator } from 'typebox/compile';
import { bad, ok, type Result } from '../domain/result.ts';
import {
  DeviceEntry,
  DoorEntry,
  ErasedEntry,
  isInstant,
  type JournalEntry,
  PunchEntry,
  RefusalEntry,
} from './entry.ts';
import { entryText } from './entry-hash.ts';
import { firstMisfit } from './first-misfit.ts';

const erased = Compile(ErasedEntry);
const byKind: ReadonlyMap<unknown, Validator> = new Map<unknown, Validator>([
  ['punch', Compile(PunchEntry)],
  ['refusal', Compile(RefusalEntry)],
  ['door', Compile(DoorEntry)],
  ['device', Compile(DeviceEntry)],
]);

/** An entry with its text, which is what is hashed of it and what is stored: it is spelt once. */
export interface SpeltEntry {
  readonly entry: JournalEntry;
  /** See `entryText`. */
  readonly text: string;
}

/**
 * One journal entry, unknown fields kept because they are under the hash. An entry that passes here can be
 * hashed. Problem: `entryInvalid`.
 */
export function parseEntry(value: unknown): Result<JournalEntry> {
  const spelt = spellEntry(value);
  return spelt.ok ? ok(spelt.value.entry) : spelt;
}

/** The same, with its text. */
export function spellEntry(value: unknown): Result<SpeltEntry> {
  const fields: Record<string, unknown> = isObject(value) ? value : {};
  const validator = fields['erased'] === true ? erased : byKind.get(fields['kind']);
  if (!validator) return refuse('The entry is of no known kind.');
  if (!validator.Check(value)) return refuse(firstMisfit(validator, value, 'The entry'));
  const text = entryText(value as object);
  if (text === null) return refuse('The entry cannot be hashed.');
  if (!isInstant(fields['at'] as string)) return refuse('/at is not a date that exists.');
  return ok({ entry: value as JournalEntry, text });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const refuse = (message: string) =>
  bad('entryInvalid', message, 'It is kept as a dead letter; retry it once the cause is mended.');
