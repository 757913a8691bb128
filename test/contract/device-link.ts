import { afterEach, expect, test } from '@jest/globals';
import type { DeviceLink } from '../../cloud/ports/link.ts';
import type { DownKind, UpKind } from '../../shared/wire/topic.ts';
import { waitFor } from '../parts/wait-for.ts';

/** One aggregator's link with one device, `wall-1`, at the other end. */
export interface DeviceLinkWorld {
  readonly link: DeviceLink;
  say(kind: UpKind, payload: string): Promise<void>;
  /** What reached the device. */
  heard(): readonly { kind: DownKind; payload: string }[];
  brokerAway(): Promise<void>;
  brokerBack(): Promise<void>;
  end(): Promise<void>;
}

/**
 * What every aggregator's link promises: it hears all devices, drops while down, and comes back by itself, unless
 * it ends `withItsBroker`.
 */
export function deviceLinkContract(
  makeWorld: () => Promise<DeviceLinkWorld>,
  { withItsBroker = false }: { withItsBroker?: boolean } = {},
): void {
  let world: DeviceLinkWorld | null = null;
  afterEach(async () => {
    await world?.link.stop();
    await world?.end();
    world = null;
  });

  const started = async () => {
    const made = await makeWorld();
    world = made;
    const log = { ups: 0, downs: [] as string[], messages: [] as string[] };
    made.link.start({
      up: () => log.ups++,
      down: (why) => log.downs.push(why),
      message: (device, kind, payload) => log.messages.push(`${device}:${kind}:${payload}`),
    });
    await waitFor('the link', () => made.link.isUp());
    return { ...made, log };
  };

  test('hears what devices say, in order, and answers them', async () => {
    const w = await started();
    for (const n of [1, 2, 3]) await w.say('journal', `batch ${n}`);
    await w.say('hello', 'hello');
    await waitFor('four messages', () => w.log.messages.length === 4);
    const journal = w.log.messages.filter((m) => m.includes(':journal:'));
    expect(journal).toEqual([1, 2, 3].map((n) => `wall-1:journal:batch ${n}`));
    expect(w.log.messages).toContain('wall-1:hello:hello');
    expect(w.link.publish('wall-1', 'ack', 'ack 3')).toBe(true);
    await waitFor('the ack', () => w.heard().length === 1);
    expect(w.heard()).toEqual([{ kind: 'ack', payload: 'ack 3' }]);
    await w.link.answers(5_000);
  }, 30_000);

  test(`says that it drops while the broker is away${withItsBroker ? '' : ', and comes back by itself'}`, async () => {
    const w = await started();
    await w.brokerAway();
    await waitFor('the link to be down', () => !w.link.isUp());
    expect(w.log.downs).toHaveLength(1);
    await expect(w.link.answers(5_000)).rejects.toThrow('the link is down');
    expect(w.link.publish('wall-1', 'ack', 'lost')).toBe(false);
    if (withItsBroker) return;
    await w.brokerBack();
    await waitFor('the link again', () => w.link.isUp());
    expect(w.log.ups).toBe(2);
    await w.say('journal', 'after');
    await waitFor('the batch', () => w.log.messages.includes('wall-1:journal:after'));
    expect(w.heard()).toEqual([]);
  }, 60_000);
}
