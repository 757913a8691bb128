import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dokosClient } from '../../../../cloud/connectors/dokos/client.ts';
import { dokosConnector } from '../../../../cloud/connectors/dokos/connector.ts';
import {
  type DokosSettings,
  dokosDefaults,
} from '../../../../cloud/connectors/dokos/dokos-settings.ts';
import { dokosReasons } from '../../../../cloud/connectors/dokos/dokos-words.ts';
import type {
  Connector,
  DeliveryAnswer,
  OutboundMember,
  OutboundPunch,
} from '../../../../cloud/ports/connectors.ts';
import { type HostRule, hostRule } from '../../../../shared/runtime/host-rule.ts';
import { type ConnectorWorld, connectorContract } from '../../../contract/connector.ts';
import { deadlines } from '../../../fakes/deadlines.ts';
import { type FakeDokos, fakeDokos, type Mood } from '../../../fakes/dokos/server.ts';
import { type ManualTime, manualTime } from '../../../fakes/manual-time.ts';

const plume = 'a1b2c3d4e5f6a7b';
const coroutine = 'b7a6f5e4d3c2b1a';
const lagMs = dokosDefaults.maxLagSeconds * 1_000;

let fake: FakeDokos;
let time: ManualTime;
const timers = deadlines();
beforeAll(async () => {
  time = manualTime(Date.UTC(2026, 10, 22, 8));
  fake = await fakeDokos({ now: () => time.now(), silence: () => timers.fallDue() });
});
beforeEach(() => {
  fake.mood = 'well';
  fake.federation.records.length = 0;
  fake.federation.showsTracebacks = true;
  fake.asks.length = 0;
});
afterAll(() => fake.close());

interface Of {
  readonly settings?: Partial<DokosSettings>;
  readonly key?: string;
  readonly hosts?: HostRule;
  readonly address?: string;
}
const connectorOf = ({
  settings = {},
  key = fake.key,
  hosts,
  address = fake.address,
}: Of = {}): Connector => {
  const site = { server: new URL(`${address}/`), key };
  const rule = hosts ?? hostRule([new URL(fake.address).host]);
  const client = dokosClient(site, { hosts: rule, timers, deadlineMs: 10_000 });
  const homeVenues = [{ placeId: 'coroutine', venueId: coroutine }];
  const all = { ...dokosDefaults, address: fake.address, venueId: plume, homeVenues, ...settings };
  return dokosConnector(client, all, time);
};
const punchOf = (
  more: Partial<OutboundPunch> = {},
  of: Partial<OutboundMember> = {},
): OutboundPunch => {
  const id = more.id ?? randomUUID();
  const email = `${id}@example.org`;
  return {
    id,
    cardUid: '04A1B2C3D4E5F6',
    member: { id: `member-of-${id}`, email, knownAs: null, homePlaceId: 'plume', ...of },
    placeId: 'plume',
    occurredAt: time.now(),
    direction: 'in',
    device: 'reader-1',
    seq: 1,
    itemId: null,
    isHolderTold: true,
    ...more,
  };
};
const deliver = (connector: Connector, punch: OutboundPunch): Promise<DeliveryAnswer> =>
  connector.deliver({ punch, maybeSent: null });
const checkins = (): number => fake.asks.filter((ask) => ask.startsWith('POST')).length;

describe('as every connector that sends once at most', () => {
  let side = 'well';
  connectorContract((): ConnectorWorld => {
    const known = fake.key;
    side = 'well';
    return {
      connector: connectorOf({
        // A name, for an address would be asked whatever the rule found; nobody listens at the second.
        address: fake.address.replace('127.0.0.1', 'localhost'),
        hosts: async () => ({ address: side === 'away' ? '127.0.0.2' : '127.0.0.1', family: 4 }),
      }),
      punch: () => punchOf(),
      poisoned: () => {
        const punch = punchOf();
        fake.federation.unknownPeople.add(`${punch.id}@example.org`);
        return punch;
      },
      foreign: () => punchOf({ member: null }),
      become(next) {
        side = next;
        fake.mood = next === 'mute' ? 'mute' : 'well';
        fake.key = next === 'refusing' ? 'another:one' : known;
      },
      settle: () => time.advance(1_000),
      recorded: () => fake.federation.records.map(({ user }) => user.split('@')[0] ?? ''),
    };
  }, 'atMostOnce');
});

test('the body is as documented, the slash of the address is kept, and what it answers is kept too', async () => {
  const punch = punchOf({}, { homePlaceId: 'coroutine', email: 'lea@example.org' });
  expect(await deliver(connectorOf(), punch)).toEqual({
    is: 'delivered',
    receipt: { message: '{"name":"ENR-00001","status":"Entrée"}' },
  });
  expect(fake.asks).toEqual(['POST /api/method/venues_federation.api.v1/checkin']);
  expect(fake.federation.records).toMatchObject([
    { client: plume, provider: coroutine, user: 'lea@example.org', customer: null },
  ]);
});

test('roles of venues as LaBoutik has them are the other way round', async () => {
  const connector = connectorOf({ settings: { venueRoles: 'laboutik' } });
  await deliver(connector, punchOf({}, { homePlaceId: 'coroutine' }));
  expect(fake.federation.records).toMatchObject([{ client: coroutine, provider: plume }]);
});

test.each([null, 'plume', 'a place nobody matched'])(
  'a member of %s is of the venue itself',
  async (homePlaceId) => {
    await deliver(connectorOf(), punchOf({}, { homePlaceId }));
    expect(fake.federation.records).toMatchObject([{ client: plume, provider: plume }]);
  },
);

test('to the last moment of the lag it is sent; after it, it is expired and nothing is asked', async () => {
  const just = punchOf();
  const late = punchOf({ occurredAt: time.now() - 1 });
  time.advance(lagMs);
  expect(await deliver(connectorOf(), just)).toMatchObject({ is: 'delivered' });
  expect(await deliver(connectorOf(), late)).toEqual({ is: 'expired', why: 'tooLate' });
  expect(checkins()).toBe(1);
});

test('what waited out an outage is not replayed, and the next live one is told', async () => {
  const connector = connectorOf();
  const waited = punchOf();
  fake.mood = 'maintenance';
  expect(await deliver(connector, waited)).toMatchObject({ is: 'retry', why: 'troubled' });
  time.advance(lagMs + 1);
  fake.mood = 'well';
  expect(await deliver(connector, waited)).toEqual({ is: 'expired', why: 'tooLate' });
  expect(await deliver(connector, punchOf())).toMatchObject({ is: 'delivered' });
  expect(fake.federation.records).toHaveLength(1);
});

const maybeThere: readonly Mood[] = ['mute', 'lost', 'cut', 'failed', 'gateway', 'page'];
test.each(maybeThere)(
  '%s: it may be there, so it is never sent again, nor after a restart',
  async (mood) => {
    const punch = punchOf();
    fake.mood = mood;
    const answer = await deliver(connectorOf(), punch);
    const now = time.now();
    const maybeSent = { first: now, last: now };
    expect(answer).toEqual({ is: 'unknown', why: 'sentOnce', maybeSent, isForGood: true });
    fake.mood = 'well';
    // Another process, of which the outbox alone tells what was sent.
    expect(await connectorOf().deliver({ punch, maybeSent })).toEqual(answer);
    time.advance(lagMs + 1);
    expect(await connectorOf().deliver({ punch, maybeSent })).toEqual(answer);
    expect(checkins()).toBe(1);
  },
);

const notThere: readonly [Mood, string][] = [
  ['maintenance', 'troubled'],
  ['limited', 'troubled'],
  ['nowhere', 'answerStrange'],
  ['moved', 'answerStrange'],
];
test.each(notThere)('%s: certainly not there, so it is sent again', async (mood, why) => {
  const punch = punchOf();
  const connector = connectorOf();
  fake.mood = mood;
  expect(await deliver(connector, punch)).toMatchObject({
    is: 'retry',
    why,
    concerns: 'everything',
  });
  expect(await connector.check()).toMatchObject({ is: 'troubled', why });
  fake.mood = 'well';
  expect(await deliver(connector, punch)).toMatchObject({ is: 'delivered' });
  expect(fake.federation.records).toHaveLength(1);
});

test('an address of this network that nobody named is not asked', async () => {
  const connector = connectorOf({ hosts: hostRule([]) });
  expect(await deliver(connector, punchOf())).toMatchObject({ is: 'retry', why: 'addressRefused' });
  expect(await connector.check()).toEqual({ is: 'troubled', why: 'addressRefused' });
  expect(fake.asks).toEqual([]);
});

test.each([true, false])(
  'its refusals are told in its own words, tracebacks shown: %s',
  async (shown) => {
    fake.federation.showsTracebacks = shown;
    const unknown = punchOf({}, { email: 'nobody@example.org' });
    fake.federation.unknownPeople.add('nobody@example.org');
    expect(await deliver(connectorOf(), unknown)).toEqual({
      is: 'parked',
      reason: 'saysNo',
      about: { said: 'Utilisateur … introuvable' },
    });
    const elsewhere = connectorOf({ settings: { venueId: 'bad-id' } });
    expect(await deliver(elsewhere, punchOf())).toMatchObject({
      about: { said: 'Lieu bad-id introuvable' },
    });
  },
);

test('a venue id that Dokos does not know is said, ours and those of other places', async () => {
  expect(await connectorOf({ settings: { venueId: 'bad-id' } }).check()).toEqual({
    is: 'troubled',
    why: 'venueUnknown',
    about: { venue: 'bad-id' },
  });
  const homeVenues = [{ placeId: 'coroutine', venueId: 'gone' }];
  expect(await connectorOf({ settings: { homeVenues } }).check()).toMatchObject({
    about: { venue: 'gone' },
  });
});

test('a look that gets a web page, a silence or an error says so', async () => {
  for (const [mood, why] of [
    ['page', 'answerStrange'],
    ['mute', 'timeout'],
    ['failed', 'troubled'],
  ] as const) {
    fake.mood = mood;
    expect(await connectorOf().check()).toMatchObject({ is: 'troubled', why });
  }
});

describe('a card that is tapped twice', () => {
  const member = { id: 'lea', email: 'lea@example.org' };

  test('counts once, also by another card of the member; later it counts again', async () => {
    const connector = connectorOf();
    await deliver(connector, punchOf({}, member));
    time.advance(5_000);
    const second = punchOf({ cardUid: '04FFFFFFFFFFFF' }, member);
    expect(await deliver(connector, second)).toEqual({ is: 'expired', why: 'doubleTap' });
    time.advance(1);
    expect(await deliver(connector, punchOf({}, member))).toMatchObject({ is: 'delivered' });
    expect(fake.federation.records.map(({ way }) => way)).toEqual(['Entrée', 'Sortie']);
  });

  test('counts the second time where the first certainly did not arrive, and not where it may have', async () => {
    const connector = connectorOf();
    fake.mood = 'maintenance';
    await deliver(connector, punchOf({}, member));
    fake.mood = 'mute';
    time.advance(1_000);
    expect(await deliver(connector, punchOf({}, member))).toMatchObject({ is: 'unknown' });
    fake.mood = 'well';
    time.advance(1_000);
    expect(await deliver(connector, punchOf({}, member))).toMatchObject({ why: 'doubleTap' });
    expect(fake.federation.records).toHaveLength(1);
  });
});

test('what is not for it, and why; each reason is one of the words', () => {
  const connector = connectorOf({ settings: { itemId: 'badge' } });
  const reasons = [
    connector.accepts(punchOf()),
    connector.accepts(punchOf({ itemId: 'badge', direction: 'presence' })),
    connector.accepts(punchOf({ itemId: 'badge', member: null })),
    connector.accepts(punchOf({ itemId: 'badge' }, { email: null })),
  ];
  expect(reasons).toEqual(['otherItem', 'presenceOnly', 'nobody', 'noEmail']);
  expect(connector.accepts(punchOf({ itemId: 'badge' }))).toBeNull();
  for (const reason of reasons) expect(Object.keys(dokosReasons)).toContain(reason);
});

test('consent that was taken back while it waited: nothing is sent', async () => {
  const answer = await deliver(connectorOf(), punchOf({}, { email: null }));
  expect(answer).toEqual({ is: 'parked', reason: 'noEmail' });
  expect(fake.asks).toEqual([]);
});
