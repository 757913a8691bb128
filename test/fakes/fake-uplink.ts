import type { Uplink } from '../../device/ports.ts';
import type { DownKind, UpKind } from '../../shared/wire/topic.ts';

type Listener = Parameters<Uplink['start']>[0];

/** An uplink whose other end is the test: it hears what is published and speaks as the cloud. */
export interface FakeUplink extends Uplink {
  readonly published: { kind: UpKind; payload: string; retain: boolean }[];
  connect(): void;
  drop(why: string): void;
  say(kind: DownKind, payload: string, retained?: boolean): void;
  /** Called for each publish that was not dropped. */
  onPublish: (kind: UpKind, payload: string) => void;
}

export function createFakeUplink(): FakeUplink {
  let listener: Listener | null = null;
  let up = false;
  const fake: FakeUplink = {
    published: [],
    onPublish: () => undefined,
    start(on) {
      listener = on;
    },
    publish(kind, payload, options) {
      if (!up) return;
      fake.published.push({ kind, payload, retain: options?.retain ?? false });
      fake.onPublish(kind, payload);
    },
    isUp: () => up,
    async stop() {
      up = false;
      listener = null;
    },
    connect() {
      if (!listener || up) return;
      up = true;
      listener.up();
    },
    drop(why) {
      if (!up) return;
      up = false;
      listener?.down(why);
    },
    say(kind, payload, retained = false) {
      if (up) listener?.message(kind, Buffer.from(payload), retained);
    },
  };
  return fake;
}
