import type { Clock } from '../../../shared/domain/clock.ts';
import type {
  Connector,
  Delivery,
  DeliveryAnswer,
  MaybeSent,
  OutboundPunch,
} from '../../ports/connectors.ts';
import { notNow, parked, retry, troubleOf, unknown } from './answers.ts';
import { checkSite } from './check-site.ts';
import type { FrappeClient } from './client.ts';
import {
  type FieldMap,
  isKnownByPunch,
  neededOf,
  type Recorded,
  recordOf,
  timeFieldOf,
} from './field-map.ts';
import type { FrappeReason } from './frappe-words.ts';
import { personFinder } from './person.ts';
import { isObject, type Said } from './said.ts';
import { isSameSecond, type SiteTime, siteTime } from './site-time.ts';
import { timeGuard } from './time-guard.ts';

export interface FrappeConnectorParts {
  readonly client: FrappeClient;
  readonly map: FieldMap;
  readonly timeZone: string;
  readonly clock: Clock;
  /** How long a request may be worked on after we stopped waiting for it. */
  readonly settleMs: number;
}

/** An older punch may have been sent by a cloud that was put back to an older state: it is looked for first. */
const liveMs = 10 * 60_000;

/** One punch on its way. */
interface Going extends Delivery {
  readonly time: SiteTime;
  readonly record: Recorded;
}

/** Records punches at a site of Frappe, each as one record of a doctype. */
export function frappeConnector(parts: FrappeConnectorParts): Connector {
  const { client, map, timeZone, clock, settleMs } = parts;
  const people = personFinder(client, map, clock);
  const guard = timeGuard(client, map, clock);
  const needed = neededOf(map);
  const timeField = timeFieldOf(map);

  /** What is there already; null: nothing. A site refuses doubles in its language: that is never read for it. */
  async function look({ record, time, maybeSent }: Going): Promise<DeliveryAnswer | null> {
    const answer = await client.list(map.doctype, record.identity, ['name']);
    if (answer.is !== 'listed') return notNow(troubleOf(answer), maybeSent);
    const [name, double] = answer.records.map((of) => String(of['name']));
    if (name === undefined) return null;
    // Never sent by us and yet there: in the doubled hour it may be the other hour's.
    if (time.isTwice && !maybeSent && !isKnownByPunch(map))
      return parked('timeTwice', { record: name });
    return delivered(name, time, double);
  }

  const delivered = (record: string, { text }: SiteTime, double?: string): DeliveryAnswer => ({
    is: 'delivered',
    receipt: { doctype: map.doctype, record, at: text, ...(double !== undefined && { double }) },
  });

  /** It is there under another time than its own. What was written wrongly is taken back, or named. */
  async function timeReplaced(name: string, theirs: unknown): Promise<DeliveryAnswer> {
    guard.sayReplaced();
    const about = { record: name, time: String(theirs ?? '') };
    const removed = await client.remove(map.doctype, name);
    if (removed.is === 'said') return retry('timeReplaced', 'everything', about);
    return parked('timeReplacedStays', about);
  }

  async function created(
    said: Extract<Said, { is: 'said' }>,
    going: Going,
  ): Promise<DeliveryAnswer | null> {
    const { value } = said;
    if (!isObject(value) || typeof value['name'] !== 'string') return null;
    const theirs = timeField === null ? null : value[timeField];
    if (timeField !== null && !isSameSecond(theirs, going.time.text)) {
      return timeReplaced(value['name'], theirs);
    }
    return delivered(value['name'], going.time);
  }

  async function refused(
    said: Extract<Said, { is: 'refused' }>,
    going: Going,
  ): Promise<DeliveryAnswer> {
    const { status, type, text } = said;
    const about = { says: text || type };
    if (status === 401) return retry('keyRefused', 'everything');
    if (status === 404) return retry('doctypeUnknown', 'everything', about);
    if (status === 429) return retry('tooMany', 'everything');
    if (status === 503) return retry('stopped', 'everything');
    if (status === 403) {
      const { create } = await guard.rights();
      return create === true
        ? parked('mayNotThis', about)
        : retry('mayNotWrite', 'everything', about);
    }
    const there = await look(going);
    if (there) return there;
    if (type === 'InactiveEmployeeStatusError') return parked('inactive');
    if (type !== 'LinkValidationError') return parked('refused', about);
    people.forget();
    return parked('personUnknown', about);
  }

  async function send(going: Going): Promise<DeliveryAnswer> {
    const why = await guard.why();
    if (why !== null) return retry(why, 'everything');
    const first = going.maybeSent?.first ?? clock.now();
    const sentAt = clock.now();
    const said = await client.create(map.doctype, going.record.values);
    const maybeSent = { first, last: Math.max(sentAt, clock.now()) };
    const unsure = (reason: FrappeReason) => unknown(reason, maybeSent);
    if (said.is === 'notSent') return retry(said.why, 'everything');
    if (said.is === 'unanswered') return unsure(said.why);
    if (said.is === 'said') return (await created(said, going)) ?? unsure('strange');
    const { status } = said;
    // A site takes back what it was writing when it failed; a proxy before it says the same of what was written.
    if (status >= 500 && !(said.is === 'refused' && status === 503)) return unsure('troubled');
    if (said.is === 'refused') return refused(said, going);
    return status < 300 ? unsure('strange') : retry('strange', 'everything');
  }

  async function went(delivery: Delivery): Promise<DeliveryAnswer> {
    const { punch, maybeSent } = delivery;
    const time = siteTime(punch.occurredAt, timeZone);
    const person = await people.find(punch, time);
    if (person.is === 'troubled') return notNow(person.trouble, maybeSent);
    const isSettled = !maybeSent || clock.now() - maybeSent.last >= settleMs;
    if (person.is === 'not') {
      return isSettled ? parked(person.reason) : unknown('mayStillArrive', maybeSent);
    }
    const going = { ...delivery, time, record: recordOf(map, punch, time, person.record) };
    const isOld = clock.now() - punch.occurredAt > liveMs;
    const there = maybeSent || isOld ? await look(going) : null;
    if (there) return there;
    return isSettled ? send(going) : unknown('mayStillArrive', maybeSent);
  }

  return {
    name: 'frappe',
    isLive: false,
    check: () => checkSite({ client, map, timeZone, guard }),

    accepts({ member }: OutboundPunch): FrappeReason | null {
      // Of a card that is nobody's, or whose taps are counted without names, nothing is told.
      if (!member) return 'nobodys';
      if (needed.has('knownAs') && !member.knownAs) return 'notKnownAs';
      if (needed.has('email') && !member.email) return 'emailNotShared';
      return null;
    },

    async deliver(delivery) {
      const first = clock.now();
      try {
        return await went(delivery);
      } catch {
        // Nobody knows how far it went.
        const maybeSent: MaybeSent = {
          first: delivery.maybeSent?.first ?? first,
          last: clock.now(),
        };
        return unknown('internal', maybeSent);
      }
    },
  };
}
