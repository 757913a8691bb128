import type { ConnectorCheck } from '../../ports/connectors.ts';
import { type Trouble, troubleOf } from './answers.ts';
import type { FrappeClient } from './client.ts';
import type { FieldMap } from './field-map.ts';
import { isObject } from './said.ts';
import type { TimeGuard } from './time-guard.ts';

interface Looked {
  readonly client: FrappeClient;
  readonly map: FieldMap;
  readonly timeZone: string;
  readonly guard: TimeGuard;
}

/** Asks a site whose key it is, what that may do, and its time zone; nothing is written. */
export async function checkSite(looked: Looked): Promise<ConnectorCheck> {
  const trouble = await troubleAt(looked);
  if (!trouble) return { is: 'well' };
  const { why, about } = trouble;
  return { is: 'troubled', why, ...(about && { about }) };
}

type Found = Pick<Trouble, 'why' | 'about'>;

async function troubleAt({ client, map, timeZone, guard }: Looked): Promise<Found | null> {
  const who = await client.whoAmI();
  if (who.is !== 'said')
    return who.is === 'refused' && who.status === 403 ? { why: 'keyRefused' } : troubleOf(who);
  const { lookUp } = map;
  const asked: readonly string[] = [map.doctype, ...(lookUp ? [lookUp.doctype] : [])];
  for (const doctype of asked) {
    const answer = await client.list(doctype, {}, ['name']);
    if (answer.is === 'listed') continue;
    return { about: { doctype }, ...troubleOf(answer) };
  }
  const { create, writeTime, missing } = await guard.rights();
  const [field] = missing;
  if (field !== undefined) return { why: 'fieldUnknown', about: { field } };
  if (create === false) return { why: 'mayNotWrite', about: { doctype: map.doctype } };
  if (writeTime === false) return { why: 'timeNotWritable' };
  const settings = await client.systemSettings();
  const theirs =
    settings.is === 'said' && isObject(settings.value) ? settings.value['time_zone'] : null;
  const differs = typeof theirs === 'string' && theirs !== '' && theirs !== timeZone;
  return differs ? { why: 'timeZoneDiffers', about: { timeZone: theirs } } : null;
}
