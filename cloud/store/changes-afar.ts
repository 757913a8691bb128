import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Cancel, Timers } from '../../shared/domain/clock.ts';
import { errorCodeOf } from '../../shared/runtime/errors.ts';
import type { Logger } from '../../shared/runtime/logger.ts';
import { createBackOff } from '../../shared/runtime/retry.ts';
import type { Change, Changes } from '../ports/changes.ts';
import type { Database } from './database.ts';

const channel = 'badgeuse_changes';
/** Many commits are one word: a NOTIFY takes a lock that all of the database's other NOTIFYs wait for. */
const gatherMs = 250;
/** As a payload holds: PostgreSQL allows 8,000 bytes. More at once is told as a change of everything. */
const mostDevices = 150;
/** A line that broke without a word is noticed so soon. */
const probeMs = 30_000;
const answerMs = 5_000;

interface Parts {
  readonly changes: Changes & { announce(change: Change): void };
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Logger;
}

export interface SharedChanges {
  /** Whether others are heard now; always on SQLite, where there are none. */
  isHearing(): boolean;
  stop(): Promise<void>;
}

/**
 * Tells the other aggregators on the same PostgreSQL what was stored here, and announces here what they tell. It is a
 * courtesy: a word that is lost is made up for when the line is back, by announcing a change of everything.
 */
export function shareChanges(database: Database, parts: Parts): SharedChanges {
  const { pool } = database;
  if (pool === null) return { isHearing: () => true, stop: async () => undefined };
  const self = randomUUID();
  const telling = tellOthers(pool, self, parts);
  const hearing = hearOthers(pool, self, parts);
  return {
    isHearing: hearing.isHearing,
    async stop() {
      await telling.stop();
      await hearing.stop();
    },
  };
}

function tellOthers(pool: pg.Pool, self: string, { changes, timers, log }: Parts) {
  const devices = new Set<string | null>();
  let gathering: Cancel | null = null;
  let told: Promise<void> = Promise.resolve();

  async function tell(): Promise<void> {
    gathering = null;
    const some = devices.size > mostDevices ? [null] : [...devices];
    devices.clear();
    const payload = JSON.stringify({ from: self, devices: some });
    await pool.query('SELECT pg_notify($1, $2)', [channel, payload]).catch((err: unknown) => {
      log.debug({ err }, 'other aggregators were not told of a change');
    });
  }

  const stopListening = changes.on(({ device, afar }) => {
    if (afar) return;
    devices.add(device);
    gathering ??= timers.after(gatherMs, () => {
      told = tell();
    });
  });
  return {
    async stop() {
      stopListening();
      gathering?.();
      await told;
    },
  };
}

function hearOthers(pool: pg.Pool, self: string, { changes, timers, random, log }: Parts) {
  const backOff = createBackOff({ firstMs: 500, maxMs: 15_000, random });
  let line: pg.Client | null = null;
  let again: Cancel | null = null;
  let isHearing = false;
  let isStopped = false;
  let opening: Promise<void> = Promise.resolve();

  function hear(payload: string | undefined): void {
    const said = wordsOf(payload);
    if (said === null || said.from === self) return;
    for (const device of said.devices) changes.announce({ device, afar: true });
  }

  async function open(): Promise<void> {
    const client = new pg.Client({
      connectionString: pool.options.connectionString,
      connectionTimeoutMillis: answerMs,
      query_timeout: answerMs,
      keepAlive: true,
      application_name: 'badgeuse changes',
    });
    line = client;
    client.on('error', (err) => lost(client, err));
    client.on('end', () => lost(client, null));
    client.on('notification', ({ payload }) => hear(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch (err) {
      lost(client, err);
      return;
    }
    if (line !== client) return;
    isHearing = true;
    backOff.reset();
    // Whatever was said before somebody listened: all of it is worth a look.
    changes.announce({ device: null, afar: true });
  }

  function lost(client: pg.Client, err: unknown): void {
    if (line !== client) return;
    line = null;
    isHearing = false;
    void close(client);
    if (isStopped) return;
    log.warn(
      { code: errorCodeOf(err) ?? null },
      'what other aggregators store is not heard for now; pages look by themselves',
    );
    again = timers.after(backOff.nextMs(), () => {
      opening = open();
    });
  }

  /** A line whose other end is gone never says that it closed. */
  const close = (client: pg.Client): Promise<void> =>
    new Promise((resolve) => {
      const cancel = timers.after(answerMs, resolve);
      const done = () => {
        cancel();
        resolve();
      };
      client.end().then(done, done);
    });

  const stopProbing = timers.every(probeMs, () => {
    const probed = line;
    if (probed && isHearing) probed.query('SELECT 1').catch((err: unknown) => lost(probed, err));
  });
  opening = open();
  return {
    isHearing: () => isHearing,
    async stop() {
      isStopped = true;
      stopProbing();
      again?.();
      await opening;
      const last = line;
      line = null;
      if (last) await close(last);
    },
  };
}

/** Null: not one of ours, and nothing to end the process for. */
function wordsOf(
  payload: string | undefined,
): { readonly from: string; readonly devices: readonly (string | null)[] } | null {
  try {
    const { from, devices } = JSON.parse(payload ?? '') as { from?: unknown; devices?: unknown };
    if (typeof from !== 'string' || !Array.isArray(devices)) return null;
    return {
      from,
      devices: devices.map((one: unknown) => (typeof one === 'string' ? one : null)),
    };
  } catch {
    return null;
  }
}
