import type { Uplink } from '../../device/ports.ts';
import type { AckMessage } from '../../shared/wire/messages.ts';
import type { ManualTime } from './manual-time.ts';
import type { TinyCloud } from './tiny-cloud.ts';

/** A link that loses, doubles, delays and reorders both ways, as much as `random` says. */
export function badLink(cloud: TinyCloud, time: ManualTime, random: () => number, badness: number) {
  let up = false;
  let on: Parameters<Uplink['start']>[0] | null = null;
  const published: { kind: string; payload: string }[] = [];

  const carry = (deliver: () => void): void => {
    if (random() < badness) return;
    const copies = random() < badness ? 2 : 1;
    for (let i = 0; i < copies; i++) {
      const late = random() < badness ? random() * 9_000 : 1 + random() * 20;
      time.after(late, deliver);
    }
  };
  const down = (ack: AckMessage): void =>
    carry(() => {
      if (up) on?.message('ack', Buffer.from(JSON.stringify(ack)), false);
    });

  const uplink: Uplink = {
    start(listener) {
      on = listener;
    },
    publish(kind, payload) {
      if (!up) return;
      published.push({ kind, payload });
      carry(() => {
        if (kind === 'hello') for (const ack of cloud.hello(payload)) down(ack);
        if (kind === 'journal') down(cloud.journal(payload));
      });
    },
    isUp: () => up,
    stop: async () => {
      up = false;
    },
  };
  return {
    uplink,
    published,
    /** Hands the device a message as the broker would. */
    say: (...message: Parameters<NonNullable<typeof on>['message']>) => on?.message(...message),
    connect(): void {
      if (up) return;
      up = true;
      on?.up();
    },
    disconnect(): void {
      if (!up) return;
      up = false;
      on?.down('test');
    },
  };
}
