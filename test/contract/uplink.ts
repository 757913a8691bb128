import { afterEach, expect, test } from '@jest/globals';
import type { Uplink } from '../../device/ports.ts';
import type { DownKind } from '../../shared/wire/topic.ts';
import { waitFor } from '../parts/wait-for.ts';

/** The world around one uplink: the broker's switch and the cloud's voice. */
export interface UplinkWorld {
  readonly uplink: Uplink;
  /** What reached the cloud's side, oldest first. */
  heard(): readonly { kind: string; payload: string }[];
  say(kind: DownKind, payload: string): Promise<void>;
  brokerAway(): Promise<void>;
  brokerBack(): Promise<void>;
  end(): Promise<void>;
}

/** What every uplink promises: it never throws, drops while down, and comes back by itself. */
export function uplinkContract(makeWorld: () => Promise<UplinkWorld>): void {
  let world: UplinkWorld | null = null;
  afterEach(async () => {
    await world?.uplink.stop();
    await world?.end();
    world = null;
  });

  const started = async () => {
    const made = await makeWorld();
    world = made;
    const log = { ups: 0, downs: [] as string[], messages: [] as string[] };
    made.uplink.start({
      up: () => log.ups++,
      down: (why) => log.downs.push(why),
      message: (kind, payload, retained) => log.messages.push(`${kind}:${payload}:${retained}`),
    });
    return { ...made, log };
  };
  const payloads = (w: UplinkWorld, kind: string) =>
    w
      .heard()
      .filter((m) => m.kind === kind)
      .map((m) => m.payload);

  test('carries what is published, in order, and hears what the cloud says', async () => {
    const w = await started();
    await w.brokerBack();
    await waitFor('the link', () => w.uplink.isUp());
    expect(w.log.ups).toBe(1);
    for (const n of [1, 2, 3]) w.uplink.publish('journal', `{"n":${n}}`);
    await waitFor('three batches', () => payloads(w, 'journal').length === 3);
    expect(payloads(w, 'journal')).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    await w.say('ack', '{"a":1}');
    await waitFor('the ack', () => w.log.messages.length > 0);
    expect(w.log.messages).toEqual(['ack:{"a":1}:false']);
  }, 30_000);

  test('drops what is published while the broker is away, and comes back by itself', async () => {
    const w = await started();
    await w.brokerBack();
    await waitFor('the link', () => w.uplink.isUp());
    await w.brokerAway();
    await waitFor('the link to be down', () => !w.uplink.isUp());
    expect(w.log.downs.length).toBeGreaterThan(0);
    w.uplink.publish('journal', '{"lost":true}');
    await w.brokerBack();
    await waitFor('the link again', () => w.uplink.isUp());
    expect(w.log.ups).toBe(2);
    w.uplink.publish('hello', '{"back":true}');
    await waitFor('the hello', () => payloads(w, 'hello').length > 0);
    expect(payloads(w, 'journal')).toEqual([]);
  }, 60_000);

  test('is stopped for good', async () => {
    const w = await started();
    await w.brokerBack();
    await waitFor('the link', () => w.uplink.isUp());
    await w.uplink.stop();
    w.uplink.publish('hello', '{"late":true}');
    await w.say('ack', '{"late":true}');
    expect(w.uplink.isUp()).toBe(false);
    expect(w.log.messages).toEqual([]);
    expect(payloads(w, 'hello')).toEqual([]);
  }, 30_000);
}
