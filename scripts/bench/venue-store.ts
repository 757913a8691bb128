import { mkdirSync } from 'node:fs';
import { hashMqttPassword } from '../../cloud/broker/mqtt-password.ts';
import { openDatabase } from '../../cloud/store/database.ts';
import { openIdentity } from '../../cloud/store/identity.ts';
import { openSigningKey } from '../../cloud/store/signing-key.ts';
import type { DataFolder } from '../../shared/runtime/data-folder.ts';
import type { SqliteDatabase } from '../../shared/runtime/sqlite.ts';
import { benchPlace } from './bench-journal.ts';

/** A lively venue, as its store is after three years. */
export interface Venue {
  readonly members: number;
  readonly punches: number;
  readonly readers: readonly { readonly device: string; readonly publicKey: string }[];
}

/** Of all readers alike: this is no test of passwords. */
export const mqttPassword = 'of the bench';
const dayMs = 86_400_000;
const years = 3;
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
  if (!database.sqlite) throw new Error('this bench is for SQLite');
  fillMembers(database.sqlite, venue.members);
  fillPassages(database.sqlite, venue, now);
  const token = await openIdentity(database).createToken('admin', 'bench', now);
  await database.close();
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

/** As pairing leaves them: a few exits forgotten, the last hours still open. */
function fillPassages(sqlite: SqliteDatabase, { members, punches, readers }: Venue, now: number) {
  const insert = sqlite.prepare(
    `INSERT INTO passage (place, at, id, area, person, card_uid, entry_at, entry_punch,
      entry_access_point, entry_by, exit_at, exit_punch, exit_access_point, exit_by, status,
      anomalies, corrected)
    VALUES ('bench', ?, ?, 'bench', ?, ?, ?, ?, ?, 'card', ?, ?, ?, ?, ?, ?, 0)`,
  );
  const passages = punches / 2;
  const start = now - years * 365 * dayMs;
  const door = (i: number) => `${readers[i % readers.length]?.device}-door`;
  sqlite.transaction(() => {
    for (let i = 0; i < passages; i++) {
      const at = start + Math.floor((i / passages) * (now - start));
      const member = (i * 7_919) % members;
      const id = `${at.toString(16).padStart(12, '0')}-${i.toString(16).padStart(12, '0')}`;
      const exit = at + 1_800_000 + (i % 7_000) * 1_000;
      const entry = [at, id, `member:m_${member}`, uidOf(member), at, id, door(i)];
      if (exit > now) insert.run(...entry, null, null, null, null, 'open', '');
      else if (i % 200 === 0)
        insert.run(...entry, null, null, null, null, 'missing_exit', 'missing_exit');
      else insert.run(...entry, exit, `${id}x`, door(i + 1), 'card', 'closed', '');
    }
  })();
}
