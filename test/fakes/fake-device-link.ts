import type { DeviceLink } from '../../cloud/ports/link.ts';
import type { DownKind, UpKind } from '../../shared/wire/topic.ts';

type Listener = Parameters<DeviceLink['start']>[0];

/** The aggregator's link whose devices are the test. */
export interface FakeDeviceLink extends DeviceLink {
  readonly sent: { device: string; kind: DownKind; payload: string }[];
  readonly disconnected: string[];
  say(device: string, kind: UpKind, payload: string | Buffer | object): void;
  drop(why: string): void;
  back(): void;
}

export function createFakeDeviceLink(): FakeDeviceLink {
  let listener: Listener | null = null;
  let up = false;
  const fake: FakeDeviceLink = {
    sent: [],
    disconnected: [],
    start(on) {
      listener = on;
      fake.back();
    },
    publish(device, kind, payload) {
      if (up) fake.sent.push({ device, kind, payload });
      return up;
    },
    disconnect: (device) => void fake.disconnected.push(device),
    isUp: () => up,
    answers: () => (up ? Promise.resolve() : Promise.reject(new Error('the link is down'))),
    async stop() {
      up = false;
      listener = null;
    },
    say(device, kind, payload) {
      const plain = typeof payload === 'string' || Buffer.isBuffer(payload);
      listener?.message(device, kind, Buffer.from(plain ? payload : JSON.stringify(payload)));
    },
    drop(why) {
      up = false;
      listener?.down(why);
    },
    back() {
      up = true;
      listener?.up();
    },
  };
  return fake;
}
