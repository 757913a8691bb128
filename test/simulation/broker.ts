import type { DeviceLink } from '../../cloud/ports/link.ts';
import type { MqttUplink, MqttUplinkOptions } from '../../device/link/mqtt-uplink.ts';
import type { Uplink } from '../../device/ports.ts';
import { createBackOff } from '../../shared/runtime/retry.ts';
import type { StatusMessage } from '../../shared/wire/messages.ts';
import { type DownKind, parseUpTopic, type UpKind, upTopic } from '../../shared/wire/topic.ts';
import { currentOwner, type Owner, type World } from './world.ts';

/** How one device's line behaves. */
export interface Line {
  /** Nothing passes; who is connected learns of it by the silence. */
  cut: boolean;
  /** Of each message. */
  drop: number;
  double: number;
  /** The longest a message may be on its way; one that is overtaken comes later than the next. */
  slowMs: number;
}

export const goodLine = (): Line => ({ cut: false, drop: 0, double: 0, slowMs: 30 });

/** Who looks at what passes, and may take a protection away. */
export interface Eavesdropper {
  down?(device: string, kind: DownKind, payload: string): void;
  /** A device let go of a message. */
  sent?(device: string, owner: Owner, kind: UpKind, payload: string): void;
  /** The broker says that it has it. */
  pubAcked?(device: string, owner: Owner, kind: UpKind, payload: string): void;
}

export interface SimulatedBroker {
  /** In the place of the device's link over MQTT. */
  connect(options: MqttUplinkOptions): MqttUplink;
  /** In the place of the cloud's; a cloud that ended takes its subscription with it. */
  linkOf(owner: Owner): DeviceLink;
  line(device: string): Line;
  /** Ends it with all its connections; `wiped`: what it kept is gone too. */
  kill(wiped: boolean): void;
  start(): void;
  /** The connections of a device end: its program is gone, or its machine (then nobody is told soon). */
  lost(device: string, owner: Owner, isToldAtOnce: boolean): void;
  /** Hands a device what somebody put there, as though the cloud had said it. */
  inject(device: string, kind: DownKind, payload: string, retained: boolean): void;
}

interface Session {
  readonly device: string;
  readonly owner: Owner;
  readonly on: Parameters<Uplink['start']>[0];
  readonly will: string;
  open: boolean;
}

/** Twice MQTT's keep-alive of 30 s, and a moment. */
const silenceMs = 46_000;

/** An MQTT broker and the network around it, reduced to what may become of a message. */
export function createBroker(world: World, spy: Eavesdropper): SimulatedBroker {
  const random = world.random.fork();
  const lines = new Map<string, Line>();
  const sessions = new Map<string, Session>();
  let retained = new Map<string, string>();
  let cloud: { owner: Owner; on: Parameters<DeviceLink['start']>[0]; up: boolean } | null = null;
  let isUp = true;

  const line = (device: string): Line => {
    const known = lines.get(device) ?? goodLine();
    lines.set(device, known);
    return known;
  };

  /** Runs `arrive` once, later, never or twice. */
  function carry(device: string, arrive: () => void): void {
    const { cut, drop, double, slowMs } = line(device);
    if (cut || random.chance(drop)) return;
    const times = random.chance(double) ? 2 : 1;
    for (let n = 0; n < times; n++)
      world.after(random.between(1, slowMs), null, () => {
        if (!line(device).cut) arrive();
      });
  }

  function toCloud(topic: string, payload: string): void {
    const parsed = parseUpTopic(topic);
    if (!parsed || !cloud?.up || !cloud.owner.alive) return;
    const { owner, on } = cloud;
    world.after(random.between(0, 3), owner, () =>
      on.message(parsed.device, parsed.kind, Buffer.from(payload)),
    );
  }

  function taken(device: string, kind: UpKind, payload: string, retain: boolean): void {
    if (!isUp) return;
    const topic = upTopic(device, kind);
    if (retain) retained.set(topic, payload);
    toCloud(topic, payload);
  }

  function close(session: Session, why: string, afterMs: number): void {
    if (!session.open) return;
    session.open = false;
    if (sessions.get(session.device) === session) sessions.delete(session.device);
    world.after(afterMs, session.owner, () => session.on.down(why));
  }

  function down(session: Session, kind: DownKind, payload: string, isRetained: boolean): void {
    carry(session.device, () => {
      if (!session.open) return;
      world.after(0, session.owner, () => {
        if (session.open) session.on.message(kind, Buffer.from(payload), isRetained);
      });
    });
  }

  /** The keep-alive of a line that is cut finds out in the end; the will is told then. */
  function watch(session: Session): void {
    world.after(silenceMs, null, () => {
      if (!session.open) return;
      if (!line(session.device).cut) return watch(session);
      close(session, 'the broker is silent', 0);
      taken(session.device, 'status', session.will, true);
    });
  }

  return {
    line,
    connect(options) {
      const { device, timers, boot } = options;
      const backOff = createBackOff({ firstMs: 500, maxMs: 60_000, random: options.random });
      let on: Parameters<Uplink['start']>[0] | null = null;
      let owner: Owner | null = null;
      let session: Session | null = null;
      let stopped = false;
      const status = (online: boolean, connection: number): string =>
        JSON.stringify({ v: 1, online, boot, connection } satisfies StatusMessage);

      function open(): void {
        if (stopped || !on || !owner) return;
        const connection = options.nextConnection();
        const listener = on;
        const mine: Session = {
          ...{ device, owner, open: false, will: status(false, connection) },
          on: {
            ...listener,
            down(why) {
              session = null;
              listener.down(why);
              timers.after(backOff.nextMs(), open);
            },
          },
        };
        timers.after(random.between(5, 60), () => {
          if (stopped) return;
          if (!isUp || line(device).cut) return void timers.after(backOff.nextMs(), open);
          const before = sessions.get(device);
          if (before && before.owner !== owner) {
            close(before, 'another client of that name came', random.between(0, 20));
          }
          mine.open = true;
          session = mine;
          sessions.set(device, mine);
          timers.after(2_000, () => backOff.reset());
          watch(mine);
          send('status', status(true, connection), true);
          listener.up();
        });
      }

      function send(kind: UpKind, payload: string, retain: boolean): void {
        const through = session;
        if (!through?.open || !owner) return;
        spy.sent?.(device, owner, kind, payload);
        carry(device, () => {
          if (!through.open) return;
          taken(device, kind, payload, retain);
          carry(device, () => spy.pubAcked?.(device, through.owner, kind, payload));
        });
      }

      return {
        start(listener) {
          on = listener;
          owner = currentOwner();
          open();
        },
        publish: (kind, payload, how) => send(kind, payload, how?.retain ?? false),
        isUp: () => session?.open ?? false,
        url: () => null,
        useUrls: () => undefined,
        async stop() {
          stopped = true;
          if (session?.open) {
            taken(device, 'status', session.will, true);
            session.open = false;
            if (sessions.get(device) === session) sessions.delete(device);
          }
        },
      };
    },
    linkOf(owner) {
      const link: DeviceLink = {
        start(on) {
          cloud = { owner, on, up: true };
          const mine = cloud;
          world.after(random.between(1, 50), owner, () => {
            if (cloud !== mine || !isUp) return;
            on.up();
            for (const [topic, payload] of retained) toCloud(topic, payload);
          });
          mine.up = isUp;
        },
        publish(device, kind, payload) {
          if (!owner.alive || cloud?.owner !== owner || !cloud.up) return false;
          spy.down?.(device, kind, payload);
          const session = sessions.get(device);
          if (session) down(session, kind, payload, false);
          return true;
        },
        disconnect: () => undefined,
        isUp: () => cloud?.owner === owner && cloud.up,
        answers: async () => undefined,
        async stop() {
          if (cloud?.owner === owner) cloud = null;
        },
      };
      return link;
    },
    kill(wiped) {
      if (!isUp) return;
      isUp = false;
      if (wiped) retained = new Map();
      for (const session of [...sessions.values()])
        close(session, 'the broker closed the connection', random.between(1, 20));
      const hearing = cloud;
      if (!hearing) return;
      hearing.up = false;
      world.after(1, hearing.owner, () => hearing.on.down('the broker closed the connection'));
    },
    start() {
      if (isUp) return;
      isUp = true;
      const hearing = cloud;
      if (!hearing) return;
      world.after(random.between(100, 2_000), hearing.owner, () => {
        if (cloud !== hearing || !isUp) return;
        hearing.up = true;
        hearing.on.up();
        for (const [topic, payload] of retained) toCloud(topic, payload);
      });
    },
    lost(device, owner, isToldAtOnce) {
      const session = sessions.get(device);
      if (session?.owner !== owner) return;
      session.open = false;
      sessions.delete(device);
      world.after(isToldAtOnce ? 5 : silenceMs, null, () => {
        if (!sessions.has(device)) taken(device, 'status', session.will, true);
      });
    },
    inject(device, kind, payload, isRetained) {
      const session = sessions.get(device);
      if (session) down(session, kind, payload, isRetained);
    },
  };
}
