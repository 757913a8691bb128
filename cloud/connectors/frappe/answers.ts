import type { DeliveryAnswer, MaybeSent } from '../../ports/connectors.ts';
import type { NotSaid } from './client.ts';
import type { FrappeReason } from './frappe-words.ts';

type About = Readonly<Record<string, string>>;

export const parked = (reason: FrappeReason, about?: About): DeliveryAnswer => ({
  is: 'parked',
  reason,
  ...(about && { about }),
});
export const unknown = (why: FrappeReason, maybeSent: MaybeSent): DeliveryAnswer => ({
  is: 'unknown',
  why,
  maybeSent,
});
export const retry = (
  why: FrappeReason,
  concerns: 'punch' | 'everything',
  about?: About,
): DeliveryAnswer => ({ is: 'retry', why, concerns, ...(about && { about }) });

/** What keeps a site from saying what it was asked; one punch's trouble is never all's. */
export interface Trouble {
  readonly why: FrappeReason;
  readonly concerns: 'punch' | 'everything';
  readonly about?: About;
}

const ofStatus: Readonly<Record<number, FrappeReason>> = {
  401: 'keyRefused',
  403: 'mayNotRead',
  404: 'doctypeUnknown',
  429: 'tooMany',
  503: 'stopped',
};

/** Of a question that writes nothing. */
export function troubleOf(said: NotSaid): Trouble {
  if (said.is === 'notSent' || said.is === 'unanswered') {
    return { why: said.why, concerns: 'everything' };
  }
  const { status } = said;
  if (said.is === 'strange') {
    return { why: status >= 500 ? 'troubled' : 'strange', concerns: 'everything' };
  }
  const why = ofStatus[status];
  if (why) return { why, concerns: 'everything' };
  const about = { says: said.text || said.type };
  return { why: status >= 500 ? 'troubled' : 'refused', concerns: 'punch', about };
}

/** Nothing was written by what met this trouble; what was sent before stays as unsure as it was. */
export const notNow = (trouble: Trouble, maybeSent: MaybeSent | null): DeliveryAnswer =>
  maybeSent ? unknown(trouble.why, maybeSent) : retry(trouble.why, trouble.concerns, trouble.about);
