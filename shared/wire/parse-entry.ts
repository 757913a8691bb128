import { Compile, type Validator } from 'typebox/compile';
import { bad, ok, type Result } from '../domain/result.ts';
import { isCanonical } from './canonical-json.ts';
import {
  DeviceEntry,
  DoorEntry,
  ErasedEntry,
  isInstant,
  type JournalEntry,
  PunchEntry,
  RefusalEntry,
} from './entry.ts';
import { firstMisfit } from './first-misfit.ts';

const erased = Compile(ErasedEntry);
const byKind: ReadonlyMap<unknown, Validator> = new Map<unknown, Validator>([
  ['punch', Compile(PunchEntry)],
  ['refusal', Compile(RefusalEntry)],
  ['door', Compile(DoorEntry)],
  ['device', Compile(DeviceEntry)],
]);

/**
 * One journal entry, unknown fields kept because they are under the hash. An entry that passes here can be
 * hashed. Problem: `entryInvalid`.
 */
export function parseEntry(value: unknown): Result<JournalEntry> {
  const fields: Record<string, unknown> = isObject(value) ? value : {};
  const validator = fields['erased'] === true ? erased : byKind.get(fields['kind']);
  if (!validator) return refuse('The entry is of no known kind.');
  if (!validator.Check(value)) return refuse(firstMisfit(validator, value, 'The entry'));
  if (!isCanonical(value)) return refuse('The entry cannot be hashed.');
  if (!isInstant(fields['at'] as string)) return refuse('/at is not a date that exists.');
  return ok(value as JournalEntry);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const refuse = (message: string) =>
  bad('entryInvalid', message, 'It is kept as a dead letter; retry it once the cause is mended.');
