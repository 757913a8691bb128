import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Connector, Delivery, OutboundPunch } from '../../cloud/ports/connectors.ts';

/** How the other side is: as it should be; gone; taking what it is sent and saying nothing; refusing us. */
export type OtherSide = 'well' | 'away' | 'mute' | 'refusing';

/** One connector and the other side of it. */
export interface ConnectorWorld {
  readonly connector: Connector;
  /** A punch that the other side takes, another at each call. */
  punch(): OutboundPunch;
  /** One that it never takes. */
  poisoned(): OutboundPunch;
  /** One that is not for it. */
  foreign(): OutboundPunch;
  become(side: OtherSide): void;
  /** Time goes on until what was sent before has arrived, or never will. */
  settle(): void;
  /** Which punches are there, with repetitions. */
  recorded(): readonly string[];
}

const never = (punch: OutboundPunch): Delivery => ({ punch, maybeSent: null });

/**
 * What every connector promises to whoever delivers. `atMostOnce`: the other side knows no punch again and shows none,
 * so what may have reached it stays unknown, and is never sent again.
 */
export function connectorContract(
  makeWorld: () => ConnectorWorld,
  kind: 'idempotent' | 'atMostOnce' = 'idempotent',
): void {
  const whenAskedAgain =
    kind === 'idempotent' ? { is: 'delivered' } : { is: 'unknown', isForGood: true };
  let world: ConnectorWorld;
  beforeEach(() => {
    world = makeWorld();
  });
  afterEach(() => world.become('well'));

  test('says that all is well, or what is wrong, and writes nothing for it', async () => {
    const before = world.recorded().length;
    expect(await world.connector.check()).toEqual({ is: 'well' });
    world.become('refusing');
    expect(await world.connector.check()).toMatchObject({
      is: 'troubled',
      why: expect.any(String),
    });
    world.become('away');
    expect(await world.connector.check()).toMatchObject({
      is: 'troubled',
      why: expect.any(String),
    });
    expect(world.recorded().length).toBe(before);
  });

  test('is soon asked again after an outage where nothing late is taken', () => {
    expect(world.connector.isLive).toBe(kind === 'atMostOnce');
  });

  test('wants what is for it, and says why not', () => {
    expect(world.connector.accepts(world.punch())).toBeNull();
    expect(world.connector.accepts(world.foreign())).toEqual(expect.any(String));
  });

  test('delivers a punch once, with what it is called there', async () => {
    const punch = world.punch();
    const answer = await world.connector.deliver(never(punch));
    expect(answer).toEqual({ is: 'delivered', receipt: expect.any(Object) });
    expect(world.recorded().filter((id) => id === punch.id)).toHaveLength(1);
  });

  test('delivered a second time by mistake, it is there once all the same', async () => {
    const punch = world.punch();
    const now = Date.now();
    await world.connector.deliver(never(punch));
    const again = await world.connector.deliver({ punch, maybeSent: { first: now, last: now } });
    expect(again).toMatchObject(whenAskedAgain);
    expect(world.recorded().filter((id) => id === punch.id)).toHaveLength(1);
  });

  test.each(['away', 'refusing'] as const)(
    '%s: certainly not there, so it is tried again',
    async (side) => {
      const punch = world.punch();
      world.become(side);
      expect(await world.connector.deliver(never(punch))).toMatchObject({
        is: 'retry',
        why: expect.any(String),
        concerns: 'everything',
      });
      expect(world.recorded()).not.toContain(punch.id);
      world.become('well');
      expect(await world.connector.deliver(never(punch))).toMatchObject({ is: 'delivered' });
    },
  );

  test('taken without an answer: unknown, until it is looked for and found, or for good', async () => {
    const punch = world.punch();
    await world.connector.deliver(never(world.punch()));
    world.become('mute');
    const answer = await world.connector.deliver(never(punch));
    if (answer.is !== 'unknown') throw new Error(`${answer.is} is no word for it`);
    // As long as nobody answers, nothing is surer.
    expect(await world.connector.deliver({ punch, maybeSent: answer.maybeSent })).toEqual({
      ...answer,
      why: expect.any(String),
    });
    world.become('well');
    world.settle();
    const sure = await world.connector.deliver({ punch, maybeSent: answer.maybeSent });
    expect(sure).toMatchObject(whenAskedAgain);
    expect(world.recorded().filter((id) => id === punch.id)).toHaveLength(1);
  });

  test('what is never taken is put aside, and keeps nobody else', async () => {
    const poisoned = world.poisoned();
    expect(await world.connector.deliver(never(poisoned))).toMatchObject({
      is: 'parked',
      reason: expect.any(String),
    });
    expect(await world.connector.deliver(never(world.punch()))).toMatchObject({ is: 'delivered' });
  });
}
