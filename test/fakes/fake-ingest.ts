import type { Ingest, Received } from '../../cloud/ports/journal.ts';
import type { AckMessage, HelloMessage } from '../../shared/wire/messages.ts';

/** A store that commits when the test says so. */
export interface FakeIngest extends Ingest {
  readonly received: Received[];
  readonly hellos: { device: string; hello: HelloMessage }[];
  /** Holds every commit back until `release`. */
  hold(): void;
  release(): void;
  /** The next calls throw, as a full disk does. */
  failing: boolean;
}

const ackOf = (epoch: string, upTo: number): AckMessage => ({
  v: 1,
  epoch,
  upTo,
  hash: String(upTo).padStart(64, '0'),
});

export function createFakeIngest(): FakeIngest {
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  const fake: FakeIngest = {
    received: [],
    hellos: [],
    failing: false,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => open(),
    async journal(received) {
      if (fake.failing) throw new Error('disk full');
      fake.received.push(received);
      await gate;
      const { epoch, to } = JSON.parse(received.payload.toString());
      return ackOf(epoch, to);
    },
    async hello(device, hello) {
      if (fake.failing) throw new Error('disk full');
      fake.hellos.push({ device, hello });
      await gate;
      return hello.epochs.map(({ epoch, acked }) => ackOf(epoch, acked));
    },
  };
  return fake;
}
