import { mkdirSync } from 'node:fs';
import { hashMqttPassword } from '../../cloud/broker/mqtt-password.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { migrations } from '../../cloud/store/migrations/index.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import type { DataFolder } from '../../shared/runtime/data-folder.ts';
import { openSqlite, type SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { benchPlace } from './bench-journal.ts';

/** A lively venue, as its store is after three years. */
export interface Venue {
  readonly members: number;
  readonly punches: number;
  readonly readers: readonly { readonly device: string; readonly publicKey: string }[];
}

/** Of all readers alike: this is no test of passwords. */
export const mqttPassword = 'of the bench';
const venueMs = 3 * 365 * 86_400_000;
const firstNames = [
  'Amélie',
  'Zoé',
  'Jean',
  'Noé',
  'Chloé',
  'Inès',
  'Léa',
  'Hugo',
  'Anaïs',
  'Élie',
];
const lastNames = ['Martin', 'Bernard', 'Dubois', 'Lefèvre', 'Moreau', 'Garcia', 'Nguyen', 'Roux'];

export const uidOf = (member: number): string => `04A1B2C3${String(member).padStart(6, '0')}`;

/** Milliseconds between two punches of the whole venue. */
export const paceOf = ({ punches }: Pick<Venue, 'punches'>): number => venueMs / punches;

/** Writes the store; answers a token that may do everything. */
export async function seedVenue(data: DataFolder, venue: Venue, now: number): Promise<string> {
  mkdirSync(data.cloud, { recursive: true });
  const database = await openDatabase({ url: null, path: data.cloudStore });
  // Before there are devices, which would believe no newer one.
  await openSigningKey(database, data.signingKey, { renew: false, now });
  await benchPlace(database, venue.readers);
  await database.db
    .updateTable('device')
    .set({ password_hash: await hashMqttPassword(mqttPassword) })
    .execute();
  const token = await openIdentity(database).createToken('admin', 'bench', now);
  await database.close();
  const steps = migrations.map(({ name, sqlite }) => ({ name, sql: sqlite }));
  const sqlite = openSqlite(data.cloudStore, steps);
  // A gigabyte that nobody would miss: neither written twice nor waited for.
  sqlite.pragma('journal_mode = DELETE');
  sqlite.pragma('journal_mode = OFF');
  sqlite.pragma('synchronous = OFF');
  fillMembers(sqlite, venue.members);
  fillPassages(sqlite, venue, now);
  sqlite.pragma('journal_mode = WAL');
  sqlite.close();
  return token;
}

function fillMembers(sqlite: SqliteDatabase, members: number): void {
  const member = sqlite.prepare('INSERT INTO member (id, name, created_at) VALUES (?, ?, 0)');
  const card = sqlite.prepare(
    `INSERT INTO card (id, uid, tag8, number, member_id, created_at) VALUES (?, ?, ?, ?, ?, 0)`,
  );
  sqlite.transaction(() => {
    for (let i = 0; i < members; i++) {
      const first = firstNames[i % firstNames.length];
      const last = lastNames[Math.floor(i / firstNames.length) % lastNames.length];
      member.run(`m_${i}`, `${first} ${last} ${i}`);
      card.run(`c_${i}`, uidOf(i), uidOf(i).slice(0, 8), `N-${i}`, `m_${i}`);
    }
  })();
}

/**
 * As pairing leaves them: a few exits forgotten, the last hours still open. Made by SQLite itself, in the order they
 * lie in: a statement a row would take three times as long.
 */
function fillPassages(sqlite: SqliteDatabase, { members, punches, readers }: Venue, now: number) {
  const passages = punches / 2;
  const door = (i: string) => `printf('%s-door', json_extract(@devices, '$[' || (${i}) || ']'))`;
  sqlite
    .prepare(
      `WITH RECURSIVE number(i) AS (
        SELECT 0 UNION ALL SELECT i + 1 FROM number WHERE i + 1 < @passages
      ), entry AS (
        SELECT i, @start + CAST(i * @pace AS INTEGER) AS at, i * 7919 % @members AS member,
          1800000 + i % 7000 * 1000 AS stay
        FROM number
      ), visit AS (
        SELECT *, printf('%012x-%012x', at, i) AS id, CASE WHEN at + stay > @now THEN 'open'
          WHEN i % 200 = 0 THEN 'missing_exit' ELSE 'closed' END AS status
        FROM entry
      )
      INSERT INTO passage (place, at, id, area, person, card_uid, entry_at, entry_punch,
        entry_access_point, entry_by, exit_at, exit_punch, exit_access_point, exit_by, status,
        anomalies, corrected)
      SELECT 'bench', at, id, 'bench', 'member:m_' || member, printf('04A1B2C3%06d', member),
        at, id, ${door('i % @readers')}, 'card',
        iif(status = 'closed', at + stay, NULL), iif(status = 'closed', id || 'x', NULL),
        iif(status = 'closed', ${door('(i + 1) % @readers')}, NULL),
        iif(status = 'closed', 'card', NULL),
        status, iif(status = 'missing_exit', 'missing_exit', ''), 0
      FROM visit`,
    )
    .run({
      // A number would arrive as a float, and 7 % 4.0 is no 3.
      ...{ passages: BigInt(passages), members: BigInt(members), readers: BigInt(readers.length) },
      ...{ now: BigInt(now), start: BigInt(now - venueMs), pace: venueMs / passages },
      devices: JSON.stringify(readers.map(({ device }) => device)),
    });
}
