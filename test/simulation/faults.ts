import { join } from 'node:path';
import type { Image } from './disk.ts';
import type { Machine } from './machine.ts';
import { tapsIn, tapsStored } from './outcome.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';

const second = 1_000;
const minute = 60 * second;
const day = 24 * 60 * minute;

/** One thing that goes wrong; what it began ends by itself, or when everything is healed. */
type Fault = (stage: Stage, random: Random, root: string) => void;

/** The machines of the devices; a clone is none of ours. */
const anyMachine = ({ machines }: Stage, random: Random): Machine => random.pick(machines);
const soon = (random: Random): number => random.between(200, 20 * second);

/** Taps that only this disk told of are gone with it. */
function noteGone(stage: Stage, machine: Machine, before: Image, after: Image, root: string): void {
  const scratch = join(root, 'scratch');
  const kept = tapsIn(after, scratch);
  const stored = tapsStored(stage.cloud.disk());
  const keys = [...tapsIn(before, scratch)].filter((key) => !kept.has(key) && !stored.has(key));
  stage.history.note({ what: 'gone', machine: machine.name, keys });
}

/** Images that were taken of a device while it was off, to be put back some day. */
const images = new WeakMap<Machine, Image>();

type Next = (now: Image, machine: Machine) => Image;

function swap(stage: Stage, random: Random, root: string, next: Next): void {
  const machine = anyMachine(stage, random);
  machine.swapDisk((now) => {
    const image = next(now, machine);
    noteGone(stage, machine, now, image, root);
    return image;
  }, soon(random));
}

/** Everything that reliability asks for, by the name it is counted under. */
export const faults = {
  deviceKilled: (stage, random) => anyMachine(stage, random).end('killed', soon(random)),
  deviceKilledAtCommit: (stage, random) =>
    anyMachine(stage, random).endAtCommit('killed', random.between(1, 3), when(random)),
  powerCut: (stage, random) => anyMachine(stage, random).end('cut', soon(random)),
  powerCutAtCommit: (stage, random) =>
    anyMachine(stage, random).endAtCommit('cut', random.between(1, 3), when(random)),
  powerCutAfterTap(stage, random) {
    const machine = anyMachine(stage, random);
    machine.present(random.pick(stage.cards).uid);
    stage.world.after(random.between(1, 300), null, () => machine.end('cut', soon(random)));
  },
  deviceStopped: (stage, random) => anyMachine(stage, random).stop(soon(random)),
  cloudKilled: ({ cloud }, random) => cloud.kill(random.between(200, 90 * second)),
  cloudKilledAtWrite: ({ cloud }, random) => cloud.killAtWrite(random.between(1, 12), when(random)),
  cloudKilledBeforeAck: ({ cloud }) => cloud.killBeforeAnswer(),
  cloudStopped: ({ cloud }, random) => cloud.stop(soon(random)),
  brokerKilled({ broker, world }, random) {
    broker.kill(random.chance(0.5));
    world.after(random.between(200, 2 * minute), null, () => broker.start());
  },
  lineCut(stage, random) {
    const line = stage.broker.line(anyMachine(stage, random).device);
    line.cut = true;
    stage.world.after(random.between(second, 4 * minute), null, () => {
      line.cut = false;
    });
  },
  lineBad(stage, random) {
    const line = stage.broker.line(anyMachine(stage, random).device);
    line.drop = random.next() * 0.6;
    line.double = random.next() * 0.4;
    line.slowMs = random.between(50, 9_000);
    stage.world.after(random.between(minute, 4 * minute), null, () => {
      Object.assign(line, { drop: 0, double: 0, slowMs: 30 });
    });
  },
  clockStep(stage, random) {
    const { clock } = anyMachine(stage, random);
    const now = stage.world.now();
    clock.step(
      random.pick([
        random.between(-3 * minute, 3 * minute),
        random.between(-14 * day, 14 * day),
        -now + random.between(0, day),
        5 * 365 * day,
      ]),
    );
    stage.world.after(random.between(5 * second, 5 * minute), null, () => clock.sync());
  },
  clockSynced: (stage, random) => anyMachine(stage, random).clock.sync(),
  diskFull(stage, random) {
    const { disk } = anyMachine(stage, random);
    disk.fill(true);
    stage.world.after(random.between(5 * second, 3 * minute), null, () => disk.fill(false));
  },
  imageTaken(stage, random) {
    const machine = anyMachine(stage, random);
    images.set(machine, machine.disk.image('cut'));
  },
  oldImage(stage, random, root) {
    swap(stage, random, root, (now, machine) => images.get(machine) ?? now);
  },
  newDisk(stage, random, root) {
    swap(stage, random, root, without('journal.db', 'journal.db-wal'));
  },
  listLost(stage, random, root) {
    swap(stage, random, root, without('access.db', 'access.db-wal'));
  },
  diskDamaged(stage, random, root) {
    swap(stage, random, root, (now) => {
      const name = random.pick(['journal.db', 'journal.db', 'journal.db-wal', 'access.db']);
      return damaged(now, name, random);
    });
  },
  fsyncFails: (stage, random) =>
    anyMachine(stage, random).disk.breakOnce(random.pick(['written', 'unwritten'] as const)),
  deviceHangs: (stage, random) =>
    anyMachine(stage, random).hang(random.between(second, 90 * second)),
  diskCloned(stage, random, root) {
    const original = anyMachine(stage, random);
    if (original.name !== original.device) return;
    const name = `${original.device}-clone`;
    if (stage.machines.some((machine) => machine.name === name)) return;
    const clone = stage.addMachine(name, original.device, original.disk.image('cut'));
    clone.start();
    stage.world.after(random.between(minute / 2, 4 * minute), null, () =>
      unplug(stage, clone, original, root),
    );
  },
  messageReplayed(stage, random) {
    const { told, broker } = stage;
    if (told.length === 0) return;
    const { device, kind, payload } = random.pick(told);
    for (let times = random.between(1, 3); times > 0; times--)
      broker.inject(device, kind, payload, random.chance(0.3));
  },
  commandForged(stage, random) {
    const { told, broker } = stage;
    const commands = told.filter(({ kind }) => kind === 'command');
    if (commands.length === 0) return;
    const { device, payload } = random.pick(commands);
    broker.inject(device, 'command', payload, true);
    broker.inject(anyMachine(stage, random).device, 'command', payload, false);
    broker.inject(device, 'command', forged(payload, random), false);
    stage.world.after(random.between(second, minute), null, () =>
      broker.inject(device, 'command', payload, false),
    );
  },
  cloudDiskFull({ cloud, world }, random) {
    cloud.fill(true);
    world.after(random.between(second, 2 * minute), null, () => cloud.fill(false));
  },
  cloudBackedUp: ({ cloud }) => cloud.backUp(),
  cloudRestored(stage, random, root) {
    const { cloud, history, machines } = stage;
    const before = tapsStored(cloud.disk());
    if (!cloud.restore(soon(random))) return;
    const scratch = join(root, 'scratch');
    const kept = new Set(tapsStored(cloud.disk()));
    for (const { disk } of machines.filter((machine) => !machine.isUnplugged()))
      for (const key of tapsIn(disk.image('killed'), scratch)) kept.add(key);
    history.note({ what: 'restored' });
    const keys = [...before].filter((key) => !kept.has(key));
    history.note({ what: 'gone', machine: 'cloud', keys });
  },
  cardPulled: (stage, random) => anyMachine(stage, random).unreadable(),
} as const satisfies Record<string, Fault>;

function unplug(stage: Stage, clone: Machine, original: Machine, root: string): void {
  if (clone.isUnplugged()) return;
  noteGone(stage, clone, clone.unplug(), original.disk.image('killed'), root);
}

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as FaultName[];

/** One page of zeros, or a file that ends too soon. */
function damaged(now: Image, name: string, random: Random): Image {
  const bytes = now.get(name);
  if (!bytes || bytes.length === 0) return now;
  const pages = Math.ceil(bytes.length / 4_096);
  const at = random.between(0, pages - 1) * 4_096;
  const isTruncated = random.chance(0.3);
  const copy = Buffer.from(isTruncated ? bytes.subarray(0, at) : bytes);
  if (!isTruncated) copy.fill(0, at, Math.min(bytes.length, at + 4_096));
  return new Map([...now, [name, copy]]);
}

/** The same command once more for later, or under a new number; whoever made it has not the cloud's key. */
function forged(payload: string, random: Random): string {
  const [head = '', claims = '', signature = ''] = payload.split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  const changed = {
    ...said,
    id: `${String(said['id'])}x`,
    counter: Number(said['counter']) + random.between(1, 1_000),
    notAfterMonoMs: Number(said['notAfterMonoMs']) + 3_600_000,
  };
  return [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}

const when = (random: Random): 'before' | 'after' => random.pick(['before', 'after'] as const);
const without =
  (...names: readonly string[]) =>
  (now: Image): Image =>
    new Map([...now].filter(([name]) => !names.includes(name)));

/** Everything that is still wrong is put right: nothing may need a hand from now on. */
export function heal(stage: Stage, root: string): void {
  const { machines, broker, cloud } = stage;
  for (const machine of machines) {
    const original = machines.find(({ name }) => name === machine.device);
    if (original && original !== machine) unplug(stage, machine, original, root);
  }
  cloud.fill(false);
  for (const { device, clock, disk } of machines) {
    Object.assign(broker.line(device), { cut: false, drop: 0, double: 0, slowMs: 30 });
    clock.sync();
    disk.fill(false);
  }
  for (const machine of machines) machine.spare();
  cloud.spare();
  broker.start();
}
