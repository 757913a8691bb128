import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FrappeTarget } from '../../../../cloud/connectors/frappe/frappe-settings.ts';
import { frappeReasons } from '../../../../cloud/connectors/frappe/frappe-words.ts';
import { siteTime } from '../../../../cloud/connectors/frappe/site-time.ts';
import { restMs } from '../../../../cloud/connectors/frappe/time-guard.ts';
import type {
  Connector,
  DeliveryAnswer,
  MaybeSent,
  OutboundPunch,
} from '../../../../cloud/ports/connectors.ts';
import { type ConnectorWorld, connectorContract } from '../../../contract/connector.ts';
import type { Mood } from '../../../fakes/frappe/server.ts';
import type { Doc } from '../../../fakes/frappe/site.ts';
import { type AtSite, atSite, checkin, passage, settleMs } from './at-site.ts';

let at: AtSite;
beforeAll(async () => {
  at = await atSite();
});
afterAll(() => at.fake.close());
afterEach(() => {
  at.fake.moodOf = () => 'well';
  at.fake.tellsRoles = true;
  at.fake.isTraced = false;
  at.fake.language = 'fr';
  at.roles('HR User', 'Badge Reader');
});

const checkins = (): readonly Doc[] => at.fake.site.docsOf('Employee Checkin');
const isCreating = ({ method }: { readonly method: string }): boolean => method === 'POST';
const deliver = (connector: Connector, punch: OutboundPunch, maybeSent: MaybeSent | null = null) =>
  connector.deliver({ punch, maybeSent });
/** As a site would show it: whose, when, which way. */
const seen = (doc: Doc): string =>
  [doc['employee'] ?? doc['rfid'], doc['time'] ?? doc['date'], doc['log_type'] ?? doc['type']].join(
    ' ',
  );

describe.each([
  ['Employee Checkin', checkin],
  ['History Of Passage', passage],
] as const)('as every connector: %s', (doctype, target: FrappeTarget) => {
  const moods = { well: 'well', away: 'lost', mute: 'mute', refusing: 'well' } as const;
  const byBytes = (uid: string): string => uid.toLowerCase().match(/../g)?.join(':') ?? '';
  connectorContract((): ConnectorWorld => {
    const known = new Map(at.fake.site.users);
    const made: OutboundPunch[] = [];
    const made1 = (punch: OutboundPunch): OutboundPunch => {
      made.push(punch);
      return punch;
    };
    const lookOf = (punch: OutboundPunch): string => {
      const { text } = siteTime(punch.occurredAt, 'Europe/Paris');
      return doctype === 'Employee Checkin'
        ? `${punch.member?.knownAs} ${text} IN`
        : `${byBytes(punch.cardUid)} ${text} In`;
    };
    return {
      connector: at.connector(target),
      punch: () => made1(at.punch(0)),
      poisoned: () => made1(at.punch(99)),
      foreign: () => at.punch(0, { member: null }),
      become(side) {
        at.fake.moodOf = () => moods[side];
        at.fake.site.users.clear();
        if (side !== 'refusing') for (const [key, of] of known) at.fake.site.users.set(key, of);
      },
      settle: () => at.time.advance(settleMs),
      recorded: () =>
        at.fake.site.docsOf(doctype).flatMap((doc) => {
          const punch = made.find((of) => lookOf(of) === seen(doc));
          return punch ? [punch.id] : [];
        }),
    };
  });
});

/** What the outbox keeps of a punch, and what it does with an answer. */
interface Waiting {
  readonly punch: OutboundPunch;
  maybeSent: MaybeSent | null;
}

async function tryOnce(
  connector: Connector,
  waiting: Waiting,
  isForgotten: () => boolean = () => false,
): Promise<DeliveryAnswer> {
  const { punch, maybeSent } = waiting;
  const now = at.time.now();
  // Written before the call: this is what is left after a power cut.
  waiting.maybeSent = { first: maybeSent?.first ?? now, last: now };
  const answer = await connector.deliver({ punch, maybeSent });
  if (isForgotten()) return { is: 'unknown', why: 'power cut', maybeSent: waiting.maybeSent };
  waiting.maybeSent = answer.is === 'unknown' ? answer.maybeSent : null;
  return answer;
}

test.each([
  // It refuses doubles by itself, so what a proxy repeats is there once.
  ['Employee Checkin', 1_000, checkin, ['twice']],
  ['History Of Passage', 200, passage, []],
] as const)(
  '%s: %d punches through silences, errors, late work and power cuts are as many records',
  async (doctype, count, target: FrappeTarget, more: readonly Mood[]) => {
    let state = 20_261_122;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
    const bad: readonly Mood[] = [
      ...(['lost', 'mute', 'late', 'cut', 'failing', 'failed', 'strange'] as const),
      ...(['stopped', 'limited', 'deadlock'] as const),
      ...more,
    ];
    const told = new Map<Mood, number>();
    at.fake.moodOf = (asked) => {
      const mood = random() < (isCreating(asked) ? 0.35 : 0.1) ? pick(bad) : 'well';
      told.set(mood, (told.get(mood) ?? 0) + 1);
      return mood;
    };
    const docs = at.fake.site.docsOf(doctype);
    docs.length = 0;
    const queues = at.uids.map((_uid, n) =>
      Array.from({ length: count / 20 }, (_, turn): Waiting => {
        const punch = at.punch(n, { direction: turn % 2 === 0 ? 'in' : 'out' });
        return { punch, maybeSent: null };
      }),
    );
    const heard = new Map<string, number>();
    let connector = at.connector(target);
    let tries = 0;
    let uncaughtMs = 0;
    const passTime = (ms: number): void => {
      uncaughtMs += ms;
      if (uncaughtMs >= settleMs || random() < 0.1) {
        at.fake.catchUp();
        uncaughtMs = 0;
      }
      at.time.advance(ms);
    };
    for (let left = queues; left.length > 0; left = left.filter((queue) => queue.length > 0)) {
      if (++tries > 5_000) throw new Error(`${left.length} people still wait`);
      const queue = pick(left);
      const [next] = queue;
      if (!next) throw new Error('an empty queue is left out');
      const answer = await tryOnce(connector, next, () => random() < 0.05);
      heard.set(answer.is, (heard.get(answer.is) ?? 0) + 1);
      if (answer.is === 'delivered') queue.shift();
      expect(answer.is).not.toBe('parked');
      if (answer.is === 'unknown' && random() < 0.5) passTime(settleMs);
      if (random() < 0.01) connector = at.connector(target);
      passTime(Math.floor(600_000 * random() ** 4));
    }
    at.fake.catchUp();
    expect(docs).toHaveLength(count);
    expect(new Set(docs.map(seen)).size).toBe(count);
    // It was as bad as it says.
    for (const mood of bad) expect(told.get(mood)).toBeGreaterThan(2);
    expect(heard.get('unknown')).toBeGreaterThan(50);
    expect(heard.get('retry')).toBeGreaterThan(20);
  },
  120_000,
);

describe('the time is somebody else’s', () => {
  test('a role is lacking, and the site says so: nothing is ever written', async () => {
    at.roles('Employee');
    const connector = at.connector(checkin);
    const before = checkins().length;
    expect(await connector.check()).toEqual({ is: 'troubled', why: 'timeNotWritable' });
    const punch = at.punch(0);
    const answer = { is: 'retry', why: 'timeNotWritable', concerns: 'everything' };
    expect(await deliver(connector, punch)).toEqual(answer);
    expect(checkins()).toHaveLength(before);
    at.roles('HR User');
    expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
  });

  test('the site keeps roles to itself: the wrong record is taken back, and nothing else is sent', async () => {
    at.roles('Employee');
    at.fake.tellsRoles = false;
    const connector = at.connector(checkin);
    const before = checkins().length;
    const punch = at.punch(0);
    at.time.advance(5_000);
    expect(await deliver(connector, punch)).toEqual({
      is: 'retry',
      why: 'timeReplaced',
      concerns: 'everything',
      about: { record: expect.stringMatching(/^EMP-CKIN-/), time: expect.stringMatching(/^2026-/) },
    });
    expect(checkins()).toHaveLength(before);
    const asked = at.fake.asks.length;
    expect(await deliver(connector, at.punch(1))).toMatchObject({ why: 'timeReplaced' });
    expect(at.fake.asks.slice(asked).filter((ask) => ask.startsWith('POST'))).toEqual([]);
    // Told the role meanwhile, it goes on at once.
    at.roles('HR User');
    at.fake.tellsRoles = true;
    at.time.advance(restMs / 2);
    expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
  });

  test('the wrong record may not be taken back: it is named, and the punch waits for staff', async () => {
    at.roles('Employee');
    at.fake.tellsRoles = false;
    at.fake.moodOf = ({ method }) => (method === 'DELETE' ? 'failing' : 'well');
    const connector = at.connector(checkin);
    const punch = at.punch(0);
    at.time.advance(5_000);
    const answer = await deliver(connector, punch);
    const wrong = checkins().at(-1);
    expect(answer).toEqual({
      is: 'parked',
      reason: 'timeReplacedStays',
      about: { record: wrong?.['name'], time: wrong?.['time'] },
    });
    at.roles('HR User');
    expect(await deliver(at.connector(checkin), punch)).toMatchObject({ is: 'delivered' });
    at.fake.site.docsOf('Employee Checkin').splice(checkins().indexOf(wrong as Doc), 1);
  });
});

describe('what a site says no to', () => {
  test.each(['fr', 'en'] as const)(
    'a double, in %s: delivered, with the record there',
    async (language) => {
      at.fake.language = language;
      at.fake.isTraced = language === 'en';
      const punch = at.punch(3);
      const first = await deliver(at.connector(checkin), punch);
      const before = checkins().length;
      expect(await deliver(at.connector(checkin), punch)).toEqual(first);
      expect(checkins()).toHaveLength(before);
    },
  );

  test('somebody unknown or inactive is put aside, and the next is taken', async () => {
    const connector = at.connector(checkin);
    const inactive = at.fake.site.docsOf('Employee')[4];
    if (inactive) inactive['status'] = 'Left';
    const parked = (reason: string) => ({ is: 'parked', reason });
    expect(await deliver(connector, at.punch(99))).toEqual(parked('personUnknown'));
    expect(await deliver(connector, at.punch(4))).toEqual(parked('inactive'));
    expect(await deliver(connector, at.punch(5))).toMatchObject({ is: 'delivered' });
    if (inactive) inactive['status'] = 'Active';
    expect(await deliver(connector, at.punch(4))).toMatchObject({ is: 'delivered' });
  });

  test('a number that two employees have', async () => {
    const [one, other] = at.fake.site.docsOf('Employee').slice(6);
    const before = other?.['attendance_device_id'] ?? null;
    if (one && other) other['attendance_device_id'] = one['attendance_device_id'] ?? null;
    const byCard = { preset: 'employeeCheckin', by: 'attendance_device_id', is: 'card' } as const;
    const answer = await deliver(at.connector(byCard), at.punch(6));
    expect(answer).toEqual({ is: 'parked', reason: 'severalFound' });
    if (other) other['attendance_device_id'] = before;
    expect(await deliver(at.connector(byCard), at.punch(6))).toMatchObject({ is: 'delivered' });
  });

  test('anything else, in its own words without their markup', async () => {
    const wrong: FrappeTarget = {
      preset: 'own',
      doctype: 'History Of Passage',
      lookUp: null,
      fields: [
        { theirs: 'rfid', is: 'card', text: '' },
        { theirs: 'date', is: 'time', text: '' },
        { theirs: 'type', is: 'constant', text: 'Entrée' },
      ],
    };
    const says = 'type ne peut pas être «Entrée»';
    const parked = { is: 'parked', reason: 'refused', about: { says } };
    expect(await deliver(at.connector(wrong), at.punch(0))).toEqual(parked);
  });

  test.each([
    ['stopped', 'retry', 'stopped'],
    ['limited', 'retry', 'tooMany'],
    ['failing', 'unknown', 'troubled'],
    ['deadlock', 'unknown', 'troubled'],
    ['strange', 'unknown', 'strange'],
    ['cut', 'unknown', 'unreachable'],
  ] as const)('%s: %s', async (mood, is, why) => {
    at.fake.moodOf = (asked) => (isCreating(asked) ? mood : 'well');
    expect(await deliver(at.connector(checkin), at.punch(0))).toMatchObject({ is, why });
  });

  test('a key that may not, a doctype or a field that is not there, another time zone', async () => {
    at.roles('Badge Reader');
    expect(await at.connector(checkin).check()).toEqual({
      is: 'troubled',
      why: 'mayNotRead',
      about: { doctype: 'Employee Checkin' },
    });
    expect(await deliver(at.connector(checkin), at.punch(0))).toMatchObject({ why: 'mayNotRead' });
    const own = (doctype: string, theirs: string): FrappeTarget => ({
      preset: 'own',
      doctype,
      lookUp: null,
      fields: [{ theirs, is: 'time', text: '' }],
    });
    const troubled = (why: string, about: object) => ({ is: 'troubled', why, about });
    expect(await at.connector(own('Lost Log', 'at')).check()).toEqual(
      troubled('doctypeUnknown', { doctype: 'Lost Log' }),
    );
    expect(await at.connector(own('Door Log', 'when')).check()).toEqual(
      troubled('fieldUnknown', { field: 'when' }),
    );
    at.roles('HR User', 'System Manager');
    expect(await at.connector(checkin, { timeZone: 'Europe/Lisbon' }).check()).toEqual(
      troubled('timeZoneDiffers', { timeZone: 'Europe/Paris' }),
    );
  });
});

describe('the hour that a night has twice', () => {
  const firstHour = Date.UTC(2026, 9, 25, 0, 30);
  const twice = (n: number, occurredAt: number) => at.punch(n, { occurredAt });
  test('one record of that time is the other hour’s or ours: staff compare', async () => {
    const connector = at.connector(checkin);
    expect(await deliver(connector, twice(7, firstHour))).toMatchObject({ is: 'delivered' });
    const second = twice(7, firstHour + 3_600_000);
    const record = checkins().at(-1)?.['name'];
    const parked = { is: 'parked', reason: 'timeTwice', about: { record } };
    expect(await deliver(connector, second)).toEqual(parked);
    // Sent and unanswered, what is found is taken for it.
    const now = at.time.now();
    const sent = { first: now - settleMs, last: now - settleMs };
    expect(await deliver(connector, second, sent)).toMatchObject({ is: 'delivered' });
  });

  test('where a field takes our own id, each is known again', async () => {
    const own: FrappeTarget = {
      preset: 'own',
      doctype: 'Door Log',
      lookUp: null,
      fields: [
        { theirs: 'person', is: 'knownAs', text: '' },
        { theirs: 'at', is: 'time', text: '' },
        { theirs: 'badgeuse_id', is: 'punch', text: '' },
        { theirs: 'source', is: 'constant', text: 'Badgeuse' },
      ],
    };
    const connector = at.connector(own);
    const both = [twice(8, firstHour), twice(8, firstHour + 3_600_000)] as const;
    for (const punch of [...both, ...both]) {
      expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
    }
    const docs = at.fake.site.docsOf('Door Log');
    expect(docs.map((doc) => [doc['badgeuse_id'], doc['at'], doc['source']])).toEqual(
      both.map(({ id }) => [id, '2026-10-25 02:30:00', 'Badgeuse']),
    );
  });
});

test('an old punch that was never sent is looked for first: a cloud may have been put back', async () => {
  const connector = at.connector(passage);
  const punch = at.punch(9);
  await deliver(connector, punch);
  at.time.advance(3_600_000);
  const before = at.fake.site.docsOf('History Of Passage').length;
  expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
  expect(at.fake.site.docsOf('History Of Passage')).toHaveLength(before);
});

test('whose punch it is decides whether it is told; each reason is one of the words', () => {
  const byEmail = { preset: 'employeeCheckin', by: 'user_id', is: 'email' } as const;
  const member = { id: 'member-1', email: null, knownAs: null, homePlaceId: null };
  expect(at.connector(checkin).accepts(at.punch(1, { member }))).toBe('notKnownAs');
  expect(at.connector(checkin).accepts(at.punch(1, { member: null }))).toBe('nobodys');
  expect(at.connector(byEmail).accepts(at.punch(1))).toBe('emailNotShared');
  expect(at.connector(passage).accepts(at.punch(1, { member }))).toBeNull();
  expect(Object.keys(frappeReasons)).toEqual(
    expect.arrayContaining(['notKnownAs', 'nobodys', 'emailNotShared', 'timeTwice']),
  );
});
