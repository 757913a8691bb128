import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { keepFederations } from '../../../cloud/federation/keep-federations.ts';
import { createPairing } from '../../../cloud/pairing/pair-passages.ts';
import type { GivenCommand } from '../../../cloud/ports/commands.ts';
import type { Answered, Heard } from '../../../cloud/ports/federation.ts';
import { createErasures } from '../../../cloud/retention/erasures.ts';
import type { Database } from '../../../cloud/store/database.ts';
import { openErasedFile } from '../../../cloud/store/erased-file.ts';
import { writePassages } from '../../../cloud/store/passages.ts';
import { unitOf } from '../../../cloud/store/rows.ts';
import { secondStepSeal } from '../../../cloud/store/second-step-seal.ts';
import { BadgeuseError } from '../../../shared/runtime/errors.ts';
import { hostRule } from '../../../shared/runtime/host-rule.ts';
import { silentLogger } from '../../../shared/runtime/logger.ts';
import { systemTimers } from '../../../shared/runtime/system-clock.ts';
import { exchangeHeaders } from '../../../shared/wire/federation.ts';
import { newKeyPair } from '../../../shared/wire/keys.ts';
import { serveOnLoopback } from '../../fakes/loopback-server.ts';
import { scratchFolder } from '../../parts/scratch-folder.ts';
import type { FreshStore } from '../each-store.ts';
import { openTestRegistry } from '../open-test-registry.ts';

export const begun = Date.UTC(2026, 2, 12, 9);
export const uid = '04A1B2C3D4E5F6';
const folder = scratchFolder('exchange');
let files = 0;
let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
});

/** Null: it is lost on its way. */
type Way = (answer: Answered, asked: string) => Answered | null | Promise<Answered>;

/** An aggregator reduced to what pools, at an address of its own. */
export async function side(store: FreshStore, name: string) {
  const database = await store.open();
  const seal = secondStepSeal(newKeyPair().privateKey);
  const wall = { now: begun };
  const clock = { now: () => wall.now, monotonicNow: () => wall.now };
  const registry = openTestRegistry(database, clock.now);
  const place = await registry.places.create({ id: name, name, timeZone: 'Europe/Paris' });
  await registry.places.patch(place.id, { timeClock: true });
  const [asset] = (await registry.assets.list({ limit: 1, cursor: null })).items;
  const readers: { outcome: 'granted' | 'unanswered' } = { outcome: 'granted' };
  const timers = { ...systemTimers, every: () => () => undefined };
  const erasures = createErasures({
    ...{ database, registry, clock, timers, logger: silentLogger },
    pairing: createPairing({ remember: false }),
    commands: {
      give: async () => ({ id: 'c' }) as GivenCommand,
      settled: async () => ({ outcome: readers.outcome, why: null }) as GivenCommand,
    },
    file: openErasedFile(join(folder, `${++files}.jsonl`)),
  });
  /** What it does by itself, and how often. */
  const rounds = { everyMs: 0, run: (): void => undefined };
  const every = (everyMs: number, run: () => void) => {
    Object.assign(rounds, { everyMs, run });
    return () => undefined;
  };
  const federations = keepFederations({
    ...{ database, registry, clock, seal, logger: silentLogger, erasures },
    timers: { ...systemTimers, every },
    hosts: hostRule(['127.0.0.1']),
    changed: () => undefined,
  });
  /** A number: answers with that alone. `way`: what becomes of an answer on its way, and what happens meanwhile. */
  const broken: { answer: number | null; way: Way } = { answer: null, way: (answer) => answer };
  const server = await serveOnLoopback(
    async ({ method, url: path, headers: sent, body, say, cut }) => {
      if (broken.answer !== null) return say(broken.answer, {}, 'busy');
      const headers = sent as Heard['headers'];
      const heard = { method, path, headers, body: body === '' ? undefined : JSON.parse(body) };
      const answer = await federations.hear(heard).catch((err: unknown) => {
        const known = err instanceof BadgeuseError ? err : null;
        const { code = 'internal', message = '', hint = '', status = 500 } = known ?? {};
        return { status, body: JSON.stringify({ code, detail: message, hint }), signature: null };
      });
      const arrived = await broken.way(answer, `${method} ${path}`);
      if (arrived === null) return cut();
      const { status, signature, body: said } = arrived;
      say(status, signature === null ? {} : { [exchangeHeaders.signature]: signature }, said);
    },
  );
  ends.push(server.close, federations.stop, erasures.stop);
  const url = `http://${server.authority}`;
  const terms = { assetId: asset?.id ?? '', letsMembersEnter: false };
  return {
    ...{
      database,
      registry,
      federations,
      erasures,
      seal,
      wall,
      broken,
      readers,
      rounds,
      url,
      terms,
    },
  };
}

/** A passage as pairing would have written it; `of`: what it is besides open since `at`. */
export const entered = (
  database: Database,
  { place, card, at }: { readonly place: string; readonly card: string; readonly at: number },
  of: Partial<Passage> = {},
) =>
  database.inTransaction((tx) =>
    writePassages(unitOf(database, tx), [
      {
        key: { place, area: place, person: `card:${card}` },
        passage: {
          id: `${place}-${card}-${at}`,
          entry: { at, punchId: `p-${at}`, accessPoint: 'door', by: 'card' },
          ...{ exit: null, status: 'open', anomalies: [], cardUid: card, corrected: false },
          ...of,
        },
      },
    ]),
  );
type Passage = Parameters<typeof writePassages>[1][number]['passage'];

/** Two of them, joined. */
export async function pooled(store: FreshStore) {
  const a = await side(store, 'a');
  const b = await side(store, 'b');
  const { partner, invitation } = await a.federations.invite(
    { ...a.terms, initials: false },
    a.url,
    'staff:ada',
  );
  await b.federations.join(invitation, b.terms, b.url, 'staff:bob');
  const { id } = partner;
  await a.federations.accept(id, 'staff:ada');
  return { a, b, id, invitation };
}
