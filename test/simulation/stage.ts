import { join } from 'node:path';
import { getTasks } from 'node-cron';
import type { DownKind } from '../../shared/wire/topic.ts';
import { createBroker, type SimulatedBroker } from './broker.ts';
import { type CloudHost, createCloudHost } from './cloud-host.ts';
import type { Image } from './disk.ts';
import { createHistory, type History } from './history.ts';
import { createMachine, type Machine } from './machine.ts';
import type { Protections } from './mutations.ts';
import { seeded } from './random.ts';
import { takeOver } from './take-over.ts';
import { beginsAt, type Template } from './template.ts';
import { createWorld, type World } from './world.ts';

/** Devices, broker and cloud in one virtual time, before anything happens to them. */
export interface Stage {
  readonly world: World;
  readonly history: History;
  readonly broker: SimulatedBroker;
  readonly cloud: CloudHost;
  readonly machines: readonly Machine[];
  readonly cards: Template['cards'];
  /** What the cloud ever told a device. */
  readonly told: readonly Told[];
  /** Another machine for a disk that was copied. */
  addMachine(name: string, device: string, disk?: Image): Machine;
  end(): void;
}

export interface Told {
  readonly device: string;
  readonly kind: DownKind;
  readonly payload: string;
}

export interface StageOptions {
  readonly root: string;
  readonly seed: number;
  readonly template: Template;
  readonly devices: readonly string[];
  readonly brokerIsOurs?: boolean;
  readonly slowestCommitMs?: number;
  /** What is taken away; left out: nothing. */
  readonly without?: Protections;
}

export function openStage(options: StageOptions): Stage {
  const { root, template, without = {} } = options;
  const random = seeded(options.seed);
  const world: World = createWorld(beginsAt, random, (owner, err) => {
    history.note({
      what: 'crash',
      machine: owner?.name ?? 'nobody',
      error: stackOf(err).replaceAll(root, ''),
    });
    if (owner === null) throw err;
    if (owner.name === 'cloud') cloud.kill(1_000);
    else machines.find(({ program }) => program() === owner)?.end('killed', 1_000);
  });
  const history = createHistory(world.now);
  takeOver({ world, random: random.fork() });
  const broker = createBroker(world, {
    ...without.spy,
    down(device, kind, payload) {
      if (kind === 'ack') noteAck(device, payload);
      if (kind === 'command') noteOrder(payload);
      told.push({ device, kind, payload });
      without.spy?.down?.(device, kind, payload);
    },
  });
  const cloud = createCloudHost({
    ...{ world, history, broker, template: template.cloud, root: join(root, 'cloud') },
    brokerIsOurs: options.brokerIsOurs ?? true,
    ...(without.ingest && { around: without.ingest(world) }),
  });
  const machines: Machine[] = [];
  const told: Told[] = [];

  function noteAck(device: string, payload: string): void {
    const { epoch, upTo } = JSON.parse(payload) as { epoch: string; upTo: number };
    const committed = cloud.committed(device, epoch);
    history.note({ what: 'ack', device, epoch, upTo, committed });
  }
  /** The claims of a JWS are read, its signature is not looked at: here it is only written down. */
  function noteOrder(payload: string): void {
    const [, claims = ''] = payload.split('.');
    const { id, reason } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      id: string;
      reason: string;
    };
    history.note({ what: 'ordered', wish: reason, command: id });
  }
  function addMachine(name: string, device: string, image = template.devices.get(device)): Machine {
    if (!image) throw new Error(`no device ${device}`);
    const machine = createMachine({
      ...{ world, history, broker, name, device },
      root: join(root, name),
      template: image,
      committed: cloud.committed,
      slowestCommitMs: options.slowestCommitMs ?? 0,
      ...(without.opened && { opened: without.opened }),
    });
    machines.push(machine);
    return machine;
  }

  cloud.start();
  for (const device of options.devices) addMachine(device, device).start();
  return {
    world,
    history,
    broker,
    cloud,
    machines,
    cards: template.cards,
    told,
    addMachine,
    end() {
      for (const { program, disk } of machines) {
        const owner = program();
        if (owner) owner.alive = false;
        disk.end();
      }
      cloud.end();
      // Programs that were ended could not take their jobs with them.
      for (const task of getTasks().values()) void task.destroy();
    },
  };
}

const stackOf = (err: unknown): string =>
  err instanceof Error
    ? (err.stack ?? String(err)).split('\n').slice(0, 4).join(' | ')
    : String(err);
