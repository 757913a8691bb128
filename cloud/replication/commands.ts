import type { Clock, Timers } from '../../shared/domain/clock.ts';
import { failure } from '../../shared/runtime/errors.ts';
import { commandMaxMs, type SignedCommand } from '../../shared/wire/command.ts';
import type { Change } from '../ports/changes.ts';
import type {
  CommandStore,
  Commands,
  DeviceAtDoor,
  GivenCommand,
  HeardDevice,
  SignCommand,
} from '../ports/commands.ts';
import type { DeviceLink } from '../ports/link.ts';

export interface CommandParts {
  readonly store: CommandStore;
  readonly sign: SignCommand;
  readonly link: Pick<DeviceLink, 'publish'>;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Open pages look again. */
  readonly announce: (change: Change) => void;
}

/** A person waits in front of the door: what did not arrive by then is not wanted any more. */
const waitsMs = 8_000;
/** A connected lock may take so long to answer its device, and the device us. */
const answerMs = 7_000;
/** As many as one person gives within a minute. */
const mostPerMinute = 10;
const minuteMs = 60_000;
/** Three hellos missed: nobody is there. */
const hellosMissed = 3;

/** Tells devices to do something now: signed for this very start of theirs, and of no use a moment later. */
export function openCommands(parts: CommandParts): Commands {
  const { store, link, clock, timers } = parts;
  const waiting = new Map<string, Set<() => void>>();
  const told = (id: string): void => {
    for (const wake of waiting.get(id) ?? []) wake();
  };
  const isHeard = ({ online, heardAt, helloSeconds }: HeardDevice, now: number): boolean =>
    online && now - heardAt <= hellosMissed * helloSeconds * 1000;

  const get = async (id: string): Promise<GivenCommand> => {
    const found = await store.find(id);
    if (!found) throw failure('notFound', { what: 'command', id });
    return found;
  };

  return {
    get,
    find: (id) => store.find(id),
    list: (filter, limit) => store.list(filter, limit),

    async deviceOf(doorId): Promise<DeviceAtDoor | null> {
      const now = clock.now();
      const [newest] = (await store.devicesAt(doorId)).toSorted((a, b) => b.heardAt - a.heardAt);
      if (!newest) return null;
      const { device, placeId } = newest;
      return { device, placeId, isHeard: isHeard(newest, now) };
    },

    async give({ person, ...wanted }) {
      const now = clock.now();
      if ((await store.countBy(wanted.by, now - minuteMs)) >= mostPerMinute)
        throw failure('tooManyRequests', { seconds: minuteMs / 1000 });
      const heard = await store.heard(wanted.device);
      if (!heard || !isHeard(heard, now)) throw failure('deviceOffline', { device: wanted.device });
      const answerBy = now + waitsMs + answerMs;
      const { command, counter } = await store.add({ ...wanted, givenAt: now, answerBy }, now);
      const { id, kind, device, door, by, reason } = command;
      const claims: SignedCommand = {
        ...{ v: 1, id, kind, device, door, by, reason, counter },
        nonce: heard.hello.nonce,
        notAfterMonoMs: notAfter(heard, clock.now()),
        ...(person && { person: { ...person, uids: [...person.uids] } }),
      };
      const isSent = link.publish(device, 'command', await parts.sign(claims));
      if (isSent) return command;
      const result = { id, outcome: 'failed', reason: 'linkDown', seq: null } as const;
      return (await store.answer(device, result, clock.now())) ?? command;
    },

    async settled(id, timeoutMs) {
      let ended = (): void => undefined;
      const answered = new Promise<void>((resolve) => {
        const wakes = waiting.get(id) ?? new Set();
        waiting.set(id, wakes.add(resolve));
        const cancel = timers.after(timeoutMs, resolve);
        ended = () => {
          cancel();
          wakes.delete(resolve);
          if (wakes.size === 0) waiting.delete(id);
        };
      });
      try {
        const now = await get(id);
        if (now.outcome !== null) return now;
        await answered;
        return await get(id);
      } finally {
        ended();
      }
    },

    async answered(device, result, at) {
      await store.answer(device, result, at);
      // Another aggregator may have written it first: who waits here is waiting for it all the same.
      told(result.id);
      parts.announce({ device });
    },
  };
}

/** By the device's clock; a hello that was delayed only makes it shorter. */
const notAfter = ({ hello, heardAt }: HeardDevice, now: number): number =>
  hello.monoMs + Math.max(0, now - heardAt) + Math.min(waitsMs, commandMaxMs);
