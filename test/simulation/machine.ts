import type { RunningDevice } from '../../device/main.ts';
import { startDevice } from '../../device/main.ts';
import type { Reader, Tap } from '../../device/ports.ts';
import type { DoorCause } from '../../shared/domain/door-state.ts';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import { silentLogger } from '../../shared/runtime/logger.ts';
import { parseSettings } from '../../shared/runtime/settings.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { SimulatedBroker } from './broker.ts';
import { createDisk, type Disk, Ended, type Image, type Mounted } from './disk.ts';
import { createWall, type Wall } from './door.ts';
import { type History, tapKey } from './history.ts';
import { createMachineClock, type MachineClock } from './machine-clock.ts';
import { marksOf } from './outcome.ts';
import type { Owner, World } from './world.ts';

export interface MachineParts {
  readonly world: World;
  /** Of the machine; two may be the same device, with one disk cloned from the other. */
  readonly name: string;
  readonly device: string;
  readonly root: string;
  readonly template: Image;
  readonly broker: SimulatedBroker;
  readonly history: History;
  /** How far the cloud has a journal on its disk. */
  readonly committed: (device: string, epoch: string) => number;
  /** Takes a protection away from the stores. */
  readonly opened?: (db: SqliteDatabase, path: string) => void;
  /** How long the disk may take for a commit. */
  readonly slowestCommitMs: number;
}

/** A device in its wall: its program comes and goes, its disk and its clocks stay. */
export interface Machine {
  readonly name: string;
  readonly device: string;
  readonly clock: MachineClock;
  readonly disk: Disk;
  start(): void;
  isRunning(): boolean;
  /** The program ends at once (`killed`), or the machine loses its power (`cut`). It starts again by itself. */
  end(how: 'killed' | 'cut', backInMs: number): void;
  /** The same, in the middle of one of the next commits: before it counts, or right after. */
  endAtCommit(how: 'killed' | 'cut', nth: number, when: 'before' | 'after'): void;
  stop(backInMs: number): void;
  /** Whatever was to end it at a commit is called off. */
  spare(): void;
  /** Its power is cut, and it starts again with another disk in it. */
  swapDisk(next: (now: Image) => Image, backInMs: number): void;
  /** Its power is cut for good; answers what was on its disk. */
  unplug(): Image;
  isUnplugged(): boolean;
  /** Its thread stands still for so long. */
  hang(ms: number): void;
  present(uid: string): void;
  unreadable(): void;
  mounted(): Mounted | null;
  program(): Owner | null;
}

const systemdMs = 30_000;

export function createMachine(parts: MachineParts): Machine {
  const { world, name, device, history, broker } = parts;
  const random = world.random.fork();
  const clock = createMachineClock(world, name);
  const disk = createDisk(parts.root, parts.template);
  let owner: Owner | null = null;
  let mounted: Mounted | null = null;
  let wall: Wall | null = null;
  let running: RunningDevice | null = null;
  let hears: Parameters<Reader['start']>[0] | null = null;
  /** The tap that is being judged. */
  let key: string | null = null;
  let isUnplugged = false;
  let lastHeardMonoMs = 0;
  let fatal: { how: 'killed' | 'cut'; left: number; when: 'before' | 'after' } | null = null;

  function noteMarks(): void {
    const journal = mounted?.journal();
    if (!journal) return;
    for (const { epoch, acked } of marksOf(journal)) {
      const committed = parts.committed(device, epoch);
      history.note({ what: 'marks', machine: name, epoch, acked, committed });
    }
  }

  function gone(
    how: 'killed' | 'cut',
    backInMs: number | null,
    next: (now: Image) => Image = keepAsIs,
  ): void {
    const ending = owner;
    if (!ending?.alive) return;
    ending.alive = false;
    noteMarks();
    const image = next(disk.image(how));
    history.note({ what: 'ended', machine: name, how });
    wall?.ended(how);
    broker.lost(device, ending, how === 'killed');
    owner = null;
    running = null;
    hears = null;
    fatal = null;
    const journal = mounted;
    mounted = null;
    // What it was in the middle of still runs to its end, on files that nobody reads again.
    world.after(1, null, () => {
      if (journal) disk.put(image);
      if (how === 'cut') {
        clock.reboot();
        lastHeardMonoMs = 0;
      }
    });
    if (backInMs !== null) world.after(Math.max(2, backInMs), null, start);
  }

  function atCommit(when: 'before' | 'after'): void {
    if (fatal?.when !== when) return;
    fatal.left--;
    if (fatal.left > 0) return;
    gone(fatal.how, random.between(200, 20_000));
    throw new Ended();
  }

  function start(): void {
    if (owner?.alive || isUnplugged) return;
    const mine: Owner = {
      name,
      alive: true,
      busyUntil: 0,
      wallNow: () => clock.wallNow(mine),
    };
    owner = mine;
    const at = disk.mount(mine, {
      beforeCommit: () => atCommit('before'),
      afterCommit() {
        if (parts.slowestCommitMs > 0 && random.chance(0.2)) {
          const from = Math.max(world.now(), mine.busyUntil);
          mine.busyUntil = from + random.between(1, parts.slowestCommitMs);
        }
        atCommit('after');
      },
      ...(parts.opened && { opened: parts.opened }),
    });
    mounted = at;
    wall = createWall(world, mine, {
      light({ kind, ...signal }) {
        if (kind !== 'granted' && kind !== 'refused' && kind !== 'fault') return;
        const colour = kind === 'granted' ? 'green' : kind === 'refused' ? 'red' : 'fault';
        const reason = 'reason' in signal ? signal.reason : 'code' in signal ? signal.code : null;
        history.note({ what: 'light', machine: name, key, colour, reason });
      },
      relay(door, to, cause) {
        const written = to === 'low' || isWritten(at.journal(), door, cause);
        history.note({ what: 'relay', machine: name, door, to, key, cause, written });
      },
    });
    history.note({ what: 'started', machine: name, how: clock.boot() });
    const settings = parseSettings({ env: { BADGEUSE_DATA: at.dataDir } });
    if (!settings.ok) throw new Error(settings.problem.message);
    const { value } = settings;
    const { strike, indicator } = wall;
    let lastWord = world.now();
    world.as(mine, () => {
      startDevice(value, silentLogger, {
        clock: clock.of(mine),
        timers: world.timersOf(mine),
        timeSource: clock.source,
        boot: clock.boot(),
        door: { strike, indicator },
        reader: { reader: readerOf(), presenting: null },
        systemd: {
          ready: () => undefined,
          status: () => undefined,
          stopping: () => undefined,
          watchdog: () => {
            lastWord = world.now();
          },
          watchdogMs: systemdMs / 2,
        },
        openStore: at.openStore,
        ballast: at.ballast,
        openUplink: broker.connect,
        openScreen: async ({ judge }) => ({
          tap: judge,
          amend: () => undefined,
          stop: async () => undefined,
        }),
      }).then(
        (device) => {
          if (owner === mine) running = device;
        },
        (err: unknown) => crashed(mine, err),
      );
    });
    const watchdog = (): void => {
      if (!mine.alive) return;
      if (world.now() - lastWord > 2 * systemdMs) gone('killed', 500);
      else world.after(systemdMs, null, watchdog);
    };
    world.after(systemdMs, null, watchdog);
  }

  /** A disk that cannot be used is no reason to run: whoever watches over the program tries again. */
  function crashed(of: Owner, err: unknown): void {
    if (!of.alive) return;
    const code = errorCodeOf(err);
    if (code !== 'storeDamaged' && code !== 'diskFull')
      history.note({ what: 'crash', machine: name, error: code ?? String(err) });
    gone('killed', 1_000);
  }

  const readerOf = (): Reader => ({
    start(on) {
      hears = on;
      on.readers([{ name: 'reader', state: 'ready' }]);
    },
    alive: async () => undefined,
    readers: () => [{ name: 'reader', state: 'ready' }],
    fault: () => null,
    stop: async () => {
      hears = null;
    },
  });

  function judged(tap: Omit<Tap, 'heardAtMonoMs'>, of: Owner): void {
    const heardAtMonoMs = clock.of(of).monotonicNow();
    // A reader that was not listened to for a while gives what it heard one after the other, never at once.
    if (heardAtMonoMs <= lastHeardMonoMs) return void world.after(1, of, () => judged(tap, of));
    lastHeardMonoMs = heardAtMonoMs;
    const mine = tapKey(clock.boot(), heardAtMonoMs, tap.uid);
    const held = heldState(mounted?.access() ?? null, tap.uid);
    const wallNow = clock.wallNow(of);
    history.note({ what: 'tap', machine: name, key: mine, uid: tap.uid, held, wall: wallNow });
    key = mine;
    try {
      hears?.tap({ ...tap, heardAtMonoMs });
    } finally {
      key = null;
    }
  }

  return {
    name,
    device,
    clock,
    disk,
    start,
    isRunning: () => owner?.alive === true && running !== null,
    end: gone,
    endAtCommit(how, nth, when) {
      fatal = { how, left: nth, when };
    },
    stop(backInMs) {
      const ending = owner;
      const device = running;
      if (!ending?.alive || !device) return;
      running = null;
      const ended = (): void => gone('killed', backInMs);
      // systemd waits so long for a program that was told to end.
      world.after(20_000, ending, ended);
      world.as(ending, () => void device.stop().then(ended, ended));
    },
    spare() {
      fatal = null;
    },
    swapDisk: (next, backInMs) => gone('cut', backInMs, next),
    unplug() {
      isUnplugged = true;
      let last: Image | null = null;
      gone('cut', null, (now) => {
        last = now;
        return now;
      });
      return last ?? disk.image('killed');
    },
    isUnplugged: () => isUnplugged,
    hang(ms) {
      if (owner) owner.busyUntil = Math.max(owner.busyUntil, world.now() + ms);
    },
    present(uid) {
      const of = owner;
      if (!of?.alive || !hears) return;
      world.after(0, of, () => {
        if (hears) judged({ uid, level: 'uid', reader: 'reader', accessPoint: null }, of);
      });
    },
    unreadable() {
      const of = owner;
      if (of?.alive) world.after(0, of, () => hears?.unreadable?.('reader'));
    },
    mounted: () => mounted,
    program: () => owner,
  };
}

const keepAsIs = (image: Image): Image => image;

/** Whether the newest entries name this opening. */
function isWritten(journal: SqliteDatabase | null, door: string, cause: DoorCause): boolean {
  if (!journal) return false;
  const rows = journal
    .prepare<[], { body: string }>('SELECT body FROM entry ORDER BY key DESC LIMIT 5')
    .all();
  return rows.some(({ body }) => {
    const entry = JSON.parse(body) as Record<string, unknown>;
    if (entry['door'] !== door) return false;
    if (cause && 'seq' in cause) return entry['kind'] === 'punch' && entry['seq'] === cause.seq;
    return (
      entry['event'] === 'unlocked' && JSON.stringify(entry['cause']) === JSON.stringify(cause)
    );
  });
}

/** What the list on the disk says of a card: its state, or null where it is not on it. */
function heldState(access: SqliteDatabase | null, uid: string): string | null {
  if (!access) return null;
  const live = access.prepare<[], { live: number }>('SELECT live FROM list').get()?.live;
  if (live === undefined) return null;
  const row = access
    .prepare<[string], { body: string }>(
      `SELECT body FROM card_${live === 0 ? 'a' : 'b'} WHERE uid = ?`,
    )
    .get(uid);
  return row ? (JSON.parse(row.body) as { state: string }).state : null;
}
