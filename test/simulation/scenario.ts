import { join } from 'node:path';
import { check, type Violation } from './check.ts';
import { type FaultName, faultNames, faults, heal } from './faults.ts';
import type { Event, Seen } from './history.ts';
import type { Protections } from './mutations.ts';
import { readOutcome } from './outcome.ts';
import { type Random, seeded } from './random.ts';
import { openStage, type Stage } from './stage.ts';
import { beginsAt, deviceIds, doorOf, type Template } from './template.ts';

/** What became of one seed. */
export interface Result {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly events: readonly Event[];
  readonly virtualMs: number;
  readonly counts: Readonly<Partial<Record<Seen['what'], number>>>;
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
  /** The same seed gives the same. */
  readonly hash: string;
}

export interface ScenarioOptions {
  readonly seed: number;
  readonly template: Template;
  readonly root: string;
  readonly without?: Protections;
  /** These alone go wrong. */
  readonly only?: readonly FaultName[];
  /** Hears of everything that was seen. */
  readonly tell?: (event: Event) => void;
}

const minute = 60_000;
/** From the last fault on, everything has to be where it belongs by then. */
const healedWithinMs = 4 * minute;

/** One evening at some doors, with what goes wrong in it; all of it follows from the seed. */
export async function runScenario(options: ScenarioOptions): Promise<Result> {
  const { seed, template } = options;
  const random = seeded(seed);
  const root = join(options.root, `seed-${seed}`);
  const count = random.pick([1, 1, 2, 2, 3]);
  const stage = openStage({
    ...{ root, seed, template },
    devices: deviceIds.slice(0, count),
    brokerIsOurs: random.chance(0.5),
    slowestCommitMs: random.chance(0.3) ? random.between(20, 900) : 0,
    ...(options.without && { without: options.without }),
  });
  const { world, history } = stage;
  const counted: Partial<Record<FaultName, number>> = {};
  try {
    const lengthMs = random.chance(0.04)
      ? random.between(60, 300) * minute
      : random.between(4, 10) * minute;
    const until = beginsAt + lengthMs;
    presentCards(stage, random.fork(), lengthMs);
    giveOrders(stage, random.fork(), lengthMs, options.without?.ordered);
    goWrong(stage, random.fork(), lengthMs, root, options.only ?? faultNames, counted);
    await world.runUntil(until);
    heal(stage, root);
    await world.runUntil(until + healedWithinMs);
    for (const event of history.events) options.tell?.(event);
    const outcome = readOutcome(stage.cloud, stage.machines);
    const violations = check(history.events, outcome);
    const counts: Partial<Record<Seen['what'], number>> = {};
    for (const { what } of history.events) counts[what] = (counts[what] ?? 0) + 1;
    return {
      ...{ seed, violations, counts, events: history.events, faults: counted },
      virtualMs: world.now() - beginsAt,
      hash: history.hash(),
    };
  } finally {
    stage.end();
  }
}

/** People come by themselves and in groups, with cards that are good, blocked, and unknown. */
function presentCards(stage: Stage, random: Random, lengthMs: number): void {
  const { world, cards, machines } = stage;
  const groups = random.between(3, 9);
  for (let n = 0; n < groups; n++) {
    let at = random.between(500, lengthMs);
    for (let people = random.between(1, 4); people > 0; people--) {
      at += random.between(30, 4_000);
      world.after(at, null, () => {
        const uid = random.chance(0.06)
          ? `04${random.bytes(6).toString('hex').toUpperCase()}`
          : random.pick(cards).uid;
        random.pick(machines).present(uid);
      });
    }
  }
}

/** What staff do meanwhile: they block cards and give them back, and unlock doors from afar. */
function giveOrders(
  stage: Stage,
  random: Random,
  lengthMs: number,
  ordered: Protections['ordered'],
): void {
  const { world, cards, history, cloud } = stage;
  for (let n = random.between(0, 4); n > 0; n--) {
    world.after(random.between(500, lengthMs), null, () => {
      const running = cloud.running();
      if (!running) return;
      if (random.chance(0.5)) {
        const state = random.pick(['active', 'lost', 'lost'] as const);
        const { id } = random.pick(cards);
        world.as(running.owner, () => {
          running.registry.cards.patch(id, { state }).catch(() => undefined);
        });
        return;
      }
      const { device } = random.pick(stage.machines);
      const wish = `wish ${n}`;
      const door = doorOf(device);
      history.note({ what: 'wish', wish, device, door });
      ordered?.(running, world, { device, door, wish });
      world.as(running.owner, () => {
        running.aggregator.commands
          .give({ kind: 'unlock', device, placeId: 'demo', door, by: 'staff:1', reason: wish })
          .catch(() => undefined);
      });
    });
  }
}

function goWrong(
  stage: Stage,
  random: Random,
  lengthMs: number,
  root: string,
  names: readonly FaultName[],
  counted: Partial<Record<FaultName, number>>,
): void {
  for (let n = random.between(1, 7); n > 0; n--) {
    const name = random.pick(names);
    stage.world.after(random.between(500, lengthMs), null, () => {
      stage.history.note({ what: 'fault', fault: name, machine: null });
      counted[name] = (counted[name] ?? 0) + 1;
      faults[name](stage, random, root);
    });
  }
}
