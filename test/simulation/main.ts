// First of all: what is loaded after it finds virtual time and chance by seed.
import './take-over.ts';
import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Event } from './history.ts';
import { mutations } from './mutations.ts';
import { RealDate } from './real-timers.ts';
import { addUp, emptySummary, runSeeds, type Summary } from './run-seeds.ts';
import { type MutationRow, tellBroken, tellEvent, tellMutations, tellSummary } from './tell.ts';
import { makeTemplate, type Template } from './template.ts';

/**
 * `npm run test:simulation`: 300 seeds that are always the same, 200 that are new each time, and those that once
 * failed. `-- --seeds N` runs as many as you have time for, `-- --seed N` one, `-- --mutations` the bugs that must be
 * found, `-- --seed N --mutation NAME` one of them.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    /** The first of the new ones; else by the time of day. */
    from: { type: 'string' },
    workers: { type: 'string' },
    mutation: { type: 'string' },
    mutations: { type: 'boolean' },
    /** With `--seed`: all that was seen. */
    all: { type: 'boolean' },
    /** In a process of its own: is told which, and says nothing to people. */
    worker: { type: 'boolean' },
  },
});

const fixed = 300;
const here = fileURLToPath(import.meta.url);
const regressions = JSON.parse(
  readFileSync(new URL('./regressions.json', import.meta.url), 'utf8'),
) as { readonly seeds: readonly number[] };

function* range(from: number, count: number): Iterable<number> {
  for (let n = 0; n < count; n++) yield from + n;
}

/** In memory, where there is a file system for it: a commit is as durable there as the simulated disk says. */
async function openTheatre(): Promise<{ root: string; template: Template }> {
  const root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'badgeuse-sim-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  return { root, template: await makeTemplate(root) };
}

async function runHere(seeds: Iterable<number>): Promise<Summary> {
  const theatre = await openTheatre();
  if (values.mutation === undefined)
    return runSeeds(seeds, { ...theatre, ...(values.all && { tell }) });
  const mutation = mutations.find(({ name }) => name === values.mutation);
  if (!mutation) throw new Error(`no mutation is called ${values.mutation}`);
  return runSeeds(seeds, { ...theatre, without: mutation.without(), only: mutation.only });
}

const tell = (event: Event): void => console.log(tellEvent(event));

/** As many seeds as any of them needs to be found out by. */
const mutationSeeds = 60;

/** Brings back each known bug; answers whether all of them were found out. */
async function runMutations(): Promise<boolean> {
  const theatre = await openTheatre();
  const rows: MutationRow[] = [];
  for (const { name, breaks, only, without } of mutations) {
    const how = { ...theatre, without: without(), only };
    const sum = await runSeeds(range(1, mutationSeeds), how, ({ broken }) => broken.length > 0);
    const [broken] = sum.broken;
    const promises = [...new Set(broken?.violations.map(({ promise }) => promise) ?? [])].sort();
    const isRed = promises.some((promise) => breaks.includes(promise));
    rows.push({
      name,
      isRed,
      promises,
      seed: broken?.seed ?? null,
      says: broken?.violations[0]?.says ?? '',
    });
  }
  console.log(tellMutations(rows));
  return rows.every(({ isRed }) => isRed);
}

/** What a worker is given at once: few enough to see how far it is. */
const portion = 50;

/** In a process of its own, one portion after the other; each has its own virtual time. */
function runElsewhere(next: () => readonly number[], done: (sum: Summary) => void): Promise<void> {
  const worker = fork(here, ['--worker'], { execArgv: process.execArgv });
  return new Promise((resolve, reject) => {
    const giveOn = () => {
      const seeds = next();
      if (seeds.length > 0) return worker.send(seeds);
      resolve();
      return worker.disconnect();
    };
    worker.on('message', (sum) => {
      done(sum as Summary);
      giveOn();
    });
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code}`)));
    giveOn();
  });
}

/** What was found is told at once, and how far it is: many seeds take hours. */
async function runAll(seeds: readonly number[]): Promise<Summary> {
  const given = seeds.values();
  const next = () => [...given.take(portion)];
  let sum = emptySummary();
  let told = 0;
  const done = (part: Summary) => {
    for (const broken of part.broken.slice(0, Math.max(0, 10 - sum.broken.length)))
      console.log(tellBroken(broken));
    sum = addUp([sum, part]);
    if (sum.seeds - told < 1000) return;
    told = sum.seeds;
    console.log(`${told} of ${seeds.length} seeds, ${sum.broken.length} broken`);
  };
  const workers = Number(values.workers ?? availableParallelism());
  await Promise.all(Array.from({ length: workers }, () => runElsewhere(next, done)));
  return sum;
}

function chosenSeeds(): readonly number[] {
  const wanted = values.seeds === undefined ? 500 : Number(values.seeds);
  const fresh = Math.max(0, wanted - fixed);
  const from =
    values.from === undefined ? 1_000 + (RealDate.now() % 1_000_000_000) : Number(values.from);
  if (fresh > 0) console.log(`fresh seeds from ${from} on`);
  return [...regressions.seeds, ...range(1, Math.min(wanted, fixed)), ...range(from, fresh)];
}

if (values.worker) {
  const theatre = await openTheatre();
  process.on('message', async (seeds: readonly number[]) =>
    process.send?.(await runSeeds(seeds, theatre)),
  );
  process.on('disconnect', () => process.exit(0));
} else if (values.mutations) {
  process.exit((await runMutations()) ? 0 : 1);
} else if (values.seed !== undefined) {
  const sum = await runHere(values.seed.split(',').map(Number));
  for (const broken of sum.broken) console.log(tellBroken(broken));
  for (const [seed, hash] of Object.entries(sum.hashes)) console.log(`history of ${seed}: ${hash}`);
  process.exit(sum.broken.length > 0 ? 1 : 0);
} else {
  const began = performance.now();
  const seeds = chosenSeeds();
  const sum = await runAll(seeds);
  console.log(tellSummary(sum, (performance.now() - began) / 1000));
  for (const [seed, hash] of Object.entries(sum.hashes).slice(0, 10))
    console.log(`history of ${seed}: ${hash}`);
  process.exit(sum.broken.length > 0 ? 1 : 0);
}
