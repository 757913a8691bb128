import { existsSync } from 'node:fs';
import type { AccessEntry } from '../../shared/domain/access-list.ts';
import { defaultPlaceRules } from '../../shared/domain/place-rules.ts';
import { failure } from '../../shared/runtime/errors.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import type { SignedConfig } from '../../shared/wire/signed.ts';
import type { AccessStore } from '../ports.ts';
import { accessList } from './access-list.ts';
import { accessMigrations } from './access-schema.ts';
import { isSound } from './is-sound.ts';
import { openDeviceStore } from './open-store.ts';
import { quarantine } from './quarantine.ts';
import { storeFailure } from './store-failure.ts';
import { toldTable } from './told-table.ts';

/** Opens the list, config and facts in SQLite file `path`. Errors: `storeNotDurable`, `storeNewer`. */
export function openAccessStore(path: string, openStore = openDeviceStore): AccessStore {
  const db = openStore(path, accessMigrations);
  const list = accessList(db);
  const told = toldTable(db);
  const config = db.prepare<[], string>('SELECT body FROM config').pluck();
  const keepConfig = db.prepare<[string]>(
    'INSERT INTO config VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
  );
  const fact = db.prepare<[string], string>('SELECT value FROM fact WHERE name = ?').pluck();
  const keepFact = db.prepare<[string, string]>(
    'INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );

  const readConfig = (): SignedConfig | null => {
    const body = config.get();
    return body === undefined ? null : completed(JSON.parse(body) as SignedConfig);
  };
  // Every tap asks for both, and they change once in a while.
  let heldState = list.state();
  let heldConfig = readConfig();

  const durably = (work: () => void): void => {
    try {
      db.transaction(work).immediate();
      heldState = list.state();
      heldConfig = readConfig();
    } catch (err) {
      throw storeFailure(err, path);
    }
  };

  return {
    find: (uid) => {
      const body = list.find(uid);
      return body === undefined ? null : (JSON.parse(body) as AccessEntry);
    },
    state: () => heldState,
    namesOf(memberRefs) {
      const names = new Map<string, string>();
      for (const [ref, name] of list.members()) if (memberRefs.has(ref)) names.set(ref, name);
      return names;
    },
    async applyList(change) {
      try {
        await list.apply(change);
        heldState = list.state();
      } catch (err) {
        // Closed in the middle of it: half a list waits in the table that does not answer.
        if (!db.open) throw failure('conflict', { detail: 'the store is closed' }, err);
        throw storeFailure(err, path);
      }
      void list.forgetFormer().catch(() => undefined); // the next whole list tries again
    },
    confirm: (confirmed) => durably(() => list.confirm(confirmed)),
    config: () => heldConfig,
    applyConfig: (next) => durably(() => keepConfig.run(JSON.stringify(next))),
    readFact: (name) => fact.get(name) ?? null,
    writeFact: (name, value) => durably(() => keepFact.run(name, value)),
    told: () => told.read(),
    keepTold: (rows, about) => told.keep(rows, about),
    forgetTold: () => told.forget(),
    async scrub() {
      await list.forgetFormer();
      try {
        // A longer one is left to what overwrites each row that goes: rows moved within it may leave a trace.
        if (sizeOf(db) <= scrubbedMaxBytes) db.exec('VACUUM');
        db.pragma('wal_checkpoint(TRUNCATE)');
      } catch (err) {
        throw storeFailure(err, path);
      }
    },
    probe: () => {
      config.get();
    },
    close: () => {
      db.close();
    },
  };
}

/** Written anew in a moment; some tens of thousands of cards. */
const scrubbedMaxBytes = 16 * 1024 * 1024;

const sizeOf = (db: SqliteDatabase): number =>
  Number(db.pragma('page_count', { simple: true })) *
  Number(db.pragma('page_size', { simple: true }));

/** A config that was signed before these were said decides as it did: nothing is asked, nobody is counted. */
function completed(config: SignedConfig): SignedConfig {
  const unsaid = { area: config.place.id, counts: true, pin: null };
  return {
    ...config,
    place: Object.assign({}, defaultPlaceRules, config.place),
    accessPoints: config.accessPoints.map((point) => Object.assign({}, unsaid, point)),
  };
}

const hasZeros = (text: string): string => `instr(CAST(${text} AS BLOB), x'00') > 0`;
const unreadable = [
  ...['card_a', 'card_b', 'config', 'told'].map(
    (table) => `${table} WHERE NOT json_valid(body) OR ${hasZeros('body')}`,
  ),
  `list WHERE NOT json_valid(confirmed) OR ${hasZeros('confirmed')}`,
  `fact WHERE ${hasZeros('value')}`,
];

/** A page of zeros at the end of a long text leaves a file that SQLite finds in order, and a text nobody can read. */
const isReadable = (db: SqliteDatabase): boolean =>
  unreadable.every((rows) => db.prepare(`SELECT 1 FROM ${rows} LIMIT 1`).get() === undefined);

/**
 * The same, and never in the way of a start: a damaged file is put aside and the cloud sends its content again.
 * Until then the door refuses with `listTooOld`.
 */
export function openSoundAccessStore(
  path: string,
  now: string,
  openStore = openDeviceStore,
): { store: AccessStore; damaged: boolean } {
  try {
    const damaged = existsSync(path) && !isSound(path, accessMigrations, isReadable);
    if (damaged) quarantine(path, now);
    return { store: openAccessStore(path, openStore), damaged };
  } catch (err) {
    throw storeFailure(err, path);
  }
}
